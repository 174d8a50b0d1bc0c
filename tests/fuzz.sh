#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Fuzzes what reads other people's bytes: tests/fuzz.sh [TARGET...] [--runs N | --seconds S]; tests/fuzz.sh --total
#
# A target is a file of tests/fuzz/; all of them, for 60 seconds each, unless said otherwise. It runs under the address and
# undefined-behaviour sanitizers. A finding (a crash, a leak, a broken promise, 5 seconds of processor time, an allocation
# or a process that is too large) stops its target and stays in build/fuzz/findings; to see it again, give the file
# to build/fuzz/cmake/bin/TARGET. Corpora grow in build/fuzz/corpus. build/fuzz/log.tsv has a line for each run;
# --total adds them up.
set -euo pipefail
# shellcheck source=../examples/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../examples/lib.sh"

folder=$build/fuzz
log=$folder/log.tsv
targets=() limit=(-max_total_time=60)

# Executions, seconds and findings of each target over all runs; the last line is all targets'.
print_total() {
    if [[ ! -f $log ]]; then die "Nothing has run yet: there is no ${log#"$root"/}"; fi
    awk -F '\t' '
        { runs[$2] += $3; seconds[$2] += $4; findings[$2] += $6
            if ($5 > coverage[$2]) coverage[$2] = $5 }
        END { for (name in runs)
            printf "%-16s %12d executions %8d s  coverage %5d  %d findings\n",
                name, runs[name], seconds[name], coverage[name], findings[name] }' "$log" | sort
    awk -F '\t' '
        { runs += $3; seconds += $4; findings += $6 }
        END { printf "%-16s %12d executions %8d s                  %d findings\n", "all", runs, seconds, findings }' "$log"
}

while (($#)); do
    case $1 in
    --total) print_total && exit ;;
    --runs | --seconds)
        [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || die "$1 wants a number"
        if [[ $1 == --runs ]]; then limit=("-runs=$2"); else limit=("-max_total_time=$2"); fi
        shift
        ;;
    *)
        [[ $1 =~ ^[a-z0-9_]+$ && $1 != main && -f $root/tests/fuzz/$1.cpp ]] || die "no target $1 in tests/fuzz/"
        targets+=("$1")
        ;;
    esac
    shift
done

# libFuzzer and the sanitizers are a package of their own, named after clang's version.
install_clang() {
    install_missing clang:clang++ && install_missing "libclang-rt-$(clang++ -dumpversion | cut -d. -f1)-dev" llvm:llvm-symbolizer
}

# The most that one allocation may take, in MB. Inputs have a few KB: readers need no more than a few times that.
largest_block() {
    case $1 in image | faces) echo 64 ;; *) echo 4 ;; esac
}

fuzz() { # fuzz TARGET
    local name=$1 program=$folder/cmake/bin/$1 corpus=$folder/corpus/$1 output=$folder/$1.log
    local before found=0 code=0 runs seconds=$SECONDS coverage
    mkdir -p "$corpus" "$folder/findings"
    "$program" --seeds "$corpus" || return 1
    before=$(find "$folder/findings" -type f -name "$name-*" | wc -l)
    # libFuzzer counts the seconds that pass, on a busy machine too many; targets count their processor's (main.cpp).
    "$program" "${limit[@]}" -timeout=86400 -report_slow_units=86400 -rss_limit_mb=512 \
        "-malloc_limit_mb=$(largest_block "$name")" -print_final_stats=1 "-artifact_prefix=$folder/findings/$name-" \
        "$corpus" >"$output" 2>&1 &
    fuzzer=$!
    while kill -0 "$fuzzer" 2>/dev/null; do wait "$fuzzer" && code=0 || code=$?; done
    seconds=$((SECONDS - seconds))
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$output")
    coverage=$(grep -aoE 'cov: [0-9]+' "$output" | tail -n 1 | tr -dc 0-9)
    found=$(($(find "$folder/findings" -type f -name "$name-*" | wc -l) - before))
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$(date -u +%FT%TZ)" "$name" "${runs:-0}" "$seconds" "${coverage:-0}" "$found" >>"$log"
    printf '   %-16s %10s executions %6s s  coverage %5s  %s findings\n' "$name" "${runs:-?}" "$seconds" "${coverage:-?}" "$found"
    if ((code == 0 && found == 0)) || $stopped; then return 0; fi
    grep -aE -A 25 'ERROR:|runtime error|broken promise|hang:|terminate called' "$output" | head -n 60 >&2 ||
        tail -n 20 "$output" >&2
    return 1
}

if ! { install_missing "${build_packages[@]}" zlib1g-dev && install_clang; }; then die "Fuzzing needs these."; fi
install_missing "${optional_packages[@]}" || warn "What needs these is not fuzzed."
mkdir -p "$folder"
if [[ ! -f $folder/cmake/CMakeCache.txt ]]; then
    cmake -S "$root/tests/fuzz" -B "$folder/cmake" -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=None >"$folder/configure.log" 2>&1 || {
        cat "$folder/configure.log" >&2
        die "CMake failed."
    }
fi
say "building"
cmake --build "$folder/cmake" --parallel "$(jobs)" ${targets[0]+--target "${targets[@]}"} >"$folder/build.log" 2>&1 || {
    tail -n 60 "$folder/build.log" >&2
    die "The build failed."
}
if ((${#targets[@]} == 0)); then mapfile -t targets < <(find "$folder/cmake/bin" -type f -executable -printf '%f\n' | sort); fi

# Galleries are written where writing is fast, and gone at the end. A fuzzer that is stopped says how far it came.
if [[ -d /dev/shm && -w /dev/shm ]]; then TMPDIR=$(mktemp -d /dev/shm/facenet-fuzz.XXXXXX); else TMPDIR=$(mktemp -d); fi
export TMPDIR
fuzzer='' stopped=false
trap 'rm -rf "$TMPDIR"' EXIT
trap 'stopped=true; if [[ -n $fuzzer ]]; then kill -INT "$fuzzer" 2>/dev/null || true; fi' INT TERM
# Short stacks of allocations: error messages make many of them.
export ASAN_OPTIONS=${ASAN_OPTIONS:-malloc_context_size=2:quarantine_size_mb=1}
for name in "${targets[@]}"; do
    if $stopped; then break; fi
    check "$name" fuzz "$name"
done
print_total | tail -n 1
finish
