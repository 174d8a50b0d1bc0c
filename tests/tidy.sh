#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# clang-tidy, with the list of .clang-tidy, over the project's units and through them its headers. Run by hand: CI has not the
# time. tests/tidy.sh [REGEX]: only over units whose path has the regular expression.
set -euo pipefail
# shellcheck source=../examples/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../examples/lib.sh"

install_missing "${build_packages[@]}" clang-tidy:run-clang-tidy || die "This needs clang-tidy."
install_missing "${optional_packages[@]}" || warn "What needs these is not looked at."
folder=$root/build-tidy
mkdir -p "$folder"
cmake -S "$root" -B "$folder" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DCMAKE_CXX_STANDARD=17 >"$folder/configure.log" 2>&1 ||
    { cat "$folder/configure.log" && exit 1; }
# g++ needs not be told of C++17 and cmake does not tell it; clang does.
tidy() { run-clang-tidy -p "$folder" -quiet -j "$(jobs)" -extra-arg=-std=c++17 -extra-arg=-Wno-unknown-warning-option "$@" 2>"$folder/errors.log"; }
check "clang-tidy finds nothing" tidy "${1:-/(cmake|examples|weights_tool|tests)/}"
finish
