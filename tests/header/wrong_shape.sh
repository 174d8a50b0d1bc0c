#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# wrong_shape.sh COMPILER SOURCE_DIR: wrong networks are refused by the compiler with a readable message.
set -euo pipefail
compiler=$1 root=$2
command -v "$compiler" >/dev/null || { echo "skipped: no $compiler"; exit 77; }

compile() { "$compiler" -std=c++17 -fsyntax-only "-DWRONG=$1" -I"$root/include" "$root/tests/header/wrong_shape.cpp" 2>&1; }

compile 0 || { echo "the right network does not compile"; exit 1; }
number=0
while IFS= read -r message; do
    number=$((number + 1))
    if output=$(compile "$number"); then
        echo "network $number compiles, but must not"
        exit 1
    fi
    grep -qF "$message" <<<"$output" || { printf 'network %s: expected "%s" in\n%s\n' "$number" "$message" "$output"; exit 1; }
    echo "refused: $message"
done <<'END'
facenet: the convolution's kernel is larger than its padded input
facenet: the branches of a concatenation differ in height or width
facenet: a residual branch must end in the shape it began with
facenet: the pooling window is larger than its padded input
END
