#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# check.sh COMPILER MEASURE WORK_FOLDER SOURCE_ROOT [INCLUDE_FLAG...]
# Compiles the umbrella header with one network in two units, for plain x86-64 and for AVX2, with all warnings as errors;
# prints seconds and peak memory of each; links both into one program, checks that they share no function of the library,
# and runs it, on the dlib ResNet's blob where FACENET_MODELS or build/models has it. Exit code 77: no such compiler.
set -euo pipefail

compiler=$1 measure=$2 work=$3 root=$4
shift 4
flags=(-std=c++17 -O2 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror "-I$root/include" "$@")
here=$root/tests/header
command -v "$compiler" >/dev/null || { echo "$compiler is not installed"; exit 77; }
mkdir -p "$work"

compile() { # compile NAME SOURCE FLAG...
    local name=$1 source=$2
    shift 2
    printf '%s: ' "$name"
    "$measure" 800 "$compiler" "${flags[@]}" "$@" -c "$here/$source" -o "$work/$name.o"
}
case $(uname -m) in
x86_64) baseline=(-msse2 -mno-avx) other=(-mavx2 -mfma) ;;
*) baseline=() other=() ;;
esac
compile no_exceptions no_exceptions.cpp -fno-exceptions
compile baseline two_units.cpp "${baseline[@]}" -DTWO_UNITS_NAME=embed_baseline
if ((${#other[@]} == 0)); then exit 0; fi
compile avx2 two_units.cpp "${other[@]}" -DTWO_UNITS_NAME=embed_avx2
compile main two_units_main.cpp
"$compiler" "$work/main.o" "$work/baseline.o" "$work/avx2.o" -o "$work/two_units"

# Weak symbols are those that the linker merges.
weak() { nm -C "$1" | sed -nE 's/^[0-9a-f]+ [VWuw] //p' | grep facenet | sort -u; }
shared=$(comm -12 <(weak "$work/baseline.o") <(weak "$work/avx2.o"))
if [[ -n $shared ]]; then
    printf 'the units share functions of the library:\n%s\n' "$shared"
    exit 1
fi
[[ $(weak "$work/avx2.o") == *_avx2_* ]] || { echo "expected symbols tagged with the instruction set, found none"; exit 1; }

"$work/two_units"
blob=${FACENET_MODELS:-$root/build/models}/dlib_resnet.blob
if [[ -f $blob ]]; then "$work/two_units" "$blob"; else echo "not run on a model: there is no $blob"; fi
