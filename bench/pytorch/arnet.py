"""ARNet for 32 pixels in colour, layer by layer as in `lib/methods/arnet`."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from common import Step, one_network, prepare


class UNet(nn.Module):
    """From gray, rotated images to colours, both in [0, 1]."""

    def __init__(self, levels: int = 4, base: int = 64) -> None:
        super().__init__()
        widths = [base * min(2 ** min(level, levels - 1), 8) for level in range(levels + 1)]
        inputs = [1, *widths]
        self.down = nn.ModuleList(self.stage(inputs[i], widths[i]) for i in range(levels + 1))
        self.up = nn.ModuleList(
            self.stage(2 * widths[level], widths[max(level - 1, 0)])
            for level in range(levels - 1, -1, -1)
        )
        self.image = nn.Conv2d(base, 3, 3, 1, 1, bias=False)

    @staticmethod
    def stage(inputs: int, outputs: int) -> nn.Module:
        layers: list[nn.Module] = []
        for channels in (inputs, outputs):
            layers += [nn.Conv2d(channels, outputs, 3, 1, 1, bias=False)]
            layers += [nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
        return nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        maps: list[Tensor] = []
        for stage in self.down:
            x = stage(F.max_pool2d(x, 2) if maps else x)
            maps.append(x)
        for stage, across in zip(self.up, maps[-2::-1], strict=True):
            larger = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True)
            x = stage(torch.cat([across, larger], 1))
        return torch.sigmoid(self.image(x))


def train_arnet(case: dict, variant: str, images: Tensor) -> Step:
    """One step of ARNet: images are rotated and lose their colours, the network restores both."""
    network = prepare(UNet(), variant)
    size = case["image_size"]
    pixels = torch.arange(size * size).reshape(size, size)
    table = torch.stack([torch.rot90(pixels, turns).flatten() for turns in range(4)])

    def losses() -> list[Tensor]:
        targets = (images + 1) / 2
        gray = targets.mean(1, keepdim=True)
        turns = torch.randint(4, (len(images),))
        erased = gray.flatten(2).gather(2, table[turns][:, None]).reshape(gray.shape)
        return [F.mse_loss(network(erased), targets)]

    return one_network(torch.optim.SGD(network.parameters(), lr=0.1), variant, losses)
