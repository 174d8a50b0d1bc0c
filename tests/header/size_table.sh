#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What each choice costs a program, as README's table of sizes; two minutes. Fails where a size is above its limit.
# tests/header/size_table.sh [COMPILER]
set -euo pipefail
# shellcheck source=../../examples/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../examples/lib.sh"

compiler=${1:-g++}
folder=$build/sizes
install_missing g++:c++ libxsimd-dev binutils:size || die "The table needs these."
have "$compiler" || die "$compiler is not installed"
mkdir -p "$folder"

# row LIMIT TITLE FLAG...: a line of the table; without a limit 0. Programs are stripped, and linked to the system's libraries.
row() {
    local limit=$1 title=$2 program=$folder/program size
    shift 2
    "$compiler" -std=c++17 "-I$root/include" "$@" "$root/tests/header/size.cpp" -o "$program" -s -Wl,--gc-sections -ffunction-sections -pthread ||
        die "$title: not compiled"
    size=$(wc -c <"$program")
    printf '| %s | %s |\n' "$title" "$(awk -v bytes="$size" 'BEGIN { printf "%.0f KB", bytes / 1000 }')"
    if ((limit > 0 && size > limit)); then die "$title: $size bytes, at most $limit"; fi
}

net="facenet::nets::OpenfaceNn4Small2"
one="-DSIZE_EMBEDDER=Embedder<$net>"
alone=(-Os -DFACENET_NATIVE_ONLY)
without=(-DFACENET_NO_EXCEPTIONS -fno-exceptions -fno-rtti -DFACENET_NO_THREADS -DFACENET_NO_FILES)
printf '| program (x86-64) | stripped |\n|---|---:|\n'
row 150000 "one network in fp32, one instruction set (\`-Os -DFACENET_NATIVE_ONLY\`)" "${alone[@]}" "$one"
row 0 "- without exceptions and RTTI" "${alone[@]}" "$one" "${without[@]:0:3}"
row 0 "- without threads" "${alone[@]}" "$one" "${without[@]:3:1}"
row 0 "- without files" "${alone[@]}" "$one" "${without[@]:4:1}"
row 0 "- without all of these" "${alone[@]}" "$one" "${without[@]}"
row 0 "- without a heap (\`FixedEmbedder\`, \`FACENET_NO_HEAP\`)" "${alone[@]}" "-DSIZE_FIXED=$net" "${without[@]:1:2}" -DFACENET_NO_HEAP
row 0 "- without a heap, in int8" "${alone[@]}" "-DSIZE_FIXED=facenet::Int8<$net>" "${without[@]:1:2}" -DFACENET_NO_HEAP
row 0 "- in int8" "${alone[@]}" "-DSIZE_EMBEDDER=Embedder<facenet::Int8<$net>>"
row 0 "- in either precision" "${alone[@]}" "-DSIZE_EMBEDDER=Embedder<$net, facenet::Int8<$net>>"
row 0 "- all ten networks" "${alone[@]}" -DSIZE_EMBEDDER=AnyEmbedder
row 0 "- and the detector" "${alone[@]}" "$one" -DSIZE_DETECTOR
row 0 "- all instruction sets of x86-64" -Os "$one"
row 400000 "- and the detector, all instruction sets" -Os "$one" -DSIZE_DETECTOR
row 0 "everything: ten networks in either precision, the detector, all instruction sets" -Os -DSIZE_EMBEDDER=AnyPrecisionEmbedder -DSIZE_DETECTOR
