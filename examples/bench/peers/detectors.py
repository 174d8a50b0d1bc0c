# SPDX-License-Identifier: MIT
"""MTCNN around other engines' networks: facenet-pytorch's own program, and the same cascade in numpy.

The cascade reads every level of the pyramid and every candidate out of one integral image, and runs all candidates of a
stage as one batch where the engine can. Boxes, sizes and limits are facenet-pytorch's (the `+ 1`s too), so that the
same faces come out.
"""
from __future__ import annotations

import pathlib
import time
from typing import Any

import numpy as np

import engines

MIN_FACE, FACTOR, THRESHOLDS, MIN_SCORE = 40, 0.709, (0.6, 0.7, 0.7), 0.9
Arrays = tuple[np.ndarray, ...]


def read_ppm(path: pathlib.Path) -> np.ndarray:
    """uint8 [height][width][3] of a binary PPM as Pillow writes it."""
    data = path.read_bytes()
    width, height = (int(number) for number in data.split(maxsplit=3)[1:3])
    return np.frombuffer(data, np.uint8)[-3 * width * height :].reshape(height, width, 3).copy()


# The networks in each engine: pnet, rnet and onet map standardised [n][3][h][w] to offsets, (landmarks,) probability ----


class OnnxNets:
    def __init__(self, folder: pathlib.Path, threads: int):
        self.sessions = {n: engines.onnxruntime_session(folder / f"{n}.onnx", threads) for n in ("pnet", "rnet", "onet")}

    def run(self, net: str, x: np.ndarray) -> Arrays:
        return self.sessions[net].run(None, {"input": x})


class OpenVinoNets:
    def __init__(self, folder: pathlib.Path, threads: int):
        self.requests = {
            n: engines.openvino_model(folder / f"{n}.xml", threads).create_infer_request()
            for n in ("pnet", "rnet", "onet")
        }

    def run(self, net: str, x: np.ndarray) -> Arrays:
        return tuple(self.requests[net].infer([x], share_inputs=True).values())


class NcnnNets:
    def __init__(self, folder: pathlib.Path, threads: int):
        self.nets = {n: engines.ncnn_net(folder / f"{n}.ncnn", threads) for n in ("pnet", "rnet", "onet")}

    def run(self, net: str, x: np.ndarray) -> Arrays:
        import ncnn

        rows = []
        for one in x:
            with self.nets[net].create_extractor() as extractor:
                extractor.input("in0", ncnn.Mat(one))
                rows.append([np.array(extractor.extract(f"out{i}")[1]) for i in range(3 if net == "onet" else 2)])
        return tuple(np.stack(column) for column in zip(*rows))


# The cascade -----------------------------------------------------------------------------------------------------------


class Integral:
    """Means over rectangles of a photo, by the sums above and left of every pixel."""

    def __init__(self, photo: np.ndarray):
        height, width, _ = photo.shape
        self.sums = np.zeros((height + 1, width + 1, 3), np.int32)
        np.cumsum(photo, axis=0, dtype=np.int32, out=self.sums[1:, 1:])
        np.cumsum(self.sums[1:, 1:], axis=1, out=self.sums[1:, 1:])

    @staticmethod
    def windows(size: np.ndarray | int, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Begin and end of the `count` windows that divide `size` pixels, as PyTorch's mode "area" has them."""
        size, k = np.asarray(size)[..., None], np.arange(count)
        return k * size // count, -(-(k + 1) * size // count)

    def level(self, height: int, width: int) -> np.ndarray:
        """The whole photo in another size, standardised: [1][3][height][width]."""
        top, bottom = self.windows(self.sums.shape[0] - 1, height)
        left, right = self.windows(self.sums.shape[1] - 1, width)
        rows = self.sums[bottom] - self.sums[top]
        total = rows[:, right] - rows[:, left]
        return standardise(total, (bottom - top)[:, None] * (right - left))[None]

    def crops(self, boxes: np.ndarray, side: int) -> np.ndarray:
        """Rectangles [left, top, right, bottom] in whole pixels, each resized and standardised: [n][3][side][side]."""
        top, bottom = self.windows(boxes[:, 3] - boxes[:, 1], side)
        left, right = self.windows(boxes[:, 2] - boxes[:, 0], side)
        top, bottom = (v[:, :, None] + boxes[:, 1, None, None] for v in (top, bottom))
        left, right = (v[:, None, :] + boxes[:, 0, None, None] for v in (left, right))
        s = self.sums
        total = s[bottom, right] - s[top, right] - s[bottom, left] + s[top, left]
        return standardise(total, (bottom - top) * (right - left))


def standardise(total: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    x = total.astype(np.float32) * (np.float32(1 / 128) / pixels[..., None].astype(np.float32)) - np.float32(127.5 / 128)
    return np.ascontiguousarray(np.moveaxis(x, -1, -3))


def suppress(boxes: np.ndarray, scores: np.ndarray, limit: float, pixel: int = 0, smaller: bool = False) -> np.ndarray:
    """Indices of boxes, best first, without those that a better one overlaps by more than `limit` of their union, or of
    the smaller box."""
    left, top, right, bottom = boxes.T
    area = (right - left + pixel) * (bottom - top + pixel)
    order, kept = np.argsort(-scores, kind="stable"), []
    while order.size:
        best, rest = order[0], order[1:]
        kept.append(best)
        width = np.minimum(right[best], right[rest]) - np.maximum(left[best], left[rest]) + pixel
        height = np.minimum(bottom[best], bottom[rest]) - np.maximum(top[best], top[rest]) + pixel
        common = np.maximum(width, 0) * np.maximum(height, 0)
        whole = np.minimum(area[best], area[rest]) if smaller else area[best] + area[rest] - common
        order = rest[common <= limit * whole]
    return np.array(kept, dtype=np.int64)


def regress(boxes: np.ndarray, offsets: np.ndarray, pixel: int) -> np.ndarray:
    size = boxes[:, 2:] - boxes[:, :2] + pixel
    return boxes + offsets * np.tile(size, 2)


def square(boxes: np.ndarray) -> np.ndarray:
    size = boxes[:, 2:] - boxes[:, :2]
    side = size.max(1, keepdims=True)
    corner = boxes[:, :2] + size * 0.5 - side * 0.5
    return np.hstack([corner, corner + side])


class Cascade:
    """MTCNN in numpy around one engine's networks."""

    def __init__(self, nets: Any):
        self.nets, self.networks_ms = nets, 0.0

    def infer(self, net: str, x: np.ndarray) -> Arrays:
        start = time.perf_counter()
        result = self.nets.run(net, x)
        self.networks_ms += 1000 * (time.perf_counter() - start)
        return result

    def propose(self, photo: np.ndarray, integral: Integral) -> np.ndarray:
        height, width, _ = photo.shape
        scale = 12 / MIN_FACE
        side = min(height, width) * scale
        boxes, scores, offsets = [np.empty((0, 4), np.float32)], [np.empty(0, np.float32)], [np.empty((0, 4), np.float32)]
        while side >= 12:
            moves, probability = self.infer("pnet", integral.level(int(height * scale + 1), int(width * scale + 1)))
            y, x = np.nonzero(probability[0, 1] >= THRESHOLDS[0])
            corner = np.stack([x, y], 1).astype(np.float32) * 2
            found = np.floor(np.hstack([corner + 1, corner + 12]) / np.float32(scale))
            score = probability[0, 1, y, x]
            keep = suppress(found, score, 0.5)
            boxes.append(found[keep])
            scores.append(score[keep])
            offsets.append(moves[0, :, y, x][keep])
            scale, side = scale * FACTOR, side * FACTOR
        found = np.concatenate(boxes)
        keep = suppress(found, np.concatenate(scores), 0.7)
        return square(regress(found[keep], np.concatenate(offsets)[keep], 0))

    def crops(self, photo: np.ndarray, integral: Integral, boxes: np.ndarray, side: int) -> tuple[np.ndarray, np.ndarray]:
        """The boxes that lie on the photo, and their pixels."""
        height, width, _ = photo.shape
        pixels = np.trunc(boxes).astype(np.int64)
        pixels[:, :2] = np.maximum(pixels[:, :2], 1) - 1
        pixels[:, 2] = np.minimum(pixels[:, 2], width)
        pixels[:, 3] = np.minimum(pixels[:, 3], height)
        valid = (pixels[:, 2] > pixels[:, 0]) & (pixels[:, 3] > pixels[:, 1])
        return boxes[valid], integral.crops(pixels[valid], side)

    def detect(self, photo: np.ndarray) -> np.ndarray:
        """[left, top, right, bottom, score] of every face."""
        self.networks_ms = 0.0
        integral = Integral(photo)
        boxes, none = self.propose(photo, integral), np.empty((0, 5), np.float32)
        if not len(boxes):
            return none
        boxes, pixels = self.crops(photo, integral, boxes, 24)
        moves, probability = self.infer("rnet", pixels)
        passed = probability[:, 1] > THRESHOLDS[1]
        boxes, score, moves = boxes[passed], probability[passed, 1], moves[passed]
        keep = suppress(boxes, score, 0.7)
        if not keep.size:
            return none
        boxes, pixels = self.crops(photo, integral, square(regress(boxes[keep], moves[keep], 1)), 48)
        moves, _, probability = self.infer("onet", pixels)
        passed = probability[:, 1] > THRESHOLDS[2]
        score = probability[passed, 1]
        boxes = regress(boxes[passed], moves[passed], 1)
        keep = suppress(boxes, score, 0.7, 1, smaller=True)
        faces = np.hstack([boxes[keep], score[keep, None]])
        return faces[faces[:, 4] >= MIN_SCORE]


class FacenetPytorch:
    """The detector of the package facenet-pytorch as it comes."""

    networks_ms = None

    def __init__(self, threads: int):
        import torch
        from facenet_pytorch import MTCNN

        torch.set_num_threads(threads)
        torch.set_num_interop_threads(1)
        self.mtcnn = MTCNN(keep_all=True, min_face_size=MIN_FACE, thresholds=list(THRESHOLDS), factor=FACTOR, device="cpu")

    def detect(self, photo: np.ndarray) -> np.ndarray:
        boxes, scores, _ = self.mtcnn.detect(photo, landmarks=True)
        if boxes is None:
            return np.empty((0, 5), np.float32)
        faces = np.hstack([boxes, scores[:, None]]).astype(np.float32)
        return faces[faces[:, 4] >= MIN_SCORE]


def open_detector(engine: str, folder: pathlib.Path, threads: int) -> Any:
    if engine == "torch":
        return FacenetPytorch(threads)
    nets = {"onnxruntime": OnnxNets, "openvino": OpenVinoNets, "ncnn": NcnnNets}[engine]
    return Cascade(nets(folder, threads))
