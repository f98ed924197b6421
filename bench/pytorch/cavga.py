"""CAVGA-R for 32 pixels in colour, layer by layer as in `lib/methods/cavga`."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from common import SLOPE, Step, adam, precision, prepare

LATENT = 128
W_ADV, W_ATT = 0.01, 0.01
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def normed(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Sequential:
    """A convolution and its batch norm."""
    conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs))


class BasicBlock(nn.Module):
    """ResNet's block of two convolutions 3x3."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.first = normed(inputs, outputs, 3, stride)
        self.second = normed(outputs, outputs, 3)
        same = stride == 1 and inputs == outputs
        self.shortcut = None if same else normed(inputs, outputs, 1, stride)

    def forward(self, x: Tensor) -> Tensor:
        y = self.second(F.relu(self.first(x)))
        return F.relu(y + (x if self.shortcut is None else self.shortcut(x)))


class Enlarging(nn.Module):
    """The decoder's block, which doubles the resolution behind its first convolution or not."""

    def __init__(self, inputs: int, outputs: int, enlarge: bool) -> None:
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(outputs)
        self.second = normed(outputs, outputs, 3)
        self.shortcut = nn.Conv2d(inputs, outputs, 1, bias=False) if enlarge else None
        self.shortcut_norm = nn.BatchNorm2d(outputs) if enlarge else None

    def forward(self, x: Tensor) -> Tensor:
        y = self.first(x)
        if self.shortcut is not None:
            y = F.interpolate(y, scale_factor=2)
            x = self.shortcut_norm(F.interpolate(self.shortcut(x), scale_factor=2))
        return F.relu(self.second(F.relu(self.first_norm(y))) + x)


class AttentiveVae(nn.Module):
    """ResNet-18 of stride 1 without pooling, a code of maps, the decoder."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [*normed(3, 64, 7), nn.ReLU(inplace=True)]
        inputs = 64
        for stage in range(4):
            for i in range(2):
                layers.append(BasicBlock(inputs, 64 * 2**stage, 2 if stage > 0 and i == 0 else 1))
                inputs = 64 * 2**stage
        self.encoder = nn.Sequential(*layers)
        self.mean = nn.Conv2d(inputs, LATENT, 1)
        self.log_variance = nn.Conv2d(inputs, LATENT, 1)
        widths = [LATENT // 2**level for level in range(4)]
        decoder: list[nn.Module] = []
        for a, b in zip(widths, widths[1:], strict=False):
            decoder += [Enlarging(a, b, True), Enlarging(b, b, False)]
        self.decoder = nn.Sequential(*decoder, nn.Conv2d(widths[-1], 3, 3, 1, 1))
        channel = lambda values: torch.tensor(values).reshape(1, 3, 1, 1)  # noqa: E731
        self.register_buffer("shift", channel(MEAN))
        self.register_buffer("scale", channel(STD))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        maps = self.encoder(((x + 1) / 2 - self.shift) / self.scale)
        mean, log_variance = self.mean(maps), self.log_variance(maps)
        attention = F.relu(F.conv2d(maps, self.mean.weight.sum(0, keepdim=True)))
        attention = attention / (attention.amax((1, 2, 3), keepdim=True) + 1e-6)
        codes = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
        return self.decoder(codes), mean, log_variance, attention


class Discriminator(nn.Module):
    """Halving convolutions to 4x4, the mean of each map, a logit."""

    def __init__(self, levels: int = 3, base: int = 32) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(3, base, 4, 2, 1, bias=False), nn.LeakyReLU(SLOPE)]
        for level in range(1, levels):
            a, b = base * 2 ** (level - 1), base * 2**level
            layers += [nn.Conv2d(a, b, 4, 2, 1, bias=False), nn.BatchNorm2d(b)]
            layers += [nn.LeakyReLU(SLOPE)]
        self.trunk = nn.Sequential(*layers)
        self.judge = nn.Linear(base * 2 ** (levels - 1), 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.judge(self.trunk(x).mean((2, 3)))


def train_cavga(case: dict, variant: str, images: Tensor) -> Step:
    """One step of CAVGA-R: encoder and decoder, then the discriminator."""
    network = prepare(AttentiveVae(), variant)
    discriminator = prepare(Discriminator(), variant)
    network_adam = adam(network, variant, 1e-4)
    discriminator_adam = adam(discriminator, variant, 1e-4)
    values = images[0].numel()

    def step() -> list[float]:
        network_adam.zero_grad(set_to_none=True)
        discriminator_adam.zero_grad(set_to_none=True)
        discriminator.requires_grad_(False)
        with precision(variant):
            logits, mean, log_variance, attention = network(images)
            rebuilt = 2 * torch.sigmoid(logits) - 1
            fooled = F.softplus(-discriminator(rebuilt).float()).mean()
        targets = (images + 1) / 2
        crossed = F.binary_cross_entropy_with_logits(logits.float(), targets)
        mean, log_variance = mean.float(), log_variance.float()
        excess = mean.square() + log_variance.exp() - log_variance - 1
        kl = 0.5 * excess.sum() / (len(images) * values)
        attended = 1 - attention.mean()
        total = crossed + kl + W_ADV * fooled + W_ATT * attended
        total.backward()
        discriminator.requires_grad_(True)
        with precision(variant):
            on_real = F.softplus(-discriminator(images).float()).mean()
            on_fake = F.softplus(discriminator(rebuilt.detach()).float()).mean()
        judged = (on_real + on_fake) / 2
        judged.backward()
        network_adam.step()
        discriminator_adam.step()
        return [x.item() for x in (total, crossed, kl, fooled, attended, judged)]

    return step
