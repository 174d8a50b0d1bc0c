#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# release.sh BUILD OUTPUT_FOLDER [URL]: writes facenet-VERSION.tar.xz, with the single header, the readable headers and what
# installs them (CMake, Meson), and facenet.wrap for Meson projects; URL is the folder that the archive will be found in.
# The same files give the same bytes: times are SOURCE_DATE_EPOCH, else those of the last commit.
set -euo pipefail
# shellcheck source=../../examples/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../examples/lib.sh"

built=$1
mkdir -p "$2"
output=$(cd "$2" && pwd)
url=${3:-https://facenet.invalid}
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct)} || die "outside a repository, SOURCE_DATE_EPOCH must say the time"

install_missing "${build_packages[@]}" xz-utils:xz tar:tar || die "The archive needs these."
build_with_cmake "$built" -- facenet_single_header >"$output/log" || { tail -n 30 "$output/log" >&2 && die "no single header"; }
version=$(sed -n 's/^#define FACENET_VERSION "\(.*\)"$/\1/p' "$root/include/facenet/core/config.hpp")

name=facenet-$version
trap 'rm -rf "${output:?}/$name" "$output/log"' EXIT
rm -rf "${output:?}/$name"
mkdir "$output/$name"
cp -r "$root"/{include,cmake,CMakeLists.txt,meson.build,meson_options.txt,LICENSE,README.md} "$built/single/facenet_single.hpp" \
    "$output/$name"
tar -C "$output" --create --sort=name "--mtime=@$epoch" --owner=0 --group=0 --numeric-owner --mode=u+rw,go=rX --format=ustar \
    "$name" | xz -9 >"$output/$name.tar.xz"
hash=$(sha256sum "$output/$name.tar.xz" | cut -d ' ' -f 1)
sed -e "s|@VERSION@|$version|g" -e "s|@URL@|$url|" -e "s|@SHA256@|$hash|" "$root/cmake/packages/facenet.wrap.in" \
    >"$output/facenet.wrap"
say "$output/$name.tar.xz: $(wc -c <"$output/$name.tar.xz") bytes, SHA-256 $hash"
