# SPDX-License-Identifier: MIT
"""Times one embedding in onnxruntime on one thread and prints JSON; pin it from outside:

    taskset -c 0 python time_onnxruntime.py [--runs N] [NETWORK...]

NETWORK: by default inception_resnet_v1_512. Weights are synthetic, batch size 1, all of onnxruntime's graph optimisations
on. Times are milliseconds of `run` alone, without preparing the input.
"""
import argparse
import contextlib
import json
import os
import statistics
import sys
import tempfile
import time

import numpy as np
import onnxruntime
import torch

import make_golden
import networks
import synthetic


def measure(name, runs):
    _, side, kind = networks.NETWORKS[name]
    x = make_golden.standardise(synthetic.image(0, side, side), kind).transpose(2, 0, 1)[None].copy()
    network = synthetic.fill(networks.build(name))
    with torch.no_grad():
        expected = network(torch.from_numpy(x)).numpy()
    with tempfile.TemporaryDirectory() as folder:
        model = os.path.join(folder, "model.onnx")
        with contextlib.redirect_stdout(sys.stderr):  # the exporter talks
            torch.onnx.export(network, (torch.from_numpy(x),), model, input_names=["input"], dynamo=True)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        feed = {session.get_inputs()[0].name: x}
        (output,) = session.run(None, feed)
        assert np.abs(output - expected).max() < 1e-5, name
        times = []
        for _ in range(runs):
            start = time.perf_counter()
            session.run(None, feed)
            times.append(1000 * (time.perf_counter() - start))
    return {"median_ms": round(statistics.median(times), 3), "least_ms": round(min(times), 3), "runs": runs}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("networks", nargs="*", default=["inception_resnet_v1_512"])
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    result = {"onnxruntime": onnxruntime.__version__, "threads": 1}
    result["networks"] = {name: measure(name, arguments.runs) for name in arguments.networks}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
