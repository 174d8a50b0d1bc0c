#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# release.sh BUILD WORK_FOLDER: the release archive has the same bytes each time, its single header can be compiled alone,
# and its headers installed.
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

make_release
(umask 077 && TZ=Asia/Tokyo LC_ALL=C "$root/cmake/packages/release.sh" "$built" "$work/again")
cmp "$work/facenet-$version.tar.xz" "$work/again/facenet-$version.tar.xz"

tar -C "$work" -xJf "$work/facenet-$version.tar.xz"
unpacked=$work/facenet-$version
[[ -f $unpacked/LICENSE && -f $unpacked/README.md ]]

# The headers that the consumer includes stand for the single one here; include/ is not among the folders.
c++ -std=c++17 -DCONSUMER_DECODES "-I$root/tests/header/single" "-I$unpacked" "$consumer/main.cpp" -pthread -o "$work/single"
"$work/single"

rm -rf "$work/build" "$work/prefix"
cmake -S "$unpacked" -B "$work/build"
cmake --install "$work/build" --prefix "$work/prefix"
diff -r "$root/include/facenet" "$work/prefix/include/facenet"
PKG_CONFIG_PATH=$work/prefix/share/pkgconfig pkg-config --exact-version="$version" facenet
echo "facenet-$version.tar.xz written twice, its single header consumed, its headers installed"
