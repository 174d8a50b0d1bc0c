# SPDX-License-Identifier: MIT
# 64-bit ARM with NEON, in QEMU. The native kernels, through xsimd; bytes on a processor without dot products as well.
# shellcheck shell=bash disable=SC2034,SC2154

packages=(g++-aarch64-linux-gnu:aarch64-linux-gnu-g++ qemu-user-static:qemu-aarch64-static)
title="NEON, with and without dot products"
compiler=aarch64-linux-gnu-g++
emulator=(qemu-aarch64-static -cpu max -L /usr/aarch64-linux-gnu)
cmake_options=(-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 -DCROSS_XSIMD=neon64)
seed_step=8

byte_ways=("portable neon" "portable neon neon_dotprod")

run_program() {
    local code=0
    timeout "$time_limit" qemu-aarch64-static -cpu cortex-a53 "$@" "--test-case=int8:*,bytes*" || code=$?
    timeout "$time_limit" "${emulator[@]}" "$@" || code=$?
    return "$code"
}
