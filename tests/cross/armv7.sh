# SPDX-License-Identifier: MIT
# 32-bit ARM, hard float, with NEON: Debian's armhf has no NEON unless the flags say so.
# shellcheck shell=bash disable=SC2034

packages=(g++-arm-linux-gnueabihf:arm-linux-gnueabihf-g++ qemu-user-static:qemu-arm-static)
title="hard float, NEON"
compiler=arm-linux-gnueabihf-g++
emulator=(qemu-arm-static -cpu cortex-a15 -L /usr/arm-linux-gnueabihf)
cmake_options=(-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=arm -DCROSS_XSIMD=neon)
flags=(-mfpu=neon)
seed_step=8
byte_ways=("portable")
