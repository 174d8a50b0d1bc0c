#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Tests the kernels for a processor that this machine does not have, in an emulator: tests/cross.sh PLATFORM
# Then finds and embeds a face there, and leaves a line of the platform table; tests/cross.sh table prints the table, and
# tests/cross.sh readme writes it into README.md.
#
# A platform is a file tests/cross/PLATFORM.sh, which sets some of the variables below and defines run_program. To add one,
# start from aarch64.sh. CROSS_FACE=0 leaves the face out. CROSS_SEED_STEP=1 tests all random shapes where a platform would take every n-th.
# CROSS_TIME_LIMIT=3600 gives a busy machine an hour for the tests.
set -euo pipefail
# shellcheck source=../examples/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../examples/lib.sh"

platform=${1:-}
here=$root/tests/cross
# shellcheck source=cross/face/table.sh
source "$here/face/table.sh"
case $platform in
table) print_table && exit ;;
readme) write_readme && exit ;;
esac
platforms=$(cd "$here" && printf '%s\n' *.sh | sed 's/\.sh$//' | paste -sd ' ')
[[ $platform =~ ^[a-z0-9_-]+$ && -f $here/$platform.sh ]] || die "usage: tests/cross.sh PLATFORM, one of: $platforms; or table, or readme"
folder=$build/cross/$platform

# What a platform may set.
packages=()        # Debian's packages, as install_missing wants them
compiler=c++       # the C++ compiler
flags=()           # for compiling the tests
link_flags=(-static)
cmake_options=()   # for instance CMAKE_SYSTEM_NAME
library=$root/include
tests=(kernels int8_kernels float_kernels byte_embedding nearest align image_resize)  # files of tests/unit, without _test.cpp
left_out=()        # names of cases that take too long there
seed_step=1        # the tests of thin_out take every n-th of their random shapes
byte_ways=()       # for each time that run_program runs the program: the ways to multiply bytes that must be tested then
time_limit=900     # seconds that the tests may take
emulator=()        # what runs a program
title=             # what its name in the table does not say; without one, no face is embedded
face_link_flags=(-s)  # for linking the programs that embed a face
face_isa=          # the kernels that the programs use (FACENET_ISA); the best if empty
refused=           # what the compiler must say: the library refuses the platform
run_instead=       # a function with the platform's own checks, where it cannot run the tests' program

# Runs the program that CMake built with these arguments; what it prints goes to stdout.
# shellcheck disable=SC2317
run_program() { timeout "$time_limit" "${emulator[@]}" "$@"; }
# Whatever must be done before CMake is called.
prepare() { :; }

joined() { # joined CHARACTER WORD...
    local IFS=$1
    shift
    printf '%s' "$*"
}

# The folder of symlinks to header libraries: /usr/include itself would bring this machine's C library along.
link_headers() {
    local name found prefix
    mkdir -p "$folder/headers"
    for name in doctest xsimd nlohmann stb eigen3/Eigen; do
        found=
        for prefix in /usr/local/include /usr/include; do
            if [[ -d $prefix/$name ]]; then found=$prefix/$name && break; fi
        done
        [[ -n $found ]] || die "$name: not in /usr/include (Debian's packages: ${header_packages[*]})"
        ln -sfn "$found" "$folder/headers/${name##*/}"
    done
}

# The tests that take long in an emulator, with every seed_step-th seed.
thin_out() {
    local name to
    for name in kernels int8_kernels nearest; do
        to=$folder/${name}_test.cpp
        sed -E "s/\+\+seed\)/seed += $seed_step)/" "$root/tests/unit/${name}_test.cpp" >"$to.new"
        grep -q "seed += $seed_step)" "$to.new" ||
            die "tests/unit/${name}_test.cpp has no loop '++seed)' any more: please teach tests/cross.sh its new ones"
        if cmp -s "$to.new" "$to"; then rm "$to.new"; else mv "$to.new" "$to"; fi
    done
}

# Everything, with CMake, into the platform's folder.
build_programs() {
    local options=("${cmake_options[@]}" "-DCROSS_LIBRARY=$library" "-DCROSS_TESTS=$(joined ';' "${tests[@]}")"
        "-DCROSS_FLAGS=$(joined ';' "${flags[@]}")" "-DCROSS_LINK_FLAGS=$(joined ';' "${link_flags[@]}")"
        "-DCROSS_FACE=$(joined ';' "${face_programs[@]}")" "-DCROSS_FACE_LINK_FLAGS=$(joined ';' "${face_link_flags[@]}")")
    if [[ ! -f $folder/cmake/CMakeCache.txt ]] && have ninja; then options+=(-G Ninja); fi
    cmake -S "$here" -B "$folder/cmake" "-DCMAKE_CXX_COMPILER=$compiler" "${options[@]}" >"$folder/configure.log" 2>&1 || {
        cat "$folder/configure.log" >&2
        rm -rf "$folder/cmake" # what it remembers would fail again
        return 1
    }
    cmake --build "$folder/cmake" --parallel "$(jobs)" >"$folder/build.log" 2>&1 || { tail -n 60 "$folder/build.log" >&2 && return 1; }
}

# built NAME: the program that CMake built, whatever its suffix is on the platform.
built() {
    find "$folder/cmake" -maxdepth 2 \( -name "$1" -o -name "$1.exe" -o -name "$1.js" \) -type f -print -quit
}

# doctest's last lines say how many cases ran.
run_tests() {
    local log=$folder/tests.log except code=0 counts good bad ways
    except=$(joined , "${left_out[@]}")
    run_program "$(built cross_tests)" --no-intro --duration \
        --no-colors ${except:+"--test-case-exclude=$except"} >"$log" 2>&1 || code=$?
    # How long each case took, and which instruction sets were tested.
    grep -E '^[0-9.]+ s: |MESSAGE' "$log" | sed -E 's/.*MESSAGE: //' | sort -u | sed 's/^/   /' || true
    counts=$(tr -d '\r' <"$log" | sed -nE 's/^\[doctest\] test cases: +[0-9]+ \| +([0-9]+) passed \| +([0-9]+) failed.*/\1 \2/p' |
        awk '{ good += $1; bad += $2 } END { print good + 0, bad + 0 }')
    read -r good bad <<<"$counts"
    if ((good + bad == 0 || (code != 0 && bad == 0))); then bad=$((bad + 1)); fi
    ways=$(tr -d '\r' <"$log" | sed -n 's/.*MESSAGE: int8 by //p')
    if ((${#byte_ways[@]} > 0)) && [[ $ways != "$(printf '%s\n' "${byte_ways[@]}")" ]]; then
        warn "ways to multiply bytes that were tested: ${ways:-none}"
        bad=$((bad + 1))
    fi
    passed=$((passed + good)) failed=$((failed + bad))
    if ((bad > 0)); then
        warn "the program ended with code $code; its last lines:"
        tail -n 60 "$log" >&2
    fi
}

# The compiler must refuse the library, and say why.
run_refusal() {
    if "$compiler" -std=c++17 -fsyntax-only "-I$library" "-isystem$folder/headers" "$root/examples/ten_lines.cpp" >"$folder/refusal.log" 2>&1; then
        warn "$compiler compiles the library"
        return 1
    fi
    grep -m 1 "#error.*$refused" "$folder/refusal.log" || { cat "$folder/refusal.log" >&2 && return 1; }
}

header_packages=(libeigen3-dev libxsimd-dev doctest-dev nlohmann-json3-dev libstb-dev)
# shellcheck source=cross/aarch64.sh
source "$here/$platform.sh"
# shellcheck source=cross/face/face.sh
source "$here/face/face.sh"
seed_step=${CROSS_SEED_STEP:-$seed_step} time_limit=${CROSS_TIME_LIMIT:-$time_limit}
mkdir -p "$folder"
install_missing cmake:cmake ninja-build:ninja "${header_packages[@]}" "${packages[@]}" || die "$platform needs these."
link_headers
prepare
if [[ -n $refused ]]; then
    check "refused at compile time" run_refusal
    write_row "-" "refused by a clear #error"
    finish
    exit
fi
if [[ -n $run_instead ]]; then
    "$run_instead"
    say "$platform took $SECONDS s"
    finish
    exit
fi
thin_out
face_programs=()
if [[ ${CROSS_FACE:-1} == 0 ]]; then title=; fi
if [[ -n $title ]]; then
    rm -f "$build/cross/$platform.row"
    if make_face; then
        face_programs=(ten_lines face)
    else
        warn "No models or photos (tests/run.sh makes them): no face is embedded."
    fi
fi
say "building for $platform"
build_programs || die "The build failed."
say "testing ($SECONDS s so far)"
run_tests
if ((${#face_programs[@]} > 0)); then
    test_face
elif [[ -n $title ]]; then
    skipped=$((skipped + 4))
fi
say "$platform took $SECONDS s"
finish
