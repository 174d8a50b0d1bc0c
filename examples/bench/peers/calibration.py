# SPDX-License-Identifier: MIT
"""The faces that int8 networks are calibrated with and judged by: crops from the group photos, the same for all engines.

    calibration/00.png ...      crops of the network's size for calibration
    input.int8.npy, .f32        8 other crops, standardised: channels first, and channels last
    expected.int8.npy           their embeddings as PyTorch computes them in float64 on the oracle's module

The synthetic faces of the other rows are noise to these networks: no photo's range of values is theirs.
"""
from __future__ import annotations

import pathlib
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

import zoo

JUDGED = 8
MOST = 20  # crops for calibration
MARGIN = 0.25  # around MTCNN's box; the networks' own alignments differ, but not in their colours


@dataclass
class Faces:
    """Standardised, float32 [n][3][side][side]."""

    calibration: np.ndarray
    judged: np.ndarray
    expected: np.ndarray


def find(photos: list[pathlib.Path]) -> list[Image.Image]:
    """Square pieces of the photos, one a face, from left to right."""
    from facenet_pytorch import MTCNN

    detector, pieces = MTCNN(keep_all=True, device="cpu"), []
    for path in photos:
        with Image.open(path) as file:
            photo = file.convert("RGB")
        boxes, scores = detector.detect(photo)
        for left, top, right, bottom in sorted(boxes[scores > 0.9].tolist()) if boxes is not None else ():
            half = (1 + MARGIN) * max(right - left, bottom - top) / 2
            x, y = (left + right) / 2, (top + bottom) / 2
            pieces.append(photo.crop(tuple(round(v) for v in (x - half, y - half, x + half, y + half))))
    return pieces


def write(network: zoo.Network, pieces: list[Image.Image], folder: pathlib.Path) -> None:
    size = (network.side, network.side)
    crops = [piece.resize(size, Image.Resampling.BICUBIC) for piece in pieces]
    every = len(crops) // JUDGED
    if every < 2:
        raise SystemExit(f"{len(crops)} faces were found in the group photos, too few for calibration")
    chosen = range(0, every * JUDGED, every)
    judged = zoo.standardised(network.name, np.stack([crops[k] for k in chosen]))
    np.save(folder / "input.int8.npy", judged)
    judged.transpose(0, 2, 3, 1).tofile(folder / "input.int8.f32")
    with torch.no_grad():
        np.save(folder / "expected.int8.npy", network.truth.double()(torch.from_numpy(judged).double()).numpy())
    (folder / "calibration").mkdir(exist_ok=True)
    for i, k in enumerate([k for k in range(len(crops)) if k not in chosen][:MOST]):
        crops[k].save(folder / "calibration" / f"{i:02}.png")


def read(name: str, folder: pathlib.Path) -> Faces:
    crops = []
    for path in sorted((folder / "calibration").glob("*.png")):
        with Image.open(path) as crop:
            crops.append(np.asarray(crop))
    return Faces(zoo.standardised(name, np.stack(crops)), np.load(folder / "input.int8.npy"),
                 np.load(folder / "expected.int8.npy"))
