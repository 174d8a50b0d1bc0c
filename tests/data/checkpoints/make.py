# SPDX-License-Identifier: MIT
"""Makes the sample checkpoints beside this file with the real PyTorch and safetensors.

    python make.py        (needs torch and safetensors)

Every tensor holds numbers of one small rule, which the tests know too: value i of a tensor with
number k is ((7 i + k) mod 31 - 15) / 8 in the floating types (exact even in bfloat16), the same without
the division in the signed integers, (7 i + k) mod 31 in uint8, and whether that exceeds 15 in bool.
"""

import collections
import io
import json
import os
import pathlib
import pickle
import struct
import zipfile

import safetensors.torch
import torch

HERE = pathlib.Path(__file__).resolve().parent


def numbers(shape, k, dtype=torch.float32):
    """A dense tensor of the rule."""
    count = torch.Size(shape).numel()
    raw = (torch.arange(count, dtype=torch.int64) * 7 + k) % 31
    if dtype == torch.bool:
        raw = raw > 15
    elif dtype == torch.uint8:
        pass
    elif dtype.is_floating_point:
        raw = (raw - 15).to(torch.float64) / 8
    else:
        raw = raw - 15
    return raw.to(dtype).reshape(shape)


def all_types():
    """Dense tensors of every type."""
    return collections.OrderedDict(
        [
            ("conv.weight", numbers((4, 3, 3, 3), 0)),
            ("conv.bias", numbers((4,), 1)),
            ("half", numbers((2, 3), 2, torch.float16)),
            ("brain", numbers((2, 2), 3, torch.bfloat16)),
            ("double", numbers((3,), 4, torch.float64)),
            ("int64", numbers((2, 2), 7, torch.int64)),
            ("int32", numbers((3,), 8, torch.int32)),
            ("int16", numbers((3,), 9, torch.int16)),
            ("int8", numbers((5,), 10, torch.int8)),
            ("uint8", numbers((5,), 11, torch.uint8)),
            ("bool", numbers((5,), 12, torch.bool)),
            ("empty", numbers((0, 3), 13)),
            ("bn.num_batches_tracked", torch.tensor(42)),
        ]
    )


def with_views():
    """The same and tensors whose values do not lie side by side, two of them in one storage."""
    state = all_types()
    state["turned"] = numbers((3, 4), 5).t()
    shared = numbers((5, 6), 6)
    state["slice"] = shared[1:4:2, 2:5]
    state["row"] = shared[4]
    return state


def training():
    """What training programs save: the weights are inside."""
    return {
        "epoch": 3,
        "loss": 0.25,
        "done": None,
        "names": ["a", "b"],
        "state_dict": collections.OrderedDict([("fc.weight", numbers((2, 3), 15)), ("fc.bias", numbers((2,), 16))]),
        "optimizer": {"state": {0: {"exp_avg": numbers((2, 3), 17)}}, "param_groups": [{"lr": 0.1, "params": [0, 1]}]},
    }


class Parts(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(3, 2)
        self.bn = torch.nn.BatchNorm1d(2)
        with torch.no_grad():
            for k, tensor in enumerate([self.fc.weight, self.fc.bias, self.bn.weight, self.bn.bias]):
                tensor.copy_(numbers(tensor.shape, 18 + k))


class Call:
    """Calls a function when it is unpickled, as an attacker would."""

    def __init__(self, function, *arguments):
        self.reduced = (function, arguments)

    def __reduce__(self):
        return self.reduced


def save(name, value, **options):
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    (HERE / name).write_bytes(buffer.getvalue())


def repack(source, name):
    """The same archive with deflated entries."""
    with zipfile.ZipFile(HERE / source) as old, zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename), old.read(entry), zipfile.ZIP_DEFLATED)


def tfjs(folder):
    """A TensorFlow.js manifest of two groups; tensors straddle the borders of the shards."""
    folder.mkdir(exist_ok=True)

    def values(shape, k):
        return numbers(shape, k).flatten().tolist()

    def quantised(count, k, limit):
        return [(i * 37 + k) * 11 % limit for i in range(count)]

    first = [
        ({"name": "conv/filters", "shape": [3, 3, 2, 4], "dtype": "float32"}, struct.pack("<72f", *values((72,), 0))),
        ({"name": "conv/bias", "shape": [4], "dtype": "float32"}, struct.pack("<4f", *values((4,), 1))),
        (
            {"name": "q8", "shape": [2, 5], "dtype": "float32",
             "quantization": {"dtype": "uint8", "scale": 0.0123, "min": -1.5}},
            struct.pack("<10B", *quantised(10, 2, 256)),
        ),
        (
            {"name": "q16", "shape": [7], "dtype": "float32",
             "quantization": {"scale": 0.00025, "min": -2, "dtype": "uint16", "original_dtype": "float32"}},
            struct.pack("<7H", *quantised(7, 3, 65536)),
        ),
        (
            {"name": "half", "shape": [3, 2], "dtype": "float32", "quantization": {"dtype": "float16"}},
            struct.pack("<6e", *values((6,), 4)),
        ),
    ]  # fmt: skip
    second = [
        ({"name": "int", "shape": [3], "dtype": "int32"}, struct.pack("<3i", -5, 0, 70000)),
        ({"name": "flag", "shape": [2], "dtype": "bool"}, struct.pack("<2B", 1, 0)),
        (
            {"name": "rounded", "shape": [3], "dtype": "int32",
             "quantization": {"dtype": "uint8", "scale": 1.5, "min": -4}},
            struct.pack("<3B", 0, 1, 3),
        ),
        ({"name": "one", "shape": [], "dtype": "float32"}, struct.pack("<f", 0.625)),
        ({"name": "f16", "shape": [2], "dtype": "float16"}, struct.pack("<2e", 0.5, -2)),
    ]  # fmt: skip
    manifest = []
    for group, (weights, borders) in enumerate([(first, [101, 292, 300]), (second, [])]):
        data = b"".join(part for _, part in weights)
        cuts = [0, *borders, len(data)]
        paths = [f"group{group + 1}-shard{i + 1}of{len(cuts) - 1}" for i in range(len(cuts) - 1)]
        for path, begin, end in zip(paths, cuts, cuts[1:]):
            (folder / path).write_bytes(data[begin:end])
        manifest.append({"weights": [weight for weight, _ in weights], "paths": paths})
    (folder / "weights_manifest.json").write_text(json.dumps(manifest))
    model = {"format": "layers-model", "modelTopology": {"layers": [{"name": "x", "shape": [1, None, True]}]},
             "weightsManifest": manifest}  # fmt: skip
    (folder / "model.json").write_text(json.dumps(model, indent=1))


def main():
    save("zip.pt", with_views())
    save("legacy.pt", with_views(), _use_new_zipfile_serialization=False)
    save("zip_protocol4.pt", all_types(), pickle_protocol=4)
    save("legacy_protocol4.pt", all_types(), pickle_protocol=4, _use_new_zipfile_serialization=False)
    repack("zip.pt", "zip_deflated.pt")
    save("small.pt", {"a": numbers((2, 2), 0), "b": numbers((3,), 1, torch.float16).flip(0)[:2]})
    save("small_legacy.pt", {"a": numbers((2, 2), 0), "b": numbers((3,), 1)}, _use_new_zipfile_serialization=False)
    save("training.pt", training())
    save("groups.pt", {"pnet": {"w": numbers((2,), 0)}, "rnet": {"w": numbers((3,), 1), 5: numbers((1,), 2)}})
    save("parameters.pt", Parts().state_dict(keep_vars=True))
    save("list.pt", [numbers((2,), 0)])
    save("no_tensor.pt", {"epoch": 3})
    save("module.pt", torch.nn.Linear(2, 1))
    save("evil_system.pt", {"a": numbers((2, 2), 0), "b": Call(os.system, "echo executed")})
    save("evil_eval_legacy.pt", {"a": Call(eval, "__import__('os').getpid()")}, _use_new_zipfile_serialization=False)
    (HERE / "not_torch.pkl").write_bytes(pickle.dumps({"a": [1, 2]}, 2))
    script = io.BytesIO()
    torch.jit.save(torch.jit.script(torch.nn.Flatten()), script)
    (HERE / "script.pt").write_bytes(script.getvalue())

    (HERE / "all.safetensors").write_bytes(safetensors.torch.save(all_types(), {"format": "pt"}))
    (HERE / "small.safetensors").write_bytes(safetensors.torch.save({"a": numbers((2, 2), 0), "b": numbers((3,), 1)}))
    tfjs(HERE / "tfjs")


if __name__ == "__main__":
    main()
