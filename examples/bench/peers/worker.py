# SPDX-License-Identifier: MIT
"""One engine in a process of its own, driven by lines on standard input; worker.cpp speaks the same.

    python worker.py ENGINE

    open <tab> network <tab> folder <tab> precision <tab> isa <tab> threads <tab> batch     {"version": ..., "isa": ...}
    embed                     {"values": [...]}: the embeddings of the batch (int8: of all faces of the file),
                               or left, top, right, bottom, score of every face
    run <tab> seconds         {"median_ms", "min_ms", "cpu_ms", "runs"}: of one run, all faces of the batch together
Every answer is one line of JSON; {"error": ...} is one too. Between the lines the process sleeps.
"""
from __future__ import annotations

import json
import os
import pathlib
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

import detectors
import engines

WARM_UP = 5


def measure(run: Callable[[], Any], seconds: float) -> dict[str, Any]:
    """One run more than counts comes first: the caches are full of what ran before."""
    run()
    times = []
    cpu, end = time.process_time(), time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - start))
    cpu = 1000 * (time.process_time() - cpu) / len(times)
    return {"median_ms": statistics.median(times), "min_ms": min(times), "cpu_ms": cpu, "runs": len(times)}


class Worker:
    def __init__(self, engine: str):
        self.engine = engine

    def open(self, network: str, folder: str, precision: str, isa: str, threads: str, batch: str) -> dict[str, Any]:
        path = pathlib.Path(folder)
        if network == "mtcnn":
            detector = detectors.open_detector(self.engine, path, int(threads))
            photo = detectors.read_ppm(path / "photo.ppm")
            self.run_once = lambda: detector.detect(photo)
            self.values = lambda: self.run_once().ravel()
            self.extra = lambda: {"networks_ms": detector.networks_ms} if detector.networks_ms is not None else {}
        else:
            engine = engines.ENGINES[self.engine](path, int(threads), int(batch), precision)
            faces = engines.batches(path, int(batch), precision)
            self.values = lambda: engines.embeddings(engine, faces)
            engine.feed(faces[0])
            self.run_once, self.extra = engine.run, dict
        for _ in range(1 if network == "mtcnn" else WARM_UP):
            self.run_once()
        return {"version": engines.ENGINES[self.engine].version(), "isa": "auto"}

    def embed(self) -> dict[str, Any]:
        return {"values": [float(v) for v in self.values()]}

    def run(self, seconds: str) -> dict[str, Any]:
        return measure(self.run_once, float(seconds)) | self.extra()


def main() -> None:
    # Libraries print to standard output what they like; the answers keep a channel of their own.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")  # TorchScript calls itself deprecated
    worker = Worker(sys.argv[1])
    commands = {"open": worker.open, "embed": worker.embed, "run": worker.run}
    for line in sys.stdin:
        command, *arguments = line.rstrip("\n").split("\t")
        try:
            answer = commands[command](*arguments)
        except Exception as error:  # whatever an engine throws is its answer
            answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
