# SPDX-License-Identifier: MIT
"""Writes tests/golden/<network>.json: unit embeddings of 20 synthetic images under synthetic weights.

    python make_golden.py [NETWORK...]

The network runs in float64 on the float32 weights and the float32 standardised input, so the golden value is the truth
that any float32 implementation approaches. A float32 run beside it shows how far such a one lies; more than 1e-6 is an
error, as are embeddings of different images that resemble each other.
"""
import json
import pathlib
import sys

import numpy as np
import torch

import networks
import synthetic

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden"
INPUTS = 20


def standardise(image, kind):
    """uint8 HWC to float32 HWC as the network's recipe says."""
    x = image.astype(np.float32)
    if kind == "unit":
        return x / np.float32(255)
    if kind == "fixed":
        return (x - np.float32(127.5)) / np.float32(128)
    x = image.astype(np.float64)  # prewhiten: one mean and one population deviation over all values
    return ((x - x.mean()) / max(x.std(), 1 / np.sqrt(x.size))).astype(np.float32)


def embed(network, images, dtype):
    """float64 array of embeddings computed in `dtype`, one image at a time."""
    network.to(dtype)
    with torch.no_grad():
        return np.stack([network(x[None].to(dtype))[0].double().numpy() for x in images])


def main(names):
    torch.set_num_threads(1)
    for name in names:
        _, side, kind = networks.NETWORKS[name]
        images = [standardise(synthetic.image(k, side, side), kind) for k in range(INPUTS)]
        images = torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2)
        network = synthetic.fill(networks.build(name))
        single = embed(network, images, torch.float32)  # before the weights are widened in place
        truth = embed(network, images, torch.float64)
        error = np.abs(single - truth).max()
        closest = (np.linalg.norm(truth[:, None] - truth[None], axis=2) + 9 * np.eye(INPUTS)).min()
        print(f"{name:24} float32 differs by at most {error:.2e}; closest two images lie {closest:.3f} apart")
        assert error < 1e-6 and closest > 0.02, name
        rows = ",\n".join("[" + ",".join(f"{v:.9g}" for v in np.float32(row)) + "]" for row in truth)
        head = json.dumps({"network": name, "inputs": INPUTS})[:-1]
        (GOLDEN / f"{name}.json").write_text(f'{head}, "embeddings": [\n{rows}\n]}}\n')


if __name__ == "__main__":
    main(sys.argv[1:] or networks.NETWORKS)
