"""Times training steps of DAAD by PyTorch on a device, one line of JSON a variant and batch size.

    python bench/gpu/measure.py --device cuda --case train-256 --batch 8,32,128 --steps 20

The steps are those of bench/pytorch/daad.py. Variants: eager and channels-last in float32 without
TF32, torch.compile, and AMP in bfloat16 with channels last.
"""

import argparse
import contextlib
import json
import statistics
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pytorch"))
import common  # noqa: E402
from daad import train_daad  # noqa: E402

VARIANTS = {
    "eager": "torch-eager",
    "channels-last": "torch-channels-last",
    "amp-bf16": "torch-bf16",
    "compile": "torch-compile",
}
WARMUP = 3


def measure(variant: str, case: dict, batch: int, device: str, steps: int) -> dict:
    """The figures of one variant with one batch size."""
    kind = VARIANTS[variant]

    def precision(name: str) -> contextlib.AbstractContextManager:
        if name == "torch-bf16":
            return torch.autocast(device, dtype=torch.bfloat16)
        return contextlib.nullcontext()

    common.precision = precision
    size = case["image_size"]
    images = torch.rand(batch, 3, size, size) * 2 - 1
    if kind in ("torch-channels-last", "torch-bf16"):
        images = images.contiguous(memory_format=torch.channels_last)
    with torch.device(device):
        step = train_daad(case, kind, images.to(device))
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    times = []
    for _ in range(WARMUP + steps):
        start = time.perf_counter()
        step()  # reads the loss, so it waits for the device
        times.append((time.perf_counter() - start) * 1e3)
    median = statistics.median(times[WARMUP:])
    result = {
        "side": "pytorch",
        "variant": variant,
        "batch": batch,
        "median_ms": median,
        "min_ms": min(times[WARMUP:]),
        "max_ms": max(times[WARMUP:]),
        "first_ms": times[0],
        "images_per_second": batch / median * 1e3,
    }
    if device == "cuda":
        result["peak_gpu_mb"] = torch.cuda.max_memory_allocated() / 2**20
    return result


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cuda")
    parser.add_argument("--case", choices=common.CASES, default="train-256")
    parser.add_argument("--batch", default="8,32,128")
    parser.add_argument("--steps", type=int, default=20)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    case = common.CASES[arguments.case]
    for variant in VARIANTS:
        for batch in map(int, arguments.batch.split(",")):
            try:
                found = measure(variant, case, batch, arguments.device, arguments.steps)
            except Exception as error:  # out of memory, no compiler: the other variants go on
                reason = str(error).strip().splitlines()[0]
                found = {"variant": variant, "batch": batch, "failed": reason}
            print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
