#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# downstream.sh BUILD WORK_FOLDER [WAY...]: installs from BUILD (a CMake build), copies examples/downstream/ alone to the work
# folder, and builds it and runs its tests from scratch in each WAY (find_package, FetchContent, wrap; all by default).
# Prints the seconds of each. Says so and fails at the first that fails.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
built=$1
mkdir -p "$2"
work=$(cd "$2" && pwd)
shift 2
ways=("$@")
if ((${#ways[@]} == 0)); then ways=(find_package FetchContent wrap); fi
log=$work/log
way="cmake --install"
trap 'code=$?; if ((code != 0)); then tail -n 40 "$log" >&2; echo "failed: $way" >&2; fi' EXIT

# The checkout as it is now, committed or not, as a repository for the wrap to clone.
snapshot() {
    rm -rf "$work/repository"
    mkdir "$work/repository"
    cp -r "$root"/{include,cmake,meson.build,meson_options.txt,LICENSE} "$work/repository"
    git -C "$work/repository" init --quiet
    git -C "$work/repository" add .
    git -C "$work/repository" -c user.name=test -c user.email=test@localhost commit --quiet --message snapshot
}

build_with_cmake() { # build_with_cmake OPTION...
    cmake -S . -B build "$@"
    cmake --build build --parallel
    ctest --test-dir build --output-on-failure --no-tests=error
}

build_with_wrap() {
    export GIT_CONFIG_COUNT=1 "GIT_CONFIG_KEY_0=url.file://$work/repository.insteadOf" \
        GIT_CONFIG_VALUE_0=https://facenet.invalid/facenet.git
    # An installed facenet would be taken otherwise.
    meson setup --force-fallback-for=facenet,facenet-image-file build
    meson compile -C build
    meson test -C build --print-errorlogs
}

rm -rf "$work/prefix"
cmake --install "$built" --prefix "$work/prefix" >"$log"
for way in "${ways[@]}"; do
    rm -rf "${work:?}/$way"
    cp -r "$root/examples/downstream" "$work/$way"
    cd "$work/$way"
    if [[ $way == wrap ]]; then snapshot >"$log" 2>&1; fi
    start=$(date +%s)
    case $way in
    find_package) build_with_cmake "-DCMAKE_PREFIX_PATH=$work/prefix" ;;
    FetchContent) build_with_cmake "-DFACENET_SOURCE=$root" ;;
    wrap) build_with_wrap ;;
    *) echo "no such way" && false ;;
    esac >"$log" 2>&1
    echo "$way: door_opener built and tested in $(($(date +%s) - start)) s"
done
