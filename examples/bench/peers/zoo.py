# SPDX-License-Identifier: MIT
"""The networks of the comparison as PyTorch modules, so that every engine gets the best graph that is the same network.

They are the oracles' modules (tests/oracles/networks.py) on the same weights, simplified before they are exported:
 * BatchNorm is folded, the residual scale of Inception-ResNet too;
 * L2 pooling becomes the square root of an average; the factor that is missing moves into the weights of the
   convolution behind it. (PyTorch's ONNX exporter drops `divisor_override`, so the oracle's own way to write a sum
   would be exported as an average: other numbers, silently.)
 * response normalisation is ONNX's own LRN, not the five operations that PyTorch makes of it (`for_onnx`);
 * paddings of nothing are left out.
"""
from __future__ import annotations

import copy
import pathlib
import struct
import sys
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import fusion

ORACLES = pathlib.Path(__file__).resolve().parents[3] / "tests" / "oracles"
sys.path.insert(0, str(ORACLES))
import make_golden  # noqa: E402
import networks  # noqa: E402
import synthetic  # noqa: E402

# As in the recipe of our blob (weights_tool info).
DLIB_MEAN, DLIB_SCALE = (122.782, 117.001, 104.298), 1 / 255


@dataclass
class Network:
    """One network of the comparison."""

    name: str
    side: int
    truth: nn.Module  # as the oracles define it
    lean: nn.Module  # the same function, simplified
    state: dict | None  # what weights_tool converts; None: build/models has the blob


def without_lrn(network: nn.Module) -> nn.Module:
    network.norm = nn.Identity()
    return network


def get(name: str, blob: pathlib.Path) -> Network:
    """`blob`: the trained weights, where the network has some."""
    if name == "dlib_resnet":
        module = DlibResnet(read_blob(blob)).eval()
        return Network(name, 150, module, module, None)
    plain = name.removesuffix("_without_lrn")
    truth = synthetic.fill(networks.build(plain))
    state = copy.deepcopy(truth.state_dict())
    if plain != name:
        truth = without_lrn(truth)
    return Network(name, networks.NETWORKS[plain][1], truth, simplify(copy.deepcopy(truth)), state)


def standardised(name: str, images: np.ndarray) -> np.ndarray:
    """uint8 [count][side][side][3] as the network reads it, float32 [count][3][side][side]."""
    if name == "dlib_resnet":
        x = (images.astype(np.float32) - np.float32(DLIB_MEAN)) * np.float32(DLIB_SCALE)
    else:
        kind = networks.NETWORKS[name.removesuffix("_without_lrn")][2]
        x = np.stack([make_golden.standardise(image, kind) for image in images])
    return np.ascontiguousarray(x.transpose(0, 3, 1, 2))


def faces(name: str, count: int) -> np.ndarray:
    """Standardised synthetic faces, float32 [count][3][side][side]."""
    side = 150 if name == "dlib_resnet" else networks.NETWORKS[name.removesuffix("_without_lrn")][1]
    return standardised(name, np.stack([synthetic.image(k, side, side) for k in range(count)]))


# Simplifying ---------------------------------------------------------------------------------------------------------


class LeanL2Pool(networks.L2Pool):
    """1 / kernel of L2Pool: the convolution behind it makes up for it."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.avg_pool2d(x * x, self.kernel, self.stride, self.padding).sqrt()


class LeanConcat(networks.OpenFaceInception):
    """OpenFace's block without paddings of nothing."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        part = dict(self.named_children())
        out = [part["3x3"](part["3x3_reduce"](x))]
        if "5x5" in part:
            out.append(part["5x5"](part["5x5_reduce"](x)))
        pooled = self.pool(x)
        out.append(self.pool_proj(pooled) if "pool_proj" in part else pooled)
        if "1x1" in part:
            out.append(part["1x1"](x))
        side = max(int(y.shape[2]) for y in out)
        return torch.cat([centred(y, side) for y in out], 1)


def centred(x: torch.Tensor, side: int) -> torch.Tensor:
    missing = side - int(x.shape[2])
    before = missing // 2
    return F.pad(x, (before, missing - before) * 2) if missing else x


class OnnxLrn(nn.Module):
    """nn.LocalResponseNorm as ONNX's operator of that name; both divide alpha by the size."""

    def __init__(self, norm: nn.LocalResponseNorm):
        super().__init__()
        self.attributes = {"alpha": norm.alpha, "beta": norm.beta, "bias": float(norm.k), "size": norm.size}

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.onnx.ops.symbolic("LRN", (x,), attrs=self.attributes, dtype=x.dtype, shape=x.shape, version=1)


def simplify(network: nn.Module) -> nn.Module:
    """Simplifies in place and returns the module."""
    with torch.no_grad():
        for module in list(network.modules()):
            if isinstance(module, networks.Conv) and hasattr(module, "bn"):
                bn = module.bn
                module.weight, module.bias = fusion.fuse_conv_bn_weights(
                    module.weight, module.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
                )
                del module.bn
            elif isinstance(getattr(module, "bn", None), nn.BatchNorm2d):  # facenet-pytorch's BasicConv2d
                module.conv = fusion.fuse_conv_bn_eval(module.conv, module.bn)
                module.bn = nn.Identity()
            if isinstance(module, networks.OpenFaceInception):
                module.__class__ = LeanConcat
                if isinstance(module.pool, networks.L2Pool):
                    module.pool.__class__ = LeanL2Pool
                    module.pool_proj.weight *= module.pool.kernel
            if isinstance(getattr(module, "scale", None), float):  # facenet-pytorch's residual blocks
                module.conv2d.weight *= module.scale
                module.conv2d.bias *= module.scale
                module.scale = 1.0
        if hasattr(network, "last_bn"):
            network.last_linear = fusion.fuse_linear_bn_eval(network.last_linear, network.last_bn)
            network.last_bn = nn.Identity()
            network = without_factors_of_one(network)
    return network.eval()


def without_factors_of_one(network: nn.Module) -> nn.Module:
    traced = torch.fx.symbolic_trace(network)
    for node in list(traced.graph.nodes):
        if node.op == "call_function" and node.target.__name__ == "mul" and node.args[1:] == (1.0,):
            node.replace_all_uses_with(node.args[0])
            traced.graph.erase_node(node)
    traced.recompile()
    return traced


def for_onnx(network: nn.Module) -> nn.Module:
    network = copy.deepcopy(network)
    if isinstance(getattr(network, "norm", None), nn.LocalResponseNorm):
        network.norm = OnnxLrn(network.norm)
    return network


# dlib's ResNet -------------------------------------------------------------------------------------------------------


def read_blob(path: pathlib.Path) -> dict[str, np.ndarray]:
    """The float32 tensors of a blob (include/facenet/blob/FORMAT.md), by name."""
    data = path.read_bytes()
    count, table, names = (struct.unpack_from("<I", data, at)[0] for at in (12, 32, 36))
    tensors = {}
    for at in range(table, table + 64 * count, 64):
        offset, size, name_at, name_size, kind, rank = struct.unpack_from("<QQIHBB", data, at)
        shape = struct.unpack_from(f"<{rank}I", data, at + 24)
        name = data[names + name_at : names + name_at + name_size].decode()
        if kind == 0:
            tensors[name] = np.frombuffer(data, np.float32, size // 4, offset).reshape(shape)
    return tensors


class DlibResnet(nn.Module):
    """dlib_face_recognition_resnet_model_v1, as face-api.js runs it."""

    BLOCKS = (
        ("conv32_1", "conv32_2", "conv32_3")
        + ("conv64_down", "conv64_1", "conv64_2", "conv64_3")
        + ("conv128_down", "conv128_1", "conv128_2")
        + ("conv256_down", "conv256_1", "conv256_2", "conv256_down_out")
    )

    def __init__(self, tensors: dict[str, np.ndarray]):
        super().__init__()
        self.first = self.conv(tensors, "conv32_down", 2, 0)
        for name in self.BLOCKS:
            down = "_down" in name
            first = self.conv(tensors, name + "/conv1", 2 if down else 1, 0 if down else 1)
            self.add_module(name, nn.Sequential(first, nn.ReLU(), self.conv(tensors, name + "/conv2", 1, 1)))
        weights = tensors["fc/weights"]
        self.fc = nn.Linear(*weights.shape, bias=False)
        self.fc.weight = nn.Parameter(torch.from_numpy(weights.T.copy()))

    @staticmethod
    def conv(tensors: dict[str, np.ndarray], name: str, stride: int, padding: int) -> nn.Conv2d:
        weights = tensors[name + "/weights"].transpose(3, 2, 0, 1)
        layer = nn.Conv2d(weights.shape[1], weights.shape[0], weights.shape[2], stride, padding)
        layer.weight = nn.Parameter(torch.from_numpy(weights.copy()))
        layer.bias = nn.Parameter(torch.from_numpy(tensors[name + "/bias"].copy()))
        return layer

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.max_pool2d(F.relu(self.first(x)), 3, 2)
        for name in self.BLOCKS:
            y = getattr(self, name)(x)
            if "_down" in name:  # the shortcut lacks channels, the branch may lack a row and a column: zeros
                x = F.avg_pool2d(x, 2, 2)
                if int(x.shape[2]) > int(y.shape[2]):
                    y = F.pad(y, (0, 1, 0, 1))
                if int(x.shape[1]) < int(y.shape[1]):
                    x = F.pad(x, (0, 0, 0, 0, 0, int(y.shape[1]) - int(x.shape[1])))
            x = F.relu(x + y)
        return self.fc(x.mean((2, 3)))


# MTCNN ---------------------------------------------------------------------------------------------------------------


class Flat(nn.Module):
    """R-Net or O-Net of facenet-pytorch whose dense layer reads the last map as it lies, without a permutation."""

    def __init__(self, net: nn.Module, dense: str, side: int):
        super().__init__()
        self.layers = nn.Sequential()
        for name, module in net.named_children():
            if name == dense:
                weights = module.weight.unflatten(1, (side, side, -1))  # reads [x][y][channel]
                module.weight = nn.Parameter(weights.permute(0, 3, 2, 1).flatten(1).contiguous())
                self.layers.append(nn.Flatten(1))
            if name[:-2] in ("dense5", "dense6"):
                self.add_module(name[-1], module)
            elif not name.startswith("softmax"):
                self.layers.append(module)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        x = self.layers(x)
        heads = dict(self.named_children())
        rest = [heads[number](x) for number in ("2", "3") if number in heads]
        return (*rest, heads["1"](x).softmax(1))


def mtcnn() -> dict[str, nn.Module]:
    """facenet-pytorch's trained networks: offsets (landmarks) and probabilities."""
    from facenet_pytorch.models.mtcnn import ONet, PNet, RNet

    return {"pnet": PNet().eval(), "rnet": Flat(RNet(), "dense4", 3).eval(), "onet": Flat(ONet(), "dense5", 3).eval()}
