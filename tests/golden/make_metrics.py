"""Writes the reference values of AUROC and average precision.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r tests/golden/requirements.txt
    /tmp/golden/bin/python tests/golden/make_metrics.py

Made with Python 3.11, numpy 2.4.6, scikit-learn 1.9.1. Scores are drawn by seed and written with all
their digits, so that they are read back exactly; those of the case "pixels" are float32 values.
First scikit-learn is checked against the definitions; a failed check writes nothing.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

FOLDER = Path(__file__).parent

Case = tuple[np.ndarray, np.ndarray]  # scores, labels


def shifted(seed: int, normal: int, anomalous: int, shift: float) -> Case:
    """Normal scores around 0 and anomalous ones around `shift`, in random order."""
    random = np.random.default_rng(seed)
    labels = random.permutation(np.repeat([0, 1], [normal, anomalous]))
    return random.standard_normal(normal + anomalous) + shift * labels, labels


def tied() -> Case:
    """Five distinct scores."""
    scores, labels = shifted(2, 150, 90, 0.7)
    return np.clip(np.round(scores), -2, 2), labels


def pixels() -> Case:
    """Six maps of 14x14 pixels in float32, half of them with a bright square, many pixels tied."""
    random = np.random.default_rng(5)
    maps = random.standard_normal((6, 14, 14))
    masks = np.zeros(maps.shape, np.int64)
    for image, corner in enumerate([2, 5, 8]):
        masks[image, corner : corner + 5, corner - 1 : corner + 4] = 1
    maps = (maps + 1.5 * masks).astype(np.float32)
    maps[np.abs(maps) < 0.3] = 0
    return maps.reshape(-1), masks.reshape(-1)


def cases() -> dict[str, Case]:
    """Every case by name."""
    perfect = np.array([0, 1] * 10)
    return {
        "random": shifted(1, 120, 80, 1.0),
        "tied": tied(),
        "imbalanced": shifted(3, 397, 3, 1.0),
        "perfect": (perfect + np.linspace(-0.4, 0.4, 20), perfect),
        "inverted": (np.linspace(-0.4, 0.4, 20) - perfect, perfect),
        "pixels": pixels(),
    }


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


def main() -> None:
    """Checks, then writes."""
    values = {}
    for name, (scores, labels) in cases().items():
        check_auroc(scores, labels)
        check_average_precision(scores, labels)
        values[name] = {
            "scores": scores.tolist(),
            "labels": labels.tolist(),
            "auroc": float(roc_auc_score(labels, scores)),
            "average_precision": float(average_precision_score(labels, scores)),
        }
    path = FOLDER / "metrics.json"
    path.write_text(json.dumps(values, separators=(",", ":")) + "\n")
    print(f"{path.name}: {len(values)} cases, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
