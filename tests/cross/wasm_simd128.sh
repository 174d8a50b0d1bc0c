# SPDX-License-Identifier: MIT
# WebAssembly with 128-bit vectors, by the names of SSE2's (Emscripten has <emmintrin.h>).
# shellcheck shell=bash disable=SC2034,SC2154

title="-msimd128 -msse2"
wasm_flags="-msimd128 -msse2"
# shellcheck source=wasm.sh
source "$here/wasm.sh"
cmake_options+=(-DCROSS_XSIMD=sse2)
