#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# packages.sh BUILD WORK_FOLDER [WAY...]: makes packages of the library, from BUILD (a CMake build) where they hold what is
# built; installs, consumes and removes each. WAY: a script of packages/ (deb, release, wrap, conan, vcpkg, fetch; all by default).
set -euo pipefail
# shellcheck source=../../examples/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../examples/lib.sh"

here=$root/tests/consumer/packages
built=$1 work=$2
shift 2
ways=("$@")
if ((${#ways[@]} == 0)); then ways=(deb release wrap conan vcpkg fetch); fi
mkdir -p "$work"
for way in "${ways[@]}"; do
    [[ -f $here/$way.sh ]] || die "no such way: $way"
    log=$work/$way.log code=0
    "$here/$way.sh" "$built" "$work/$way" >"$log" 2>&1 || code=$?
    if ((code == 77)); then
        warn "skipped: $way: $(tail -n 1 "$log")"
        skipped=$((skipped + 1))
    elif ((code != 0)); then
        tail -n 40 "$log" >&2
        check "$way" false
    else
        check "$way: $(tail -n 1 "$log")" true
    fi
done
finish
