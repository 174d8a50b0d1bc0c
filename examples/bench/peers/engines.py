# SPDX-License-Identifier: MIT
"""The other engines, each behind the same few functions. Their packages are imported only when an engine is opened."""
from __future__ import annotations

import importlib.metadata
import pathlib
from typing import Any

import numpy as np


def stem(batch: int, precision: str) -> str:
    """The name of an exported file without its ending (export.py)."""
    return f"b{batch}" if precision == "fp32" else f"b{batch}.{precision}"


def batches(folder: pathlib.Path, batch: int, precision: str) -> list[np.ndarray]:
    """The input that export.py or quantise.py wrote: one batch, and for int8, which needs judging, all there are."""
    faces = np.load(folder / ("input.npy" if precision == "fp32" else f"input.{precision}.npy"))
    return [faces[k : k + batch].copy() for k in range(0, batch if precision == "fp32" else len(faces), batch)]


class Engine:
    """A network opened for one number of threads and faces. `run` is what is timed."""

    package = ""

    def __init__(self, folder: pathlib.Path, threads: int, batch: int, precision: str = "fp32"):
        raise NotImplementedError

    def feed(self, faces: np.ndarray) -> None:
        """Takes the standardised input, float32 [batch][3][side][side], before `run`."""
        self.input = faces

    def run(self) -> Any:
        raise NotImplementedError

    def result(self) -> np.ndarray:
        """Runs once more; the embeddings, [batch][numbers]."""
        return np.array(self.run())

    @classmethod
    def version(cls) -> str | None:
        """None: not installed."""
        try:
            return importlib.metadata.version(cls.package)
        except importlib.metadata.PackageNotFoundError:
            return None


def onnxruntime_session(path: pathlib.Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()  # all graph optimisations are on by default
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class OnnxRuntime(Engine):
    package = "onnxruntime"

    def __init__(self, folder: pathlib.Path, threads: int, batch: int, precision: str = "fp32"):
        self.session = onnxruntime_session(folder / f"{stem(batch, precision)}.onnx", threads)

    def run(self) -> Any:
        return self.session.run(None, {"input": self.input})[0]


def openvino_model(path: pathlib.Path, threads: int, precision: str = "fp32") -> Any:
    import openvino

    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": threads,
        "ENABLE_CPU_PINNING": False,  # taskset has done it
    }
    if precision == "fp32":
        settings["INFERENCE_PRECISION_HINT"] = "f32"
    return openvino.Core().compile_model(str(path), "CPU", settings)


class OpenVino(Engine):
    package = "openvino"

    def __init__(self, folder: pathlib.Path, threads: int, batch: int, precision: str = "fp32"):
        self.request = openvino_model(folder / f"{stem(batch, precision)}.xml", threads, precision).create_infer_request()

    def run(self) -> Any:
        return self.request.infer([self.input], share_inputs=True, share_outputs=True)[0]


def ncnn_net(path: pathlib.Path, threads: int) -> Any:
    """`path`: without .param and .bin."""
    import ncnn

    net = ncnn.Net()
    net.opt.num_threads = threads
    net.opt.use_vulkan_compute = False
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
    net.opt.use_bf16_storage = False
    # Light mode, Winograd, sgemm and packed layouts are on by default.
    if net.load_param(f"{path}.param") or net.load_model(f"{path}.bin"):
        raise RuntimeError(f"ncnn cannot load {path}.param and .bin")
    return net


class Ncnn(Engine):
    package = "ncnn"

    def __init__(self, folder: pathlib.Path, threads: int, batch: int, precision: str = "fp32"):
        if batch != 1:
            raise RuntimeError("ncnn knows no batches")
        self.net = ncnn_net(folder / ("model.ncnn" if precision == "fp32" else f"model.{precision}.ncnn"), threads)

    def feed(self, faces: np.ndarray) -> None:
        import ncnn

        self.input = ncnn.Mat(faces[0]).clone()

    def run(self) -> Any:
        with self.net.create_extractor() as extractor:
            extractor.input("in0", self.input)
            return extractor.extract("out0")[1]

    def result(self) -> np.ndarray:
        return np.array(self.run()).reshape(1, -1)


class Torch(Engine):
    """TorchScript, frozen and optimised for inference: on all four networks together faster than eager mode in either
    layout of memory. (torch.compile gains some 6 % over it and compiles for more than a minute.)"""

    package = "torch"

    def __init__(self, folder: pathlib.Path, threads: int, batch: int, precision: str = "fp32"):
        import torch

        torch.set_num_threads(threads)
        torch.set_num_interop_threads(1)
        self.inference = torch.inference_mode
        self.module = torch.jit.optimize_for_inference(torch.jit.load(str(folder / f"{stem(batch, precision)}.pt")))

    def feed(self, faces: np.ndarray) -> None:
        import torch

        self.input = torch.from_numpy(faces)

    def run(self) -> Any:
        with self.inference():
            return self.module(self.input)

    def result(self) -> np.ndarray:
        return self.run().numpy().copy()


def embeddings(engine: Engine, faces: list[np.ndarray]) -> np.ndarray:
    """Of all faces of these batches, one after the other. The last batch is what `run` runs then."""
    found = []
    for x in faces:
        engine.feed(x)
        found.append(engine.result().ravel())
    return np.concatenate(found)


ENGINES: dict[str, type[Engine]] = {"onnxruntime": OnnxRuntime, "openvino": OpenVino, "ncnn": Ncnn, "torch": Torch}
