#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# conan.sh BUILD WORK_FOLDER: the Conan package, with the system's libraries. Not tested, since it needs Conan's registry:
# that its xsimd, stb and libsodium can be had from there.
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

install_missing "${build_packages[@]}" python3:python3 || leave_out "no Python"
if [[ ! -x $work/venv/bin/conan ]]; then
    python3 -m venv "$work/venv" || { install_missing python3-venv && python3 -m venv --clear "$work/venv"; }
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check "conan>=2,<3" || leave_out "Conan cannot be had from PyPI"
fi
conan() { "$work/venv/bin/conan" "$@"; }
export CONAN_HOME=$work/home
rm -rf "$CONAN_HOME" "$work/consumer"
conan profile detect
conan create "$root/cmake/packages/conan" --test-folder "$consumer/packages/conan" --no-remote \
    --options "facenet/*:system_dependencies=True" --settings build_type=Debug \
    --conf "tools.cmake.cmake_layout:test_folder=$work/consumer"
conan list "facenet/*" >"$work/before"
conan remove "facenet/*" --confirm
conan list "facenet/*" >"$work/after"
grep -q "facenet/$version" "$work/before"
if grep "facenet/$version" "$work/after"; then exit 1; fi
echo "facenet/$version created, consumed, removed"
