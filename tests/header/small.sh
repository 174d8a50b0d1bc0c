#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# small.sh COMPILER WORK_FOLDER SOURCE_ROOT [INCLUDE_FLAG...]
# The library without exceptions, RTTI, threads and files: each alone compiles, and all together reference nothing that only
# these need. Without a heap, a program needs a handful of C functions, and none of libstdc++. Exit code 77: no such compiler.
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
no_rtti_and_constructors() { # no_rtti_and_constructors OBJECT
    if nm -C "$1" | grep -E 'typeinfo|_GLOBAL__sub_I'; then
        echo "RTTI, or a constructor that runs before main"
        exit 1
    fi
}
no_rtti_and_constructors "$work/small.o"
echo "all together: needs $(wc -l <<<"$wanted") functions from outside"

# Without a heap: the whole list of what may be needed.
source=$root/tests/header/fixed.cpp
echo "alone: -DFACENET_NO_HEAP"
"$compiler" "${flags[@]}" -DFACENET_NO_HEAP -fsyntax-only "$source"
"$compiler" "${flags[@]}" -DFACENET_NO_HEAP -DFACENET_NATIVE_ONLY -fno-exceptions -fno-rtti -Os -c "$source" -o "$work/fixed.o"
wanted=$(nm -u "$work/fixed.o" | sed 's/^ *[Uvw] *//')
allowed='abort|mem(cpy|move|set|cmp)|bcmp|strlen|(sqrt|pow|exp|floor|ceil|nearbyint|fmin|fmax|ldexp|ilogb|lround)f?|_GLOBAL_OFFSET_TABLE_'
if grep -vxE "$allowed" <<<"$wanted"; then
    echo "these must not be needed without a heap"
    exit 1
fi
no_rtti_and_constructors "$work/fixed.o"
# A C program, which brings no C++ library: an empty blob is refused.
cat >"$work/fixed_main.c" <<'END'
#include <stddef.h>
int embed(const unsigned char* blob, size_t blob_size, const unsigned char* pixels, float* to);
int main(void) {
    float numbers[128];
    return embed(NULL, 0, NULL, numbers) == -1 ? 0 : 1;
}
END
cc "$work/fixed_main.c" "$work/fixed.o" -lm -o "$work/fixed"
"$work/fixed"
echo "without a heap: needs $(wc -l <<<"$wanted") functions from outside, all of C's"
