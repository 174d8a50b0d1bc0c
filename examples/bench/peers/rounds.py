# SPDX-License-Identifier: MIT
"""Runs the engines in turn: all are open, one runs, the others sleep; round after round."""
from __future__ import annotations

import json
import pathlib
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
OURS = "facenet"
TOLERANCE = 2e-4  # of an embedding, relative to its largest number
PAUSE = 0.1  # seconds; onnxruntime's threads look for more work for some 50 ms after a run
LEAST_COSINE = 0.9  # of an int8 embedding and the float one
BOX_TOLERANCE = 2.0  # of a detector's boxes, in pixels


class WorkerError(Exception):
    """An engine could not do what was asked; the message is its own."""


@dataclass
class Setting:
    """What is measured side by side."""

    network: str
    threads: int
    batch: int
    cpus: list[int]
    precision: str = "fp32"
    isa: str = "auto"


class Worker:
    """An engine's process, pinned to processors."""

    def __init__(self, engine: str, folder: pathlib.Path, setting: Setting, ours: pathlib.Path):
        self.engine = engine
        program = [str(ours)] if engine == OURS else [sys.executable, str(HERE / "worker.py"), engine]
        cpus = ",".join(map(str, setting.cpus))
        self.process = subprocess.Popen(["taskset", "-c", cpus, *program], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            self.about = self.ask("open", setting.network, folder / setting.network, setting.precision, setting.isa,
                                  setting.threads, setting.batch)
        except WorkerError:
            self.close()
            raise

    def ask(self, *words: Any) -> dict[str, Any]:
        try:
            print(*words, sep="\t", file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            said = self.process.stderr.read().strip().splitlines()
            raise WorkerError(f"its process ended: {said[-1] if said else 'without a word'}")
        answer = json.loads(line)
        if "error" in answer:
            raise WorkerError(answer["error"])
        return answer

    def close(self) -> None:
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Measured:
    """One engine's answers in a setting."""

    worker: Worker
    values: np.ndarray
    rounds: list[dict[str, Any]] = field(default_factory=list)

    def row(self, setting: Setting, expected: np.ndarray) -> dict[str, Any]:
        """Times are per face (per photo for the detector)."""
        difference, agrees = compare(setting, self.values, expected)
        medians = [r["median_ms"] / setting.batch for r in self.rounds]
        row = {
            "engine": self.worker.engine,
            "version": self.worker.about.get("version"),
            "network": setting.network,
            "precision": setting.precision,
            "isa": self.worker.about["isa"],
            "threads": setting.threads,
            "batch": setting.batch,
            "median_ms": statistics.median(medians),
            "min_ms": min(r["min_ms"] for r in self.rounds) / setting.batch,
            "cpu_ms": statistics.median(r["cpu_ms"] for r in self.rounds) / setting.batch,
            "spread": (max(medians) - min(medians)) / statistics.median(medians),
            "rounds": len(self.rounds),
            "difference": difference,
            "agrees": agrees,
        }
        if setting.precision != "fp32":
            row["cosine"] = cosine(self.values, expected)
        if setting.network == "mtcnn":
            row["faces"] = len(self.values) // 5
        if "networks_ms" in self.rounds[0]:
            row["networks_ms"] = statistics.median(r["networks_ms"] for r in self.rounds)
        return row


def cosine(values: np.ndarray, expected: np.ndarray) -> float | None:
    """The mean over the faces; `expected` has a row for each. None: not comparable."""
    if values.size != expected.size or not np.isfinite(values).all():
        return None
    values = values.reshape(expected.shape).astype(np.float64)
    lengths = np.linalg.norm(values, axis=1) * np.linalg.norm(expected, axis=1)
    return float(((values * expected).sum(1) / np.maximum(lengths, 1e-30)).mean())


def compare(setting: Setting, values: np.ndarray, expected: np.ndarray) -> tuple[float | None, bool]:
    """Largest difference of an embedding relative to the largest number, or of a box in pixels; None: not comparable."""
    if values.size != expected.size or not np.isfinite(values).all():
        return None, False
    if setting.network == "mtcnn":
        boxes = [v.reshape(-1, 5)[np.argsort(v.reshape(-1, 5)[:, 0])][:, :4] for v in (values, expected)]
        difference = float(np.abs(boxes[0] - boxes[1]).max(initial=0))
        return difference, difference <= BOX_TOLERANCE
    difference = float(np.abs(values - expected.ravel()).max() / np.abs(expected).max())
    if setting.precision != "fp32":
        return difference, cosine(values, expected) >= LEAST_COSINE
    return difference, difference <= TOLERANCE


def expected_values(folder: pathlib.Path, setting: Setting, measured: list[Measured]) -> np.ndarray:
    """The oracle's embeddings; for the detector facenet-pytorch's boxes, or the first engine's where that is absent."""
    if setting.network != "mtcnn":
        if setting.precision != "fp32":  # all faces of the file, whatever the batch
            return np.load(folder / setting.network / f"expected.{setting.precision}.npy")
        return np.load(folder / setting.network / "expected.npy")[: setting.batch]
    return next((m.values for m in measured if m.worker.engine == "torch"), measured[0].values)


def measure(engines: list[str], folder: pathlib.Path, setting: Setting, rounds: int, seconds: float,
            ours: pathlib.Path) -> tuple[list[dict[str, Any]], list[str]]:
    """(a row for every engine, why others are left out)"""
    measured, left_out = [], []
    for engine in engines:
        try:
            worker = Worker(engine, folder, setting, ours)
            measured.append(Measured(worker, np.array(worker.ask("embed")["values"])))
        except WorkerError as error:
            left_out.append(f"{engine} on {setting.network} {setting.precision}: {error}")
    try:
        for k in range(rounds):
            for m in measured[k % len(measured):] + measured[: k % len(measured)]:  # no engine always follows the same one
                m.rounds.append(m.worker.ask("run", seconds))
                if setting.threads > 1:
                    time.sleep(PAUSE)
        expected = expected_values(folder, setting, measured) if measured else np.empty(0)
        return [m.row(setting, expected) for m in measured], left_out
    finally:
        for m in measured:
            m.worker.close()


def fresh(engines: list[str], folder: pathlib.Path, network: str, precision: str, side: int, cpu: int, rounds: int,
          ours: pathlib.Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Processes that embed one face and end. The first round only brings the files into memory."""
    ending = "blob" if precision == "fp32" else f"{precision}.blob"
    blobs = {OURS: f"facenet.{ending}"}
    if precision == "fp32":  # an int8 blob is read where it lies as it is
        blobs[f"{OURS}, packed blob"] = f"facenet.packed.{ending}"
    programs = [*(blobs if OURS in engines else ()), *(engine for engine in engines if engine != OURS)]
    answers: dict[str, list[dict[str, float]]] = {engine: [] for engine in programs}
    left_out = []
    for k in range(rounds + 1):
        for engine in list(answers):
            program = ([str(ours), str(folder / network / blobs[engine])] if engine in blobs else
                       [sys.executable, str(HERE / "fresh.py"), engine, str(folder / network), str(side),
                        precision])
            start = time.clock_gettime(time.CLOCK_MONOTONIC)
            done = subprocess.run(["taskset", "-c", str(cpu), *program], capture_output=True, text=True)
            if done.returncode:
                said = done.stderr.strip().splitlines()
                left_out.append(f"{engine} in a fresh process, {network} {precision}: {said[-1] if said else 'failed'}")
                del answers[engine]
                continue
            answer = json.loads(done.stdout.strip().splitlines()[-1])
            answer["start_ms"] = 1000 * (answer.pop("done") - start)
            if k > 0:
                answers[engine].append(answer)
    rows = []
    for engine, found in answers.items():
        middle = {key: statistics.median(a[key] for a in found) for key in found[0]}
        rows.append({"engine": engine, "network": network, "precision": precision, "rounds": len(found), **middle,
                     "growth_mb": middle["peak_mb"] - middle["before_mb"]})
    return rows, left_out
