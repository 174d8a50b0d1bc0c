#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wrap.sh BUILD WORK_FOLDER: a Meson project gets facenet from the release archive by its wrap, and a damaged one not.
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

install_missing meson:meson || leave_out "no Meson"
make_release
lay_out() { # lay_out FOLDER
    rm -rf "$1"
    mkdir -p "$1/subprojects"
    cp "$consumer"/{main.cpp,meson.build} "$1"
    cp "$work/facenet.wrap" "$1/subprojects"
}

lay_out "$work/project"
meson setup --force-fallback-for=facenet "$work/project/build" "$work/project"
meson compile -C "$work/project/build"
"$work/project/build/consumer"

echo >>"$work/facenet-$version.tar.xz"
lay_out "$work/damaged"
if meson setup --force-fallback-for=facenet "$work/damaged/build" "$work/damaged" >"$work/damaged/log"; then
    echo "a damaged archive was taken"
    exit 1
fi
grep -i 'incorrect hash' "$work/damaged/log"
echo "facenet.wrap fetched its archive and was consumed"
