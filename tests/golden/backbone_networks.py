"""Backbones as functions of named weights, written for PyTorch from the papers' tables.

Each function takes `w`, which gives a tensor for a name and a shape, and an image `[n, 3, h, w]` that
is normalised already; it returns the feature maps by stage. Names are torchvision's and timm's, or
those of the one file that has its own.
"""

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

Weights = Callable[[str, Sequence[int]], Tensor]
Features = dict[str, Tensor]


def batch_norm(w: Weights, name: str, x: Tensor, eps: float = 1e-5, parts: tuple[str, ...] = ()) -> Tensor:
    gamma, beta, mean, variance = parts or (".weight", ".bias", ".running_mean", ".running_var")
    c = [x.shape[1]]
    return F.batch_norm(
        x, w(name + mean, c), w(name + variance, c), w(name + gamma, c), w(name + beta, c), eps=eps
    )


def squeezenet1_1(w: Weights, x: Tensor) -> Features:
    def conv(name: str, x: Tensor, out: int, k: int, **options: int) -> Tensor:
        kernel = w(f"{name}.weight", [out, x.shape[1], k, k])
        return torch.relu(F.conv2d(x, kernel, w(f"{name}.bias", [out]), **options))

    def fire(index: int, x: Tensor, squeezed: int, out: int) -> Tensor:
        name = f"features.{index}"
        y = conv(f"{name}.squeeze", x, squeezed, 1)
        one, three = conv(f"{name}.expand1x1", y, out, 1), conv(f"{name}.expand3x3", y, out, 3, padding=1)
        return torch.cat([one, three], 1)

    def pool(x: Tensor) -> Tensor:
        return F.max_pool2d(x, 3, 2, ceil_mode=True)

    found = {"stem": conv("features.0", x, 64, 3, stride=2)}
    found["stage1"] = fire(4, fire(3, pool(found["stem"]), 16, 64), 16, 64)
    found["stage2"] = fire(7, fire(6, pool(found["stage1"]), 32, 128), 32, 128)
    found["stage3"] = fire(10, fire(9, pool(found["stage2"]), 48, 192), 48, 192)
    found["stage4"] = fire(12, fire(11, found["stage3"], 64, 256), 64, 256)
    return found


def vgg16(w: Weights, x: Tensor, groups: int = 5) -> Features:
    found, index = {}, 0
    layout = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]
    for stage, (channels, count) in enumerate(layout[:groups], 1):
        if stage > 1:
            x = F.max_pool2d(x, 2)
            index += 1
        for _ in range(count):
            kernel = w(f"features.{index}.weight", [channels, x.shape[1], 3, 3])
            x = torch.relu(F.conv2d(x, kernel, w(f"features.{index}.bias", [channels]), padding=1))
            index += 2
        found[f"stage{stage}"] = x
    return found


def resnet(
    w: Weights, x: Tensor, depths: Sequence[int], bottleneck: bool, base: int = 64, folded: bool = False
) -> Features:
    """`folded`: convolutions have a bias and no norm follows."""

    def conv(name: str, norm: str, x: Tensor, out: int, k: int, stride: int = 1) -> Tensor:
        kernel = w(f"{name}.weight", [out, x.shape[1], k, k])
        if folded:
            return F.conv2d(x, kernel, w(f"{name}.bias", [out]), stride=stride, padding=k // 2)
        return batch_norm(w, norm, F.conv2d(x, kernel, stride=stride, padding=k // 2))

    x = torch.relu(conv("conv1", "bn1", x, 64, 7, 2))
    found = {"stem": x}
    x = F.max_pool2d(x, 3, 2, padding=1)
    for layer, depth in enumerate(depths, 1):
        planes = 64 * 2 ** (layer - 1)
        width = planes * base // 64
        for i in range(depth):
            name = f"layer{layer}.{i}"
            stride = 2 if layer > 1 and i == 0 else 1
            if bottleneck:
                y = torch.relu(conv(f"{name}.conv1", f"{name}.bn1", x, width, 1))
                y = torch.relu(conv(f"{name}.conv2", f"{name}.bn2", y, width, 3, stride))
                y = conv(f"{name}.conv3", f"{name}.bn3", y, planes * 4, 1)
            else:
                y = torch.relu(conv(f"{name}.conv1", f"{name}.bn1", x, planes, 3, stride))
                y = conv(f"{name}.conv2", f"{name}.bn2", y, planes, 3)
            if stride != 1 or y.shape[1] != x.shape[1]:
                down = f"{name}.downsample"
                x = conv(f"{down}.0", f"{down}.1", x, y.shape[1], 1, stride)
            x = torch.relu(x + y)
        found[f"stage{layer}"] = x
    return found


def resnet50_caffe(w: Weights, x: Tensor) -> Features:
    """Stages 1 to 3 of He's release: a block's stride in its 1x1 convolution, pooling without padding."""

    def conv(name: str, norm: str, x: Tensor, out: int, k: int, stride: int, bias: bool = False) -> Tensor:
        kernel = w(f"{name}.weight", [out, x.shape[1], k, k])
        added = w(f"{name}.bias", [out]) if bias else None
        return batch_norm(w, norm, F.conv2d(x, kernel, added, stride=stride, padding=k // 2))

    x = torch.relu(conv("conv1", "bn1", x, 64, 7, 2, bias=True))
    found = {"stem": x}
    x = F.max_pool2d(x, 3, 2, ceil_mode=True)
    for layer, (depth, planes) in enumerate([(3, 64), (4, 128), (6, 256)], 1):
        for i in range(depth):
            at = f"layer{layer}.{i}"
            stride = 2 if i == 0 and layer > 1 else 1
            y = torch.relu(conv(f"{at}.conv1", f"{at}.bn1", x, planes, 1, stride))
            y = torch.relu(conv(f"{at}.conv2", f"{at}.bn2", y, planes, 3, 1))
            y = conv(f"{at}.conv3", f"{at}.bn3", y, 4 * planes, 1, 1)
            if i == 0:
                x = conv(f"{at}.downsample.0", f"{at}.downsample.1", x, 4 * planes, 1, stride)
            x = torch.relu(x + y)
        found[f"stage{layer}"] = x
    return found


def resnet50v2(w: Weights, x: Tensor) -> Features:
    prefix = "resnetv24"

    def norm(name: str, x: Tensor) -> Tensor:
        return batch_norm(w, name, x, parts=("_gamma", "_beta", "_running_mean", "_running_var"))

    def conv(name: str, x: Tensor, out: int, k: int, stride: int = 1) -> Tensor:
        kernel = w(f"{name}_weight", [out, x.shape[1], k, k])
        return F.conv2d(x, kernel, stride=stride, padding=k // 2)

    x = conv(f"{prefix}_conv0", norm(f"{prefix}_batchnorm0", x), 64, 7, 2)
    x = torch.relu(norm(f"{prefix}_batchnorm1", x))
    found = {"stem": x}
    x = F.max_pool2d(x, 3, 2, padding=1)
    for stage, depth in enumerate([3, 4, 6], 1):
        name, channels = f"{prefix}_stage{stage}", 128 * 2**stage
        c = b = 0
        for i in range(depth):
            stride = 2 if stage > 1 and i == 0 else 1
            before = torch.relu(norm(f"{name}_batchnorm{b}", x))
            y = conv(f"{name}_conv{c}", before, channels // 4, 1)
            y = torch.relu(norm(f"{name}_batchnorm{b + 1}", y))
            y = conv(f"{name}_conv{c + 1}", y, channels // 4, 3, stride)
            y = torch.relu(norm(f"{name}_batchnorm{b + 2}", y))
            y = conv(f"{name}_conv{c + 2}", y, channels, 1)
            c, b = c + 3, b + 3
            if i == 0:
                x = conv(f"{name}_conv{c}", before, channels, 1, stride)
                c += 1
            x = x + y
        found[f"stage{stage}"] = x
    return found


def efficientnet(
    w: Weights,
    x: Tensor,
    stem: int,
    widths: Sequence[int],
    depths: Sequence[int],
    head: int,
    lite: bool,
    port: bool = False,
) -> Features:
    """`port`: the names of the port that counts blocks through, instead of timm's."""
    act = F.relu6 if lite else F.silu

    def conv(name: str, norm: str, x: Tensor, out: int, k: int, stride: int = 1, depthwise: bool = False) -> Tensor:
        pads = []
        for size in (x.shape[3], x.shape[2]):
            total = max((-(-size // stride) - 1) * stride + k - size, 0)
            pads += [total // 2, total - total // 2]
        groups = x.shape[1] if depthwise else 1
        kernel = w(f"{name}.weight", [out, x.shape[1] // groups, k, k])
        return batch_norm(w, norm, F.conv2d(F.pad(x, pads), kernel, stride=stride, groups=groups), eps=1e-3)

    def excite(names: tuple[str, str], x: Tensor, squeezed: int) -> Tensor:
        reduce, expand = names
        c = x.shape[1]
        y = x.mean((2, 3), keepdim=True)
        y = F.conv2d(y, w(f"{reduce}.weight", [squeezed, c, 1, 1]), w(f"{reduce}.bias", [squeezed]))
        y = F.conv2d(F.silu(y), w(f"{expand}.weight", [c, squeezed, 1, 1]), w(f"{expand}.bias", [c]))
        return x * torch.sigmoid(y)

    x = act(conv("_conv_stem", "_bn0", x, stem, 3, 2) if port else conv("conv_stem", "bn1", x, stem, 3, 2))
    found = {"stem": x}
    kernels, strides = [3, 3, 5, 3, 5, 5, 3], [1, 2, 2, 2, 1, 2, 1]
    count = 0
    for s in range(7):
        for i in range(depths[s]):
            stride = strides[s] if i == 0 else 1
            expands = s > 0
            if port:
                names = ["_expand_conv", "_bn0", "_depthwise_conv", "_bn1", "_project_conv", "_bn2"]
                block = f"_blocks.{count}"
            else:
                names = ["conv_pw", "bn1", "conv_dw", "bn2", "conv_pwl", "bn3"]
                names = names if expands else ["", "", "conv_dw", "bn1", "conv_pw", "bn2"]
                block = f"blocks.{s}.{i}"
            names = [f"{block}.{name}" for name in names]
            count += 1
            y, inputs = x, x.shape[1]
            if expands:
                y = act(conv(names[0], names[1], y, inputs * 6, 1))
            y = act(conv(names[2], names[3], y, y.shape[1], kernels[s], stride, True))
            if not lite:
                y = excite((f"{block}.se.conv_reduce", f"{block}.se.conv_expand"), y, inputs // 4)
            y = conv(names[4], names[5], y, widths[s], 1)
            x = x + y if stride == 1 and inputs == widths[s] else y
        found[f"stage{s + 1}"] = x
    ends = ("_conv_head", "_bn1") if port else ("conv_head", "bn2")
    found["head"] = act(conv(*ends, x, head, 1))
    return found


LITE0 = {"stem": 32, "widths": [16, 24, 40, 80, 112, 192, 320], "depths": [1, 2, 2, 3, 3, 4, 1], "head": 1280}
B4 = {"stem": 48, "widths": [24, 32, 56, 112, 160, 272, 448], "depths": [2, 4, 4, 6, 6, 8, 2], "head": 1792}

NETWORKS: dict[str, Callable[[Weights, Tensor], Features]] = {
    "wide_resnet50_2": lambda w, x: resnet(w, x, [3, 4, 6, 3], True, 128),
    "resnet18": lambda w, x: resnet(w, x, [2, 2, 2, 2], False),
    "resnet18_layers1_3": lambda w, x: resnet(w, x, [2, 2, 2], False, folded=True),
    "resnet50": lambda w, x: resnet(w, x, [3, 4, 6, 3], True),
    "resnet50_caffe": resnet50_caffe,
    "resnet50v2": resnet50v2,
    "vgg16": vgg16,
    "vgg16_conv1_3": lambda w, x: vgg16(w, x, 3),
    "efficientnet_b4": lambda w, x: efficientnet(w, x, **B4, lite=False),
    "efficientnet_lite0": lambda w, x: efficientnet(w, x, **LITE0, lite=True),
    "squeezenet1_1": squeezenet1_1,
}
