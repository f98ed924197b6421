"""AE, VAE and AESc for 32 pixels in colour, layer by layer as in `lib/methods`."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from common import SLOPE, Step, adam, one_network, prepare


class Autoencoder(nn.Module):
    """Convolutions 4x4 that halve and double, without skip connections."""

    def __init__(self, levels: int = 3, base: int = 16) -> None:
        super().__init__()
        widths = [3, *(base * 2**level for level in range(levels))]
        layers: list[nn.Module] = []
        for inputs, outputs in zip(widths, widths[1:], strict=False):
            layers += [nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False)]
            layers += [nn.BatchNorm2d(outputs), nn.LeakyReLU(SLOPE, inplace=True)]
        for inputs, outputs in zip(widths[:1:-1], widths[-2:0:-1], strict=True):
            layers += [nn.ConvTranspose2d(inputs, outputs, 4, 2, 1, bias=False)]
            layers += [nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
        self.layers = nn.Sequential(*layers, nn.ConvTranspose2d(base, 3, 4, 2, 1), nn.Tanh())

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class Vae(nn.Module):
    """Pairs of convolutions 3x3 with ELU: images in [-1, 1] to logits, mean and log variance."""

    def __init__(
        self, size: int, levels: int = 2, base: int = 16, hidden: int = 512, code: int = 128
    ) -> None:
        super().__init__()
        widths = [base * 2**stage for stage in range(levels + 1)]
        encoder: list[nn.Module] = []
        for stage, width in enumerate(widths):
            inputs = 3 if stage == 0 else widths[stage - 1]
            encoder += [nn.MaxPool2d(2)] if stage > 0 else []
            encoder += [nn.Conv2d(inputs, width, 3, 1, 1), nn.ELU()]
            encoder += [nn.Conv2d(width, width, 3, 1, 1), nn.ELU()]
        decoder: list[nn.Module] = []
        for stage in range(levels, -1, -1):
            width = widths[stage]
            first = (
                nn.Conv2d(width, width, 3, 1, 1)
                if stage == levels
                else nn.ConvTranspose2d(widths[stage + 1], width, 4, 2, 1)
            )
            decoder += [first, nn.ELU(), nn.Conv2d(width, width, 3, 1, 1), nn.ELU()]
        at = size // 2**levels
        features = at * at * widths[-1]
        self.encoder = nn.Sequential(*encoder)
        self.down = nn.Sequential(
            nn.Linear(features, hidden), nn.ELU(), nn.Linear(hidden, 2 * code)
        )
        self.up = nn.Sequential(
            nn.Linear(code, hidden), nn.ELU(), nn.Linear(hidden, features), nn.ELU()
        )
        self.decoder = nn.Sequential(*decoder, nn.Conv2d(base, 3, 3, 1, 1))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        maps = self.encoder((x + 1) / 2)
        mean, log_variance = self.down(maps.flatten(1)).chunk(2, 1)
        codes = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
        return self.decoder(self.up(codes).reshape(maps.shape)), mean, log_variance


class Aesc(nn.Module):
    """Convolutions 5x5 that halve, nearest doubling, skip connections that are additions."""

    def __init__(self, levels: int = 3, base: int = 16) -> None:
        super().__init__()
        widths = [3, *(base * 2**level for level in range(levels))]
        pairs = list(zip(widths, widths[1:], strict=False))
        self.encoder = nn.ModuleList(self.block(a, b, 2) for a, b in pairs)
        self.decoder = nn.ModuleList(self.block(b, a, 1) for a, b in pairs[:0:-1])
        self.last = nn.Conv2d(base, 3, 5, 1, 2)

    @staticmethod
    def block(inputs: int, outputs: int, stride: int) -> nn.Module:
        conv = nn.Conv2d(inputs, outputs, 5, stride, 2)
        return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.LeakyReLU(0.3, inplace=True))

    def forward(self, x: Tensor) -> Tensor:
        x = (x + 1) / 2
        features = []
        for block in self.encoder:
            x = block(x)
            features.append(x)
        for block, skipped in zip(self.decoder, features[-2::-1], strict=True):
            x = block(F.interpolate(x, scale_factor=2)) + skipped
        return torch.sigmoid(self.last(F.interpolate(x, scale_factor=2)))


def train_ae(case: dict, variant: str, images: Tensor) -> Step:
    """One step of AE."""
    network = prepare(Autoencoder(), variant)
    losses = lambda: [F.mse_loss(network(images), images)]  # noqa: E731
    return one_network(adam(network, variant, 1e-3), variant, losses)


def train_vae(case: dict, variant: str, images: Tensor) -> Step:
    """One step of VAE: cross-entropy of the pixels and KL divergence, both summed."""
    network = prepare(Vae(case["image_size"]), variant)

    def losses() -> list[Tensor]:
        logits, mean, log_variance = network(images)
        targets = (images + 1) / 2
        crossed = F.binary_cross_entropy_with_logits(logits.float(), targets, reduction="sum")
        excess = mean.square() + log_variance.exp() - log_variance - 1
        reconstruction, kl = crossed / len(images), 0.5 * excess.sum(1).mean()
        return [reconstruction + kl, reconstruction, kl]

    return one_network(adam(network, variant, 1e-3), variant, losses)


def train_aesc(case: dict, variant: str, images: Tensor) -> Step:
    """One step of AESc: stained images in, whole ones wanted; both are the same here."""
    network = prepare(Aesc(), variant)
    losses = lambda: [F.mse_loss(network(images), (images + 1) / 2)]  # noqa: E731
    return one_network(adam(network, variant, 1e-2), variant, losses)
