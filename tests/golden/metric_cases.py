"""Scores, maps and masks that the metrics are compared on."""

from pathlib import Path

import numpy as np
from PIL import Image

Case = tuple[np.ndarray, np.ndarray]  # scores or maps, labels or masks


def shifted(seed: int, normal: int, anomalous: int, shift: float) -> Case:
    """Normal scores around 0 and anomalous ones around `shift`, in random order."""
    random = np.random.default_rng(seed)
    labels = random.permutation(np.repeat([0, 1], [normal, anomalous]))
    return random.standard_normal(normal + anomalous) + shift * labels, labels


def tied() -> Case:
    """Five distinct scores."""
    scores, labels = shifted(2, 150, 90, 0.7)
    return np.clip(np.round(scores), -2, 2), labels


def image_cases() -> dict[str, Case]:
    """Scores of images."""
    perfect = np.array([0, 1] * 10)
    maps, masks = bottle(Path("data/sample/bottle"), 24)
    return {
        "bottle": (maps.max(axis=(1, 2)), masks.max(axis=(1, 2)).astype(int)),
        "random": shifted(1, 120, 80, 1.0),
        "tied": tied(),
        "imbalanced": shifted(3, 397, 3, 1.0),
        "perfect": (perfect + np.linspace(-0.4, 0.4, 20), perfect),
        "inverted": (np.linspace(-0.4, 0.4, 20) - perfect, perfect),
        "one of each": (np.array([1.0, 2.0]), np.array([1, 0])),
        "one anomalous": (np.array([0.5, 0.25, 0.5, 0.75]), np.array([0, 0, 1, 0])),
        "two values": (np.array([0.0, 1, 1, 0, 1, 1, 0, 1]), np.array([0, 0, 1, 1, 1, 0, 0, 1])),
        "twenty of each": shifted(6, 20, 20, 1.5),  # 19 of 20 are exactly 0.95
    }


def pair_cases() -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Two scores of the same images, and their labels."""
    pairs = {}
    for name, seed, shift, step in [("correlated", 11, 0.5, 0), ("tied", 12, 0.3, 0.5), ("apart", 13, 3, 0)]:
        first, labels = shifted(seed, 60, 45, 1.0)
        noise = np.random.default_rng(seed + 100).standard_normal(len(labels))
        second = 0.7 * first + 0.7 * noise + shift * labels
        if step:
            first, second = np.round(first / step) * step, np.round(second / step) * step
        pairs[name] = (first, second, labels)
    return pairs


def blobs(seed: int, shape: tuple[int, int, int], shift: float) -> Case:
    """Noise; every image but the first has rectangles that may touch, brighter by `shift`."""
    random = np.random.default_rng(seed)
    masks = np.zeros(shape, np.uint8)
    for image in range(1, shape[0]):
        for _ in range(image):
            y, x = random.integers(0, shape[1]), random.integers(0, shape[2])
            height, width = random.integers(1, 7, 2)
            masks[image, y : y + height, x : x + width] = 1
    return random.standard_normal(shape) + shift * masks, masks


def corners() -> Case:
    """Regions that touch only at corners, at edges, and across the border between images."""
    masks = np.zeros((3, 6, 7), np.uint8)
    masks[0, [0, 1, 2, 1, 0], [0, 1, 2, 3, 4]] = 1  # a zigzag: one region
    masks[0, 5, :] = 1
    masks[1, 0, :] = 1  # touches the row above in memory, of another image
    masks[1, [3, 4], [0, 6]] = 1  # neighbours in memory, not in the image
    masks[2, 1:5, 1:6] = 1
    masks[2, 2:4, 2:5] = 0
    masks[2, 2, 3] = 1  # inside of a ring, touching it
    return np.random.default_rng(7).standard_normal(masks.shape) + masks, masks


def at_limit() -> Case:
    """Ten normal pixels with scores of their own: a rate is 0.3 exactly."""
    masks = np.array([[[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 1], [1, 0, 1, 0]]], np.uint8)
    masks[0, 0, 1] = 1
    return np.random.default_rng(8).permutation(16.0 - np.arange(16)).reshape(1, 4, 4), masks


def pixel_cases() -> dict[str, Case]:
    """Maps and masks `[n, h, w]`."""
    maps, masks = blobs(5, (5, 14, 17), 1.5)
    step = np.where(masks == 1, 0.5, 0.25)
    step[0, 0] = 1.0  # the next threshold finds everything anomalous, the last all
    whole = masks.copy()
    whole[4] = 1
    return {
        "random": (maps, masks),
        "tied": (np.round(maps), masks),
        "half tied": (np.where(np.abs(maps) < 0.6, 0, maps), masks),
        "perfect": (maps + 20 * masks, masks),
        "inverted": (maps - 20 * masks, masks),
        "two steps": (step, masks),
        "two values": ((maps > 1.2).astype(float), masks),
        "whole image": (maps, whole),
        "corners": corners(),
        "rate at the limit": at_limit(),
        "bottle": bottle(Path("data/sample/bottle"), 24),
    }


def bottle(root: Path, size: int) -> Case:
    """Distance of every test image from the mean training image, by pixel."""
    load = lambda path: np.asarray(
        Image.open(path).convert("RGB").resize((size, size), Image.Resampling.BOX), np.float64
    )
    mean = np.mean([load(path) for path in sorted(root.glob("train/good/*"))], axis=0)
    paths = sorted(root.glob("test/*/*"))
    maps = np.array([np.abs(load(path) - mean).mean(axis=-1) for path in paths])
    masks = np.array([mask_of(root, path, size) for path in paths])
    return maps, masks


def mask_of(root: Path, path: Path, size: int) -> np.ndarray:
    """The mask of a test image; nothing for normal ones."""
    if path.parent.name == "good":
        return np.zeros((size, size), np.uint8)
    file = root / "ground_truth" / path.parent.name / f"{path.stem}_mask.png"
    mask = Image.open(file).convert("L").resize((size, size), Image.Resampling.NEAREST)
    return (np.asarray(mask) > 127).astype(np.uint8)


def shared_bottle(root: Path) -> Case:
    """The same in whole numbers at 256x256, which every decoder gives alike: PNG is lossless."""
    load = lambda path: np.asarray(Image.open(path).convert("RGB"), np.int64)
    training = sorted(root.glob("train/good/*"))
    total = sum(load(path) for path in training)
    paths = sorted(root.glob("test/*/*"))
    maps = np.array([np.abs(len(training) * load(path) - total).sum(axis=-1) for path in paths])
    return maps, np.array([mask_of(root, path, 256) for path in paths])
