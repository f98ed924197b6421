"""MemAE for 32 pixels in colour, layer by layer as in `lib/methods/memae`."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from common import SLOPE, Step, adam, one_network, prepare


class Memae(nn.Module):
    """The network for CIFAR-10, with whole codes as queries, cosines and hard shrinkage."""

    def __init__(self, size: int, items: int = 500) -> None:
        super().__init__()
        widths = [3, 64, 128, 128, 256]
        encoder: list[nn.Module] = []
        for inputs, outputs in zip(widths, widths[1:], strict=False):
            encoder += [nn.Conv2d(inputs, outputs, 3, 2, 1), nn.BatchNorm2d(outputs)]
            encoder += [nn.LeakyReLU(SLOPE)]
        decoder: list[nn.Module] = []
        for inputs, outputs in zip(widths[:0:-1], widths[-2::-1], strict=True):
            decoder += [nn.ConvTranspose2d(inputs, outputs, 3, 2, 1, 1)]
            decoder += [nn.BatchNorm2d(outputs), nn.LeakyReLU(SLOPE)]
        self.encoder = nn.Sequential(*encoder)
        self.decoder = nn.Sequential(*decoder[:-2])
        code = widths[-1] * (size // 16) ** 2
        self.items = nn.Parameter(torch.empty(items, code).uniform_(-1, 1) / code**0.5)
        self.shrinkage = 1 / items

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        code = self.encoder(x)
        queries = F.normalize(code.flatten(1), dim=1)
        weights = (queries @ F.normalize(self.items, dim=1).T).softmax(1)
        weights = weights * (weights > self.shrinkage)
        weights = weights / (weights.sum(1, keepdim=True) + 1e-12)
        return self.decoder((weights @ self.items).reshape(code.shape)), weights


def train_memae(case: dict, variant: str, images: Tensor) -> Step:
    """One step of MemAE."""
    network = prepare(Memae(case["image_size"]), variant)

    def losses() -> list[Tensor]:
        rebuilt, weights = network(images)
        reconstruction = F.mse_loss(rebuilt, images)
        entropy = -(weights * (weights + 1e-12).log()).sum(1).mean()
        return [reconstruction + 0.0002 * entropy, reconstruction, entropy]

    return one_network(adam(network, variant, 1e-4), variant, losses)
