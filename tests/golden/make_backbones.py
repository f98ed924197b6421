"""Writes reference features of every backbone: backbones.json.

    PYTHON tests/golden/make_backbones.py [FOLDER OF THE SHARED WEIGHTS]

PYTHON is one with torch and numpy, for example that of tests/golden/requirements.txt. Made with
torch 2.13.0 and numpy 2.4.6 in float64.

Weights and images are drawn by `drawn`, which the test has too, so that none are stored. Of each
stage the shape `[n, h, w, c]`, the mean, the root mean square and evenly spaced values are kept.
With the folder, the three files that are shared there give features of real weights as well.
"""

import json
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from backbone_networks import LITE0, NETWORKS, Features, efficientnet
from torch import Tensor

SAMPLES = 24
MEAN, DEVIATION = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
FILES = {
    "squeezenet1_1": "squeezenet1.1.safetensors",
    "resnet50v2": "resnet50v2-stages123.safetensors",
    "efficientnet_lite0": "efficientnet-lite0.safetensors",
}


def drawn(name: str, shape: Sequence[int]) -> np.ndarray:
    """Numbers in [-1, 1) that depend on the name and the position only."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 & 0xFFFFFFFF
    with np.errstate(over="ignore"):
        h = np.arange(int(np.prod(shape)), dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(seed)
        h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        h = h ^ (h >> np.uint32(16))
    return (h.astype(np.float64) / 2**31 - 1).reshape(shape)


def weight(name: str, shape: Sequence[int]) -> Tensor:
    """Kernels keep the scale of what passes them; norms differ from doing nothing."""
    values = drawn(name, shape)
    if len(shape) == 4:
        values *= np.sqrt(6 / np.prod(shape[1:]))
    elif "var" in name:
        values = 1 + values / 2
    elif name.endswith(("mean", "bias", "beta")):
        values /= 10
    else:
        values = 0.7 + values / 10
    return torch.from_numpy(values.astype(np.float32).astype(np.float64))


def read_file(path: Path) -> dict[str, np.ndarray]:
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header, start = json.loads(data[8 : 8 + length]), 8 + length
    kinds = {"F32": np.float32, "F16": np.float16}
    return {
        name: np.frombuffer(data[start + at[0] : start + at[1]], kinds[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__"
        for at in [entry["data_offsets"]]
    }


def images(n: int, h: int, w: int) -> Tensor:
    """In [-1, 1], normalised as the networks want it."""
    values = drawn("images", [n, h, w, 3]).astype(np.float32).astype(np.float64)
    scaled = ((values + 1) / 2 - MEAN) / DEVIATION
    return torch.from_numpy(scaled).permute(0, 3, 1, 2)


def summary(features: Features) -> dict[str, object]:
    found = {}
    for stage, x in features.items():
        values = x.permute(0, 2, 3, 1).contiguous()
        flat = values.flatten()
        at = [i * flat.numel() // SAMPLES for i in range(SAMPLES)]
        found[stage] = {
            "shape": list(values.shape),
            "mean": flat.mean().item(),
            "rms": flat.square().mean().sqrt().item(),
            "largest": flat.abs().max().item(),
            "samples": [float(np.float32(v)) for v in flat[at].tolist()],
        }
    return found


def main() -> None:
    torch.set_grad_enabled(False)
    path = Path(__file__).with_name("backbones.json")
    golden = json.loads(path.read_text()) if path.exists() else {}
    golden["drawn"] = {}
    for name, network in NETWORKS.items():
        counted = {}

        def counting(tensor: str, shape: Sequence[int]) -> Tensor:
            counted[tensor] = int(np.prod(shape))
            return weight(tensor, shape)

        # Odd sizes on the way down show where padding goes; VGG16 pools even ones.
        size = (64, 48) if name == "vgg16" else (60, 52)
        features = summary(network(counting, images(2, *size)))
        trained = sum(n for t, n in counted.items() if "running" not in t)
        golden["drawn"][name] = {"size": size, "trained": trained, "stages": features}
    if len(sys.argv) > 1:
        golden["real"] = {}
        for name, file in FILES.items():
            tensors = read_file(Path(sys.argv[1]) / file)

            def real(tensor: str, shape: Sequence[int]) -> Tensor:
                values = tensors[tensor]
                assert list(values.shape) == list(shape), tensor
                return torch.from_numpy(values.astype(np.float64))

            size = (60, 52)
            if name == "squeezenet1_1":
                features = NETWORKS[name](onnx_names(real), images(2, *size))
            elif name == "efficientnet_lite0":
                features = efficientnet(real, images(2, *size), **LITE0, lite=True, port=True)
            else:
                features = NETWORKS[name](real, images(2, *size))
            golden["real"][name] = {"size": size, "stages": summary(features)}
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


def onnx_names(w):
    """SqueezeNet's tensors are counted through in the file."""
    order = ["features.0"]
    for index in [3, 4, 6, 7, 9, 10, 11, 12]:
        order += [f"features.{index}.{part}" for part in ("squeeze", "expand1x1", "expand3x3")]

    def renamed(name: str, shape: Sequence[int]) -> Tensor:
        layer, part = name.rsplit(".", 1)
        return w(f"squeezenet0_conv{order.index(layer)}_{part}", shape)

    return renamed


if __name__ == "__main__":
    main()
