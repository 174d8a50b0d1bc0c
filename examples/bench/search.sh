#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# search.sh [options of faiss_flat.py]: times exact search among a million embeddings beside what memory and processor
# can do at best, and beside faiss' flat index. Installs faiss-cpu from PyPI into $FACENET_PEERS_ENV (default:
# ~/.cache/facenet-peers) the first time. Run it on a quiet machine; `taskset -c N` in front says where.
set -euo pipefail
# shellcheck source=../lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

environment=${FACENET_PEERS_ENV:-${XDG_CACHE_HOME:-$HOME/.cache}/facenet-peers}/faiss
python=$environment/bin/python
export PYTHONDONTWRITEBYTECODE=1 # nothing is written into the source tree

if [[ ${1:-} == -h || ${1:-} == --help ]]; then
    sed -n '3,5s/^# //p' "${BASH_SOURCE[0]}"
    exit 0
fi

install_missing "${build_packages[@]}" libbenchmark-dev || die "the build needs these packages"
say "building"
mkdir -p "$build/bench"
build_with_cmake "$build" -DCMAKE_BUILD_TYPE=Release -DFACENET_BUILD_BENCHMARKS=ON -- \
    facenet_search_bench facenet_search >"$build/bench/build-search.log" 2>&1 || {
    tail -n 30 "$build/bench/build-search.log" >&2
    die "the build failed"
}
"$build/bin/facenet_search_bench"

if ! "$python" -c 'import faiss' 2>/dev/null; then
    say "installing faiss-cpu into $environment"
    have python3 || install_missing python3:python3 || die "faiss is called from Python"
    python3 -m venv "$environment" 2>/dev/null || { install_missing python3-venv && python3 -m venv "$environment"; } ||
        die "faiss is installed into a virtual environment"
    "$python" -m pip install --quiet --disable-pip-version-check faiss-cpu==1.15.1 numpy==2.4.6 ||
        die "faiss cannot be installed here"
fi
exec "$python" "$root/examples/bench/search/faiss_flat.py" "$(find "$build" -name 'libfacenet_search.*' -print -quit)" "$@"
