# SPDX-License-Identifier: MIT
"""Tables for the terminal and the README, and the files in build/bench."""
from __future__ import annotations

import datetime
import json
import os
import pathlib
import subprocess
from collections.abc import Sequence
from typing import Any

from rounds import OURS

Row = dict[str, Any]
# A run on a processor of its own takes as long as it uses the processor; another program there makes it longer.
DISTURBED = 1.1
HEAD = ("engine", "network", "threads", "batch", "median ms", "min ms", "peer / ours", "cosine", "")
FRESH_HEAD = ("engine", "network", "process to embedding, ms", "load to embedding, ms", "memory at most, MB",
              "of that since load, MB")


def machine() -> dict[str, Any]:
    """What the figures belong to."""
    info = pathlib.Path("/proc/cpuinfo").read_text() if os.path.exists("/proc/cpuinfo") else ""
    fields = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in info.splitlines())}
    git = subprocess.run(["git", "-C", str(pathlib.Path(__file__).parent), "rev-parse", "--short", "HEAD"],
                         capture_output=True, text=True)
    flags = set(fields.get("flags", "").split())
    return {
        "cpu": fields.get("model name", "unknown"),
        "family": fields.get("cpu family"),
        "model": fields.get("model"),
        "cores": os.cpu_count(),
        "vector_flags": sorted(f for f in flags if f.startswith(("avx", "amx", "fma", "asimd"))),
        "load_average": [round(v, 2) for v in os.getloadavg()],
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": git.stdout.strip() or None,
    }


def with_ratios(rows: list[Row]) -> list[Row]:
    """Adds ours / peer and peer / ours, where we ran in the same setting."""
    def key(row: Row) -> tuple:
        return row["network"], row["precision"], row["threads"], row["batch"]

    ours = {key(row): row["median_ms"] for row in rows if row["engine"] == OURS}
    for row in rows:
        if key(row) in ours:
            row["ours_over_peer"] = ours[key(row)] / row["median_ms"]
        row["disturbed"] = row["threads"] == 1 and row["median_ms"] > DISTURBED * row["cpu_ms"]
    return rows


def precision(row: Row) -> str:
    return "" if row["precision"] == "fp32" else f" {row['precision']}"


def cells(row: Row) -> tuple[str, ...]:
    notes = []
    if not row["agrees"]:
        notes.append(f"DISAGREES by {row['difference']}")
    if row["disturbed"]:
        notes.append(f"disturbed: {row['cpu_ms']:.2f} ms of processor time")
    if "faces" in row:
        notes.append(f"{row['faces']} faces")
    if "networks_ms" in row:
        notes.append(f"{row['networks_ms']:.1f} ms of it in the networks")
    ratio = f"{1 / row['ours_over_peer']:.2f}" if "ours_over_peer" in row and row["engine"] != OURS else ""
    cosine = f"{row['cosine']:.4f}" if row.get("cosine") is not None else ""
    isa = f" ({row['isa']})" if row["isa"] != "auto" else ""
    return (f"{row['engine']}{isa}{precision(row)}", row["network"], str(row["threads"]), str(row["batch"]),
            f"{row['median_ms']:.2f}", f"{row['min_ms']:.2f}", ratio, cosine, ", ".join(notes))


def fresh_cells(row: Row) -> tuple[str, ...]:
    return (row["engine"] + precision(row), row["network"], f"{row['start_ms']:.0f}", f"{row['load_ms']:.1f}",
            f"{row['peak_mb']:.0f}", f"{row['growth_mb']:.0f}")


def plain(head: Sequence[str], lines: list[Sequence[str]]) -> str:
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
    numbers = [i for i in range(2, len(head)) if head[i]]

    def text(line: Sequence[str]) -> str:
        return "  ".join(c.rjust(w) if i in numbers else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths))).rstrip()

    return "\n".join(map(text, [head, *lines]))


def markdown(head: Sequence[str], lines: list[Sequence[str]]) -> str:
    rows = [head, ["---" if i < 2 or not h else "---:" for i, h in enumerate(head)], *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def write(folder: pathlib.Path, rows: list[Row], fresh: list[Row], about: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "peers.json").write_text(json.dumps(rows, indent=1) + "\n")
    (folder / "fresh.json").write_text(json.dumps(fresh, indent=1) + "\n")
    (folder / "machine.json").write_text(json.dumps(about, indent=1) + "\n")
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    text = (f"{about['cpu']} ({'; '.join(about['vector_flags'])}), {about['date'][:10]}; {versions}. Milliseconds a face"
            f" (mtcnn: a photo of 1920x1080), median of {about['rounds']} interleaved rounds.\n\n")
    text += markdown(HEAD, [cells(row) for row in rows]) + "\n"
    if fresh:
        text += "\n" + markdown(FRESH_HEAD, [fresh_cells(row) for row in fresh]) + "\n"
    (folder / "peers.md").write_text(text)
