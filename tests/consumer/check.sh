#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# check.sh BUILD WORK_FOLDER: installs from BUILD (a CMake build) and builds and runs a small program against the
# installation and against the source tree, in each way that the README shows. Says so and fails at the first that fails.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
built=$1
mkdir -p "$2"
work=$(cd "$2" && pwd)
log=$work/log
trap 'code=$?; if ((code != 0)); then tail -n 30 "$log" >&2; echo "failed: $way" >&2; fi' EXIT

way="cmake --install"
rm -rf "$work/prefix"
cmake --install "$built" --prefix "$work/prefix" >"$log"

for way in find_package add_subdirectory FetchContent; do
    rm -rf "${work:?}/$way"
    cmake -S "$here" -B "$work/$way" "-DCONSUMER_WAY=$way" "-DFACENET_ROOT=$root" \
        "-DCMAKE_PREFIX_PATH=$work/prefix" >"$log" 2>&1
    cmake --build "$work/$way" --parallel 2 >>"$log" 2>&1
    printf '%s: ' "$way"
    "$work/$way/consumer"
    "$work/$way/consumer_decodes" >/dev/null
done

way=pkg-config
if command -v pkg-config >/dev/null; then
    pc() { PKG_CONFIG_PATH=$work/prefix/share/pkgconfig pkg-config "$@"; }
    flags=$(pc --cflags --libs facenet-image-file)
    case $flags in *-l*) echo "headers link nothing, but facenet-image-file.pc says: $flags" >"$log" && false ;; esac
    if pkg-config --exists libsodium; then pc --libs facenet-gallery-encryption | grep -q -e -lsodium; fi
    # shellcheck disable=SC2086
    c++ -std=c++17 -DCONSUMER_DECODES "$here/main.cpp" $flags -o "$work/consumer" >"$log" 2>&1
    printf 'pkg-config: '
    "$work/consumer"
fi

way="Meson subproject"
if command -v meson >/dev/null; then
    rm -rf "$work/meson"
    mkdir -p "$work/meson/subprojects"
    cp "$here/main.cpp" "$here/meson.build" "$work/meson"
    ln -s "$root" "$work/meson/subprojects/facenet"
    meson setup "$work/meson/build" "$work/meson" >"$log" 2>&1
    meson compile -C "$work/meson/build" >>"$log" 2>&1
    printf 'Meson subproject: '
    "$work/meson/build/consumer"
fi
