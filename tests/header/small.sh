#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# small.sh COMPILER WORK_FOLDER SOURCE_ROOT [INCLUDE_FLAG...]
# The library without exceptions, RTTI, threads and files: each alone compiles, and all together reference nothing that only
# these need. Exit code 77: no such compiler.
set -euo pipefail

compiler=$1 work=$2 root=$3
shift 3
command -v "$compiler" >/dev/null || { echo "$compiler is not installed"; exit 77; }
mkdir -p "$work"
flags=(-std=c++17 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror "-I$root/include" "$@")
source=$root/tests/header/small.cpp

all=(-DFACENET_NO_EXCEPTIONS -DFACENET_NO_THREADS -DFACENET_NO_FILES -fno-exceptions -fno-rtti)
for flag in "${all[@]}"; do
    echo "alone: $flag"
    "$compiler" "${flags[@]}" "$flag" -fsyntax-only "$source"
done

# One instruction set, to compile it quickly.
"$compiler" "${flags[@]}" "${all[@]}" -DFACENET_NATIVE_ONLY -Os -c "$source" -o "$work/small.o"
wanted=$(nm -C -u "$work/small.o" | sed 's/^ *[Uvw] *//')
forbidden='pthread|std::(thread|mutex|condition_variable|locale|ios_base|basic_.*stream)|fopen|fread|^open$|__cxa_throw|__cxa_allocate_exception|__tls_get_addr'
if grep -E "$forbidden" <<<"$wanted"; then
    echo "these must not be needed"
    exit 1
fi
if nm -C "$work/small.o" | grep -E 'typeinfo|_GLOBAL__sub_I'; then
    echo "RTTI, or a constructor that runs before main"
    exit 1
fi
echo "all together: needs $(wc -l <<<"$wanted") functions from outside"
