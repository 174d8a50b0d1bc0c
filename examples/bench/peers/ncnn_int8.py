# SPDX-License-Identifier: MIT
"""int8 files for ncnn. Its own programs for this, ncnn2table and ncnn2int8, are in no package; this does what they do.

Weights have a scale for every output channel, 127 / the largest of them; inputs one scale, 127 / the largest that
calibration saw. (Limits by the divergence of Kullback and Leibler, which ncnn2table offers too, gave the same embeddings.)
A convolution that only convolutions read hands int8 on to them.

A .bin holds for each such layer: the weights (a word that says int8, then the bytes, padded to four), the bias, the
weights' scales, the input's scale, and the output's where int8 is handed on.
"""
from __future__ import annotations

import pathlib
from dataclasses import dataclass

import numpy as np

INT8, FLOAT32 = 0x000D4B38, 0
WITHOUT_WINOGRAD = 64  # of a layer's value 31, what it must not use
# The ways of its 3 x 3 convolutions: ncnn2table gives those 6 bits where Winograd's transform might overflow with 8.
WAYS = ("Winograd, 6 bits", "Winograd, 8 bits", "8 bits")


@dataclass
class Layer:
    kind: str
    name: str
    inputs: list[str]
    outputs: list[str]
    values: dict[int, str]

    @property
    def quantised(self) -> bool:
        return self.kind in ("Convolution", "InnerProduct")

    def number(self, key: int, default: int = 0) -> int:
        return int(self.values.get(key, default))

    @property
    def weights(self) -> int:
        return self.number(6 if self.kind == "Convolution" else 2)

    @property
    def bias(self) -> int:
        return self.number(0) * self.number(5 if self.kind == "Convolution" else 1)

    @property
    def small(self) -> bool:
        """3 x 3, one pixel after the other."""
        ones = (self.number(2, 1), self.number(12, 1), self.number(3, 1), self.number(13, 1))  # dilations, strides
        return self.kind == "Convolution" and (self.number(1), self.number(11)) == (3, 3) and ones == (1, 1, 1, 1)

    def line(self) -> str:
        values = " ".join(f"{key}={value}" for key, value in self.values.items())
        names = " ".join(self.inputs + self.outputs)
        return f"{self.kind} {self.name} {len(self.inputs)} {len(self.outputs)} {names} {values}"


def read_param(model: pathlib.Path) -> tuple[list[str], list[Layer]]:
    """The two first lines of its .param, and the layers."""
    lines = pathlib.Path(f"{model}.param").read_text().splitlines()
    layers = []
    for words in (line.split() for line in lines[2:] if line.strip()):
        names = 4 + int(words[2])
        end = names + int(words[3])
        values = dict(word.split("=") for word in words[end:])
        layers.append(Layer(words[0], words[1], words[4:names], words[names:end], {int(k): v for k, v in values.items()}))
    return lines[:2], layers


def largest_magnitudes(model: pathlib.Path, faces: np.ndarray) -> dict[str, float]:
    """Of the inputs of all layers that are to be int8, by blob."""
    import ncnn

    layers = read_param(model)[1]
    net = ncnn.Net()
    net.opt.num_threads, net.opt.use_vulkan_compute = 1, False
    net.opt.lightmode = False  # every blob is wanted
    if net.load_param(f"{model}.param") or net.load_model(f"{model}.bin"):
        raise RuntimeError(f"ncnn cannot load {model}.param and .bin")
    largest = {layer.inputs[0]: 0.0 for layer in layers if layer.quantised}
    for face in faces:
        with net.create_extractor() as extractor:
            extractor.input("in0", ncnn.Mat(face).clone())
            for blob in largest:
                largest[blob] = max(largest[blob], float(np.abs(np.array(extractor.extract(blob)[1])).max()))
    return largest


def hands_on_int8(layer: Layer, layers: list[Layer]) -> Layer | None:
    """A convolution that reads what this one writes, if nothing but convolutions reads it."""
    readers = [reader for reader in layers if layer.outputs[0] in reader.inputs]
    if len(readers) == 1 and readers[0].kind == "Split":
        readers = [reader for reader in layers if set(readers[0].outputs) & set(reader.inputs)]
    return readers[0] if readers and all(reader.kind == "Convolution" for reader in readers) else None


def quantise(model: pathlib.Path, made: pathlib.Path, largest: dict[str, float], way: str) -> None:
    """`largest`: see largest_magnitudes(). `way`: one of WAYS. Both names lack .param and .bin."""
    head, layers = read_param(model)
    source = pathlib.Path(f"{model}.bin").read_bytes()
    at, parts = 0, []

    def take(count: int) -> np.ndarray:
        nonlocal at
        at += 4 * count
        return np.frombuffer(source, np.float32, count, at - 4 * count)

    scale = {blob: np.float32(127 / most if most > 0 else 1) for blob, most in largest.items()}
    for layer in layers:
        if layer.kind == "Normalize":
            parts.append(take(layer.number(3)))
        if not layer.quantised:
            continue
        if take(1).view(np.uint32)[0] != FLOAT32:
            raise RuntimeError(f"{model}.bin: expected float32 weights of {layer.name}")
        weights = take(layer.weights).reshape(layer.number(0), -1)
        steps = 31 if layer.small and way == "Winograd, 6 bits" else 127
        scales = np.array([steps / most if most > 0 else 1 for most in np.abs(weights).max(1)], np.float32)
        rounded = np.clip(np.rint(weights * scales[:, None]), -127, 127).astype(np.int8)
        parts += [np.uint32(INT8), rounded, np.zeros(-rounded.size % 4, np.int8), take(layer.bias), scales,
                  scale[layer.inputs[0]]]
        layer.values[8] = "2"
        if layer.small and "Winograd" not in way:
            layer.values[31] = str(WITHOUT_WINOGRAD)
        reader = hands_on_int8(layer, layers) if layer.kind == "Convolution" else None
        if reader is not None:
            layer.values[8] = "102"
            parts.append(scale[reader.inputs[0]])
    if at != len(source):
        raise RuntimeError(f"{model}.bin: {len(source)} bytes, its layers have {at}")
    pathlib.Path(f"{made}.param").write_text("\n".join(head + [layer.line() for layer in layers]) + "\n")
    pathlib.Path(f"{made}.bin").write_bytes(b"".join(part.tobytes() for part in parts))
