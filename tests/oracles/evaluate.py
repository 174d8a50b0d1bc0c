# SPDX-License-Identifier: MIT
"""Figures of recognition by scikit-learn and SciPy: writes ../golden/evaluate.json.

    /usr/bin/python3 evaluate.py        # Debian: python3-numpy python3-scipy python3-sklearn; a minute

The embeddings are made up and travel in the file, as whole numbers of 1024ths: both sides read the same floats.
Distances are computed in double precision. NETWORKS.md's LFW protocol is written down here once more, with KFold,
roc_curve, auc, interp1d and brentq instead of loops.
"""
import json
import math
import os

import numpy as np
from scipy.interpolate import interp1d
from scipy.optimize import brentq, minimize
from sklearn.metrics import accuracy_score, auc, confusion_matrix, roc_auc_score, roc_curve
from sklearn.model_selection import KFold

PEOPLE, PHOTOS, SIZE, FOLDS, FOLD_PAIRS = 60, 4, 12, 10, 30
UNIT = 1024


def made_up(random):
    """Photos of people and their mirror images; some people look alike."""
    centres = random.normal(size=(PEOPLE, SIZE)) + 0.6
    photos = np.repeat(centres, PHOTOS, axis=0)
    photos = photos + 0.85 * random.normal(size=photos.shape)
    mirrored = photos + 0.3 * random.normal(size=photos.shape)
    return [np.rint(UNIT * x / np.linalg.norm(x, axis=1, keepdims=True)).astype(int) for x in (photos, mirrored)]


def made_up_pairs(random):
    """[photo, photo, same], a fold's pairs of one person before those of different people."""
    pairs = []
    for _ in range(FOLDS):
        for _ in range(FOLD_PAIRS):
            person = random.integers(PEOPLE)
            a, b = random.choice(PHOTOS, 2, replace=False)
            pairs.append([int(person * PHOTOS + a), int(person * PHOTOS + b), 1])
        for _ in range(FOLD_PAIRS):
            p, q = random.choice(PEOPLE, 2, replace=False)
            pairs.append([int(p * PHOTOS + random.integers(PHOTOS)), int(q * PHOTOS + random.integers(PHOTOS)), 0])
    return pairs


def distances(a, b, metric):
    if metric == "squared_l2":
        return np.sum((a - b) ** 2, axis=1)
    cosine = np.sum(a * b, axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    return np.arccos(np.clip(cosine, -1, 1)) / math.pi


def rates(threshold, distance, same):
    tn, fp, fn, tp = confusion_matrix(same, distance < threshold, labels=[False, True]).ravel()
    return fp / (fp + tn), tp / (tp + fn)


def crossing(far, val):
    return brentq(lambda x: 1 - x - interp1d(far, val)(x), 0, 1, xtol=1e-15, rtol=1e-14)


def lfw(first, second, same, metric, subtract_mean, far_target):
    coarse, fine = np.arange(0, 4, 0.01), np.arange(0, 4, 0.001)
    result = {k: [] for k in ("thresholds", "accuracies", "val_thresholds", "vals", "fars")}
    curves = []
    for train, test in KFold(FOLDS, shuffle=False).split(first):
        mean = np.mean(np.concatenate([first[train], second[train]]), axis=0) if subtract_mean else 0
        d = distances(first - mean, second - mean, metric)
        best = coarse[np.argmax([accuracy_score(same[train], d[train] < t) for t in coarse])]
        result["thresholds"].append(best)
        result["accuracies"].append(accuracy_score(same[test], d[test] < best))
        curves.append([rates(t, d[test], same[test]) for t in coarse])
        far_train = np.array([np.mean(d[train][~same[train]] < t) for t in fine])
        threshold = 0.0
        if far_train.max() >= far_target:
            far, at = np.unique(far_train, return_index=True)  # the first of equals
            threshold = float(interp1d(far, fine[at], kind="slinear")(far_target))
        far, val = rates(threshold, d[test], same[test])
        for key, value in (("val_thresholds", threshold), ("vals", val), ("fars", far)):
            result[key].append(value)
    curve = np.mean(curves, axis=0)
    result.update(metric=metric, subtract_mean=subtract_mean, far_target=far_target,
                  accuracy=np.mean(result["accuracies"]), accuracy_deviation=np.std(result["accuracies"]),
                  val=np.mean(result["vals"]), val_deviation=np.std(result["vals"]), far=np.mean(result["fars"]))
    if curve[-1, 0] == curve[-1, 1] == 1:  # else the reference has no whole curve
        result.update(auc=auc(curve[:, 0], curve[:, 1]), eer=crossing(curve[:, 0], curve[:, 1]))
    return result


def measures(distance, same, threshold, fars, weights=None):
    far, val, _ = roc_curve(same, -distance, drop_intermediate=False, sample_weight=weights)
    return {"auc": roc_auc_score(same, -distance, sample_weight=weights), "eer": crossing(far, val),
            "accuracy": accuracy_score(same, distance < threshold, sample_weight=weights),
            "val": [max(val[far <= f]) for f in fars]}


def platt(distance, same, prior):
    s, d = np.sum(same), np.sum(~same)
    target = np.where(same, (s + 1) / (s + 2), 1 / (d + 2))

    def loss(p):
        z = p[0] * distance + p[1]
        return np.sum(target * np.logaddexp(0, z) + (1 - target) * np.logaddexp(0, -z))

    def gradient(p):
        r = target - 1 / (1 + np.exp(p[0] * distance + p[1]))
        return np.array([np.sum(r * distance), np.sum(r)])

    def hessian(p):
        q = 1 / (1 + np.exp(p[0] * distance + p[1]))
        w = q * (1 - q)
        return np.array([[np.sum(w * distance ** 2), np.sum(w * distance)], [np.sum(w * distance), np.sum(w)]])

    fit = minimize(loss, [0.0, 0.0], jac=gradient, hess=hessian, method="trust-exact", options={"gtol": 1e-11})
    assert np.max(np.abs(gradient(fit.x))) < 1e-8
    return {"prior": prior, "slope": fit.x[0],
            "intercept": fit.x[1] - math.log(prior / (1 - prior)) + math.log(s / d)}


def splitmix(seed):
    mask = (1 << 64) - 1
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        z = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield z ^ (z >> 31)


def bootstrap(distance, same, people, threshold, fars, rounds, seed):
    """The same draws of people as the library's; everything after them by scikit-learn and NumPy."""
    random, count, drawn = splitmix(seed), people.max() + 1, []
    for _ in range(rounds):
        times = np.bincount([((next(random) >> 32) * int(count)) >> 32 for _ in range(count)], minlength=count)
        a, b = times[people[:, 0]], times[people[:, 1]]
        m = measures(distance, same, threshold, fars, np.where(people[:, 0] == people[:, 1], a, a * b).astype(float))
        drawn.append([m["auc"], m["eer"], m["accuracy"], *m["val"]])
    return {"rounds": rounds, "seed": seed, "intervals": np.percentile(drawn, [2.5, 97.5], axis=0).T.tolist()}


def main():
    random = np.random.default_rng(6)
    photos, mirrored = made_up(random)
    pairs = made_up_pairs(random)
    first, second = [p[0] for p in pairs], [p[1] for p in pairs]
    same = np.array([bool(p[2]) for p in pairs])
    plain, both = photos / UNIT, np.concatenate([photos, mirrored], axis=1) / UNIT
    people = np.array([[a // PHOTOS, b // PHOTOS] for a, b, _ in pairs])

    protocol = []
    for mirror in (False, True):
        rows = both if mirror else plain
        for metric in ("squared_l2", "angular"):
            for subtract_mean in (False, True):
                for far in (1e-3, 0.05):
                    case = lfw(rows[first], rows[second], same, metric, subtract_mean, far)
                    protocol.append({"mirror": mirror, **case})

    fars, threshold, scores = [0.0, 1e-3, 0.01, 0.05, 0.1, 0.5], 0.7, []
    squared = distances(plain[first], plain[second], "squared_l2")
    for decimals in (15, 1):  # with one decimal nearly all distances are ties
        d = np.round(squared, decimals)
        scores.append({"decimals": decimals, "distances": d.tolist(), "threshold": threshold, "fars": fars,
                       **measures(d, same, threshold, fars), "calibration": [platt(d, same, p) for p in (0.5, 0.01)],
                       "bootstrap": bootstrap(d, same, people, threshold, fars, 60, 3)})

    tracks = [plain[:5], plain[5:12]]
    pairwise = [[math.dist(a, b) for b in tracks[1]] for a in tracks[0]]
    result = {"unit": UNIT, "photos_per_person": PHOTOS, "photos": photos.tolist(), "mirrored": mirrored.tolist(),
              "pairs": pairs, "folds": FOLDS, "protocol": protocol, "scores": scores,
              "tracks": {"first": [0, 5], "second": [5, 12], "l2": np.mean(pairwise),
                         "squared_l2": np.mean(np.square(pairwise)),
                         "first_three_frames": np.mean(np.array(pairwise)[:3, :3])}}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "evaluate.json")
    with open(path, "w") as file:
        json.dump(result, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
