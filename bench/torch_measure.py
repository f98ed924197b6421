"""Measures one case with one variant of PyTorch and prints JSON, as measure.ts does.

    pip install -r bench/requirements.txt
    python bench/torch_measure.py --case train-256 --variant torch-eager --samples 20

All cores, one fixed random batch. A training step is forward, losses, backward and Adam of every
network, the losses read at the end; scoring is the forward pass, the smoothed error map and the
mean of its highest 1 %, read at the end, in inference mode.
"""

import argparse
import contextlib
import json
import math
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "tests" / "golden"))
from daad_reference import (  # noqa: E402
    Discriminator,
    Division,
    Generator,
    alignment_loss,
    discriminator_loss,
    mse_loss,
    non_saturating_loss,
)
from torch_methods import GanomalyEncoder, GanomalyGenerator, Memae  # noqa: E402

CASES = json.loads((FOLDER / "cases.json").read_text())
VARIANTS = ("torch-eager", "torch-channels-last", "torch-compile", "torch-bf16")
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


def train_daad(case: dict, variant: str, images: Tensor) -> Callable[[], object]:
    """One step of DAAD."""
    network = prepare(make_generator(case), variant)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)

    def step() -> float:
        optimizer.zero_grad(set_to_none=True)
        with precision(variant):
            loss = mse_loss(images, network(images))
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def train_daad_plus(case: dict, variant: str, images: Tensor) -> Callable[[], object]:
    """One step of DAAD+: both losses from one forward pass of the generator, then both updates."""
    generator = prepare(make_generator(case), variant)
    discriminator = prepare(Discriminator(case["overrides"]["levels"], BASE), variant)
    generator_adam = torch.optim.Adam(generator.parameters(), lr=1e-3)
    discriminator_adam = torch.optim.Adam(discriminator.parameters(), lr=1e-4, betas=(0.5, 0.999))

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


def score_daad(case: dict, variant: str, images: Tensor) -> Callable[[], object]:
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


def prepare(network: torch.nn.Module, variant: str) -> torch.nn.Module:
    """Memory format and compilation of the variant."""
    if variant in ("torch-channels-last", "torch-bf16"):
        network = network.to(memory_format=torch.channels_last)
    return torch.compile(network) if variant == "torch-compile" else network


def precision(variant: str) -> contextlib.AbstractContextManager:
    """Arithmetic of the forward pass."""
    if variant == "torch-bf16":
        return torch.autocast("cpu", dtype=torch.bfloat16)
    return contextlib.nullcontext()


def train_ganomaly(case: dict, variant: str, images: Tensor) -> Callable[[], object]:
    """One step of GANomaly: the generator's update, then the discriminator's."""
    generator = prepare(GanomalyGenerator(case["image_size"]), variant)
    discriminator = prepare(GanomalyEncoder(case["image_size"], 1), variant)
    adam = {"lr": 2e-4, "betas": (0.5, 0.999)}
    generator_adam = torch.optim.Adam(generator.parameters(), **adam)
    discriminator_adam = torch.optim.Adam(discriminator.parameters(), **adam)

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


def train_memae(case: dict, variant: str, images: Tensor) -> Callable[[], object]:
    """One step of MemAE for 32 pixels in color."""
    network = prepare(Memae(case["image_size"]), variant)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)

    def step() -> list[float]:
        optimizer.zero_grad(set_to_none=True)
        with precision(variant):
            rebuilt, weights = network(images)
            reconstruction = F.mse_loss(rebuilt, images)
            entropy = -(weights * (weights + 1e-12).log()).sum(1).mean()
            total = reconstruction + 0.0002 * entropy
        total.backward()
        optimizer.step()
        return [x.item() for x in (total, reconstruction, entropy)]

    return step


STEPS = {
    ("daad", "train"): train_daad,
    ("daad_plus", "train"): train_daad_plus,
    ("daad", "score"): score_daad,
    ("ganomaly", "train"): train_ganomaly,
    ("memae", "train"): train_memae,
}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", choices=CASES, default="train-256")
    parser.add_argument("--variant", choices=VARIANTS, default="torch-eager")
    parser.add_argument("--samples", type=int, default=20, help="timed steps")
    parser.add_argument("--warmup", type=int, default=5, help="steps before timing")
    arguments = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    torch.manual_seed(0)
    case = CASES[arguments.case]
    images = torch.rand(case["batch"], 3, case["image_size"], case["image_size"]) * 2 - 1
    if arguments.variant in ("torch-channels-last", "torch-bf16"):
        images = images.contiguous(memory_format=torch.channels_last)
    step = STEPS[case["method"], case["kind"]](case, arguments.variant, images)
    started = float(os.environ.get("BENCH_STARTED", time.time() * 1e3))
    step()
    first = time.time() * 1e3 - started
    for _ in range(arguments.warmup - 1):
        step()
    times = []
    for _ in range(arguments.samples):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1e3)
    result = {
        "case": arguments.case,
        "variant": arguments.variant,
        "median_ms": statistics.median(times),
        "min_ms": min(times),
        "max_ms": max(times),
        "samples": len(times),
        "first_ms": first,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
