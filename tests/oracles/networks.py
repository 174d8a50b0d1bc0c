# SPDX-License-Identifier: MIT
"""PyTorch modules of the networks, written from the papers' tables and not from the C++ code.

State-dict keys are the project's tensor names with '.' for '/'. Every network maps N x 3 x H x W (already standardised)
to N x D unit vectors.

Sources: NN1, NN2, NN3, NN4: Schroff et al. 2015, tables 1 to 3. openface_nn4_small2: the structure of the published
nn4.small2.v1 file of cmusatyalab/openface. Inception-ResNet-v1: the definition of the PyPI package facenet-pytorch.

Readings where the paper is silent:
 * every stride-2 layer halves upwards, out = ceil(in / 2): kernel k is padded by k // 2 on all sides;
 * every convolution has a bias and a ReLU, no BatchNorm (openface_nn4_small2 has BatchNorm: bias, BatchNorm, ReLU);
 * L2 pooling is sqrt(sum of squares over the window), not divided by the window size (as Torch's SpatialLPPooling);
   NN2 to NN4: 3x3, stride 1, padded by one zero on every side;
 * normalisation is across 5 channels, alpha 1e-4 divided by 5, beta 0.75, k 1 (missing channels count as zero);
 * Inception branches are concatenated in the order of the table's columns: 1x1, 3x3, 5x5, pool;
 * a pool column of "3x3 s2" without projection passes its input's channels through;
 * NN1: fc1 reads the last map in the order row, column, channel; a maxout unit j is max(dense[2j], dense[2j + 1]);
   maxout has no further activation, and the paper's concat layer does nothing;
 * NN4: the "higher layers" without 5x5 convolutions are 4e, 5a and 5b: that gives 284.7 M multiply-adds, the paper's
   285 M (from 4a on it would be 270.5 M, in 5a and 5b only 288.9 M). Their 5x5 outputs are left out, not replaced, so
   that 4e, 5a and 5b have 896 channels.
"""
import torch
from torch import nn
from torch.nn import functional as F


def norm():
    """Local response normalisation across 5 channels; PyTorch divides alpha by the window size itself."""
    return nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=1.0)


class L2Pool(nn.Module):
    """sqrt of the sum of squares over a k x k window; zero padding."""

    def __init__(self, kernel, stride, padding):
        super().__init__()
        self.kernel, self.stride, self.padding = kernel, stride, padding

    def forward(self, x):
        # divisor_override=1 makes the average a plain sum.
        return F.avg_pool2d(x * x, self.kernel, self.stride, self.padding, divisor_override=1).sqrt()


class Conv(nn.Conv2d):
    """Convolution, optional BatchNorm (eps 1e-5), ReLU; 'same' padding unless told otherwise."""

    def __init__(self, inputs, outputs, kernel, stride=1, batch_norm=False):
        super().__init__(inputs, outputs, kernel, stride, kernel // 2)
        if batch_norm:
            self.bn = nn.BatchNorm2d(outputs, eps=1e-5)

    def forward(self, x):
        x = super().forward(x)
        if hasattr(self, "bn"):
            x = self.bn(x)
        return F.relu(x)


# NN1 -------------------------------------------------------------------------------------------------------------------


class Maxout(nn.Linear):
    """Dense layer of 2 * units outputs; unit j is the larger of outputs 2j and 2j + 1."""

    def __init__(self, inputs, units):
        super().__init__(inputs, 2 * units)

    def forward(self, x):
        return super().forward(x).unflatten(1, (-1, 2)).amax(2)


class NN1(nn.Module):
    """Paper, table 1. Input 220x220."""

    def __init__(self):
        super().__init__()
        self.conv1 = Conv(3, 64, 7, 2)
        self.conv2a = Conv(64, 64, 1)
        self.conv2 = Conv(64, 192, 3)
        self.conv3a = Conv(192, 192, 1)
        self.conv3 = Conv(192, 384, 3)
        self.conv4a = Conv(384, 384, 1)
        self.conv4 = Conv(384, 256, 3)
        self.conv5a = Conv(256, 256, 1)
        self.conv5 = Conv(256, 256, 3)
        self.conv6a = Conv(256, 256, 1)
        self.conv6 = Conv(256, 256, 3)
        self.fc1 = Maxout(7 * 7 * 256, 32 * 128)
        self.fc2 = Maxout(32 * 128, 32 * 128)
        self.fc7128 = nn.Linear(32 * 128, 128)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.norm = norm()

    def forward(self, x):
        x = self.norm(self.pool(self.conv1(x)))
        x = self.pool(self.norm(self.conv2(self.conv2a(x))))
        x = self.pool(self.conv3(self.conv3a(x)))
        x = self.conv4(self.conv4a(x))
        x = self.conv5(self.conv5a(x))
        x = self.pool(self.conv6(self.conv6a(x)))
        x = x.permute(0, 2, 3, 1).flatten(1)
        return F.normalize(self.fc7128(self.fc2(self.fc1(x))))


# NN2, NN3, NN4 -----------------------------------------------------------------------------------------------------------


class Inception(nn.Module):
    """A row of the paper's table 2. Zero or None leaves a branch out; `pool` is 'max' or 'l2'.

    All branches share the stride. Without `pool_proj` the pooled input is passed through.
    """

    def __init__(self, inputs, one, reduce3, three, reduce5, five, pool, pool_proj, stride=1):
        super().__init__()
        if one:
            self.add_module("1x1", Conv(inputs, one, 1))
        self.add_module("3x3_reduce", Conv(inputs, reduce3, 1))
        self.add_module("3x3", Conv(reduce3, three, 3, stride))
        if five:
            self.add_module("5x5_reduce", Conv(inputs, reduce5, 1))
            self.add_module("5x5", Conv(reduce5, five, 5, stride))
        self.pool = nn.MaxPool2d(3, stride, 1) if pool == "max" else L2Pool(3, stride, 1)
        if pool_proj:
            self.pool_proj = Conv(inputs, pool_proj, 1)
        self.outputs = (one or 0) + three + (five or 0) + (pool_proj or inputs)

    def forward(self, x):
        part = dict(self.named_children())
        out = []
        if "1x1" in part:
            out.append(part["1x1"](x))
        out.append(part["3x3"](part["3x3_reduce"](x)))
        if "5x5" in part:
            out.append(part["5x5"](part["5x5_reduce"](x)))
        pooled = self.pool(x)
        out.append(self.pool_proj(pooled) if "pool_proj" in part else pooled)
        return torch.cat(out, 1)


#         1x1  3x3r  3x3  5x5r  5x5  pool  proj stride
TABLE_2 = {
    "3a": (64, 96, 128, 16, 32, "max", 32, 1),
    "3b": (64, 96, 128, 32, 64, "l2", 64, 1),
    "3c": (0, 128, 256, 32, 64, "max", 0, 2),
    "4a": (256, 96, 192, 32, 64, "l2", 128, 1),
    "4b": (224, 112, 224, 32, 64, "l2", 128, 1),
    "4c": (192, 128, 256, 32, 64, "l2", 128, 1),
    "4d": (160, 144, 288, 32, 64, "l2", 128, 1),
    "4e": (0, 160, 256, 64, 128, "max", 0, 2),
    "5a": (384, 192, 384, 48, 128, "l2", 128, 1),
    "5b": (384, 192, 384, 48, 128, "max", 128, 1),
}


class Reduced(nn.Module):
    """Row "inception (2)": a 1x1 reduction and a 3x3 convolution, no other branch."""

    def __init__(self):
        super().__init__()
        self.add_module("3x3_reduce", Conv(64, 64, 1))
        self.add_module("3x3", Conv(64, 192, 3))

    def forward(self, x):
        part = dict(self.named_children())
        return part["3x3"](part["3x3_reduce"](x))


class NN2(nn.Module):
    """Paper, table 2. Input 224x224; NN3 is the same network at 160x160."""

    no_5x5 = ()

    def __init__(self):
        super().__init__()
        self.conv1 = Conv(3, 64, 7, 2)
        self.inception_2 = Reduced()
        channels = 192
        for name, row in TABLE_2.items():
            if name in self.no_5x5:
                row = row[:3] + (0, 0) + row[5:]
            block = Inception(channels, *row)
            self.add_module("inception_" + name, block)
            channels = block.outputs
        self.fc = nn.Linear(channels, 128)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.norm = norm()

    def forward(self, x):
        x = self.norm(self.pool(self.conv1(x)))
        x = self.pool(self.norm(self.inception_2(x)))
        for name in TABLE_2:
            x = getattr(self, "inception_" + name)(x)
        return F.normalize(self.fc(x.mean((2, 3))))


class NN4(NN2):
    """NN2 at 96x96 without 5x5 convolutions from 4e on."""

    no_5x5 = ("4e", "5a", "5b")


# OpenFace's nn4.small2 ---------------------------------------------------------------------------------------------------


class OpenFaceInception(nn.Module):
    """OpenFace's block: branches 3x3, 5x5, pool, 1x1; pools are unpadded (floor mode).

    Branches may differ in size: Torch's DepthConcat pads each with zeros to the largest, floor(difference / 2) before
    and the rest after. The padding lies outside BatchNorm and ReLU.
    """

    def __init__(self, inputs, reduce3, three, reduce5, five, pool, pool_stride, pool_proj, one, stride=1):
        super().__init__()
        self.add_module("3x3_reduce", Conv(inputs, reduce3, 1, 1, True))
        self.add_module("3x3", Conv(reduce3, three, 3, stride, True))
        if five:
            self.add_module("5x5_reduce", Conv(inputs, reduce5, 1, 1, True))
            self.add_module("5x5", Conv(reduce5, five, 5, stride, True))
        self.pool = nn.MaxPool2d(3, pool_stride) if pool == "max" else L2Pool(3, pool_stride, 0)
        if pool_proj:
            self.pool_proj = Conv(inputs, pool_proj, 1, 1, True)
        if one:
            self.add_module("1x1", Conv(inputs, one, 1, 1, True))
        self.outputs = three + (five or 0) + (pool_proj or inputs) + (one or 0)

    def forward(self, x):
        part = dict(self.named_children())
        out = [part["3x3"](part["3x3_reduce"](x))]
        if "5x5" in part:
            out.append(part["5x5"](part["5x5_reduce"](x)))
        pooled = self.pool(x)
        out.append(self.pool_proj(pooled) if "pool_proj" in part else pooled)
        if "1x1" in part:
            out.append(part["1x1"](x))
        side = max(y.shape[2] for y in out)
        for i, y in enumerate(out):
            before = (side - y.shape[2]) // 2
            after = side - y.shape[2] - before
            out[i] = F.pad(y, (before, after, before, after))
        return torch.cat(out, 1)


#          3x3r  3x3  5x5r 5x5  pool  stride proj 1x1 stride of 3x3 and 5x5
SMALL_2 = {
    "3a": (96, 128, 16, 32, "max", 2, 32, 64, 1),
    "3b": (96, 128, 32, 64, "l2", 3, 64, 64, 1),
    "3c": (128, 256, 32, 64, "max", 2, 0, 0, 2),
    "4a": (96, 192, 32, 64, "l2", 3, 128, 256, 1),
    "4e": (160, 256, 64, 128, "max", 2, 0, 0, 2),
    "5a": (96, 384, 0, 0, "l2", 3, 96, 256, 1),
    "5b": (96, 384, 0, 0, "max", 2, 96, 256, 1),
}


class OpenFaceNN4Small2(nn.Module):
    """nn4.small2 as the published, trained file holds it (which differs from the repository's later definition)."""

    def __init__(self):
        super().__init__()
        self.conv1 = Conv(3, 64, 7, 2, True)
        self.conv2 = Conv(64, 64, 1, 1, True)
        self.conv3 = Conv(64, 192, 3, 1, True)
        channels = 192
        for name, row in SMALL_2.items():
            block = OpenFaceInception(channels, *row)
            self.add_module("inception_" + name, block)
            channels = block.outputs
        self.fc = nn.Linear(channels, 128)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.norm = norm()
        self.average = nn.AvgPool2d(3, 1)

    def forward(self, x):
        x = self.norm(self.pool(self.conv1(x)))
        x = self.pool(self.norm(self.conv3(self.conv2(x))))
        for name in SMALL_2:
            x = getattr(self, "inception_" + name)(x)
        return F.normalize(self.fc(self.average(x).flatten(1)))


# Inception-ResNet-v1 -----------------------------------------------------------------------------------------------------


def inception_resnet_v1(size):
    """facenet-pytorch's definition; 128 dimensions replace its last two layers."""
    from facenet_pytorch.models.inception_resnet_v1 import InceptionResnetV1

    network = InceptionResnetV1(pretrained=None, classify=False)
    if size != 512:
        network.last_linear = nn.Linear(1792, size, bias=False)
        network.last_bn = nn.BatchNorm1d(size, eps=0.001)
    return network


# name: (constructor, input side, standardisation: "unit" x / 255, "fixed" (x - 127.5) / 128, "prewhiten" per image)
NETWORKS = {
    "nn1": (NN1, 220, "unit"),
    "nn2": (NN2, 224, "unit"),
    "nn3": (NN2, 160, "unit"),
    "nn4": (NN4, 96, "unit"),
    "openface_nn4_small2": (OpenFaceNN4Small2, 96, "unit"),
    "inception_resnet_v1_512": (lambda: inception_resnet_v1(512), 160, "fixed"),
    "inception_resnet_v1_128": (lambda: inception_resnet_v1(128), 160, "prewhiten"),
}


def build(name):
    """The network in inference mode, with PyTorch's random weights."""
    return NETWORKS[name][0]().eval()


def count(name):
    """(parameters, multiply-adds of convolutions and dense layers for one image, output size of every layer)."""
    network, side = build(name), NETWORKS[name][1]
    layers = []

    def hook(path, module):
        def record(_, inputs, output):
            layers.append((path, module, tuple(inputs[0].shape[1:]), tuple(output.shape[1:])))

        return record

    kinds = (nn.Conv2d, nn.Linear, nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d, L2Pool, nn.LocalResponseNorm)
    for path, module in network.named_modules():
        if isinstance(module, kinds):
            module.register_forward_hook(hook(path, module))
    with torch.no_grad():
        network(torch.zeros(1, 3, side, side))
    adds = 0
    for _, module, _, shape in layers:
        if isinstance(module, nn.Conv2d):
            adds += module.weight.numel() * shape[1] * shape[2]
        elif isinstance(module, nn.Linear):
            adds += module.weight.numel()
    return sum(p.numel() for p in network.parameters()), adds, layers


PUBLISHED = {
    "nn1": "140 M, 1.6 B",
    "nn2": "7.5 M, 1.6 B",
    "nn3": "as NN2",
    "nn4": "285 M multiply-adds",
    "openface_nn4_small2": "3,733,968",
    "inception_resnet_v1_512": "23,497,424, 1.42 G",
    "inception_resnet_v1_128": "22,808,144",
}

if __name__ == "__main__":
    import sys

    for name in sys.argv[1:] or NETWORKS:
        parameters, adds, layers = count(name)
        print(f"{name:24} {parameters:12,} parameters {adds:14,} multiply-adds   published: {PUBLISHED[name]}")
        if len(sys.argv) > 1:
            for path, module, before, after in layers:
                print(f"  {path:32} {module.__class__.__name__:18} {before} -> {after}")
