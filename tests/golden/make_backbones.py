"""Writes reference features of every backbone: backbones.json.

    PYTHON tests/golden/make_backbones.py [FOLDER OF THE SHARED WEIGHTS]

PYTHON is one with torch, numpy and pillow, for example that of tests/golden/requirements.txt. Made with
torch 2.13.0 and numpy 2.4.6 in float64.

Weights and images are drawn by `drawn`, which the test has too, so that none are stored. Of each
stage the shape `[n, h, w, c]`, the mean, the root mean square and evenly spaced values are kept.
With the folder, the files that are shared there give features of real weights as well, and the two
complete networks say what is on the photographs beside this script.

What each network is fed with is stated here from its own publication, not taken from the library.
"""

import json
import struct
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from backbone_networks import LITE0, NETWORKS, Features, Weights, efficientnet
from PIL import Image
from torch import Tensor

SAMPLES = 24
PHOTOGRAPHS = ("chelsea", "coffee")
TOP = 5
FILES = {
    "resnet18_layers1_3": "resnet18-torchvision-bnfolded-layers123.safetensors",
    "resnet50_caffe": "resnet50-caffe-layers123.safetensors",
    "vgg16_conv1_3": "vgg16-caffe-conv1-3.safetensors",
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


def torchvision(rgb: np.ndarray) -> np.ndarray:
    """torchvision's references and the ONNX model zoo: ToTensor, then Normalize."""
    return (rgb - np.array([0.485, 0.456, 0.406])) / np.array([0.229, 0.224, 0.225])


def symmetric(rgb: np.ndarray) -> np.ndarray:
    """EfficientNet-Lite, as timm's tf_efficientnet_lite0 has it: mean and deviation one half."""
    return (rgb - 0.5) / 0.5


def without_mean(*mean: float) -> Callable[[np.ndarray], np.ndarray]:
    """Caffe's releases: pixels of 0 to 255 minus the mean of the training images, red first."""
    return lambda rgb: rgb * 255 - np.array(mean)


PREPROCESSING: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "wide_resnet50_2": torchvision,
    "resnet18": torchvision,
    "resnet18_layers1_3": torchvision,
    "resnet50": torchvision,
    "resnet50_caffe": without_mean(123.152, 115.903, 103.063),
    "resnet50v2": torchvision,
    "vgg16": torchvision,
    "vgg16_conv1_3": without_mean(123.68, 116.779, 103.939),
    "efficientnet_b4": torchvision,
    "efficientnet_lite0": symmetric,
    "squeezenet1_1": torchvision,
}


def images(network: str, n: int, h: int, w: int) -> Tensor:
    """Drawn in [-1, 1], which stands for [0, 1], then what the network was trained on."""
    values = drawn("images", [n, h, w, 3]).astype(np.float32).astype(np.float64)
    return torch.from_numpy(PREPROCESSING[network]((values + 1) / 2)).permute(0, 3, 1, 2)


def probabilities(network: str, w: Weights, photograph: Path) -> list[list[float]]:
    """The likeliest classes of a photograph and their probabilities, by the complete network."""
    pixels = np.asarray(Image.open(photograph).convert("RGB")).astype(np.float64)[None]
    x = torch.from_numpy(PREPROCESSING[network](pixels / 255)).permute(0, 3, 1, 2)
    if network == "squeezenet1_1":
        last = NETWORKS[network](onnx_names(w), x)["stage4"]
        kernel, bias = w("squeezenet0_conv25_weight", [1000, 512, 1, 1]), w("squeezenet0_conv25_bias", [1000])
        logits = torch.relu(torch.conv2d(last, kernel, bias)).mean((2, 3))
    else:
        last = efficientnet(w, x, **LITE0, lite=True, port=True)["head"].mean((2, 3))
        logits = last @ w("_fc.weight", [1000, 1280]).T + w("_fc.bias", [1000])
    found = torch.softmax(logits[0], 0).topk(TOP)
    return [[int(i), float(p)] for i, p in zip(found.indices, found.values)]


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
        size = (64, 48) if name.startswith("vgg16") else (60, 52)
        features = summary(network(counting, images(name, 2, *size)))
        trained = sum(n for t, n in counted.items() if "running" not in t)
        golden["drawn"][name] = {"size": size, "trained": trained, "stages": features}
    if len(sys.argv) > 1:
        golden["real"], golden["photographs"] = {}, {name: {} for name in PHOTOGRAPHS}
        for name, file in FILES.items():
            tensors = read_file(Path(sys.argv[1]) / file)

            def real(tensor: str, shape: Sequence[int]) -> Tensor:
                values = tensors[tensor]
                assert list(values.shape) == list(shape), tensor
                return torch.from_numpy(values.astype(np.float64))

            size = (64, 48) if name.startswith("vgg16") else (60, 52)
            if name == "squeezenet1_1":
                features = NETWORKS[name](onnx_names(real), images(name, 2, *size))
            elif name == "efficientnet_lite0":
                features = efficientnet(real, images(name, 2, *size), **LITE0, lite=True, port=True)
            else:
                features = NETWORKS[name](real, images(name, 2, *size))
            golden["real"][name] = {"size": size, "stages": summary(features)}
            if name in ("squeezenet1_1", "efficientnet_lite0"):
                for photograph, found in golden["photographs"].items():
                    file = path.parent / "photographs" / f"{photograph}.png"
                    found[name] = probabilities(name, real, file)
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
