"""GANomaly and MemAE in PyTorch, layer by layer as in `lib/methods`, for the benchmarks."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SLOPE = 0.2


class GanomalyEncoder(nn.Module):
    """Halving convolutions to 4x4, then one over the whole map: features and outputs."""

    def __init__(self, size: int, outputs: int, channels: int = 3, width: int = 64) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(channels, width, 4, 2, 1, bias=False)]
        layers.append(nn.LeakyReLU(SLOPE))
        while size > 8:
            layers += [nn.Conv2d(width, 2 * width, 4, 2, 1, bias=False)]
            layers += [nn.BatchNorm2d(2 * width), nn.LeakyReLU(SLOPE)]
            width, size = 2 * width, size // 2
        self.trunk = nn.Sequential(*layers)
        self.last = nn.Conv2d(width, outputs, 4, 1, 0, bias=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        features = self.trunk(x)
        return features, self.last(features).flatten(1)


class GanomalyGenerator(nn.Module):
    """Encodes, decodes, encodes again."""

    def __init__(self, size: int, latent: int = 100, channels: int = 3, width: int = 64) -> None:
        super().__init__()
        self.encoder = GanomalyEncoder(size, latent, channels, width)
        self.second = GanomalyEncoder(size, latent, channels, width)
        at = width
        while size > 8:
            at, size = 2 * at, size // 2
        layers: list[nn.Module] = [nn.ConvTranspose2d(latent, at, 4, 1, 0, bias=False)]
        layers += [nn.BatchNorm2d(at), nn.ReLU()]
        while at > width:
            layers += [nn.ConvTranspose2d(at, at // 2, 4, 2, 1, bias=False)]
            layers += [nn.BatchNorm2d(at // 2), nn.ReLU()]
            at //= 2
        layers += [nn.ConvTranspose2d(width, channels, 4, 2, 1, bias=False), nn.Tanh()]
        self.decoder = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        code = self.encoder(x)[1]
        rebuilt = self.decoder(code[:, :, None, None])
        return code, rebuilt, self.second(rebuilt)[1]


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
