"""Reference implementations of the metrics that scikit-learn lacks, straight from their definitions.

All are as slow as they are plain: pairs for DeLong, all thresholds for PRO.
"""

import numpy as np
from scipy import ndimage, stats
from sklearn.metrics import f1_score, precision_recall_curve, roc_curve


def f1_max(scores: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """The best F1 and the highest threshold that reaches it."""
    precision, recall, thresholds = precision_recall_curve(labels, scores)
    precision, recall = precision[:-1], recall[:-1]  # the last point has no threshold
    total = precision + recall
    f1 = np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0)
    threshold = thresholds[np.isclose(f1, f1.max(), rtol=1e-13, atol=0)].max()
    value = f1_score(labels, scores >= threshold)
    np.testing.assert_allclose(value, f1.max(), rtol=1e-13)
    return {"value": float(value), "threshold": float(threshold)}


def false_positive_rate(scores: np.ndarray, labels: np.ndarray, recall: float) -> float:
    """The false-positive rate of the highest threshold that reaches the recall."""
    rates, recalls, _ = roc_curve(labels, scores, drop_intermediate=False)
    return float(rates[np.argmax(recalls >= recall)])


def components(scores: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share of normal samples that each anomalous one beats, and of anomalous that beat each normal."""
    difference = scores[labels == 1][:, None] - scores[labels == 0]
    won = (difference > 0) + (difference == 0) / 2
    return won.mean(1), won.mean(0)


def delong(scores: np.ndarray, labels: np.ndarray, level: float = 0.95) -> dict[str, float] | None:
    """Standard error and interval of AUROC; None where the variance is undefined."""
    anomalous, normal = components(scores, labels)
    if min(len(anomalous), len(normal)) < 2:
        return None
    variance = anomalous.var(ddof=1) / len(anomalous) + normal.var(ddof=1) / len(normal)
    error = float(np.sqrt(variance))
    reach = float(stats.norm.ppf((1 + level) / 2)) * error
    value = float(anomalous.mean())
    return {"standard_error": error, "low": max(value - reach, 0), "high": min(value + reach, 1)}


def paired_delong(first: np.ndarray, second: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Difference of two AUROCs with its standard error, z and p, by the covariance matrices."""
    (anomalous_a, normal_a), (anomalous_b, normal_b) = (
        components(first, labels),
        components(second, labels),
    )
    covariance = np.cov(anomalous_a, anomalous_b) / len(anomalous_a)
    covariance += np.cov(normal_a, normal_b) / len(normal_a)
    contrast = np.array([1, -1])
    error = float(np.sqrt(contrast @ covariance @ contrast))
    difference = float(anomalous_a.mean() - anomalous_b.mean())
    z = difference / error
    p = 2 * float(stats.norm.sf(abs(z)))
    return {"difference": difference, "standard_error": error, "z": z, "p": p}


def regions(masks: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """Every 8-connected region as its image and a mask."""
    found = []
    for image, mask in enumerate(masks):
        labelled, count = ndimage.label(mask, structure=np.ones((3, 3)))
        found += [(image, labelled == region + 1) for region in range(count)]
    return found


def pro_curve(maps: np.ndarray, masks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """False-positive rates and mean overlaps from (0, 0) on, each threshold by counting."""
    thresholds = np.unique(maps)[::-1]
    share = lambda values: 1 - np.searchsorted(np.sort(values), thresholds, "left") / len(values)
    overlaps = [share(maps[image][region]) for image, region in regions(masks)]
    rates = share(maps[masks == 0])
    return np.insert(rates, 0, 0), np.insert(np.mean(overlaps, axis=0), 0, 0)


def pro(maps: np.ndarray, masks: np.ndarray, limit: float) -> float:
    """Area under the overlaps up to the limit, over the limit; lines between points."""
    rates, overlaps = pro_curve(maps, masks)
    inside = rates <= limit
    last = inside.sum() - 1
    xs, ys = rates[inside], overlaps[inside]
    if xs[-1] < limit:
        steepness = (overlaps[last + 1] - ys[-1]) / (rates[last + 1] - xs[-1])
        xs, ys = np.append(xs, limit), np.append(ys, ys[-1] + steepness * (limit - xs[-1]))
    return float(np.trapezoid(ys, xs) / limit)


def check_pro_curve(maps: np.ndarray, masks: np.ndarray) -> None:
    """Counting by sorted regions agrees with comparing every pixel to every threshold."""
    rates, overlaps = pro_curve(maps, masks)
    for k, threshold in enumerate(np.unique(maps)[::-1]):
        found = maps >= threshold
        np.testing.assert_allclose(rates[k + 1], found[masks == 0].mean(), atol=1e-13)
        mean = np.mean([found[image][region].mean() for image, region in regions(masks)])
        np.testing.assert_allclose(overlaps[k + 1], mean, atol=1e-13)
