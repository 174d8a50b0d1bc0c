# SPDX-License-Identifier: MIT
# Windows on x86-64: MinGW's GCC, in Wine, with all instruction sets of this processor. That GCC does not align the stack to
# more than 16 bytes, but Debian's moves vectors without asking for alignment.
# shellcheck shell=bash disable=SC2034,SC2154

packages=(g++-mingw-w64-x86-64-posix:x86_64-w64-mingw32-g++-posix wine64 wine:wine)
title="x86-64, static"
compiler=x86_64-w64-mingw32-g++-posix
emulator=(wine)
isa=native
if grep -qw avx2 /proc/cpuinfo; then isa=avx2; fi
if [[ $(grep -m 1 -owE 'avx512(f|dq|bw|vl)' /proc/cpuinfo | sort -u | wc -l) == 4 ]]; then isa=avx512; fi
cmake_options=(-DCMAKE_SYSTEM_NAME=Windows -DCMAKE_SYSTEM_PROCESSOR=AMD64 "-DCROSS_ISA=$isa")
face_isa=native  # the others' minimal filtering of int8 rounds elsewhere
face_link_flags=(-s -static)
export WINEPREFIX=$build/cross/windows/wine WINEDEBUG=-all
