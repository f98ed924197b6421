"""DAAD and DAAD+: training steps and scoring."""

import math
import sys
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from common import Step, adam, one_network, precision, prepare

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "golden"))
from daad_reference import (  # noqa: E402
    Discriminator,
    Division,
    Generator,
    alignment_loss,
    discriminator_loss,
    mse_loss,
    non_saturating_loss,
)

BASE = 16
LAMBDA_REC, LAMBDA_ADV, LAMBDA_ALI = 50.0, 0.1, 100.0
SIGMA_AT_256 = 4.0


def make_generator(case: dict) -> Generator:
    """The network with the case's sizes."""
    own = case["overrides"]
    sizes = [case["image_size"] // 2 ** (level + 1) for level in range(own["levels"])]
    blocks = own["division"]["height"]
    divisions = [Division(*2 * (min(blocks, size),), 1) for size in sizes]
    return Generator(case["image_size"], BASE, divisions, own["items"], own["temperature"])


def train_daad(case: dict, variant: str, images: Tensor) -> Step:
    """One step of DAAD."""
    network = prepare(make_generator(case), variant)
    losses = lambda: [mse_loss(images, network(images))]  # noqa: E731
    return one_network(adam(network, variant, 1e-3), variant, losses)


def train_daad_plus(case: dict, variant: str, images: Tensor) -> Step:
    """One step of DAAD+: both losses from one forward pass of the generator, then both updates."""
    generator = prepare(make_generator(case), variant)
    discriminator = prepare(Discriminator(case["overrides"]["levels"], BASE), variant)
    generator_adam = adam(generator, variant, 1e-3)
    discriminator_adam = adam(discriminator, variant, 1e-4, betas=(0.5, 0.999))

    def step() -> list[float]:
        generator_adam.zero_grad(set_to_none=True)
        discriminator_adam.zero_grad(set_to_none=True)
        with precision(variant):
            reconstructions = generator(images)
            discriminator.requires_grad_(False)
            with torch.no_grad():
                real = discriminator(images)[1]
            logits, fake = discriminator(reconstructions)
            rec = mse_loss(images, reconstructions)
            adv = non_saturating_loss(logits)
            ali = alignment_loss(real[:3], fake[:3])
            total = LAMBDA_REC * rec + LAMBDA_ADV * adv + LAMBDA_ALI * ali
        total.backward()
        discriminator.requires_grad_(True)
        with precision(variant):
            judged = discriminator_loss(
                discriminator(images)[0], discriminator(reconstructions.detach())[0]
            )
        judged.backward()
        generator_adam.step()
        discriminator_adam.step()
        return [x.item() for x in (total, rec, adv, ali, judged)]

    return step


def score_daad(case: dict, variant: str, images: Tensor) -> Step:
    """The scores of one batch."""
    network = prepare(make_generator(case).eval(), variant)
    sigma = SIGMA_AT_256 * case["image_size"] / 256
    radius = round(4 * sigma)
    taps = [math.exp(-((i - radius) ** 2) / (2 * sigma**2)) for i in range(2 * radius + 1)]
    kernel = torch.tensor(taps) / sum(taps)
    top = round(0.01 * case["image_size"] ** 2)

    def step() -> list[float]:
        with torch.inference_mode(), precision(variant):
            errors = (images - network(images)).square().mean(1, keepdim=True).float()
            padded = F.pad(errors, [radius] * 4, mode="reflect")
            rows = F.conv2d(padded, kernel.view(1, 1, -1, 1))
            maps = F.conv2d(rows, kernel.view(1, 1, 1, -1))
            return maps.flatten(1).topk(top).values.mean(1).tolist()

    return step
