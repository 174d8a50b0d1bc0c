# SPDX-License-Identifier: MIT
"""Writes one folder a network: the same weights in every engine's format, inputs, and what must come out.

    python export.py FOLDER --weights-tool PROGRAM --models DIR --photos DIR NETWORK...

FOLDER/<network>/ holds
    facenet.blob                our file; facenet.packed.blob: packed for this processor
    b1.onnx, b8.onnx            onnxruntime; batch 1 and 8, shapes fixed
    b1.xml, b8.xml (and .bin)   OpenVINO
    b1.pt, b8.pt                TorchScript
    model.ncnn.param, .bin      ncnn (no batches)
    input.f32, input.npy        8 standardised faces: channels last, and channels first
    expected.npy                their embeddings as PyTorch computes them in float64 on the oracle's module
Files of another precision have its name before the ending: b1.int8.onnx; quantise.py writes them. For mtcnn see export_mtcnn().
"""
from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import logging
import os
import pathlib
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterable

import numpy as np
import torch

import zoo

BATCHES = (1, 8)
HERE = pathlib.Path(__file__).resolve().parent
PNNX = pathlib.Path(sys.executable).with_name("pnnx")
PHOTO = "sample5.jpg"
PHOTO_SIZE = (1920, 1080)


def stamp(*inputs: pathlib.Path) -> str:
    """Changes with everything that an export comes from."""
    sources = [HERE / "zoo.py", HERE / "export.py", HERE / "requirements.txt", zoo.ORACLES / "networks.py",
               zoo.ORACLES / "synthetic.py", *inputs]
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.read_bytes())
    converters = [importlib.util.find_spec("openvino") is not None, PNNX.exists()]  # one may come later
    digest.update(bytes(converters))
    return digest.hexdigest()


def onnx_file(module: torch.nn.Module, x: torch.Tensor, path: pathlib.Path, outputs: list[str], **options) -> None:
    with contextlib.redirect_stdout(sys.stderr):  # the exporter talks
        torch.onnx.export(module, (x,), str(path), input_names=["input"], output_names=outputs, dynamo=True,
                          external_data=False, verbose=False, **options)


def openvino_file(onnx: pathlib.Path) -> None:
    """Does nothing where openvino is not installed: the engine is left out then."""
    with contextlib.suppress(ImportError):
        import openvino

        openvino.save_model(openvino.convert_model(str(onnx)), str(onnx.with_suffix(".xml")), compress_to_fp16=False)


def ncnn_files(module: torch.nn.Module, shapes: Iterable[tuple[int, ...]], folder: pathlib.Path, name: str) -> None:
    """Runs pnnx, if it is there: TorchScript to <name>.ncnn.param and .bin. A second shape makes sides variable."""
    if not PNNX.exists():
        return
    shapes = list(shapes)
    work = folder / "pnnx"
    work.mkdir(exist_ok=True)
    torch.jit.trace(module, torch.zeros(shapes[0])).save(str(work / f"{name}.pt"))
    texts = ["[" + ",".join(map(str, shape)) + "]" for shape in shapes]
    arguments = [f"inputshape{i + 1 if i else ''}={text}" for i, text in enumerate(texts)]
    done = subprocess.run([str(PNNX), f"{name}.pt", *arguments, "fp16=0"], cwd=work, capture_output=True, text=True)
    for ending in (".ncnn.param", ".ncnn.bin"):
        made = work / (name + ending)
        if not made.exists():
            raise SystemExit(f"pnnx wrote no {made.name}: {(done.stdout + done.stderr)[-500:]}")
        made.rename(folder / made.name)
    shutil.rmtree(work)


def export_embedder(name: str, folder: pathlib.Path, models: pathlib.Path) -> None:
    network = zoo.get(name, models / "dlib_resnet.blob")
    faces = zoo.faces(name, max(BATCHES))
    np.save(folder / "input.npy", faces)
    faces.transpose(0, 2, 3, 1).tofile(folder / "input.f32")
    x = torch.from_numpy(faces)
    for batch in BATCHES:
        onnx_file(zoo.for_onnx(network.lean), x[:batch], folder / f"b{batch}.onnx", ["output"])
        openvino_file(folder / f"b{batch}.onnx")
        torch.jit.freeze(torch.jit.trace(network.lean, x[:batch])).save(str(folder / f"b{batch}.pt"))
    ncnn_files(network.lean, [tuple(x[:1].shape)], folder, "model")
    if network.state is not None:
        torch.save(network.state, folder / "state.pt")
    with torch.no_grad():
        np.save(folder / "expected.npy", network.truth.double()(x.double()).numpy())


def export_mtcnn(folder: pathlib.Path, photos: pathlib.Path) -> None:
    """<net>.onnx, .xml and .ncnn.* of the three networks, and photo.ppm. PyTorch runs facenet-pytorch itself."""
    from PIL import Image, ImageOps

    with Image.open(photos / PHOTO) as photo:
        ImageOps.fit(photo.convert("RGB"), PHOTO_SIZE, Image.Resampling.BICUBIC).save(folder / "photo.ppm")
    dynamic = torch.export.Dim.DYNAMIC
    sizes = {"pnet": {2: dynamic, 3: dynamic}, "rnet": {0: dynamic}, "onet": {0: dynamic}}
    examples = {"pnet": (1, 3, 98, 130), "rnet": (5, 3, 24, 24), "onet": (5, 3, 48, 48)}
    for name, module in zoo.mtcnn().items():
        outputs = ["offsets", "landmarks", "probability"] if name == "onet" else ["offsets", "probability"]
        onnx_file(module, torch.zeros(examples[name]), folder / f"{name}.onnx", outputs, dynamic_shapes=(sizes[name],))
        openvino_file(folder / f"{name}.onnx")
        one = (1, *examples[name][1:])
        ncnn_files(module, [one, (1, 3, 50, 71)] if name == "pnet" else [one], folder, name)


def convert(tool: pathlib.Path, name: str, folder: pathlib.Path, models: pathlib.Path) -> None:
    """facenet.blob and facenet.packed.blob, again whenever the converter is new: their format may be."""
    blob, plain = folder / "facenet.blob", name.removesuffix("_without_lrn")
    source = models / f"{name}.blob" if name in ("dlib_resnet", "mtcnn") else folder / "state.pt"
    if blob.exists() and blob.stat().st_mtime > max(tool.stat().st_mtime, source.stat().st_mtime):
        return
    commands = [["pack", str(blob), "-o", str(folder / "facenet.packed.blob")]]
    if source.suffix == ".blob":
        shutil.copyfile(source, blob)
    else:
        commands.insert(0, ["convert", str(source), "-o", str(blob), "--network", plain])
    for command in commands:
        done = subprocess.run([str(tool), *command], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"weights_tool {command[0]} {plain}: {done.stderr.strip()}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--weights-tool", type=pathlib.Path, required=True)
    parser.add_argument("--models", type=pathlib.Path, required=True, help="blobs of the trained networks")
    parser.add_argument("--photos", type=pathlib.Path, required=True, help="group photos")
    parser.add_argument("networks", nargs="+")
    arguments = parser.parse_args()
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    for name in arguments.networks:
        folder = arguments.folder / name
        inputs = {"dlib_resnet": [arguments.models / "dlib_resnet.blob"], "mtcnn": [arguments.photos / PHOTO]}
        made_from, note = stamp(*inputs.get(name, [])), folder / "stamp"
        if not note.exists() or note.read_text() != made_from:
            print(f"-- exporting {name}", flush=True)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            if name == "mtcnn":
                export_mtcnn(folder, arguments.photos)
            else:
                export_embedder(name, folder, arguments.models)
            note.write_text(made_from)
        convert(arguments.weights_tool, name, folder, arguments.models)


if __name__ == "__main__":
    main()
