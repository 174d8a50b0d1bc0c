# SPDX-License-Identifier: MIT
# AVX-512: on this processor where it has it, or else in Bochs, an emulator of a whole PC, under Debian's kernel. (QEMU
# does not know AVX-512.)
# shellcheck shell=bash disable=SC2034,SC2154

cmake_options=(-DCROSS_ISA=avx512)
flags=("-include$here/only_isa.hpp")
tests=(kernels int8_kernels float_kernels byte_embedding)

if [[ $(grep -m 1 -owE 'avx512(f|dq|bw|vl)' /proc/cpuinfo | sort -u | wc -l) == 4 && ${CROSS_EMULATOR:-} != bochs ]]; then
    say "this processor has AVX-512: no emulator needed"
    left_out=("FACENET_ISA names the way to multiply bytes") # of all ways, which tests/run.sh has
    run_program() { timeout "$time_limit" "$@"; }
else
    packages=(g++:c++ bochs bochsbios vgabios bochs-term isolinux syslinux-common xorriso:xorrisofs cpio:cpio)
    seed_step=8
    time_limit=1800
    # shellcheck source=bochs/bochs.sh
    source "$here/bochs/bochs.sh"
    prepare() { bochs_kernel; }
    byte_ways=("avx512 avx512_vnni")
    run_program() { bochs_run corei7_icelake_u "$@"; }
fi
