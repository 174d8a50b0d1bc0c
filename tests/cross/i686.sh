# SPDX-License-Identifier: MIT
# 32-bit x86 with SSE2 and no more; on this processor.
# shellcheck shell=bash disable=SC2034

packages=(g++-i686-linux-gnu:i686-linux-gnu-g++ qemu-user-static:qemu-i386-static)
title="SSE2"
compiler=i686-linux-gnu-g++
emulator=(qemu-i386-static -cpu pentium3,+sse2 -L /usr/i686-linux-gnu)
cmake_options=(-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=i686 -DCROSS_XSIMD=sse2)
flags=(-march=pentium4 -mfpmath=sse)
seed_step=8
byte_ways=("portable")
