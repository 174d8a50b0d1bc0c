# SPDX-License-Identifier: MIT
"""A process that embeds one face and ends; fresh_start.cpp is its counterpart.

    python fresh.py ENGINE FOLDER SIDE PRECISION

Prints JSON: `done` (CLOCK_MONOTONIC, seconds) when the first embedding is there; `load_ms` from the start of loading the
model to that, the engine's package being imported; `before_mb` and `peak_mb`: resident memory before that, at most.
"""
from __future__ import annotations

import importlib
import json
import pathlib
import sys
import time

import numpy as np

import engines


def memory(field: str) -> float:
    """VmRSS or VmHWM in megabytes."""
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"/proc/self/status has no {field}")


def main() -> None:
    name, folder, side, precision = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    importlib.import_module(name)
    before, start = memory("VmRSS"), time.perf_counter()
    engine = engines.ENGINES[name](folder, 1, 1, precision)
    engine.feed(np.zeros((1, 3, side, side), np.float32))
    result = engine.result()
    load, done = 1000 * (time.perf_counter() - start), time.clock_gettime(time.CLOCK_MONOTONIC)
    assert np.isfinite(result).all(), f"{name} gives numbers that are none"
    print(json.dumps({"done": done, "load_ms": load, "before_mb": before, "peak_mb": memory("VmHWM")}))


if __name__ == "__main__":
    main()
