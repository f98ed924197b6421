"""Measures one case with one variant of PyTorch and prints JSON, as measure.ts does.

    pip install -r bench/requirements.txt
    python bench/pytorch/measure.py --case train-256 --variant torch-eager --samples 20

All cores, one fixed random batch. A training step is forward, losses, backward and the update of
every network, the losses read at the end; scoring is the forward pass, the smoothed error map and
the mean of its highest 1 %, read at the end, in inference mode. With --work, nothing is measured:
it prints how many values are trained and the products of one step.
"""

import argparse
import json
import os
import re
import statistics
import time
from pathlib import Path

import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from arnet import train_arnet
from autoencoders import train_ae, train_aesc, train_vae
from cavga import train_cavga
from common import CASES, VARIANTS, Step
from daad import score_daad, train_daad, train_daad_plus
from ganomaly import train_ganomaly
from geotrans import train_geotrans
from memae import train_memae

STEPS = {
    ("ae", "train"): train_ae,
    ("aesc", "train"): train_aesc,
    ("arnet", "train"): train_arnet,
    ("cavga", "train"): train_cavga,
    ("daad", "score"): score_daad,
    ("daad", "train"): train_daad,
    ("daad_plus", "train"): train_daad_plus,
    ("ganomaly", "train"): train_ganomaly,
    ("geotrans", "train"): train_geotrans,
    ("memae", "train"): train_memae,
    ("vae", "train"): train_vae,
}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", choices=CASES, default="train-256")
    parser.add_argument("--variant", choices=VARIANTS, default="torch-eager")
    parser.add_argument("--samples", type=int, default=20, help="timed steps")
    parser.add_argument("--warmup", type=int, default=5, help="steps before timing")
    parser.add_argument("--work", action="store_true", help="count products instead")
    arguments = parser.parse_args()
    torch.set_num_threads(os.cpu_count() or 1)
    torch.manual_seed(0)
    case = CASES[arguments.case]
    images = torch.rand(case["batch"], 3, case["image_size"], case["image_size"]) * 2 - 1
    if arguments.variant in ("torch-channels-last", "torch-bf16"):
        images = images.contiguous(memory_format=torch.channels_last)
    trained = TrainedValues()
    step = STEPS[case["method"], case["kind"]](case, arguments.variant, images)
    print(json.dumps(count(trained, step) if arguments.work else measure(arguments, step)))


def measure(arguments: argparse.Namespace, step: Step) -> dict:
    """Times of the steps, in milliseconds."""
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
    return {
        "case": arguments.case,
        "variant": arguments.variant,
        "median_ms": statistics.median(times),
        "min_ms": min(times),
        "max_ms": max(times),
        "samples": len(times),
        "first_ms": first,
        **peak_memory(),
    }


def peak_memory() -> dict:
    """Highest resident memory of this process, and without pages of files, in megabytes.

    `ru_maxrss` would begin with that of the process that started it.
    """
    fields = dict(re.findall(r"(\w+):\s*(\d+) kB", Path("/proc/self/status").read_text()))
    peak = int(fields["VmHWM"])
    own = peak - int(fields["RssFile"]) - int(fields["RssShmem"])
    return {"peak_mb": peak / 1024, "own_mb": own / 1024}


class TrainedValues:
    """Counts the values that optimisers are given from now on."""

    def __init__(self) -> None:
        self.count = 0
        original = torch.optim.Optimizer.add_param_group

        def counting(optimizer: torch.optim.Optimizer, group: dict) -> None:
            original(optimizer, group)
            params: list[Tensor] = optimizer.param_groups[-1]["params"]
            self.count += sum(p.numel() for p in params)

        torch.optim.Optimizer.add_param_group = counting


def count(trained: TrainedValues, step: Step) -> dict:
    """Values that are trained, and multiplications and additions of one step's products."""
    counter = FlopCounterMode(display=False)
    with counter:
        step()
    return {"trained": trained.count, "flops": counter.get_total_flops()}


if __name__ == "__main__":
    main()
