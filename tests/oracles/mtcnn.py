# SPDX-License-Identifier: MIT
"""Writes tests/golden/mtcnn.json and mtcnn_nets.json with the detector of the PyPI package facenet-pytorch.

    python mtcnn.py DECODE_PPM FACES SAMPLES

DECODE_PPM: a program that turns a photo into a PPM (decode_ppm.cpp, or the project's own), so that both detectors see the
same pixels. FACES: folder of the test photos. SAMPLES: the folder demo/ of the npm package @vladmandic/face-api.

mtcnn.json: smallest face 20 pixels, thresholds 0.6, 0.7, 0.7, factor 0.709, all faces of probability 0.9 or more, largest
first. Boxes [left, top, right, bottom] and landmarks (left eye, right eye, nose, left and right mouth corner, as seen in
the picture) in pixels.
mtcnn_nets.json: what each network makes of synthetic images of its size, in float64. `probability` is that of a face (the
second softmax output), `box` the four regression outputs, `landmarks` x of the five points and then y. P-Net's outputs
are listed by row, then column.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import torch
from facenet_pytorch import MTCNN
from PIL import Image

import synthetic

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden"
SUFFIXES = {".jpg", ".jpeg", ".png"}
LEAST = 0.9


def read_ppm(path):
    """uint8 [height][width][3] of a binary PPM without comments."""
    data = path.read_bytes()
    magic, width, height, most = data.split(maxsplit=4)[:4]
    assert magic == b"P6" and most == b"255", path
    width, height = int(width), int(height)
    return np.frombuffer(data, np.uint8, width * height * 3, len(data) - width * height * 3).reshape(height, width, 3)


def photos(faces, samples):
    """{name in the golden file: path}"""
    found = {
        path.relative_to(faces).as_posix(): path
        for path in sorted(faces.rglob("*"))
        if path.suffix in SUFFIXES and "-aligned" not in path.name
    }
    found.update({path.name: path for path in sorted(samples.glob("sample[1-6].jpg"))})
    return found


def detect(decode, found):
    detector = MTCNN(keep_all=True, min_face_size=20, thresholds=[0.6, 0.7, 0.7], factor=0.709)
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, path in found.items():
            if Image.open(path).getexif().get(0x0112, 1) != 1:
                raise SystemExit(f"{path} is rotated by EXIF: the decoder must turn it upright")
            ppm = pathlib.Path(folder) / "photo.ppm"
            subprocess.run([decode, str(path), str(ppm)], check=True)
            pixels = read_ppm(ppm)
            boxes, scores, landmarks = detector.detect(pixels, landmarks=True)
            faces = []
            for box, score, points in zip(*(([], [], []) if boxes is None else (boxes, scores, landmarks))):
                near = "  <- near the limit" if abs(score - LEAST) < 0.05 else ""
                print(f"{name:48} {score:.6f} {[round(float(v), 1) for v in box]}{near}")
                if score >= LEAST:
                    faces.append(
                        {
                            "box": [round(float(v), 2) for v in box],
                            "score": round(float(score), 6),
                            "landmarks": [[round(float(v), 2) for v in point] for point in points],
                        }
                    )
            result[name] = {"width": pixels.shape[1], "height": pixels.shape[0], "faces": faces}
    return result


def networks():
    detector = MTCNN().double()
    cases = {
        "pnet": [(0, 53, 41), (1, 52, 40), (2, 12, 12)],  # image, width, height; odd ones reach the ceil mode
        "rnet": [(k, 24, 24) for k in range(20)],
        "onet": [(k, 48, 48) for k in range(20)],
    }
    result = {}
    for name, images in cases.items():
        result[name] = []
        for k, width, height in images:
            x = (torch.from_numpy(synthetic.image(k, width, height)).double() - 127.5) * 0.0078125
            with torch.no_grad():
                *rest, probability = getattr(detector, name)(x.permute(2, 0, 1)[None])
            outputs = {"image": k, "width": width, "height": height}
            for key, value in zip(("probability", "box", "landmarks"), (probability[:, 1:], *rest)):
                if value.dim() == 4:
                    value = value.permute(0, 2, 3, 1)
                    outputs["map"] = list(value.shape[1:3])  # rows, columns
                outputs[key] = [float(f"{v:.9g}") for v in value.flatten().tolist()]
            result[name].append(outputs)
    return result


def write(name, head, rows):
    """One row of JSON a line keeps differences readable."""
    body = ",\n".join(rows)
    (GOLDEN / name).write_text(f"{head}\n{body}\n" + ("}}" if head.count("{") == 2 else "}") + "\n")


def main(decode, faces, samples):
    torch.set_num_threads(1)
    result = detect(decode, photos(pathlib.Path(faces), pathlib.Path(samples)))
    write("mtcnn.json", '{"photos": {', [f"{json.dumps(name)}: {json.dumps(photo)}" for name, photo in result.items()])
    print(sum(len(photo["faces"]) for photo in result.values()), "faces in", len(result), "photos")
    write("mtcnn_nets.json", "{", [f"{json.dumps(name)}: {json.dumps(cases)}" for name, cases in networks().items()])


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
