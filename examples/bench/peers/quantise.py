# SPDX-License-Identifier: MIT
"""Adds int8 files to the folders that export.py wrote: every engine's own quantisation of the same weights, calibrated with
the same crops (calibration.py).

    python quantise.py FOLDER --weights-tool PROGRAM --models DIR --photos DIR NETWORK...

FOLDER/<network>/ gets
    facenet.int8.blob                              ours
    b1.int8.onnx, b8.int8.onnx                     onnxruntime
    b1.int8.xml, b8.int8.xml (and .bin)            OpenVINO, by NNCF
    model.int8.ncnn.param, .bin                    ncnn
    int8.json                                      for each engine the setting that was chosen, and all that were tried

Each engine has several settings, and which is best depends on the processor: with AVX2 but no VNNI sums of products of
8 bits saturate at 16, which 7 bits in the weights avoid. All are tried; the fastest is taken of those whose cosine to the
float embedding is within 0.005 of the best.
"""
from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import io
import itertools
import json
import logging
import math
import os
import pathlib
import shutil
import subprocess
import sys
import time
import warnings
from typing import Any

import numpy as np

import calibration
import engines
import export
import report
import rounds
import zoo
from calibration import Faces

NEAR = 0.005  # of the best cosine
AS_FAST = 1.03  # times the fastest are noise: the better cosine decides
ROUNDS, RUNS = 5, 5
Setting = dict[str, Any]


def batches(faces: np.ndarray, batch: int) -> list[np.ndarray]:
    """The faces in batches, the last one filled up with the first faces."""
    count = math.ceil(len(faces) / batch) * batch
    return list(faces[np.arange(count) % len(faces)].reshape(-1, batch, *faces.shape[1:]))


class OnnxRuntime:
    """onnxruntime.quantization's static quantisation."""

    def __init__(self, folder: pathlib.Path, work: pathlib.Path, faces: np.ndarray):
        self.folder, self.work, self.faces = folder, work, faces

    @staticmethod
    def settings() -> list[Setting]:
        found = itertools.product(("QDQ", "QOperator"), (("QUInt8", "QInt8"), ("QUInt8", "QUInt8"), ("QInt8", "QInt8")),
                                  (False, True), (False, True), ("all", "products"))
        return [{"format": format, "activations": types[0], "weights": types[1], "per_channel": per_channel,
                 "reduce_range": reduce_range, "layers": layers}
                for format, types, per_channel, reduce_range, layers in found]

    def make(self, setting: Setting, batch: int, out: pathlib.Path) -> None:
        from onnxruntime import quantization
        from onnxruntime.quantization.shape_inference import quant_pre_process

        prepared = self.work / f"b{batch}.prepared.onnx"
        if not prepared.exists():
            quant_pre_process(self.folder / f"b{batch}.onnx", prepared, skip_symbolic_shape=True)

        class Reader(quantization.CalibrationDataReader):
            left = iter(batches(self.faces, batch))

            def get_next(self) -> dict[str, np.ndarray] | None:
                x = next(self.left, None)
                return None if x is None else {"input": x}

        activations, layers = setting["activations"], setting["layers"]
        quantization.quantize_static(
            prepared, out / f"{engines.stem(batch, 'int8')}.onnx", Reader(), quantization.QuantFormat[setting["format"]],
            op_types_to_quantize=["Conv", "Gemm", "MatMul"] if layers == "products" else None,
            per_channel=setting["per_channel"], reduce_range=setting["reduce_range"],
            activation_type=quantization.QuantType[activations], weight_type=quantization.QuantType[setting["weights"]],
            # what depends on nothing else is looked at once
            calibration_cache_path=self.work / f"b{batch}.{activations}.{layers}.json",
        )


class OpenVino:
    """NNCF's quantisation after training."""

    def __init__(self, folder: pathlib.Path, work: pathlib.Path, faces: np.ndarray):
        import nncf

        nncf.set_log_level(logging.ERROR)
        self.folder, self.faces = folder, faces

    @staticmethod
    def settings() -> list[Setting]:
        return [{"preset": preset, "overflow_fix": fix} for preset, fix in
                itertools.product(("performance", "mixed"), ("first_layer_only", "enable", "disable"))]

    def make(self, setting: Setting, batch: int, out: pathlib.Path) -> None:
        import nncf
        import openvino

        data = batches(self.faces, batch)
        advanced = nncf.AdvancedQuantizationParameters(overflow_fix=nncf.OverflowFix(setting["overflow_fix"]))
        with contextlib.redirect_stdout(io.StringIO()):  # it shows its progress
            model = nncf.quantize(openvino.Core().read_model(self.folder / f"b{batch}.xml"), nncf.Dataset(data),
                                  preset=nncf.QuantizationPreset(setting["preset"]), subset_size=len(data),
                                  advanced_parameters=advanced)
        openvino.save_model(model, out / f"{engines.stem(batch, 'int8')}.xml", compress_to_fp16=False)


class Ncnn:
    def __init__(self, folder: pathlib.Path, work: pathlib.Path, faces: np.ndarray):
        import ncnn_int8

        self.module, self.model = ncnn_int8, folder / "model.ncnn"
        self.largest = ncnn_int8.largest_magnitudes(self.model, faces)

    def settings(self) -> list[Setting]:
        return [{"3x3": way} for way in self.module.WAYS]

    def make(self, setting: Setting, batch: int, out: pathlib.Path) -> None:
        if batch == 1:  # it knows no others
            self.module.quantise(self.model, out / "model.int8.ncnn", self.largest, setting["3x3"])


QUANTISERS = {"onnxruntime": OnnxRuntime, "openvino": OpenVino, "ncnn": Ncnn}


# Choosing ------------------------------------------------------------------------------------------------------------


def time_all(opened: list[engines.Engine], face: np.ndarray) -> list[float]:
    """Milliseconds of the processor, of the quietest of some interleaved rounds: other programs matter little."""
    best = [math.inf] * len(opened)
    for _ in range(ROUNDS):
        for k, engine in enumerate(opened):
            engine.feed(face)
            engine.run()
            start = time.process_time()
            for _ in range(RUNS):
                engine.run()
            best[k] = min(best[k], 1000 * (time.process_time() - start) / RUNS)
    return best


def choose(name: str, quantiser: Any, work: pathlib.Path, faces: Faces) -> dict[str, Any]:
    """The chosen setting, and under "tried" what there is to say of every one."""
    tried, opened = [], []
    middle = faces.expected.mean(0)
    for number, setting in enumerate(quantiser.settings()):
        out = work / str(number)
        out.mkdir()
        try:
            quantiser.make(setting, 1, out)
            engine = engines.ENGINES[name](out, 1, 1, "int8")
            found = engines.embeddings(engine, batches(faces.judged, 1)).reshape(faces.expected.shape)
        except Exception as error:  # a setting that the engine or its tool refuses
            tried.append({"setting": setting, "error": f"{type(error).__name__}: {error}".splitlines()[0]})
            continue
        # Embeddings of untrained networks resemble each other; without their middle, the cosine says more.
        tried.append({"setting": setting, "cosine": rounds.cosine(found, faces.expected),
                      "cosine_without_mean": rounds.cosine(found - middle, faces.expected - middle)})
        opened.append((tried[-1], engine))
    if not opened:
        raise RuntimeError(tried[0]["error"])
    best = max(row["cosine"] for row, _ in opened)
    opened = [(row, engine) for row, engine in opened if row["cosine"] >= best - NEAR]
    for (row, _), ms in zip(opened, time_all([engine for _, engine in opened], faces.judged[:1])):
        row["ms"] = ms
    fastest = min(row["ms"] for row, _ in opened)
    chosen = max((row for row, _ in opened if row["ms"] <= AS_FAST * fastest), key=lambda row: row["cosine"])
    return {**chosen, "tried": tried}


def quantise(network: str, folder: pathlib.Path) -> dict[str, Any]:
    """Writes the files of all engines that are here; what int8.json says of them."""
    faces, chosen = calibration.read(network, folder), {}
    for name, kind in QUANTISERS.items():
        if engines.ENGINES[name].version() is None:
            continue
        work = folder / "quantising"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            quantiser = kind(folder, work, faces.calibration)
            found = choose(name, quantiser, work, faces)
            for batch in export.BATCHES:
                quantiser.make(found["setting"], batch, folder)
        except (ImportError, RuntimeError) as error:
            print(f"** {name} has no int8 of {network}: {error}", file=sys.stderr)
            continue
        finally:
            shutil.rmtree(work)
        chosen[name] = found
        words = ", ".join(f"{key} {value}" for key, value in found["setting"].items())
        print(f"   {name}: {words}; cosine {found['cosine']:.4f}, {found['ms']:.2f} ms", flush=True)
    return chosen


def ours(tool: pathlib.Path, folder: pathlib.Path) -> None:
    """facenet.int8.blob, again whenever the converter or the calibration is new."""
    source, blob = folder / "facenet.blob", folder / "facenet.int8.blob"
    newest = max(path.stat().st_mtime for path in (tool, source, folder / "int8.json"))
    if blob.exists() and blob.stat().st_mtime > newest:
        return
    blob.unlink(missing_ok=True)
    command = ["quantize", str(source), "--aligned", "--calibrate", str(folder / "calibration"), "-o", str(blob)]
    done = subprocess.run([str(tool), *command], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"weights_tool quantize {folder.name}: {done.stderr.strip()}")


def can_quantise(tool: pathlib.Path) -> bool:
    return "quantize" in subprocess.run([str(tool), "--help"], capture_output=True, text=True).stdout


def stamp(folder: pathlib.Path, photos: list[pathlib.Path]) -> str:
    """Changes with everything that int8 files come from, the processor too."""
    digest = hashlib.sha256((folder / "stamp").read_bytes())  # of export.py
    for path in [*(export.HERE / f"{name}.py" for name in ("calibration", "quantise", "ncnn_int8")), *photos]:
        digest.update(path.read_bytes())
    machine = report.machine()
    installed = [importlib.util.find_spec(name) is not None for name in ("onnxruntime", "openvino", "nncf", "ncnn")]
    digest.update(repr((machine["cpu"], machine["vector_flags"], installed)).encode())
    return digest.hexdigest()


def main() -> None:
    import torch

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
    photos, pieces = sorted(arguments.photos.glob("sample*.jpg")), None
    for name in arguments.networks:
        folder = arguments.folder / name
        made_from, note = stamp(folder, photos), folder / "stamp.int8"
        if not note.exists() or note.read_text() != made_from:
            print(f"-- quantising {name}", flush=True)
            pieces = pieces or calibration.find(photos)
            shutil.rmtree(folder / "calibration", ignore_errors=True)
            for old in folder.glob("*.int8.*"):
                old.unlink()
            calibration.write(zoo.get(name, arguments.models / "dlib_resnet.blob"), pieces, folder)
            (folder / "int8.json").write_text(json.dumps(quantise(name, folder), indent=1) + "\n")
            note.write_text(made_from)
        if can_quantise(arguments.weights_tool):
            ours(arguments.weights_tool, folder)
    if not can_quantise(arguments.weights_tool):
        print("** facenet has no int8 rows: this weights_tool knows no 'quantize'", file=sys.stderr)


if __name__ == "__main__":
    main()
