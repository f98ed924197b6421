"""GANomaly, layer by layer as in `lib/methods/ganomaly`."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from common import SLOPE, Step, adam, precision, prepare


class Encoder(nn.Module):
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


class Generator(nn.Module):
    """Encodes, decodes, encodes again."""

    def __init__(self, size: int, latent: int = 100, channels: int = 3, width: int = 64) -> None:
        super().__init__()
        self.encoder = Encoder(size, latent, channels, width)
        self.second = Encoder(size, latent, channels, width)
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


def train_ganomaly(case: dict, variant: str, images: Tensor) -> Step:
    """One step of GANomaly: the generator's update, then the discriminator's."""
    generator = prepare(Generator(case["image_size"]), variant)
    discriminator = prepare(Encoder(case["image_size"], 1), variant)
    generator_adam = adam(generator, variant, 2e-4, betas=(0.5, 0.999))
    discriminator_adam = adam(discriminator, variant, 2e-4, betas=(0.5, 0.999))

    def step() -> list[float]:
        generator_adam.zero_grad(set_to_none=True)
        discriminator_adam.zero_grad(set_to_none=True)
        with precision(variant):
            code, rebuilt, rebuilt_code = generator(images)
            discriminator.requires_grad_(False)
            with torch.no_grad():
                real = discriminator(images)[0]
            adversarial = F.mse_loss(discriminator(rebuilt)[0], real)
            reconstruction = F.l1_loss(rebuilt, images)
            encoding = F.mse_loss(code, rebuilt_code)
            total = adversarial + 50 * reconstruction + encoding
        total.backward()
        discriminator.requires_grad_(True)
        with precision(variant):
            on_real = F.softplus(-discriminator(images)[1].float()).mean()
            on_fake = F.softplus(discriminator(rebuilt.detach())[1].float()).mean()
            judged = (on_real + on_fake) / 2
        judged.backward()
        generator_adam.step()
        discriminator_adam.step()
        return [x.item() for x in (total, adversarial, reconstruction, encoding, judged)]

    return step
