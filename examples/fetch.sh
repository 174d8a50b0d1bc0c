#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Fetches into build/downloads what the tests on real photos and weights need; does nothing that is done already.
set -euo pipefail
# shellcheck source=lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

fetch_weights
fetch_group_photos
