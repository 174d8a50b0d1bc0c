#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# compare.sh [ROUNDS]: this library and the npm package @vladmandic/face-api on its wasm backend, in the same Chromium: the time of
# an embedding of the same crops by the same network, turn by turn, and the bytes that a page of either loads.
set -euo pipefail
# shellcheck source=../lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

here=$root/examples/browser
folder=$build/browser.compare
install_missing chromium:chromium fonts-dejavu-core || die "The comparison runs in Chromium."
"$here/build.sh"
"$here/ten_lines.sh"
fetch_npm @vladmandic/face-api 1.7.15 browser-face-api LICENSE dist/face-api.esm.js model || die "There is nothing to compare with."
# The version of the backend that the package has inside.
fetch_npm @tensorflow/tfjs-backend-wasm 4.22.0 browser-tfjs-wasm dist/tfjs-backend-wasm{,-simd,-threaded-simd}.wasm ||
    die "face-api's wasm backend needs its modules."

mkdir -p "$folder/face-api"
cp "$here"/compare/{index.html,compare.js} "$folder"
cp "$downloads"/vladmandic-face-api/demo/sample{1..6}.jpg "$build/browser/dlib_resnet.blob.gz" "$folder"
for precision in int8 fp32; do cp "$build/browser.ten_lines/$precision.wasm" "$folder/$precision.wasm"; done
cp "$models/dlib_resnet.blob" "$folder/dlib_resnet.fp32.blob"
cp "$downloads"/browser-face-api/{dist/face-api.esm.js,model/*} "$downloads"/browser-tfjs-wasm/dist/*.wasm "$folder/face-api"

"$build/bin/facenet" people "$downloads"/vladmandic-face-api/demo/sample{1..6}.jpg --models "$models" --json >"$folder/native.json"
node "$here/compare/run.js" "$folder" "$folder/native.json" "${1:-15}"

# bytes_of FILE...: as they lie there, all unpacked, all packed by gzip.
bytes_of() {
    local file as_is=0 unpacked=0 packed=0
    for file in "$@"; do
        as_is=$((as_is + $(wc -c <"$file")))
        if [[ $file == *.gz ]]; then
            unpacked=$((unpacked + $(gzip -dc "$file" | wc -c)))
            packed=$((packed + $(wc -c <"$file")))
        else
            unpacked=$((unpacked + $(wc -c <"$file")))
            packed=$((packed + $(gzip -9 -n -c "$file" | wc -c)))
        fi
    done
    printf '%s %s %s' "$as_is" "$unpacked" "$packed"
}
# row NAME FILE...
row() {
    local name=$1 bytes i
    shift
    read -ra bytes <<<"$(bytes_of "$@")"
    printf '| %s |' "$name"
    for i in 0 1 2; do printf ' %s (%s) |' "${bytes[i]}" "$(awk "BEGIN { printf \"%.3f\", ${ours[i]} / ${bytes[i]} }")"; done
    printf '\n'
}
page=$build/browser theirs=$folder/face-api
ours_files=("$page"/{index.html,style.css,page.js,worker.js,people.wasm.gz,mtcnn.blob.gz,dlib_resnet.blob.gz})
code=("$theirs"/{face-api.esm.js,tfjs-backend-wasm-simd.wasm})
model() { printf '%s\n' "$theirs/$1_model-weights_manifest.json" "$theirs/$1_model.bin"; }
mapfile -t recognition < <(model face_recognition)
mapfile -t whole < <(model face_landmark_68; printf '%s\n' "$theirs/ssd_mobilenetv1_model-weights_manifest.json" "$theirs/ssd_mobilenetv1_model.bin")
mapfile -t tiny < <(model face_landmark_68_tiny; printf '%s\n' "$theirs/tiny_face_detector_model-weights_manifest.json" "$theirs/tiny_face_detector_model.bin")
read -ra ours <<<"$(bytes_of "${ours_files[@]}")"
printf '\n| bytes (this page / that) | as the files are | unpacked | packed by gzip |\n|---|---:|---:|---:|\n'
row "this page" "${ours_files[@]}"
row "face-api with its detector (SSD MobileNet) and landmarks" "${code[@]}" "${recognition[@]}" "${whole[@]}"
row "face-api with its smallest ones" "${code[@]}" "${recognition[@]}" "${tiny[@]}"
