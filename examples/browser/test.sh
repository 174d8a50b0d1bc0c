#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Drives the page in headless Chromium, with six group photos, and compares its people with those of the program `facenet`.
# Pictures of the window are left in build/browser.test/. FACENET_BROWSER_MINUTES (default 10): how long it may take.
set -euo pipefail
# shellcheck source=../lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

here=$root/examples/browser
pictures=$build/browser.test
facenet=$build/bin/facenet
install_missing chromium:chromium fonts-dejavu-core || die "The page is tested in Chromium."
"$here/build.sh"
if [[ ! -x $facenet ]]; then
    say "building the program"
    build_with_cmake "$build" -- facenet_program || die "The build failed."
fi
convert_model dlib_resnet
convert_model mtcnn
mkdir -p "$pictures"
photos=("$downloads"/vladmandic-face-api/demo/sample{1..6}.jpg)
"$facenet" people "${photos[@]}" --models "$models" --json >"$pictures/native.json"
timeout $((60 * ${FACENET_BROWSER_MINUTES:-10})) node "$here/tests/page_test.js" "$build/browser" "$pictures/native.json" "$pictures" "${photos[@]}"
