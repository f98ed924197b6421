"""Times AUROC by scikit-learn and PRO by NumPy and SciPy, and prints JSON: measure.py FOLDER SAMPLES.

PRO is sorted once and summed up, as fast as NumPy does it: cumulative sums over all pixels, not a loop
over thresholds.
"""

import json
import sys
import time

import numpy as np
import scipy
import sklearn
from scipy import ndimage
from sklearn.metrics import roc_auc_score

SIZE = 256
LIMIT = 0.3


def pro(maps: np.ndarray, masks: np.ndarray) -> float:
    """Area under the per-region overlap up to the limit, over the limit."""
    weights = np.zeros(maps.shape)
    regions = 0
    for mask, weight in zip(masks, weights):
        labels, count = ndimage.label(mask, structure=np.ones((3, 3)))
        shares = np.append(0, 1 / np.bincount(labels.ravel(), minlength=count + 1)[1:])
        weight[:] = shares[labels]
        regions += count
    scores = maps.ravel()
    order = np.argsort(-scores)
    scores = scores[order]
    last = np.append(scores[1:] != scores[:-1], True)
    rates = np.cumsum(masks.ravel()[order] == 0)[last]
    rates = np.append(0, rates / rates[-1])
    overlaps = np.append(0, np.cumsum(weights.ravel()[order])[last] / regions)
    end = np.searchsorted(rates, LIMIT, "right")
    xs = np.append(rates[:end], LIMIT)
    ys = np.append(overlaps[:end], np.interp(LIMIT, rates, overlaps))
    return float(np.trapezoid(ys, xs) / LIMIT)


def main() -> None:
    """Measures."""
    folder, samples = sys.argv[1], int(sys.argv[2])
    maps = np.fromfile(f"{folder}/maps.f32", "<f4").reshape(-1, SIZE, SIZE)
    masks = np.fromfile(f"{folder}/masks.u8", np.uint8).reshape(maps.shape)
    compute = {
        "auroc": lambda: float(roc_auc_score(masks.ravel(), maps.ravel())),
        "pro": lambda: pro(maps, masks),
    }
    values = {name: run() for name, run in compute.items()}  # the first call is warm-up
    times: dict[str, list[float]] = {name: [] for name in compute}
    for _ in range(samples):
        for name, run in compute.items():
            started = time.perf_counter()
            run()
            times[name].append((time.perf_counter() - started) * 1000)
    versions = {
        "python": sys.version.split()[0],
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "scikit-learn": sklearn.__version__,
    }
    print(json.dumps({"times": times, "values": values, "versions": versions}))


main()
