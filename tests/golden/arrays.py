"""Arrays in the layout of files, and the files: what the scripts of golden values share."""

from pathlib import Path

import numpy as np
import torch
from safetensors import numpy as safetensors
from torch import Tensor

FOLDER = Path(__file__).parent
Named = dict[str, np.ndarray]


def nchw(x: np.ndarray) -> Tensor:
    """From the layout of files, `[b, h, w, c]`, to PyTorch's, in float64."""
    return torch.from_numpy(x.astype(np.float64)).permute(0, 3, 1, 2)


def nhwc(x: Tensor) -> np.ndarray:
    """To the layout of files."""
    return x.detach().permute(0, 2, 3, 1).numpy()


def save(name: str, values: Named) -> None:
    """Writes one file, as contiguous float32."""
    path = FOLDER / f"{name}.safetensors"
    arrays = {key: np.ascontiguousarray(array, np.float32) for key, array in values.items()}
    path.write_bytes(safetensors.save(arrays))
    print(f"{path.name}: {len(values)} tensors, {path.stat().st_size} bytes")
