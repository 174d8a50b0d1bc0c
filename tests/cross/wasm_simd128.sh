# SPDX-License-Identifier: MIT
# WebAssembly with 128-bit vectors (simd/wasm_vec.inl, simd/dot/wasm_dot.inl).
# shellcheck shell=bash disable=SC2034,SC2154

title="-msimd128"
wasm_flags="-msimd128"
# shellcheck source=wasm.sh
source "$here/wasm.sh"
flags+=(-DCROSS_NATIVE_LANES=4)
