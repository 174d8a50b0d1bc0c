#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compiles the browser's ten-line program (ten_lines.cpp) with dlib's ResNet, in single precision and of bytes, and says how many
# bytes of WebAssembly it is, as it is and packed by gzip. The modules stay in build/browser.ten_lines/.
set -euo pipefail
# shellcheck source=../lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

here=$root/examples/browser
folder=$build/browser.ten_lines
# shellcheck source=emscripten.sh
source "$here/emscripten.sh"
install_missing "${emscripten_packages[@]}" gzip:gzip || die "Emscripten compiles it."
mkdir -p "$folder"

# size_of NAME NETWORK
size_of() {
    local wasm=$folder/$1.wasm
    compile_wasm "$wasm" open_model,embed,malloc "-DTEN_LINES_NETWORK=$2" -fno-exceptions -fno-rtti "$here/ten_lines.cpp" >&2 ||
        die "$here/ten_lines.cpp could not be compiled."
    printf '| `%s` | %s | %s |\n' "$2" "$(wc -c <"$wasm")" "$(gzip -9 -c "$wasm" | wc -c)"
}
printf '| network | bytes | packed by gzip |\n|---|---:|---:|\n'
size_of fp32 facenet::nets::DlibResnet
size_of int8 "facenet::Int8<facenet::nets::DlibResnet>"
