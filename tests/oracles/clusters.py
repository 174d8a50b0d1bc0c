#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scikit-learn's agglomerative clustering of synthetic points, by thresholds and by numbers of clusters, for all three
linkages -> ../golden/clusters.json. Needs numpy and scikit-learn (Debian: python3-sklearn).

Distances are Euclidean, in double precision, rounded to single precision once. A set of points is taken only where
answers do not hang on ties: noise of a few units in the last place on every distance must change none of them."""
import json
import pathlib

import numpy as np
from scipy.spatial.distance import squareform
from sklearn.cluster import AgglomerativeClustering

GOLDEN = pathlib.Path(__file__).parent.parent / "golden" / "clusters.json"
LINKAGES = ("average", "complete", "single")
SHAPES = ((25, 4), (150, 6), (400, 8))  # points, dimensions


def points(count, size, random):
    """Around centres, some of which overlap; four decimals, exact in the file."""
    centres = random.normal(0, 0.5, (max(2, count // 9), size))
    return np.round(centres[random.integers(0, len(centres), count)] + random.normal(0, 0.2, (count, size)), 4)


def distances(x):
    squared = np.zeros((len(x), len(x)))
    for column in x.T:
        squared += np.subtract.outer(column, column) ** 2
    return np.sqrt(squared).astype(np.float32).astype(np.float64)


def clusters(table, linkage, **cut):
    """Labels, numbered in the order of the clusters' first items."""
    found = AgglomerativeClustering(linkage=linkage, metric="precomputed", compute_full_tree=True,
                                    **{"n_clusters": None, **cut}).fit_predict(table)
    number = {}
    return [number.setdefault(label, len(number)) for label in found.tolist()]


def answers(table, cuts):
    return [{"linkage": linkage, **cut,
             "labels": clusters(table, linkage, **{{"threshold": "distance_threshold", "number": "n_clusters"}[name]: value
                                                   for name, value in cut.items()})}
            for linkage in LINKAGES for cut in cuts]


def noisy(table, random):
    upper = table[np.triu_indices(len(table), 1)]
    return squareform(upper * (1 + random.uniform(-1, 1, len(upper)) * 2.0**-22))


def main():
    random = np.random.default_rng(1)
    cases = []
    for count, size in SHAPES:
        while True:
            x = points(count, size, random)
            table = distances(x)
            spread = np.quantile(table[np.triu_indices(count, 1)], (0.01, 0.05, 0.2, 0.6))
            cuts = ([{"threshold": round(float(t), 3)} for t in spread]
                    + [{"number": n} for n in (2, count // 9, count // 2)])
            found = answers(table, cuts)
            if all(answers(noisy(table, random), cuts) == found for _ in range(3)):
                break
        cases.append({"points": x.tolist(), "answers": found})
    text = json.dumps({"made by": "tests/oracles/clusters.py", "cases": cases}, separators=(",", ":"))
    GOLDEN.write_text(text.replace('{"linkage"', '\n{"linkage"').replace('{"points"', '\n{"points"') + "\n")


if __name__ == "__main__":
    main()
