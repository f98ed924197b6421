"""Times features and the search for neighbours by PyTorch and scikit-learn, and prints JSON.

    measure.py SAMPLES

The networks are those of tests/golden/backbone_networks.py with the weights that the other side has.
Means of all stages are computed, in inference mode, float32, as many threads as cores. Norms follow
their convolutions as they do in the papers, while the other side folds them into the kernels: variants
of networks that have norms are called "unfused".
"""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import sklearn
import torch
from sklearn.neighbors import NearestNeighbors
from torch import Tensor

sys.path.append(str(Path(__file__).parents[2] / "tests/golden"))
from backbone_networks import NETWORKS  # noqa: E402
from make_backbones import weight  # noqa: E402

# Whether a network has norms.
NAMES = {"squeezenet1_1": False, "efficientnet_lite0": True, "resnet50": True}
BATCH, SIZE = 8, 224
QUERIES, GALLERY, PART, LENGTH = 3136, 5 * 3136, 3136, 256
MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def features(name: str, channels_last: bool) -> Callable[[], object]:
    """From values in [-1, 1] to the means of all stages."""
    layout = torch.channels_last if channels_last else torch.contiguous_format
    known: dict[str, Tensor] = {}

    def cached(tensor: str, shape: Sequence[int]) -> Tensor:
        if tensor not in known:
            values = weight(tensor, shape).float()
            known[tensor] = values.contiguous(memory_format=layout) if values.ndim == 4 else values
        return known[tensor]

    images = (torch.rand(BATCH, 3, SIZE, SIZE) * 2 - 1).contiguous(memory_format=layout)
    mean, deviation = (torch.tensor(v).reshape(1, 3, 1, 1) for v in (MEAN, DEVIATION))

    def run() -> object:
        found = NETWORKS[name](cached, ((images + 1) / 2 - mean) / deviation)
        return torch.cat([x.mean((2, 3)) for x in found.values()], 1).numpy()

    return run


def searches() -> dict[str, Callable[[], object]]:
    """Distance of each query to the nearest of the gallery."""
    queries, gallery = torch.rand(QUERIES, LENGTH), torch.rand(GALLERY, LENGTH)
    parts = gallery.split(PART)

    def products() -> Tensor:
        least = [
            torch.addmm(part.square().sum(1), queries, part.T, alpha=-2).min(1).values for part in parts
        ]
        squares = torch.stack(least).min(0).values + queries.square().sum(1)
        return squares.clamp(min=0).sqrt()

    def cdist() -> Tensor:
        return torch.stack([torch.cdist(queries, part).min(1).values for part in parts]).min(0).values

    def neighbours() -> np.ndarray:
        search = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(gallery.numpy())
        return search.kneighbors(queries.numpy())[0]

    return {
        "torch-cdist": cdist,
        "torch-cdist-whole": lambda: torch.cdist(queries, gallery).min(1).values,
        "torch-products": products,
        "scikit-learn": neighbours,
    }


def measure(run: Callable[[], object], samples: int) -> list[float]:
    run()  # warm-up
    times = []
    for _ in range(samples):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1000)
    return times


def main() -> None:
    samples = int(sys.argv[1])
    torch.set_num_threads(os.cpu_count() or 1)
    with torch.inference_mode():
        times = {
            f"features-{name}": {
                variant + ("-unfused" if norms else ""): measure(features(name, last), samples)
                for variant, last in {"torch-eager": False, "torch-channels-last": True}.items()
            }
            for name, norms in NAMES.items()
        }
        times["neighbours"] = {name: measure(run, samples) for name, run in searches().items()}
    versions = {
        "python": sys.version.split()[0],
        "torch": torch.__version__,
        "scikit-learn": sklearn.__version__,
    }
    print(json.dumps({"times": times, "versions": versions}))


main()
