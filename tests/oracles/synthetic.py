# SPDX-License-Identifier: MIT
"""Seeded weights and images, bit-identical to the C++ generator in tests/support/synthetic.hpp.

    bits(name, i)   = mix(fnv1a64(name) + (i + 1) * 0x9E3779B97F4A7C15) mod 2^64, mix = splitmix64's finaliser
    unit(name, i)   = (bits >> 40) * 2^-24, in [0, 1)
    signed(name, i) = 2 * unit - 1, exact in float32 and float64

Tensors are drawn in double and rounded to float32 once, so both sides hold the same floats.
"""
import math

import numpy as np

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
CHUNK = 1 << 22  # keeps the temporaries of a 100 M value tensor small


def fnv1a64(name):
    """64-bit FNV-1a of the bytes of a string."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def bits(name, first, count):
    """bits(name, i) for i in [first, first + count) as uint64."""
    index = np.arange(first + 1, first + 1 + count, dtype=np.uint64)
    z = np.uint64(fnv1a64(name)) + index * np.uint64(GOLDEN)  # array arithmetic wraps silently
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return z


def signed(name, first, count):
    """signed(name, i) for i in [first, first + count) as float64 in [-1, 1)."""
    return (bits(name, first, count) >> np.uint64(40)).astype(np.float64) * 2.0**-23 - 1.0


def tensor(key, shape):
    """The float32 values of the state-dict tensor `key` of the given shape (PyTorch layout, C order)."""
    offset, scale = 0.0, 0.1  # bias, beta, running_mean
    if len(shape) >= 2:
        scale = math.sqrt(6.0 / math.prod(shape[1:]))
        if key == "conv1.weight":  # large enough that the response normalisation after it shows in the embedding
            scale *= 8.0
    elif key.endswith(".weight"):  # gamma of a BatchNorm
        offset, scale = 1.0, 0.25
    elif key.endswith(".running_var"):
        offset, scale = 1.0, 0.5
    elif key.endswith(".slope"):
        offset, scale = 0.25, 0.1
    total = math.prod(shape)
    out = np.empty(total, dtype=np.float32)
    for first in range(0, total, CHUNK):
        count = min(CHUNK, total - first)
        out[first : first + count] = offset + scale * signed(key, first, count)
    return out.reshape(shape)


def fill(module):
    """Overwrites every floating tensor of a torch module's state dict with its synthetic values; returns the module.

    `num_batches_tracked` (an integer, unused in inference) stays as it is.
    """
    import torch

    with torch.no_grad():
        for key, value in module.state_dict().items():
            if value.is_floating_point():
                value.copy_(torch.from_numpy(tensor(key, tuple(value.shape))))
    return module


def image(k, width, height):
    """Synthetic image k: uint8 [height][width][3], RGB. An 8x8 mosaic plus fine noise; the largest value is 254."""
    coarse = (bits(f"image-{k}", 0, 8 * 8 * 3) >> np.uint64(56)).astype(np.int64).reshape(8, 8, 3)
    fine = (bits(f"image-{k}-fine", 0, height * width * 3) >> np.uint64(59)).astype(np.int64)
    rows = np.arange(height) * 8 // height
    columns = np.arange(width) * 8 // width
    return (coarse[rows][:, columns] * 7 // 8 + fine.reshape(height, width, 3)).astype(np.uint8)


if __name__ == "__main__":  # values for the tests of the C++ generator
    print("fnv1a64('a')        ", hex(fnv1a64("a")))
    print("bits('conv1.weight')", [hex(int(v)) for v in bits("conv1.weight", 0, 3)])
    print("conv1.weight 64x3x7x7", [float(v).hex() for v in tensor("conv1.weight", (64, 3, 7, 7)).flat[:3]])
    print("image 3, 96x96, pixel (50, 20)", image(3, 96, 96)[50, 20].tolist())
