"""DAAD in PyTorch: the networks and losses that the TypeScript code is compared with.

Written from the definition, not from the TypeScript code. Modules take PyTorch's NCHW; arrays in
files are NHWC with tfjs kernels, and `named_arrays` and `load_arrays` translate.

Paper: Hou et al., "Divide-and-Assemble: Learning Block-wise Memory for Unsupervised Anomaly
Detection", ICCV 2021, arXiv 2107.13118. Layers, widths and the temperature are choices.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

SQUARED_NORM_EPSILON = 1e-12
LEAKY_SLOPE = 0.2

Named = dict[str, np.ndarray]


class Division(NamedTuple):
    """Into how many parts a feature map is divided along each axis."""

    height: int
    width: int
    channels: int


def divide(feature: Tensor, division: Division) -> Tensor:
    """Divides `[b, c, h, w]` into blocks `[b * Q, D]`.

    Blocks are ordered (image, row, column, channel part); the values of a block are ordered
    (row, column, channel), as in an NHWC array.
    """
    b, c, h, w = feature.shape
    rh, rw, rc = division
    parts = feature.reshape(b, rc, c // rc, rh, h // rh, rw, w // rw)
    return parts.permute(0, 3, 5, 1, 4, 6, 2).reshape(b * rh * rw * rc, -1)


def assemble(blocks: Tensor, division: Division, like: Tensor) -> Tensor:
    """Inverse of `divide`: blocks to a map with the shape and the memory format of `like`."""
    b, c, h, w = like.shape
    rh, rw, rc = division
    parts = blocks.reshape(b, rh, rw, rc, h // rh, w // rw, c // rc)
    if like.is_contiguous(memory_format=torch.channels_last):
        return parts.permute(0, 1, 4, 2, 5, 3, 6).reshape(b, h, w, c).permute(0, 3, 1, 2)
    return parts.permute(0, 3, 6, 1, 4, 2, 5).reshape(b, c, h, w).contiguous()


def address(blocks: Tensor, items: Tensor, temperature: float) -> Tensor:
    """Weights `softmax_i(cos(q, m_i) / T)` of blocks `[n, D]` over items `[N, D]`: `[n, N]`."""
    unit_items = items * inverse_norm(items)
    return torch.softmax(blocks @ unit_items.T * (inverse_norm(blocks) / temperature), dim=1)


def inverse_norm(rows: Tensor) -> Tensor:
    """`1 / sqrt(|row|^2 + 1e-12)`, `[n, 1]`."""
    return torch.rsqrt(rows.square().sum(1, keepdim=True) + SQUARED_NORM_EPSILON)


class BlockMemory(nn.Module):
    """Replaces every block of a feature map by a mixture of memory items."""

    def __init__(
        self, shape: tuple[int, int, int], division: Division, items: int, temperature: float
    ) -> None:
        """`shape` is the feature map's height, width and channels."""
        super().__init__()
        self.division = division
        self.temperature = temperature
        size = math.prod(shape) // math.prod(division)
        bound = 3 / math.sqrt(size)
        self.items = nn.Parameter(torch.empty(items, size).uniform_(-bound, bound))

    def forward(self, feature: Tensor) -> Tensor:
        weights = address(divide(feature, self.division), self.items, self.temperature)
        return assemble(weights @ self.items, self.division, feature)


class EncoderLevel(nn.Module):
    """Convolution that halves the resolution, batch norm, leaky ReLU."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 4, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        return F.leaky_relu(self.norm(self.conv(x)), LEAKY_SLOPE, inplace=True)


class DecoderLevel(nn.Module):
    """Transposed convolution that doubles the resolution, batch norm, ReLU."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.norm(self.conv(x)), inplace=True)


class ImageLevel(nn.Module):
    """The decoder's last level: transposed convolution with bias, tanh."""

    def __init__(self, inputs: int, channels: int) -> None:
        super().__init__()
        self.conv = nn.ConvTranspose2d(inputs, channels, 4, stride=2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(self.conv(x))


class Generator(nn.Module):
    """A U-Net with a block-wise memory on every level's feature map, the deepest included."""

    def __init__(
        self,
        image_size: int,
        base: int,
        divisions: Sequence[Division],
        items: int,
        temperature: float,
        channels: int = 3,
    ) -> None:
        """One level per division, shallowest first; level i has `base * 2^i` channels."""
        super().__init__()
        levels = len(divisions)
        widths = [base * 2**level for level in range(levels)]
        sizes = [image_size // 2 ** (level + 1) for level in range(levels)]
        self.encoder = nn.ModuleList(map(EncoderLevel, [channels, *widths], widths))
        self.memory = nn.ModuleList(
            BlockMemory((size, size, width), division, items, temperature)
            for size, width, division in zip(sizes, widths, divisions, strict=True)
        )
        # Every level but the deepest receives the level below and its own memory's read-out.
        joined = [2 * width for width in widths[:-1]] + widths[-1:]
        self.decoder = nn.ModuleList(
            [ImageLevel(joined[0], channels), *map(DecoderLevel, joined[1:], widths)]
        )

    def forward(self, x: Tensor) -> Tensor:
        reads = []
        for encode, memory in zip(self.encoder, self.memory, strict=True):
            x = encode(x)
            reads.append(memory(x))
        d = reads[-1]
        for level in range(len(reads) - 1, 0, -1):
            d = torch.cat([self.decoder[level](d), reads[level - 1]], dim=1)
        return self.decoder[0](d)


class Discriminator(nn.Module):
    """Strided convolutions with leaky ReLU, then a 1x1 convolution to patch logits."""

    def __init__(self, levels: int, base: int, channels: int = 3) -> None:
        super().__init__()
        widths = [channels, *(base * 2**level for level in range(levels))]
        # Nested so that the state dict's names are those of the files.
        self.discriminator = nn.ModuleDict(
            {
                str(level): nn.ModuleDict(
                    {"conv": nn.Conv2d(widths[level], widths[level + 1], 4, stride=2, padding=1)}
                )
                for level in range(levels)
            }
        )
        self.discriminator["logit"] = nn.Conv2d(widths[-1], 1, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Patch logits `[b, 1, h', w']` and each level's features after the activation."""
        features: list[Tensor] = []
        *levels, logit = self.discriminator.values()
        for level in levels:
            x = F.leaky_relu(level["conv"](x), LEAKY_SLOPE, inplace=True)
            features.append(x)
        return logit(x), features


def mse_loss(x: Tensor, reconstruction: Tensor) -> Tensor:
    """`mean((x - x^)^2)`."""
    return F.mse_loss(reconstruction, x)


def l2_loss(x: Tensor, reconstruction: Tensor) -> Tensor:
    """Mean over images of `sqrt(sum((x - x^)^2) + 1e-12)`."""
    squared = (x - reconstruction).square().flatten(1).sum(1)
    return torch.sqrt(squared + SQUARED_NORM_EPSILON).mean()


def non_saturating_loss(fake_logits: Tensor) -> Tensor:
    """The generator's `-mean log D(x^)`, D = sigmoid(logit)."""
    return F.softplus(-fake_logits).mean()


def minimax_loss(fake_logits: Tensor) -> Tensor:
    """The generator's `mean log(1 - D(x^))`, the paper's form."""
    return -F.softplus(fake_logits).mean()


def discriminator_loss(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """`-mean log D(x) - mean log(1 - D(x^))`."""
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()


def alignment_loss(real: Sequence[Tensor], fake: Sequence[Tensor]) -> Tensor:
    """Mean over layers of `mean((f(x) - f(x^))^2)`."""
    return torch.stack([F.mse_loss(b, a) for a, b in zip(real, fake, strict=True)]).mean()


def nhwc(x: Tensor) -> np.ndarray:
    """`[b, c, h, w]` tensor to a `[b, h, w, c]` array."""
    return x.detach().permute(0, 2, 3, 1).numpy()


def nchw(x: np.ndarray) -> Tensor:
    """`[b, h, w, c]` array to a `[b, c, h, w]` tensor of float64."""
    return torch.from_numpy(x).double().permute(0, 3, 1, 2).contiguous()


_SUFFIXES = {
    "conv.weight": "conv.kernel",
    "logit.weight": "logit.kernel",
    "norm.weight": "norm.gamma",
    "norm.bias": "norm.beta",
    "norm.running_mean": "norm.mean",
    "norm.running_var": "norm.variance",
}


def file_name(name: str) -> str:
    """The name in files of a parameter or buffer of a state dict."""
    for suffix, replacement in _SUFFIXES.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix) + replacement
    return name


def to_file(value: Tensor) -> np.ndarray:
    """A parameter in its file layout.

    Kernels `[out, in, h, w]` become `[h, w, in, out]`, and those of transposed convolutions,
    `[in, out, h, w]`, become `[h, w, out, in]`: the same permutation. All else stays.
    """
    value = value.detach()
    return (value.permute(2, 3, 1, 0) if value.ndim == 4 else value).numpy()


def from_file(array: np.ndarray) -> Tensor:
    """Inverse of `to_file`."""
    value = torch.from_numpy(array)
    return value.permute(3, 2, 0, 1) if value.ndim == 4 else value


def state(module: nn.Module) -> dict[str, Tensor]:
    """Parameters and running statistics by their names in files; the module's own tensors."""
    return {
        file_name(name): value
        for name, value in module.state_dict().items()
        if not name.endswith("num_batches_tracked")
    }


def named_arrays(module: nn.Module) -> Named:
    """Parameters and running statistics as in files."""
    return {name: to_file(value).copy() for name, value in state(module).items()}


def load_arrays(module: nn.Module, arrays: Mapping[str, np.ndarray]) -> None:
    """Sets parameters and running statistics from arrays as in files."""
    for name, value in state(module).items():
        value.copy_(from_file(arrays[name]))


def named_gradients(module: nn.Module) -> Named:
    """Gradients of all parameters, named and laid out as in files."""
    return {file_name(name): to_file(p.grad).copy() for name, p in module.named_parameters()}
