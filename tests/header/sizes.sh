#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# sizes.sh COMPILER WORK_FOLDER SOURCE_ROOT [INCLUDE_FLAG...]
# What the library costs a program that embeds one crop, stripped: with all kernels of the processor's family and an image
# decoder (the README's ten lines), and with one network and one instruction set, compiled small.
set -euo pipefail

compiler=$1 work=$2 root=$3
shift 3
command -v "$compiler" >/dev/null || { echo "$compiler is not installed"; exit 77; }
mkdir -p "$work"

at_most() { # at_most BYTES NAME SOURCE FLAG...
    local limit=$1 name=$2 source=$3 size
    shift 3
    "$compiler" -std=c++17 "-I$root/include" "${includes[@]}" "$@" "$source" -o "$work/$name" -s -pthread
    size=$(wc -c <"$work/$name")
    echo "$name: $size bytes, at most $limit"
    ((size <= limit))
}
includes=("$@")
at_most 400000 ten_lines "$root/examples/ten_lines.cpp" -O2
at_most 150000 one_network "$root/tests/header/one_network.cpp" -Os -DFACENET_NATIVE_ONLY
