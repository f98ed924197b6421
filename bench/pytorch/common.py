"""What every counterpart needs: the variants, and one step of training."""

import contextlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import torch
from torch import Tensor, nn

CASES = json.loads((Path(__file__).resolve().parents[1] / "cases.json").read_text())
VARIANTS = ("torch-eager", "torch-channels-last", "torch-compile", "torch-bf16")
SLOPE = 0.2

Step = Callable[[], object]


def prepare(network: nn.Module, variant: str) -> nn.Module:
    """Memory format and compilation of the variant."""
    if variant in ("torch-channels-last", "torch-bf16"):
        network = network.to(memory_format=torch.channels_last)
    return torch.compile(network) if variant == "torch-compile" else network


def precision(variant: str) -> contextlib.AbstractContextManager:
    """Arithmetic of the forward pass."""
    if variant == "torch-bf16":
        return torch.autocast("cpu", dtype=torch.bfloat16)
    return contextlib.nullcontext()


def adam(network: nn.Module, variant: str, rate: float, **options: object) -> torch.optim.Adam:
    """Adam: PyTorch's default in eager mode, its fused one in the variants that are tuned."""
    fused = variant != "torch-eager"
    return torch.optim.Adam(network.parameters(), lr=rate, fused=fused, **options)


def one_network(
    optimizer: torch.optim.Optimizer, variant: str, losses: Callable[[], Iterable[Tensor]]
) -> Step:
    """The step of a method with one network; the first loss is minimised, all are read."""

    def step() -> list[float]:
        optimizer.zero_grad(set_to_none=True)
        with precision(variant):
            terms = list(losses())
        terms[0].backward()
        optimizer.step()
        return [term.item() for term in terms]

    return step
