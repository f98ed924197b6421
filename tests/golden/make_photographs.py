"""Writes the photographs on which complete networks are compared: photographs/*.png.

    PYTHON tests/golden/make_photographs.py

The wheel of scikit-image 0.26.0 has them (`skimage.data`). The centre square, resized to 224 pixels
by bilinear interpolation without antialiasing.
"""

from pathlib import Path

import skimage.data
import torch
from PIL import Image

SIDE = 224


def main() -> None:
    for name in ("chelsea", "coffee"):
        image = torch.from_numpy(getattr(skimage.data, name)()).double().permute(2, 0, 1)
        side = min(image.shape[1:])
        top, left = ((n - side) // 2 for n in image.shape[1:])
        square = image[None, :, top : top + side, left : left + side]
        resized = torch.nn.functional.interpolate(square, (SIDE, SIDE), mode="bilinear", align_corners=False)
        pixels = resized[0].permute(1, 2, 0).round().byte().numpy()
        Image.fromarray(pixels).save(Path(__file__).parent / "photographs" / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
