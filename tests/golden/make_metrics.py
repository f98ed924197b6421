"""Writes the reference values of the metrics.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r tests/golden/requirements.txt
    /tmp/golden/bin/python tests/golden/make_metrics.py

in the project's folder. Made with Python 3.11, numpy 2.4.6, scikit-learn 1.9.1, SciPy 1.17.1. Scores
are drawn by seed and written with all their digits, so that they are read back exactly; maps are
float32 in base64. "bottle" are maps of the bundled images; `bottle_256`, which is given by its values
only, are maps of the larger copy in ../shared, and is left out with a note where that is missing.
First scikit-learn is checked against the definitions; a failed check writes nothing.
"""

import base64
import json
from pathlib import Path

import numpy as np
from metric_cases import image_cases, pair_cases, pixel_cases, shared_bottle
from metric_references import check_pro_curve, delong, f1_max, false_positive_rate, paired_delong, pro
from scipy import stats
from sklearn.metrics import average_precision_score, roc_auc_score

FOLDER = Path(__file__).parent
SHARED = Path("../shared/data/mvtec_ad_256/bottle")
LIMITS = [0.05, 0.3, 1.0]
QUANTILES = [0.25, 0.5, 0.9, 0.995, 1.0]


def check_auroc(scores: np.ndarray, labels: np.ndarray) -> None:
    """AUROC is the share of pairs that are in order."""
    difference = scores[labels == 1][:, None] - scores[labels == 0]
    expected = np.mean((difference > 0) + (difference == 0) / 2)
    np.testing.assert_allclose(roc_auc_score(labels, scores), expected, rtol=1e-13)


def check_average_precision(scores: np.ndarray, labels: np.ndarray) -> None:
    """Average precision is the mean, over the anomalous, of the precision at their own score."""
    precisions = [labels[scores >= score].mean() for score in scores[labels == 1]]
    expected = np.mean(precisions)
    np.testing.assert_allclose(average_precision_score(labels, scores), expected, rtol=1e-13)


def ranking_values(scores: np.ndarray, labels: np.ndarray) -> dict[str, object]:
    """What needs scores and labels only."""
    return {
        "auroc": float(roc_auc_score(labels, scores)),
        "average_precision": float(average_precision_score(labels, scores)),
        "f1_max": f1_max(scores, labels),
    }


def image_values(scores: np.ndarray, labels: np.ndarray) -> dict[str, object]:
    """Of scores of images."""
    check_auroc(scores, labels)
    check_average_precision(scores, labels)
    rates = {str(recall): false_positive_rate(scores, labels, recall) for recall in [0.5, 0.95, 1.0]}
    return {
        "scores": scores.tolist(),
        "labels": labels.tolist(),
        **ranking_values(scores, labels),
        "false_positive_rate": rates,
        "delong": delong(scores, labels),
        "quantiles": {str(q): float(np.quantile(scores, q)) for q in QUANTILES},
    }


def pixel_values(maps: np.ndarray, masks: np.ndarray) -> dict[str, object]:
    """Of maps."""
    return {
        **ranking_values(maps.reshape(-1), masks.reshape(-1)),
        "pro": {str(limit): pro(maps, masks, limit) for limit in LIMITS},
    }


def pixel_case(maps: np.ndarray, masks: np.ndarray, check: bool) -> dict[str, object]:
    """Maps and masks with their values."""
    maps = maps.astype("<f4")
    if check:
        check_pro_curve(maps, masks)
    encode = lambda array: base64.b64encode(array.tobytes()).decode()
    return {
        "shape": maps.shape,
        "maps": encode(maps),
        "masks": encode(np.packbits(masks, bitorder="little")),
        **pixel_values(maps, masks),
    }


def normal_values() -> dict[str, list[list[float]]]:
    """Points of the normal distribution and its inverse."""
    points = [*np.linspace(-8, 8, 65), -37, -20, -12, -2.83, -2.82, 1e-9]
    shares = [1e-300, 1e-20, 1e-9, 0.001, 0.025, 0.2, 0.5, 0.7, 0.9, 0.975, 0.995, 1 - 1e-9]
    return {
        "cdf": [[float(x), float(stats.norm.cdf(x))] for x in points],
        "quantile": [[p, float(stats.norm.ppf(p))] for p in shares],
    }


def main() -> None:
    """Checks, then writes."""
    values: dict[str, object] = {
        "images": {name: image_values(*case) for name, case in image_cases().items()},
        "pairs": {
            name: {
                "first": first.tolist(),
                "second": second.tolist(),
                "labels": labels.tolist(),
                **paired_delong(first, second, labels),
            }
            for name, (first, second, labels) in pair_cases().items()
        },
        "pixels": {
            name: pixel_case(*case, check=name != "bottle") for name, case in pixel_cases().items()
        },
        "normal": normal_values(),
    }
    path = FOLDER / "metrics.json"
    if SHARED.is_dir():
        values["bottle_256"] = pixel_values(*shared_bottle(SHARED))
    else:
        print(f"{SHARED} is missing: bottle_256 stays as it is")
        values["bottle_256"] = json.loads(path.read_text())["bottle_256"]
    path.write_text(json.dumps(values, separators=(",", ":")) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
