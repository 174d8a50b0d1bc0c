#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Clusters synthetic identities with facenet_cluster_bench and with scikit-learn, in turn: seconds of processor time,
memory, and whether they found the same. Needs numpy and scikit-learn (Debian: python3-sklearn).

    compare.py PROGRAM [--count 20000] [--rounds 3] [--graph]
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

THRESHOLD = 0.55


def identities(count, size, effective, seed):
    """Embeddings whose distances are spread like those of faces: 0.4 +- 0.045 within a person, 0.85 +- 0.095 between two
    where they vary in 40 directions, less spread in more. People have 8 photos in the mean, most fewer."""
    random = np.random.default_rng(seed)
    photos = random.geometric(1 / 8, count)
    truth = np.repeat(np.arange(count), photos)[:count]
    random.shuffle(truth)
    within, between = 0.4, 0.85
    centres = random.normal(0, np.sqrt((between**2 - within**2) / (2 * effective)), (truth.max() + 1, effective))
    points = centres[truth] + random.normal(0, within / np.sqrt(2 * effective), (count, effective))
    rotation, _ = np.linalg.qr(random.normal(0, 1, (size, effective)))
    return (points @ rotation.T).astype(np.float32), truth


def scikit_learn(file, size, method, threshold, number, precomputed, labels):
    """What facenet_cluster_bench does, by scikit-learn."""
    from scipy.spatial.distance import pdist, squareform
    from sklearn.cluster import AgglomerativeClustering

    x = np.fromfile(file, np.float32).reshape(-1, size)
    if precomputed:
        x = squareform(pdist(x))
    model = AgglomerativeClustering(n_clusters=number or None, distance_threshold=None if number else threshold,
                                    linkage=method, metric="precomputed" if precomputed else "euclidean",
                                    compute_full_tree=True)
    wall, processor = time.perf_counter(), time.process_time()
    found = model.fit_predict(x)
    result = {"seconds": time.perf_counter() - wall, "processor_seconds": time.process_time() - processor,
              "clusters": int(found.max()) + 1, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    found.astype(np.int32).tofile(labels)
    print(json.dumps(result))


def pairs(counts):
    counts = counts.astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())


def agreement(found, truth):
    """Precision and recall of the pairs that `found` puts together."""
    both = pairs(np.unique(np.stack([found, truth]), axis=1, return_counts=True)[1])
    return both / max(1, pairs(np.bincount(found))), both / max(1, pairs(np.bincount(truth)))


def run(command, labels):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    result = json.loads(subprocess.run(command + ["--labels", labels], check=True, capture_output=True, text=True,
                                       env=environment).stdout)
    return result, np.fromfile(labels, np.int32)


def best(results):
    return min(results, key=lambda r: r["processor_seconds"])


def compare(program, work, file, truth, size, rounds, method, arguments):
    ours, theirs = [], []
    for _ in range(rounds):
        mine, mine_labels = run([program, file, "--size", str(size), "--method", method] + arguments, work + "/mine")
        other, other_labels = run([sys.executable, __file__, "--worker", file, "--size", str(size), "--method", method]
                                  + arguments, work + "/other")
        ours.append(mine)
        theirs.append(other)
    a, b = best(ours), best(theirs)
    precision, recall = agreement(mine_labels, other_labels)
    true_precision, true_recall = agreement(mine_labels, truth)
    print(f"{method:9} {' '.join(arguments):32} {a['processor_seconds']:8.2f} s {a['peak_mb']:6.0f} MB   "
          f"{b['processor_seconds']:8.2f} s {b['peak_mb']:6.0f} MB   "
          f"{'the same' if precision == recall == 1 else f'pairs {precision:.5f} {recall:.5f}':22} "
          f"{true_precision:.4f} {true_recall:.4f}", flush=True)


def graph(program, work, file, truth, size, rounds):
    for neighbours in (16, 32, 64):
        results = [run([program, file, "--size", str(size), "--method", "graph", "--threshold", str(THRESHOLD),
                        "--neighbours", str(neighbours)], work + "/mine") for _ in range(rounds)]
        a = best([r for r, _ in results])
        precision, recall = agreement(results[0][1], truth)
        print(f"graph of {neighbours:2} neighbours: {a['processor_seconds']:8.2f} s {a['peak_mb']:6.0f} MB, "
              f"{a['clusters']} clusters of {truth.max() + 1} people, precision {precision:.4f}, recall {recall:.4f}",
              flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?")
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--effective", type=int, default=40, help="directions in which embeddings vary")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--graph", action="store_true", help="the graph method instead, by itself")
    for name in ("--worker", "--method", "--labels"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    parser.add_argument("--threshold", type=float, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--number", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--precomputed", action="store_true", help=argparse.SUPPRESS)
    o = parser.parse_args()
    if o.worker:
        scikit_learn(o.worker, o.size, o.method, o.threshold, o.number, o.precomputed, o.labels)
        return
    if not o.program:
        parser.error("expected the path of facenet_cluster_bench")
    with tempfile.TemporaryDirectory() as work:
        x, truth = identities(o.count, o.size, o.effective, 1)
        file = work + "/embeddings"
        x.tofile(file)
        print(f"{o.count} embeddings of {o.size} numbers, {truth.max() + 1} people, best of {o.rounds}")
        if o.graph:
            graph(o.program, work, file, truth, o.size, o.rounds)
            return
        print(f"{'':42} {'facenet':>19} {'scikit-learn':>23}   {'to each other':22} to the truth")
        for method in ("average", "complete", "single"):
            for cut in (["--threshold", str(THRESHOLD)], ["--number", str(truth.max() + 1)]):
                for precomputed in ([], ["--precomputed"]):
                    compare(o.program, work, file, truth, o.size, o.rounds, method, cut + precomputed)


if __name__ == "__main__":
    main()
