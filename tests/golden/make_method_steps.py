"""Writes the reference steps and scores of GANomaly, Skip-GANomaly, AESc, MemAE and OCGAN.

    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install -r tests/golden/requirements.txt
    /tmp/golden/bin/python tests/golden/make_method_steps.py

Made with Python 3.11, torch 2.13.0, numpy 2.4.6, safetensors 0.8.0. Each method is stated from what its
source says, not from the TypeScript code: networks, losses, the order of the updates, which statistics
batch norm tracks. Weights and inputs, noise and codes among them, are drawn by seed and rounded to
float32, all arithmetic is float64, and results are stored as float32.

A step is its losses, the gradients that each optimiser gets, and the running statistics after it. An
optimiser is plain gradient descent of the rate `RATE`, so that what is compared is the method and not
Adam, whose first step turns the sign of a tiny gradient into a whole step; `make_golden.py` has Adam.
"""

from collections.abc import Callable, Iterable

import numpy as np
import torch
from arrays import Named, nchw, nhwc, save
from torch import Tensor
from torch.nn import functional as F

MOMENTUM = 0.1
NORM_EPSILON = 1e-5
# Far from what float32 rounding decides: the smallest distance of an activation to a kink.
SMALLEST_ACTIVATION = 1e-6


class Network:
    """Named values in the layout of files; they are drawn when they are first asked for."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.trained: dict[str, Tensor] = {}
        self.statistics: dict[str, Tensor] = {}
        self.nearest_kink = np.inf

    def value(self, name: str, shape: tuple[int, ...], scale: float, centre: float = 0.0) -> Tensor:
        """A trained value, rounded to float32."""
        if name not in self.trained:
            drawn = centre + scale * self.random.standard_normal(shape)
            self.trained[name] = torch.from_numpy(drawn.astype(np.float32).astype(np.float64))
            self.trained[name].requires_grad_()
        return self.trained[name]

    def bias(self, name: str, count: int) -> Tensor:
        return self.value(f"{name}.bias", (count,), 0.1)

    def conv(
        self, name: str, x: Tensor, out: int, size: int, stride: int = 1, bias: bool = False
    ) -> Tensor:
        """Convolution whose output has `ceil(input / stride)` pixels, rows missing at the end first."""
        inputs = x.shape[1]
        shape = (size, size, inputs, out)
        kernel = self.value(f"{name}.kernel", shape, (size * size * inputs) ** -0.5)
        total = [max((-(-n // stride) - 1) * stride + size - n, 0) for n in x.shape[2:]]
        (top, bottom), (left, right) = [(t // 2, t - t // 2) for t in total]
        padded = F.pad(x, (left, right, top, bottom))
        addend = self.bias(name, out) if bias else None
        return F.conv2d(padded, kernel.permute(3, 2, 0, 1).contiguous(), addend, stride=stride)

    def conv_transposed(
        self, name: str, x: Tensor, out: int, size: int, output: int, bias: bool = False
    ) -> Tensor:
        """Transposed convolution of stride 2 to `output` pixels."""
        inputs = x.shape[1]
        shape = (size, size, out, inputs)
        kernel = self.value(f"{name}.kernel", shape, (size * size * inputs / 4) ** -0.5)
        # What `conv` pads, this cuts off again.
        total = max((x.shape[2] - 1) * 2 + size - output, 0)
        spread = F.conv_transpose2d(x, kernel.permute(3, 2, 0, 1).contiguous(), stride=2)
        y = spread[:, :, total // 2 :, total // 2 :][:, :, :output, :output]
        return y + self.bias(name, out)[:, None, None] if bias else y

    def dense(self, name: str, x: Tensor, out: int, bias: bool = False) -> Tensor:
        kernel = self.value(f"{name}.kernel", (x.shape[1], out), x.shape[1] ** -0.5)
        y = x @ kernel
        return y + self.bias(name, out) if bias else y

    def norm(self, name: str, x: Tensor, mode: str) -> Tensor:
        """Batch norm: `train` tracks the batch's statistics, `batch` only uses them, `score` the tracked."""
        count = x.shape[1]
        gamma = self.value(f"{name}.gamma", (count,), 0.1, 1.0)
        beta = self.value(f"{name}.beta", (count,), 0.3)
        mean = self.statistics.setdefault(f"{name}.mean", torch.zeros(count, dtype=torch.float64))
        variance = self.statistics.setdefault(
            f"{name}.variance", torch.ones(count, dtype=torch.float64)
        )
        if mode == "batch":
            mean, variance = mean.clone(), variance.clone()
        y = F.batch_norm(
            x, mean, variance, gamma, beta, mode != "score", momentum=MOMENTUM, eps=NORM_EPSILON
        )
        self._watch(y)
        return y

    def leaky(self, x: Tensor, slope: float = 0.2) -> Tensor:
        self._watch(x)
        return F.leaky_relu(x, slope)

    def _watch(self, x: Tensor) -> None:
        self.nearest_kink = min(self.nearest_kink, float(x.detach().abs().min()))

    def under(self, *prefixes: str) -> dict[str, Tensor]:
        """The trained values whose names begin so."""
        return {n: v for n, v in self.trained.items() if n.startswith(prefixes)}


def nhwc_flat(x: Tensor) -> Tensor:
    """A map `[b, c, h, w]` as vectors in the order of files."""
    return x.permute(0, 2, 3, 1).flatten(1)


def from_flat(x: Tensor, size: int) -> Tensor:
    """Inverse of `nhwc_flat`."""
    return x.reshape(x.shape[0], size, size, -1).permute(0, 3, 1, 2)


def number(x: Tensor) -> np.ndarray:
    return x.detach().reshape(-1).numpy()


def uniform(random: np.random.Generator, *shape: int) -> np.ndarray:
    """In (-1, 1), rounded to float32."""
    return random.uniform(-1, 1, shape).astype(np.float32)


def gradients(loss: Tensor, values: dict[str, Tensor]) -> dict[str, Tensor]:
    """Of all named values."""
    found = torch.autograd.grad(loss, list(values.values()), retain_graph=True)
    return dict(zip(values, found, strict=True))


def descend(values: dict[str, Tensor], found: dict[str, Tensor], rate: float) -> None:
    """One step of plain gradient descent, in place; graphs that are needed are older copies."""
    for name, value in values.items():
        value.data = value.data - rate * found[name]


def stored(net: Network, before: Named, steps: Iterable[dict[str, Tensor]]) -> Named:
    """Weights, gradients of all updates and the running statistics."""
    assert net.nearest_kink > SMALLEST_ACTIVATION, net.nearest_kink
    return {
        **{f"weight/{name}": value for name, value in before.items()},
        **{f"gradient/{n}": g.numpy() for found in steps for n, g in found.items()},
        **{f"statistics/{n}": v.clone().numpy() for n, v in net.statistics.items()},
    }


def copies(net: Network) -> Named:
    return {name: value.detach().clone().numpy() for name, value in net.trained.items()}


def drawn_by(net: Network, run: Callable[[], object]) -> Named:
    """Weights as the first pass draws them; what that pass tracked is forgotten."""
    with torch.no_grad():
        run()
    net.statistics.clear()
    net.nearest_kink = np.inf
    return copies(net)


def bce(logits: Tensor, real: bool) -> Tensor:
    """The cross-entropy of sigmoid(logits) with ones or zeros, averaged."""
    return F.softplus(-logits if real else logits).mean()


# GANomaly: E1, De, E2 and a discriminator that is an encoder with one output.


def encoder(net: Network, at: str, x: Tensor, base: int, out: int, mode: str) -> tuple[Tensor, Tensor]:
    """Halves down to 4x4; the map and the code, which a convolution over the whole map makes."""
    level = 0
    while x.shape[2] > 4:
        x = net.conv(f"{at}.{level}.conv", x, base * 2**level, 4, 2)
        x = net.leaky(net.norm(f"{at}.{level}.norm", x, mode) if level else x)
        level += 1
    return x, net.dense(f"{at}.last", nhwc_flat(x), out)


def ganomaly_decoder(net: Network, code: Tensor, size: int, base: int, mode: str) -> Tensor:
    levels = int(np.log2(size // 4))
    width = base * 2 ** (levels - 1)
    x = from_flat(net.dense("decoder.project", code, 16 * width), 4)
    x = F.relu(net.norm("decoder.norm", x, mode))
    for level in range(levels - 1, 0, -1):
        x = net.conv_transposed(f"decoder.{level}.conv", x, base * 2 ** (level - 1), 4, 2 * x.shape[2])
        x = F.relu(net.norm(f"decoder.{level}.norm", x, mode))
    return torch.tanh(net.conv_transposed("decoder.0.conv", x, 3, 4, size))


def ganomaly_values() -> Named:
    """One update of each network on the reconstruction from before both, then scores."""
    base, latent, size = 2, 5, 16
    net = Network(11)
    images = uniform(np.random.default_rng(12), 4, size, size, 3)
    x = nchw(images)

    def generate(mode: str) -> tuple[Tensor, Tensor, Tensor]:
        _, code = encoder(net, "encoder", x, base, latent, mode)
        rebuilt = ganomaly_decoder(net, code, size, base, mode)
        return code, rebuilt, encoder(net, "second_encoder", rebuilt, base, latent, mode)[1]

    def judge(y: Tensor) -> tuple[Tensor, Tensor]:
        return encoder(net, "discriminator", y, base, 1, "train")

    before = drawn_by(net, lambda: (generate("train"), judge(x)))
    code, rebuilt, rebuilt_code = generate("train")
    (_, real), (_, fake) = judge(x), judge(rebuilt.detach())
    of_image, of_rebuilt = judge(x)[0].detach(), judge(rebuilt)[0]
    adversarial = F.mse_loss(of_rebuilt, of_image)
    reconstruction = (x - rebuilt).abs().mean()
    encoding = F.mse_loss(rebuilt_code, code)
    total = 1 * adversarial + 50 * reconstruction + 1 * encoding
    of_discriminator = (bce(real, True) + bce(fake, False)) / 2
    generator = net.under("encoder.", "decoder.", "second_encoder.")
    steps = [
        gradients(total, generator),
        gradients(of_discriminator, net.under("discriminator.")),
    ]
    values = stored(net, before, steps)
    code, rebuilt, rebuilt_code = generate("score")
    return values | {
        "images": images,
        "loss/adversarial": number(adversarial),
        "loss/reconstruction": number(reconstruction),
        "loss/encoding": number(encoding),
        "loss/total": number(total),
        "loss/discriminator": number(of_discriminator),
        "score/l2": (code - rebuilt_code).square().mean(1).detach().numpy(),
        "score/l1": (code - rebuilt_code).abs().mean(1).detach().numpy(),
        "score/reconstructions": nhwc(rebuilt),
    }


# Skip-GANomaly: a U-Net and a discriminator whose feature is the code.


def skip_generator(net: Network, x: Tensor, levels: int, base: int, mode: str) -> Tensor:
    """Concatenates what the way down left at each size, except at full resolution."""
    width = [base * min(2**level, 8) for level in range(levels)]
    size = x.shape[2]
    maps: list[Tensor] = []
    for level in range(levels):
        x = net.conv(f"down.{level}.conv", net.leaky(x) if level else x, width[level], 4, 2)
        if 0 < level < levels - 1:
            x = net.norm(f"down.{level}.norm", x, mode)
        maps.append(x)
    for level in range(levels - 1, 0, -1):
        x = net.conv_transposed(f"up.{level}.conv", F.relu(x), width[level - 1], 4, 2 * x.shape[2])
        x = torch.cat([net.norm(f"up.{level}.norm", x, mode), maps[level - 1]], 1)
    return torch.tanh(net.conv_transposed("up.0.conv", F.relu(x), 3, 4, size, bias=True))


def skip_discriminator(net: Network, x: Tensor, base: int, out: int, mode: str) -> tuple[Tensor, Tensor]:
    """The feature and the logit, a 3x3 convolution of a 1x1 map."""
    level = 0
    while x.shape[2] > 4:
        x = net.conv(f"{level}.conv", x, base * 2**level, 4, 2)
        x = net.leaky(net.norm(f"{level}.norm", x, mode) if level else x)
        level += 1
    feature = net.dense("features", nhwc_flat(x), out)
    return feature, net.conv("logit", feature[:, :, None, None], 1, 3)


def skip_ganomaly_values() -> Named:
    """Noise on the generator's input; the latent term, with its weight, in both losses."""
    base, levels, features, size = 2, 3, 5, 16
    lambda_latent = 3.0
    generator, discriminator = Network(21), Network(22)
    random = np.random.default_rng(23)
    images = uniform(random, 4, size, size, 3)
    noise = (0.1 * random.standard_normal(images.shape)).astype(np.float32)
    x, seen = nchw(images), nchw(images) + nchw(noise)

    def generate(y: Tensor, mode: str) -> Tensor:
        return skip_generator(generator, y, levels, base, mode)

    def judge(y: Tensor, mode: str) -> tuple[Tensor, Tensor]:
        return skip_discriminator(discriminator, y, base, features, mode)

    before = [
        drawn_by(generator, lambda: generate(x, "train")),
        drawn_by(discriminator, lambda: judge(x, "train")),
    ]
    rebuilt = generate(seen, "train")
    feature, real = judge(x, "train")
    rebuilt_feature, fake = judge(rebuilt, "train")
    adversarial = bce(fake, True)
    reconstruction = (rebuilt - x).abs().mean()
    latent = F.mse_loss(rebuilt_feature, feature)
    total = 1 * adversarial + 50 * reconstruction + lambda_latent * latent
    # Only the discriminator's optimiser steps on this, so what reaches the generator is not used.
    judged = bce(real, True) + bce(judge(rebuilt.detach(), "train")[1], False)
    of_discriminator = judged + lambda_latent * latent
    values = {
        f"{part}/{name}": value
        for part, net, weights, found in (
            ("generator", generator, before[0], gradients(total, generator.trained)),
            (
                "discriminator",
                discriminator,
                before[1],
                gradients(of_discriminator, discriminator.trained),
            ),
        )
        for name, value in stored(net, weights, [found]).items()
    }
    rebuilt = generate(x, "score")
    difference = (judge(x, "score")[0] - judge(rebuilt, "score")[0]).square().mean(1)
    scores = 0.9 * (x - rebuilt).square().mean((1, 2, 3)) + 0.1 * difference
    return values | {
        "images": images,
        "noise": noise,
        "lambda": np.array([lambda_latent]),
        "loss/adversarial": number(adversarial),
        "loss/reconstruction": number(reconstruction),
        "loss/latent": number(latent),
        "loss/total": number(total),
        "loss/discriminator": number(of_discriminator),
        "score/scores": number(scores),
    }


# AESc: additive skips; dropout at evaluation only.


def aesc_network(net: Network, x: Tensor, levels: int, base: int, mode: str, masks: dict) -> Tensor:
    """Values in (0, 1) of images in [0, 1]; a mask follows each level and, before the sum, its twin."""

    def drop(place: str, y: Tensor) -> Tensor:
        return y * masks[place] if place in masks else y

    channels = x.shape[1]
    maps: list[Tensor] = []
    for level in range(levels):
        x = net.conv(f"encoder.{level}.conv", x, base * 2**level, 5, 2, bias=True)
        x = net.leaky(net.norm(f"encoder.{level}.norm", x, mode), 0.3)
        x = drop(f"encoder.{level}", x)
        maps.append(x)
    x = F.interpolate(x, scale_factor=2, mode="nearest")
    for level in range(levels - 1, 0, -1):
        x = net.conv(f"decoder.{level}.conv", x, base * 2 ** (level - 1), 5, bias=True)
        x = net.leaky(net.norm(f"decoder.{level}.norm", x, mode), 0.3)
        x = drop(f"decoder.{level - 1}", x) + maps[level - 1]
        x = F.interpolate(x, scale_factor=2, mode="nearest")
    return torch.sigmoid(net.conv("decoder.0.conv", x, channels, 5, bias=True))


def aesc_values() -> Named:
    """Stained images in, clean ones as targets; scores in gray levels, with and without dropout."""
    base, levels, size, passes = 2, 3, 16, 3
    net = Network(31)
    random = np.random.default_rng(32)
    clean, stained = uniform(random, 4, size, size, 3), uniform(random, 4, size, size, 3)
    x, seen = (nchw(clean) + 1) / 2, (nchw(stained) + 1) / 2

    def restore(y: Tensor, mode: str, masks: dict | None = None) -> Tensor:
        return aesc_network(net, y, levels, base, mode, masks or {})

    before = drawn_by(net, lambda: restore(x, "train"))
    loss = F.mse_loss(restore(seen, "train"), x)
    values = stored(net, before, [gradients(loss, net.trained)])
    rebuilt = restore(x, "score")
    residual = 255 * (x - rebuilt).abs().sum(1)
    drops: list[Named] = []
    for _ in range(passes):
        # As Keras: a value is kept with the probability 1 - rate and then divided by it.
        drops.append(
            {
                place: ((random.uniform(size=(1, side, side, base * 2**level)) >= rate) / (1 - rate))
                .astype(np.float32)
                for level, rate in ((1, 0.25), (2, 0.5))
                for side in [size // 2 ** (level + 1)]
                for place in ([f"encoder.{level}", f"decoder.{level}"] if level < 2 else ["encoder.2"])
            }
        )
    restored = [
        restore(x, "score", {place: nchw(mask) for place, mask in masks.items()}) for masks in drops
    ]
    variance = (255 * torch.stack(restored)).var(0, unbiased=False).mean(1)
    return values | {
        "images": clean,
        "stained": stained,
        "loss/total": number(loss),
        "score/maps": residual.detach().numpy()[..., None],
        "score/l2": (residual.square().sum((1, 2)) / size**2).sqrt().detach().numpy(),
        "score/uncertainty": variance.detach().numpy()[..., None],
        **{
            f"mask/{i}/{place}": mask
            for i, masks in enumerate(drops)
            for place, mask in masks.items()
        },
    }


# MemAE: a code that is replaced by a sparse mix of items.


def memae_network(net: Network, x: Tensor, case: dict, mode: str) -> tuple[Tensor, Tensor]:
    """The reconstruction and the addressing `[queries, N]`."""
    widths, kernels = case["widths"], case["kernels"]
    activate: Callable[[Tensor], Tensor] = F.relu if case["relu"] else net.leaky
    sizes = [x.shape[2]]
    channels = x.shape[1]
    for level, (width, kernel) in enumerate(zip(widths, kernels, strict=True)):
        x = net.conv(f"encoder.{level}.conv", x, width, kernel, 2, bias=True)
        x = activate(net.norm(f"encoder.{level}.norm", x, mode))
        sizes.append(x.shape[2])
    code = x.permute(0, 2, 3, 1)  # positions of an image one after the other
    queries = code.reshape(-1, widths[-1] if case["positions"] else code[0].numel())
    items = net.value("memory.items", (case["items"], queries.shape[1]), 0.5)
    if case["cosine"]:
        logits = F.normalize(queries, dim=1) @ F.normalize(items, dim=1).T
    else:
        logits = queries @ items.T
    w = torch.softmax(logits, 1)
    w = torch.relu(w - case["shrinkage"]) * w / ((w - case["shrinkage"]).abs() + 1e-12)
    w = F.normalize(w, p=1, dim=1)
    x = (w @ items).reshape(code.shape).permute(0, 3, 1, 2)
    for level in range(len(widths) - 1, -1, -1):
        out = widths[level - 1] if level else channels
        x = net.conv_transposed(f"decoder.{level}.conv", x, out, case["decoder"], sizes[level], bias=True)
        if level:
            x = activate(net.norm(f"decoder.{level}.norm", x, mode))
    return x, w


MEMAE_CASES = {
    # The code: dot product, single positions, leaky ReLU.
    "code": {
        **{"size": 16, "channels": 3, "widths": [4, 6], "kernels": [4, 4], "decoder": 4, "relu": False},
        **{"items": 7, "cosine": False, "positions": True, "shrinkage": 0.11},
    },
    # The paper: cosine, ReLU, a first kernel of 1; whole codes, a map of odd size. Three channels: of
    # one, batch norm takes the kernel's scale away, and its gradient is nothing but rounding.
    "paper": {
        **{"size": 14, "channels": 3, "widths": [4, 6], "kernels": [1, 3], "decoder": 3, "relu": True},
        **{"items": 5, "cosine": True, "positions": False, "shrinkage": 0.19},
    },
}


def memae_values() -> Named:
    """Loss, gradients and score of both variants."""
    values: Named = {}
    for seed, (name, case) in enumerate(MEMAE_CASES.items()):
        net = Network(41 + 10 * seed)
        shape = (4, case["size"], case["size"], case["channels"])
        images = uniform(np.random.default_rng(42 + seed), *shape)
        x = nchw(images)
        before = drawn_by(net, lambda: memae_network(net, x, case, "train"))
        rebuilt, w = memae_network(net, x, case, "train")
        assert 0.05 < float((w > 0).double().mean()) < 0.95, "nothing or everything is kept"
        reconstruction = F.mse_loss(rebuilt, x)
        entropy = (-w * torch.log(w + 1e-12)).sum(1).mean()
        total = reconstruction + 0.0002 * entropy
        step = stored(net, before, [gradients(total, net.trained)])
        scored, _ = memae_network(net, x, case, "score")
        step |= {
            "images": images,
            "loss/reconstruction": number(reconstruction),
            "loss/entropy": number(entropy),
            "loss/total": number(total),
            "score/scores": number((x - scored).square().mean((1, 2, 3))),
        }
        values |= {f"{name}/{key}": value for key, value in step.items()}
    return values


# OCGAN: four networks, mined codes.

OCGAN_RATE = 0.05  # of the judges' gradient descent between their updates and the autoencoder's


def ocgan_encoder(net: Network, x: Tensor, base: int, mode: str) -> Tensor:
    """One level, as 16 pixels have."""
    x = torch.tanh(net.conv("encoder.0.first", x, base, 3, bias=True))
    x = torch.tanh(net.conv("encoder.0.second", x, base, 3, bias=True))
    x = F.max_pool2d(net.norm("encoder.0.norm", x, mode), 2)
    for name in ("first", "second"):  # without padding: the border falls away
        x = torch.tanh(net.conv(f"encoder.code.{name}", x, base, 3, bias=True)[:, :, 1:-1, 1:-1])
    return x


def ocgan_decoder(net: Network, x: Tensor, base: int, mode: str) -> Tensor:
    for level, width in enumerate((base, 2 * base)):
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        x = torch.tanh(net.conv(f"decoder.{level}.first", x, width, 3, bias=True))
        x = torch.tanh(net.conv(f"decoder.{level}.second", x, width, 3, bias=True))
        x = net.norm(f"decoder.{level}.norm", x, mode)
    return torch.tanh(net.conv("decoder.last", x, 1, 3, bias=True))


def ocgan_latent_judge(net: Network, code: Tensor, mode: str) -> Tensor:
    x = nhwc_flat(code)
    for i, width in enumerate((128, 64, 32, 16)):
        y = net.dense(f"{i}.dense", x, width)
        x = F.relu(net.norm(f"{i}.norm", y, mode))
    return net.dense("logit", x, 1, bias=True)


def ocgan_image_judge(net: Network, x: Tensor, width: int, mode: str) -> Tensor:
    for i in range(3):
        x = net.leaky(net.norm(f"{i}.norm", net.conv(f"{i}.conv", x, width, 5, 2), mode))
    return net.conv("logit", x, 1, 5, 2, bias=True).mean((2, 3))


def ocgan_values() -> Named:
    """Mining against the old classifier, the judges' updates, then the autoencoder's against the new ones.

    The encoder's and decoder's statistics are tracked on the reconstruction only, a declared difference
    to the source, which tracks drawn codes too and predicts with running values where none is trained.
    """
    base, width, size, rate = 3, 2, 16, 2.0
    auto, latent, visual, classifier = (Network(seed) for seed in (61, 62, 63, 64))
    random = np.random.default_rng(65)
    images = uniform(random, 8, size, size, 1)
    noise = (0.1 * random.standard_normal(images.shape)).astype(np.float32)
    draws = {name: uniform(random, 8, 4, 4, base) for name in ("realCodes", "codes", "start")}
    x, noisy = nchw(images), nchw(images) + nchw(noise)
    real_codes, codes, start = (nchw(values) for values in draws.values())

    def encode(y: Tensor, mode: str) -> Tensor:
        return ocgan_encoder(auto, y, base, mode)

    def decode(code: Tensor, mode: str) -> Tensor:
        return ocgan_decoder(auto, code, base, mode)

    networks = {
        "autoencoder": auto,
        "latentDiscriminator": latent,
        "visualDiscriminator": visual,
        "classifier": classifier,
    }
    before = {
        "autoencoder": drawn_by(auto, lambda: decode(encode(x, "train"), "train")),
        "latentDiscriminator": drawn_by(latent, lambda: ocgan_latent_judge(latent, codes, "train")),
        "visualDiscriminator": drawn_by(visual, lambda: ocgan_image_judge(visual, x, width, "train")),
        "classifier": drawn_by(classifier, lambda: ocgan_image_judge(classifier, x, width, "train")),
    }
    # Mining: one step of length `rate` on the gradient summed over the batch, then the bound again.
    u = start.clone().requires_grad_()
    taken_for_fake = F.softplus(
        ocgan_image_judge(classifier, decode(torch.tanh(u), "batch"), width, "batch")
    ).sum()
    mined = torch.tanh(u - rate * torch.autograd.grad(taken_for_fake, u)[0]).detach()

    found = encode(noisy, "batch").detach()
    rebuilt, made = decode(found, "batch").detach(), decode(codes, "batch").detach()
    pairs = {
        "latentDiscriminator": (lambda y: ocgan_latent_judge(latent, y, "train"), real_codes, found),
        "visualDiscriminator": (lambda y: ocgan_image_judge(visual, y, width, "train"), x, made),
        "classifier": (lambda y: ocgan_image_judge(classifier, y, width, "train"), rebuilt, made),
    }
    losses: dict[str, Tensor] = {}
    steps: dict[str, dict[str, Tensor]] = {}
    for part, (judge, real, fake) in pairs.items():
        losses[part] = (bce(judge(real), True) + bce(judge(fake), False)) / 2
        steps[part] = gradients(losses[part], networks[part].trained)
        descend(networks[part].trained, steps[part], OCGAN_RATE)

    code = encode(noisy, "train")
    losses["latent"] = bce(ocgan_latent_judge(latent, code, "train"), True)
    losses["visual"] = bce(ocgan_image_judge(visual, decode(mined, "batch"), width, "train"), True)
    losses["reconstruction"] = (x - decode(code, "train")).square().mean() / 2
    losses["total"] = 10 * losses["latent"] + losses["visual"] + 500 * losses["reconstruction"]
    steps["autoencoder"] = gradients(losses["total"], auto.trained)
    scored = decode(encode(x, "score"), "score")
    return {
        f"{part}/{name}": value
        for part, net in networks.items()
        for name, value in stored(net, before[part], [steps[part]]).items()
    } | {
        "images": images,
        "noise": noise,
        **draws,
        "miningRate": np.array([rate]),
        "rate": np.array([OCGAN_RATE]),
        "mined": nhwc(mined),
        **{f"loss/{name}": number(loss) for name, loss in losses.items()},
        "score/error": number((x - scored).square().mean((1, 2, 3))),
    }


def main() -> None:
    """Writes all files."""
    save("ganomaly_step", ganomaly_values())
    save("skip_ganomaly_step", skip_ganomaly_values())
    save("aesc_step", aesc_values())
    save("memae_step", memae_values())
    save("ocgan_step", ocgan_values())


if __name__ == "__main__":
    main()
