"""GeoTrans for 32 pixels in colour, layer by layer as in `lib/methods/geotrans`."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from common import Step, adam, one_network, prepare

TRANSFORMATIONS = 72
WEIGHT_DECAY = 0.00025


class Block(nn.Module):
    """Batch norm, ReLU, convolution, twice, plus the input or a convolution of it."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.norm1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        same = inputs == outputs
        self.shortcut = None if same else nn.Conv2d(inputs, outputs, 1, stride, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        active = F.relu(self.norm1(x))
        y = self.conv2(F.relu(self.norm2(self.conv1(active))))
        return y + (x if self.shortcut is None else self.shortcut(active))


class WideResNet(nn.Module):
    """A wide residual network: logits of the transformations."""

    def __init__(self, depth: int = 10, widen: int = 4) -> None:
        super().__init__()
        blocks: list[nn.Module] = []
        width = 16
        for stage in range(3):
            for i in range((depth - 4) // 6):
                outputs = 16 * widen * 2**stage
                blocks.append(Block(width, outputs, 2 if stage > 0 and i == 0 else 1))
                width = outputs
        self.first = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.blocks = nn.Sequential(*blocks)
        self.norm = nn.BatchNorm2d(width)
        self.logits = nn.Linear(width, TRANSFORMATIONS)

    def forward(self, x: Tensor) -> Tensor:
        maps = F.relu(self.norm(self.blocks(self.first(x))))
        return self.logits(maps.mean((2, 3)))


def tables(size: int) -> Tensor:
    """Where each pixel comes from: `[72, size * size]`; flips, shifts and rotations."""
    shift, last = size // 4, size - 1
    at = torch.arange(size)
    mirrored = lambda i: torch.where(i < 0, -1 - i, torch.where(i > last, 2 * last + 1 - i, i))  # noqa: E731
    pixels = torch.arange(size * size).reshape(size, size)
    moves = []
    for flipped in (False, True):
        image = pixels.flip(1) if flipped else pixels
        for rows in (0, -shift, shift):
            for columns in (0, -shift, shift):
                moved = image[mirrored(at - rows)][:, mirrored(at - columns)]
                moves += [torch.rot90(moved, turns).flatten() for turns in range(4)]
    return torch.stack(moves)


def train_geotrans(case: dict, variant: str, images: Tensor) -> Step:
    """One step of GeoTrans: images are transformed, the network says how.

    The penalty of the weights is the optimiser's: the same update, and less to compute.
    """
    network = prepare(WideResNet(), variant)
    table = tables(case["image_size"])
    chosen = torch.randint(TRANSFORMATIONS, (len(images),))

    def losses() -> list[Tensor]:
        sources = table[chosen][:, None].expand(-1, 3, -1)
        moved = images.flatten(2).gather(2, sources).reshape(images.shape)
        if variant in ("torch-channels-last", "torch-bf16"):
            moved = moved.contiguous(memory_format=torch.channels_last)
        return [F.cross_entropy(network(moved).float(), chosen)]

    optimizer = adam(network, variant, 1e-3, weight_decay=2 * WEIGHT_DECAY)
    return one_network(optimizer, variant, losses)
