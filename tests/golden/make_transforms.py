"""Writes the reference values of GeoTrans and ARNet.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r tests/golden/requirements.txt
    /tmp/golden/bin/python tests/golden/make_transforms.py

Made with Python 3.11, torch 2.13.0, numpy 2.4.6, SciPy 1.17.1, safetensors 0.8.0. Inputs are drawn by
seed and rounded to float32, networks are computed in float64 and stored as float32; functions of one
number and Dirichlet fits are written with all their digits.
"""

import itertools
import json

import numpy as np
import torch
from arrays import FOLDER, Named, nchw, nhwc, save
from scipy import ndimage, optimize, special
from torch import Tensor
from torch.nn import functional as F

WEIGHT_DECAY = 0.00025
ARNET_RATE = 0.1


class Network:
    """Named values in the layout of files; they are drawn when they are first asked for."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.trained: dict[str, Tensor] = {}

    def draw(self, name: str, shape: tuple[int, ...], scale: float, centre: float = 0.0) -> Tensor:
        """A trained value, rounded to float32."""
        if name not in self.trained:
            values = centre + scale * self.random.standard_normal(shape)
            self.trained[name] = torch.from_numpy(values.astype(np.float32).astype(np.float64))
            self.trained[name].requires_grad_()
        return self.trained[name]

    def conv(self, name: str, x: Tensor, out: int, size: int = 3, stride: int = 1) -> Tensor:
        """Convolution whose output has `ceil(input / stride)` pixels, without bias."""
        inputs = x.shape[1]
        kernel = self.draw(f"{name}.kernel", (size, size, inputs, out), (size * size * inputs) ** -0.5)
        total = [max((-(-n // stride) - 1) * stride + size - n, 0) for n in x.shape[2:]]
        (top, bottom), (left, right) = [(t // 2, t - t // 2) for t in total]
        return F.conv2d(F.pad(x, (left, right, top, bottom)), kernel.permute(3, 2, 0, 1), stride=stride)

    def norm(self, name: str, x: Tensor) -> Tensor:
        """Batch norm with the statistics of the batch."""
        gamma = self.draw(f"{name}.gamma", (x.shape[1],), 0.1, 1.0)
        beta = self.draw(f"{name}.beta", (x.shape[1],), 0.1)
        return F.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-5)


def wide_residual_network(net: Network, x: Tensor, depth: int, widen: int) -> Tensor:
    """Logits of 72 classes."""
    x = net.conv("first", x, 16)
    for stage, i in itertools.product(range(3), range((depth - 4) // 6)):
        at = f"stage.{stage}.{i}"
        out = 16 * widen * 2**stage
        stride = 2 if stage > 0 and i == 0 else 1
        active = F.relu(net.norm(f"{at}.0.norm", x))
        y = net.conv(f"{at}.0.conv", active, out, stride=stride)
        y = net.conv(f"{at}.1.conv", F.relu(net.norm(f"{at}.1.norm", y)), out)
        same = x.shape[1] == out
        x = y + (x if same else net.conv(f"{at}.shortcut", active, out, size=1, stride=stride))
    features = F.relu(net.norm("norm", x)).mean((2, 3))
    kernel = net.draw("logits.kernel", (features.shape[1], 72), features.shape[1] ** -0.5)
    return features @ kernel + net.draw("logits.bias", (72,), 0.1)


def u_net(net: Network, x: Tensor, levels: int, base: int, channels: int) -> Tensor:
    """Values in (0, 1)."""

    def stage(at: str, x: Tensor, out: int) -> Tensor:
        for i in range(2):
            x = F.relu(net.norm(f"{at}.{i}.norm", net.conv(f"{at}.{i}.conv", x, out)))
        return x

    widths = [base * min(2 ** min(level, levels - 1), 8) for level in range(levels + 1)]
    maps: list[Tensor] = []
    for level, width in enumerate(widths):
        maps.append(stage(f"down.{level}", F.max_pool2d(maps[-1], 2) if maps else x, width))
    y = maps.pop()
    for i in range(levels):
        across = maps.pop()
        y = F.interpolate(y, scale_factor=2, mode="bilinear", align_corners=True)
        dy, dx = across.shape[2] - y.shape[2], across.shape[3] - y.shape[3]
        y = F.pad(y, (dx // 2, dx - dx // 2, dy // 2, dy - dy // 2))
        level = levels - 1 - i
        y = stage(f"up.{level}", torch.cat([across, y], 1), widths[max(level - 1, 0)])
    return torch.sigmoid(net.conv("image", y, channels))


def gradients(loss: Tensor, net: Network) -> Named:
    """Of all trained values."""
    found = torch.autograd.grad(loss, list(net.trained.values()))
    return {f"gradient/{name}": g.numpy() for name, g in zip(net.trained, found, strict=True)}


def weights(net: Network) -> Named:
    """All trained values."""
    return {f"weight/{name}": value.detach().numpy() for name, value in net.trained.items()}


def geotrans_values() -> Named:
    """One loss with gradients; at widening 1 the first block adds its input, the others a convolution."""
    net = Network(1)
    random = np.random.default_rng(2)
    images = random.uniform(-1, 1, (6, 8, 8, 3)).astype(np.float32)
    chosen = np.array([0, 3, 17, 40, 71, 8])
    logits = wide_residual_network(net, nchw(images), depth=10, widen=1)
    cross_entropy = F.cross_entropy(logits, torch.from_numpy(chosen))
    penalty = WEIGHT_DECAY * sum((w**2).sum() for w in net.trained.values())
    return {
        "images": images,
        "chosen": chosen,
        "logits": logits.detach().numpy(),
        "crossEntropy": cross_entropy.detach().numpy(),
        "penalty": penalty.detach().numpy(),
        **weights(net),
        **{
            name: gradient
            for name, gradient in gradients(cross_entropy + penalty, net).items()
            if gradient.size < 10_000
        },
    }


def arnet_values() -> Named:
    """One step of gradient descent at an odd size: 14, 7, 3 pixels."""
    net = Network(3)
    random = np.random.default_rng(4)
    images = random.uniform(0, 1, (4, 14, 14, 3)).astype(np.float32)
    turns = np.array([0, 1, 2, 3])
    erased = np.stack([np.rot90(x.mean(2), k) for x, k in zip(images.astype(np.float64), turns)])
    restored = u_net(net, torch.from_numpy(erased[:, None].copy()), levels=2, base=4, channels=3)
    loss = F.mse_loss(restored, nchw(images))
    found = gradients(loss, net)
    updated = {
        f"updated/{name}": value.detach().numpy() - ARNET_RATE * found[f"gradient/{name}"]
        for name, value in net.trained.items()
    }
    errors = np.abs(nhwc(restored) - images).mean((1, 2, 3))
    return {
        "images": images,
        "turns": turns,
        "erased": erased[..., None],
        "restored": nhwc(restored),
        "loss": loss.detach().numpy(),
        "errors": errors,
        **weights(net),
        **updated,
    }


def transformation_values() -> Named:
    """A small image under all 72 transformations; SciPy's `reflect` repeats the border."""
    image = np.arange(8 * 8, dtype=np.float32).reshape(8, 8)
    moved = [
        np.rot90(ndimage.shift(np.fliplr(image) if flip else image, s, order=0, mode="reflect"), k)
        for flip in (False, True)
        for s in itertools.product((0, -2, 2), repeat=2)
        for k in range(4)
    ]
    return {"image": image, "moved": np.stack(moved)}


def enlarged_values() -> Named:
    """Bilinear doubling with aligned corners."""
    x = np.random.default_rng(5).standard_normal((2, 3, 5, 2)).astype(np.float32)
    doubled = F.interpolate(nchw(x), scale_factor=2, mode="bilinear", align_corners=True)
    return {"small": x, "doubled": nhwc(doubled)}


def inverse_digamma(y: float) -> float:
    """By bisection: an independent way."""
    return optimize.brentq(lambda t: special.psi(np.exp(t)) - y, -60, 60, xtol=1e-15, rtol=1e-15)


def dirichlet_case(alpha: list[float], count: int, seed: int) -> dict[str, list[float]]:
    """Draws, what the fit sees of them, and where a general solver finds no slope of the likelihood."""
    draws = np.random.default_rng(seed).dirichlet(alpha, count)
    logarithms = np.log(draws).mean(0)

    def gradient(log_alpha: np.ndarray) -> np.ndarray:
        a = np.exp(log_alpha)
        return special.psi(a.sum()) - special.psi(a) + logarithms

    best = optimize.root(gradient, np.log(alpha), tol=1e-14)
    assert np.abs(gradient(best.x)).max() < 1e-12, best
    fitted = np.exp(best.x)
    return {
        "probabilities": draws.mean(0).tolist(),
        "logarithms": logarithms.tolist(),
        "alpha": fitted.tolist(),
    }


def special_values() -> dict[str, object]:
    """Functions of one number, and fits."""
    xs = [1e-8, 1e-3, 0.1, 0.5, 1, 1.4616321449683622, 2, 3.7, 6, 11.9, 12, 55.5, 1e3, 1e8]
    ys = [-1e6, -50, -2.3, -2.22, -2, -0.5, 0, 1, 4, 12]
    return {
        "x": xs,
        "digamma": [float(special.psi(x)) for x in xs],
        "trigamma": [float(special.polygamma(1, x)) for x in xs],
        "y": ys,
        "inverse": [float(np.exp(inverse_digamma(y))) for y in ys],
        "dirichlet": [
            dirichlet_case([2.0, 5.0, 1.0], 200, 6),
            dirichlet_case([0.2, 0.5, 9.0, 1.5, 0.3], 60, 7),
        ],
    }


def main() -> None:
    """Writes all files."""
    save("geotrans_step", geotrans_values())
    save("arnet_step", arnet_values())
    save("transformations", transformation_values() | enlarged_values())
    text = json.dumps(special_values(), indent=1)
    (FOLDER / "digamma.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
