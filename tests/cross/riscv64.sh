# SPDX-License-Identifier: MIT
# 64-bit RISC-V, without vectors: scalar kernels.
# shellcheck shell=bash disable=SC2034

packages=(g++-riscv64-linux-gnu:riscv64-linux-gnu-g++ qemu-user-static:qemu-riscv64-static)
title="scalar"
compiler=riscv64-linux-gnu-g++
emulator=(qemu-riscv64-static -L /usr/riscv64-linux-gnu)
cmake_options=(-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=riscv64)
seed_step=16
byte_ways=("portable")
