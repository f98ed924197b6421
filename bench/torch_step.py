"""Times one DAAD training step in PyTorch: forward, mse loss, backward, Adam.

    pip install -r tests/golden/requirements.txt
    python bench/torch_step.py --case train-256 --samples 15 --warmup 3 --variant channels-last

Float32 on all cores, on one fixed random batch.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "golden"))
from daad_reference import Division, Generator, mse_loss  # noqa: E402


@dataclass(frozen=True)
class Case:
    """Size of the network and of the batch."""

    image_size: int
    levels: int
    base: int
    blocks: int
    items: int
    temperature: float
    batch: int


CASES = {
    "train-256": Case(256, 5, 16, 8, 400, 0.03, 8),
    "train-128": Case(128, 4, 16, 8, 400, 0.03, 8),
    "train-32": Case(32, 3, 16, 2, 200, 0.05, 64),
}

SIZE_OPTIONS = {
    "levels": "levels that halve the resolution",
    "base": "channels of the shallowest level",
    "items": "memory items on each level",
    "blocks": "blocks along height and width, at most the level's size",
    "batch": "images a step",
}

FORMATS = {"eager": torch.contiguous_format, "channels-last": torch.channels_last}


def training_step(case: Case, memory_format: torch.memory_format) -> Callable[[], float]:
    """Builds network, optimiser and batch; the result takes one step and returns the loss."""
    torch.manual_seed(0)
    sizes = [case.image_size // 2 ** (level + 1) for level in range(case.levels)]
    blocks = [min(case.blocks, size) for size in sizes]
    divisions = [Division(parts, parts, 1) for parts in blocks]
    network = Generator(case.image_size, case.base, divisions, case.items, case.temperature)
    network.to(memory_format=memory_format)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    images = torch.rand(case.batch, 3, case.image_size, case.image_size) * 2 - 1
    images = images.contiguous(memory_format=memory_format)

    def step() -> float:
        optimizer.zero_grad(set_to_none=True)
        loss = mse_loss(images, network(images))
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def measure(step: Callable[[], float], warmup: int, samples: int) -> list[float]:
    """Milliseconds of each timed step."""
    for _ in range(warmup):
        step()
    times = []
    for _ in range(samples):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", choices=CASES, default="train-256")
    parser.add_argument("--variant", choices=FORMATS, default="eager")
    parser.add_argument("--samples", type=int, default=15, help="timed steps")
    parser.add_argument("--warmup", type=int, default=3, help="steps before timing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    sizes = parser.add_argument_group("sizes (default: those of the case)")
    for name, meaning in SIZE_OPTIONS.items():
        sizes.add_argument(f"--{name}", type=int, help=meaning)
    return parser.parse_args()


def main() -> None:
    """Measures and prints."""
    arguments = parse_arguments()
    threads = os.cpu_count() or 1
    torch.set_num_threads(threads)
    sizes = {name: getattr(arguments, name) for name in SIZE_OPTIONS}
    given = {name: value for name, value in sizes.items() if value is not None}
    case = replace(CASES[arguments.case], **given)
    step = training_step(case, FORMATS[arguments.variant])
    times = measure(step, arguments.warmup, arguments.samples)
    result = {
        "case": arguments.case,
        "variant": f"torch-{arguments.variant}",
        "median_ms": round(statistics.median(times), 2),
        "min_ms": round(min(times), 2),
        "max_ms": round(max(times), 2),
        "samples": len(times),
        "torch": torch.__version__,
        "threads": threads,
        "sizes": asdict(case),
    }
    if arguments.json:
        print(json.dumps(result))
    else:
        print("  ".join(f"{name} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
