# SPDX-License-Identifier: MIT
"""Exact search of ours and of faiss (IndexFlatL2) on the same arrays, in one process, in turn, each on one thread.

Prints for 1 and for 64 probes both times, and our time's share of faiss': the median over rounds of the quotient of the two
searches that followed each other, and the best of ours over the best of faiss. Both must find the same neighbours.
"""

import argparse
import ctypes
import json
import os
import statistics
import time

# Before the libraries start threads of their own.
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import faiss
import numpy as np


def load_ours(path):
    """Exact search of libfacenet_search.so, called as faiss' is."""
    function = ctypes.CDLL(path).facenet_search
    function.restype = None

    def search(rows, probes, k):
        distances = np.empty((len(probes), k), np.float32)
        found = np.empty((len(probes), k), np.int64)
        pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (probes, rows, distances, found)]
        size = ctypes.c_size_t
        function(pointers[0], size(len(probes)), pointers[1], size(len(rows)), ctypes.c_int(rows.shape[1]), size(k),
                 pointers[2], pointers[3])
        return distances, found

    return search


def check(ours, theirs):
    """Distances agree up to faiss' rounding, and rows where distances tell them apart."""
    np.testing.assert_allclose(ours[0], theirs[0], rtol=1e-4, atol=1e-5)
    share = np.mean([len(np.intersect1d(a, b)) / len(a) for a, b in zip(ours[1], theirs[1])])
    if share < 0.99:
        raise SystemExit(f"ours and faiss share only {share:.1%} of the neighbours")


def seconds(search):
    """Of the processor: other programs have it in between, and more often in a longer search."""
    start = time.process_time()
    search()
    return time.process_time() - start


def choose_faiss_way(search):
    """Leaves faiss at the faster of its own threshold for a matrix product and others: its own is not always a good one."""
    ways = {}
    for threshold in (faiss.cvar.distance_compute_blas_threshold, 20, 1000):
        faiss.cvar.distance_compute_blas_threshold = threshold
        search()
        ways[threshold] = min(seconds(search) for _ in range(2))
    faiss.cvar.distance_compute_blas_threshold = min(ways, key=ways.get)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", help="libfacenet_search.so")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--nearest", type=int, default=10)
    parser.add_argument("--probes", type=int, nargs="+", default=[1, 64])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", help="write all times to this file")
    options = parser.parse_args()

    faiss.omp_set_num_threads(1)
    random = np.random.default_rng(1)
    rows = random.standard_normal((options.rows, options.size), np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    index = faiss.IndexFlatL2(options.size)
    index.add(rows)
    ours = load_ours(options.library)
    times = {}
    print(f"{options.rows} rows of {options.size} floats, {options.nearest} nearest, one thread, "
          f"{options.rounds} rounds, faiss {faiss.__version__}")
    for count in options.probes:
        probes = rows[random.choice(options.rows, count, replace=False)] + 0.05 * random.standard_normal(
            (count, options.size), np.float32)
        ways = {"ours": lambda: ours(rows, probes, options.nearest), "faiss": lambda: index.search(probes, options.nearest)}
        choose_faiss_way(ways["faiss"])
        check(ways["ours"](), ways["faiss"]())  # and both are warm
        measured = times[count] = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, way in ways.items():
                measured[name].append(seconds(way))
        ratio = statistics.median(a / b for a, b in zip(measured["ours"], measured["faiss"]))
        best = {name: min(values) for name, values in measured.items()}
        middle = {name: statistics.median(values) for name, values in measured.items()}
        print(f"{count:4} probes: ours {middle['ours'] * 1e3:8.1f} ms (best {best['ours'] * 1e3:.1f}), "
              f"faiss {middle['faiss'] * 1e3:8.1f} ms (best {best['faiss'] * 1e3:.1f}); "
              f"ours takes {ratio:.2f} of faiss' time (best of best {best['ours'] / best['faiss']:.2f})", flush=True)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(times, file)


if __name__ == "__main__":
    main()
