# SPDX-License-Identifier: MIT
# What the tests of packages share: BUILD WORK_FOLDER are their arguments. Sourced, not run.
# shellcheck shell=bash
set -euo pipefail
# shellcheck source=../../../examples/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../../examples/lib.sh"

mkdir -p "$1" "$2"
# shellcheck disable=SC2034
built=$(cd "$1" && pwd) work=$(cd "$2" && pwd)
consumer=$root/tests/consumer
# shellcheck disable=SC2034
version=$(sed -n 's/^#define FACENET_VERSION "\(.*\)"$/\1/p' "$root/include/facenet/core/config.hpp")

# leave_out REASON: ends the test as skipped.
leave_out() {
    printf '%s\n' "$*"
    exit 77
}

# The release archive and its wrap in the work folder, to be found there.
make_release() { "$root/cmake/packages/release.sh" "$built" "$work" "file://$work"; }

# consume_with_cmake OPTION...: builds and runs the consumer that decodes photos.
consume_with_cmake() {
    rm -rf "$work/consumer"
    cmake -S "$consumer" -B "$work/consumer" "$@"
    cmake --build "$work/consumer" --target consumer_decodes
    "$work/consumer/consumer_decodes"
}
