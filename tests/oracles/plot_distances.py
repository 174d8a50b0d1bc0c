# SPDX-License-Identifier: MIT
"""Draws examples/distances.svg: how far apart faces of one person and of different people are.

    facenet embed --json PHOTO... | python3 plot_distances.py > distances.svg

One photo per argument, showing one person; who it is stands in its folder's or file's name. Needs no package.
"""
import itertools
import json
import os
import sys

PEOPLE = ("obama", "biden", "miranda", "harington", "leslie", "lacamoire", "adams", "carell", "clapton", "lennon",
          "siegel", "rudd", "jolie")
ALIASES = {"32bit": "obama", "johnsnow": "harington", "rose_leslie": "leslie", "lin-manuel": "miranda"}
THRESHOLD, BIN, LAST = 0.6, 0.025, 1.2


def person(path):
    name = "/".join(path.split(os.sep)[-2:]).lower()
    for alias, who in ALIASES.items():
        if alias in name:
            return who
    return next((who for who in PEOPLE if who in name), None)


def main():
    faces = [(person(e["photo"]), e["embedding"]) for e in json.load(sys.stdin)["embeddings"]]
    faces = [(who, e) for who, e in faces if who]
    bins = round(LAST / BIN)
    counts = {True: [0] * bins, False: [0] * bins}
    for (a, x), (b, y) in itertools.combinations(faces, 2):
        distance = sum((p - q) ** 2 for p, q in zip(x, y)) ** 0.5
        counts[a == b][min(int(distance / BIN), bins - 1)] += 1
    width, height, left, bottom = 760, 260, 40, 220
    x_of = lambda d: left + d / LAST * (width - left - 20)
    highest = {kind: max(values) for kind, values in counts.items()}
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">',
           f'<rect width="{width}" height="{height}" fill="#ffffff"/>']
    for kind, colour in ((False, "#d1495b"), (True, "#2a9d8f")):
        for i, n in enumerate(counts[kind]):
            h = n / highest[kind] * 170
            if n:
                out.append(f'<rect x="{x_of(i * BIN):.1f}" y="{bottom - h:.1f}" width="{x_of(BIN) - left - 1:.1f}" '
                           f'height="{h:.1f}" fill="{colour}" fill-opacity="0.8"/>')
    out.append(f'<path d="M{left} {bottom}H{width - 20}" stroke="#333"/>')
    for tick in range(0, 13, 2):
        out.append(f'<text x="{x_of(tick / 10):.1f}" y="{bottom + 18}" text-anchor="middle" fill="#333">{tick / 10:.1f}</text>')
    x = x_of(THRESHOLD)
    out.append(f'<path d="M{x:.1f} 34V{bottom}" stroke="#333" stroke-dasharray="4 3"/>')
    out.append(f'<text x="{x:.1f}" y="26" text-anchor="middle" fill="#333">threshold 0.6</text>')
    total = {kind: sum(values) for kind, values in counts.items()}
    out.append(f'<text x="{x_of(0.02):.1f}" y="26" fill="#2a9d8f">{total[True]} pairs of one person</text>')
    out.append(f'<text x="{x_of(0.8):.1f}" y="26" fill="#d1495b">{total[False]} pairs of different people</text>')
    out.append(f'<text x="{width / 2:.0f}" y="{height - 6}" text-anchor="middle" fill="#333">'
               'distance of two faces: dlib ResNet, real photos</text>')
    print("\n".join(out + ["</svg>"]))


if __name__ == "__main__":
    main()
