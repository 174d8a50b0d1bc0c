#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# peers.sh [--rounds N] [--seconds S] [--networks A,B] [--engines A,B] [--precisions A,B] [--isa ISA] [--quick]: times our
# library beside onnxruntime, OpenVINO, ncnn and PyTorch on the same weights, in turn on the same processor, and checks
# that all agree. In int8 too, each engine (PyTorch excepted) with its own quantisation, which is chosen the first time.
# Writes build/bench/peers.json, fresh.json, machine.json and peers.md. Installs what is missing; the first time it
# fetches several GB from PyPI into $FACENET_PEERS_ENV (default: ~/.cache/facenet-peers). Run it on a quiet machine;
# `taskset -c N` in front says where.
set -euo pipefail
# shellcheck source=../lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

peers=$root/examples/bench/peers
environment=${FACENET_PEERS_ENV:-${XDG_CACHE_HOME:-$HOME/.cache}/facenet-peers}
python=$environment/venv/bin/python
export PYTHONDONTWRITEBYTECODE=1 # nothing is written into the source tree

# Installs the given requirements, once.
pip_install() {
    local what=$1 note
    shift
    note=$environment/installed-$what
    if [[ -f $note && $(<"$note") == "$*" ]]; then return 0; fi
    say "installing $* into $environment"
    "$python" -m pip install --quiet --disable-pip-version-check "$@" >"$environment/pip-$what.log" 2>&1 || {
        tail -n 3 "$environment/pip-$what.log" >&2
        return 1
    }
    printf '%s' "$*" >"$note"
}

# The lines of requirements.txt that start with one of these names.
pinned() {
    local name
    for name in "$@"; do grep -E "^$name==" "$peers/requirements.txt"; done
}

prepare_python() {
    local engine
    mkdir -p "$environment"
    if [[ ! -x $python ]]; then
        have python3 || install_missing python3:python3
        python3 -m venv "$environment/venv" 2>"$environment/venv.log" || {
            rm -rf "$environment/venv"
            install_missing python3-venv
            python3 -m venv "$environment/venv"
        }
    fi
    # shellcheck disable=SC2046
    pip_install exporting $(pinned numpy torch torchvision onnx onnxscript pillow safetensors) requests tqdm ||
        die "the networks cannot be exported without these packages"
    # It asks for old versions of the above; its code runs with these.
    pip_install facenet-pytorch --no-deps "$(pinned facenet-pytorch)" || die "Inception-ResNet and MTCNN are defined there"
    for engine in onnxruntime openvino nncf ncnn pnnx; do
        pip_install "$engine" "$(pinned "$engine")" || warn "$engine cannot be installed here and is left out"
    done
}

for argument in "$@"; do
    if [[ $argument == -h || $argument == --help ]]; then
        sed -n '3,8s/^# //p' "${BASH_SOURCE[0]}"
        exit 0
    fi
done

have taskset || install_missing util-linux:taskset || die "taskset pins every engine to its processor"
install_missing "${build_packages[@]}" libbenchmark-dev || die "the build needs these packages"
say "building"
build_with_cmake "$build" -DCMAKE_BUILD_TYPE=Release -DFACENET_BUILD_BENCHMARKS=ON -- \
    facenet_weights_tool facenet_peer_worker facenet_fresh_start >"$build.peers.log" 2>&1 || {
    tail -n 30 "$build.peers.log" >&2
    die "the build failed"
}
mkdir -p "$build/bench"
mv "$build.peers.log" "$build/bench/build.log"
fetch_weights
fetch_group_photos
convert_model dlib_resnet
convert_model mtcnn
prepare_python

read -ra networks <<<"$("$python" "$peers/peers.py" "$@" --list fp32)"
if ((${#networks[@]} == 0)); then exit 2; fi
read -ra small <<<"$("$python" "$peers/peers.py" "$@" --list int8)"
sources=("$environment/exports" --weights-tool "$build/bin/weights_tool" --models "$models"
    --photos "$downloads/vladmandic-face-api/demo")
"$python" "$peers/export.py" "${sources[@]}" "${networks[@]}"
if ((${#small[@]} > 0)); then "$python" "$peers/quantise.py" "${sources[@]}" "${small[@]}"; fi
exec "$python" "$peers/peers.py" "$@" --exports "$environment/exports" --bin "$build/bin" --out "$build/bench"
