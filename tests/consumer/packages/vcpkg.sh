#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vcpkg.sh BUILD WORK_FOLDER: the vcpkg port, with stand-ins for vcpkg's own functions. That vcpkg installs it is not tested:
# vcpkg and its registry cannot be had from a package registry.
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

install_missing cmake:cmake
rm -rf "$work/build" "$work/packages"
cmake "-DPORT=$root/cmake/packages/vcpkg/ports/facenet" "-DVERSION=$version" "-DWORK=$work" -P "$consumer/packages/vcpkg.cmake"
diff -r "$root/include/facenet" "$work/packages/include/facenet"
cmp "$root/LICENSE" "$work/packages/share/facenet/copyright"
[[ -f $work/packages/share/facenet/facenetConfig.cmake && ! -e $work/packages/share/cmake ]]
echo "the port is well-formed and installs the headers, by stand-ins for vcpkg's functions"
