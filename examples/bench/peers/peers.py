# SPDX-License-Identifier: MIT
"""Measures our library beside other engines; examples/bench/peers.sh prepares everything and calls this."""
from __future__ import annotations

import argparse
import os
import pathlib
import sys

import engines
import report
import rounds
from rounds import OURS, Setting

# Sides of their input.
EMBEDDERS = {
    "inception_resnet_v1_512": 160,
    "openface_nn4_small2": 96,
    "openface_nn4_small2_without_lrn": 96,
    "dlib_resnet": 150,
}
# What is measured in which precision; each network's processes are timed from their start too, where FRESH says so.
NETWORKS = {"fp32": [*EMBEDDERS, "mtcnn"], "int8": ["inception_resnet_v1_512", "openface_nn4_small2", "dlib_resnet"]}
FRESH = {"fp32": ("inception_resnet_v1_512", "openface_nn4_small2"), "int8": ("inception_resnet_v1_512",)}
WITHOUT_INT8 = ("torch",)
BATCH = 8


def parse() -> argparse.Namespace:
    def names(text: str) -> list[str]:
        return [name for name in text.split(",") if name]

    parser = argparse.ArgumentParser(
        prog="peers.sh", description="Times our library beside other engines, in turn on the same processor."
    )
    parser.add_argument("--rounds", type=int, default=9, help="how often every engine has its turn (default 9)")
    parser.add_argument("--seconds", type=float, default=0.3, help="length of a turn (default 0.3)")
    parser.add_argument("--networks", type=names, default=NETWORKS["fp32"],
                        help=f"with commas, of: {','.join(NETWORKS['fp32'])}")
    parser.add_argument("--precisions", type=names, default=list(NETWORKS), help="fp32, int8 or both (default)")
    parser.add_argument("--engines", type=names, default=[OURS, *engines.ENGINES],
                        help=f"with commas, of: {','.join([OURS, *engines.ENGINES])}")
    parser.add_argument("--isa", default="auto", help="our kernels: auto, reference, native, avx2, avx512")
    parser.add_argument("--quick", action="store_true", help="3 short rounds, one thread, batch 1: to see that all works")
    parser.add_argument("--list", choices=NETWORKS, help=argparse.SUPPRESS)  # peers.sh asks what to export, and quantise
    for hidden in ("--exports", "--bin", "--out"):
        parser.add_argument(hidden, type=pathlib.Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    allowed = ((arguments.networks, NETWORKS["fp32"], "network"), (arguments.precisions, NETWORKS, "precision"),
               (arguments.engines, [OURS, *engines.ENGINES], "engine"))
    for given, known, what in allowed:
        for name in given:
            if name not in known:
                parser.error(f"no {what} '{name}'; there are {', '.join(known)}")
    if arguments.rounds < 1:
        parser.error("at least one round")
    if arguments.quick:
        arguments.rounds, arguments.seconds = 3, 0.15
    return arguments


def listed(arguments: argparse.Namespace, precision: str) -> list[str]:
    """The networks to measure in a precision."""
    return [n for n in arguments.networks if precision in arguments.precisions and n in NETWORKS[precision]]


def has_int8(engine: str, folder: pathlib.Path) -> bool:
    """Ours lacks it while weights_tool knows no `quantize`; quantise.py said so."""
    return (folder / "facenet.int8.blob").exists() if engine == OURS else engine not in WITHOUT_INT8


def settings(arguments: argparse.Namespace, cpus: list[int]) -> list[Setting]:
    """One thread on the last processor we may use; two threads on the last two; batches."""
    found = []
    for precision in arguments.precisions:
        embedders = [n for n in listed(arguments, precision) if n in EMBEDDERS]
        found += [Setting(n, 1, 1, cpus[-1:], precision) for n in embedders]
        if not arguments.quick:
            found += [Setting(n, 1, BATCH, cpus[-1:], precision) for n in embedders]
            if len(cpus) > 1:
                found += [Setting(n, 2, 1, cpus[-2:], precision) for n in embedders]
        if "mtcnn" in listed(arguments, precision):
            found.append(Setting("mtcnn", 1, 1, cpus[-1:], precision))
    if not arguments.quick and len(cpus) == 1:
        print("** only one processor may be used here: nothing is measured with two threads", file=sys.stderr)
    for setting in found:
        setting.isa = arguments.isa
    return found


def main() -> int:
    arguments = parse()
    if arguments.list:
        # Everything is exported in fp32 first.
        print(*(arguments.networks if arguments.list == "fp32" else listed(arguments, arguments.list)))
        return 0
    versions = {name: engine.version() for name, engine in engines.ENGINES.items()}
    for name in [n for n in arguments.engines if n != OURS and versions[n] is None]:
        print(f"** {name} is not installed: left out", file=sys.stderr)
        arguments.engines.remove(name)
    about = report.machine() | {"rounds": arguments.rounds, "versions": {n: v for n, v in versions.items() if v}}
    cpus = sorted(os.sched_getaffinity(0))
    rows, fresh, left_out = [], [], []
    for setting in settings(arguments, cpus):
        who = [n for n in arguments.engines if n != "ncnn" or setting.batch == 1]  # ncnn has no batches
        if setting.precision == "int8":
            who = [n for n in who if has_int8(n, arguments.exports / setting.network)]
        if not who:
            continue
        print(f"-- {setting.network}, {setting.precision}: {setting.threads} thread{'s' * (setting.threads > 1)},"
              f" batch {setting.batch}", flush=True)
        found, missing = rounds.measure(who, arguments.exports, setting, arguments.rounds, arguments.seconds,
                                        arguments.bin / "peer_worker")
        rows += found
        left_out += missing
    for precision in arguments.precisions:
        for network in [n for n in listed(arguments, precision) if n in FRESH[precision]]:
            print(f"-- {network}, {precision}: fresh processes", flush=True)
            who = [n for n in arguments.engines if precision == "fp32" or has_int8(n, arguments.exports / network)]
            found, missing = rounds.fresh(who, arguments.exports, network, precision, EMBEDDERS[network], cpus[-1],
                                          arguments.rounds, arguments.bin / "fresh_start")
            fresh += found
            left_out += missing
    rows = report.with_ratios(rows)
    report.write(arguments.out, rows, fresh, about)
    print()
    print(report.plain(report.HEAD, [report.cells(row) for row in rows]))
    if fresh:
        print()
        print(report.plain(report.FRESH_HEAD, [report.fresh_cells(row) for row in fresh]))
    print()
    for reason in left_out:
        print(f"** left out: {reason}", file=sys.stderr)
    if any(row["disturbed"] for row in rows):
        print("** other programs were running on this processor: do not quote these figures", file=sys.stderr)
    wrong = [f"{row['engine']}{report.precision(row)} on {row['network']}" for row in rows if not row["agrees"]]
    if wrong:
        print(f"** other results than the oracle's: {', '.join(wrong)}", file=sys.stderr)
    ours_missing = [reason for reason in left_out if reason.startswith(OURS)]
    return 1 if wrong or ours_missing or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
