#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# check.sh COMPILER MEASURE WORK_FOLDER SOURCE_ROOT [INCLUDE_FLAG...]
# Compiles the umbrella header with one network in units of different -m flags and options, with all warnings as errors; prints
# seconds and peak memory of each; links them into one program, checks that they share no function that matters, and runs it,
# where qemu-x86_64 is installed also on a processor without AVX. Exit code 77: no such compiler.
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
compile plain mixed_units.cpp "${baseline[@]}" -DMIXED_UNIT=embed_plain
if ((${#other[@]} == 0)); then exit 0; fi
compile avx2 mixed_units.cpp "${other[@]}" -DNDEBUG -DMIXED_UNIT=embed_avx2
# One instruction set, to compile it quickly.
compile result mixed_units.cpp "${baseline[@]}" -DFACENET_NATIVE_ONLY -DFACENET_NO_EXCEPTIONS -DFACENET_NO_THREADS -DMIXED_UNIT=embed_result
compile finite mixed_units.cpp "${other[@]}" -DFACENET_NATIVE_ONLY -ffinite-math-only -DMIXED_UNIT=embed_finite
compile main mixed_units_main.cpp
# Of functions of one name the linker takes the first. Those of the standard library have one name in all units, whatever these
# are compiled for: a program for old processors names its plain units first.
units=(plain result avx2 finite)
mapfile -t objects < <(printf "$work/%s.o\n" main "${units[@]}")
"$compiler" "${objects[@]}" -o "$work/mixed_units"

# Weak symbols are those that the linker merges.
weak() { nm "$1" | sed -nE 's/^[0-9a-f]+ [VWuw] //p' | sort -u; }
for unit in "${units[@]}"; do
    for peer in "${units[@]}"; do
        [[ $unit < $peer ]] || continue  # each pair once
        shared=$(comm -12 <(weak "$work/$unit.o") <(weak "$work/$peer.o") | grep facenet || true)
        if [[ -n $shared ]]; then
            printf '%s and %s share functions of the library:\n%s\n' "$unit" "$peer" "$(c++filt <<<"$shared")"
            exit 1
        fi
    done
done
[[ $(weak "$work/avx2.o") == *_avx2_* ]] || { echo "expected symbols tagged with the instruction set, found none"; exit 1; }

"$work/mixed_units"
if command -v qemu-x86_64 >/dev/null; then
    echo "on a processor of 2008, without AVX:"
    qemu-x86_64 -cpu Nehalem "$work/mixed_units"
else
    echo "not run on a processor without AVX: there is no qemu-x86_64 (Debian: qemu-user)"
fi
