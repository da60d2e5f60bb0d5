"""DenseNet: a layer reads the outputs of all layers before it in its block, side by side.

    x_l = H_l([x_0, x_1, …, x_(l-1)])        the block's output is [x_0, x_1, …, x_L]

ResNet adds, which keeps the channels; here each layer adds `growth` channels of its own. Between
blocks a transition mixes and halves them, so that no layer reads one of another block directly.
H is norm, ReLU, 1 × 1 convolution to 4 · growth channels, norm, ReLU, 3 × 3 convolution.

Sources: course DenseNet. Huang, Liu, van der Maaten and Weinberger, Densely Connected Convolutional
Networks, 2016.
"""

import torch
from torch import Tensor, nn


class DenseBlock(nn.ModuleList):
    """So many layers, each of which reads the input and all that came of it before."""

    def __init__(self, layers: int, inputs: int, growth: int) -> None:
        """Layer l, counted from 0, reads inputs + l · growth channels."""
        super().__init__(dense_layer(inputs + l * growth, growth) for l in range(layers))

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) to (N, inputs + layers · growth, H, W)."""
        outputs = [x]
        for layer in self:
            outputs.append(layer(torch.cat(outputs, 1)))
        return torch.cat(outputs, 1)


def dense_layer(inputs: int, growth: int) -> nn.Sequential:
    """From however many channels to `growth`."""
    return nn.Sequential(
        nn.BatchNorm2d(inputs),
        nn.ReLU(),
        nn.Conv2d(inputs, 4 * growth, 1, bias=False),
        nn.BatchNorm2d(4 * growth),
        nn.ReLU(),
        nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False),
    )


def densenet(
    growth: int = 32,
    blocks: tuple[int, ...] = (6, 12, 24, 16),
    inputs: int = 64,
    classes: int = 1000,
) -> nn.Sequential:
    """Dense blocks of so many layers, for (N, 3, 224, 224); DenseNet-121 by default."""
    stem = nn.Conv2d(3, inputs, 7, stride=2, padding=3, bias=False)
    parts: list[nn.Module] = [stem, nn.BatchNorm2d(inputs), nn.ReLU()]
    parts.append(nn.MaxPool2d(3, stride=2, padding=1))
    channels = inputs
    for i, layers in enumerate(blocks):
        parts.append(DenseBlock(layers, channels, growth))
        channels += layers * growth
        parts += [nn.BatchNorm2d(channels), nn.ReLU()]
        if i < len(blocks) - 1:
            parts += [nn.Conv2d(channels, channels // 2, 1, bias=False), nn.AvgPool2d(2)]
            channels //= 2
    parts += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes)]
    return nn.Sequential(*parts)


def library_block(layers: int, inputs: int, growth: int) -> nn.Module:
    """The block by torchvision."""
    from torchvision.models.densenet import _DenseBlock  # noqa: PLC0415  slow to import

    return _DenseBlock(layers, inputs, bn_size=4, growth_rate=growth, drop_rate=0.0)


def library(
    growth: int = 32,
    blocks: tuple[int, ...] = (6, 12, 24, 16),
    inputs: int = 64,
    classes: int = 1000,
) -> nn.Module:
    """The net by torchvision."""
    from torchvision.models import DenseNet  # noqa: PLC0415  slow to import

    return DenseNet(growth, blocks, inputs, num_classes=classes)
