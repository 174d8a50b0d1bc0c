# SPDX-License-Identifier: MIT
# The kernels of AVX-512 and of VNNI on any machine: compiled against SIMD Everywhere, which computes the intrinsics in plain code. Tests
# what the kernels ask for (tiles, masks, panels, edges), not the instructions themselves; those are avx512.sh's.
# shellcheck shell=bash disable=SC2034,SC2154

packages=(g++:c++ libsimde-dev)
library=$folder/include
cmake_options=(-DCROSS_ISA=avx512)
flags=("-I$here/simde" "-include$here/only_isa.hpp" -DCROSS_EMULATED)
link_flags=()
tests=(kernels int8_kernels float_kernels byte_embedding nearest embedder)
byte_ways=("avx_vnni avx512 avx512_vnni")
left_out=("several threads on one face*")

# The headers, with regions that ask the compiler for no instruction set.
prepare() {
    rm -rf "$library.new"
    cp -a "$root/include" "$library.new"
    grep -q 'GCC target' "$library.new/facenet/simd/region_begin.inl" || die "region_begin.inl is not what it was"
    : >"$library.new/facenet/simd/region_begin.inl"
    printf '#undef FACENET_REGION_TARGET\n' >"$library.new/facenet/simd/region_end.inl"
    rm -rf "$library"
    mv "$library.new" "$library"
}
