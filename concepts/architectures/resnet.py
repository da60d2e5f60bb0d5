"""ResNet: a block adds what it has learned to what it was given.

    y = relu(x + F(x))

A block whose branch F is zero passes on relu(x), and the gradient goes round every branch: depth
alone takes nothing away. Shapes must agree; where the branch changes them, the shortcut is a 1 × 1
convolution of the same stride. In the toy, h + relu(h W + b) / √depth keeps the scale at any depth.

Sources: course ResNet, DenseNet. He, Zhang, Ren and Sun, Deep Residual Learning, 2015.
"""

import torch
from torch import Tensor, nn


class BasicBlock(nn.Module):
    """Two 3 × 3 convolutions beside a shortcut."""

    def __init__(
        self, inputs: int, outputs: int, stride: int = 1, downsample: nn.Module | None = None
    ) -> None:
        """`downsample`, if given, is what the shortcut does to its input."""
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        """RuntimeError where the shapes of branch and shortcut do not agree."""
        branch = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        branch += x if self.downsample is None else self.downsample(x)
        return branch.relu()


class Bottleneck(nn.Module):
    """Three convolutions beside a shortcut: to fewer channels, among these, to four times these."""

    def __init__(
        self, inputs: int, outputs: int, stride: int, downsample: nn.Module | None
    ) -> None:
        """`outputs` counts the channels in the middle."""
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, 4 * outputs, 1, bias=False),
            nn.BatchNorm2d(4 * outputs),
        )
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        """As the basic block."""
        return (self.branch(x) + (x if self.downsample is None else self.downsample(x))).relu()


def resnet(
    blocks: tuple[int, ...] = (2, 2, 2, 2), bottleneck: bool = False, classes: int = 1000
) -> nn.Sequential:
    """So many blocks of 64, 128, 256 and 512 channels, for (N, 3, 224, 224). ResNet-18 by default,
    with (3, 4, 6, 3) bottlenecks ResNet-50.
    """
    stem = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
    parts: list[nn.Module] = [stem, nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, padding=1)]
    inputs = 64
    for stage, count in enumerate(blocks):
        channels, stride = 64 * 2**stage, 1 if stage == 0 else 2
        outputs = 4 * channels if bottleneck else channels
        for _ in range(count):
            shortcut = None
            if inputs != outputs:  # as wherever the stride is 2
                project = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
                shortcut = nn.Sequential(project, nn.BatchNorm2d(outputs))
            block = Bottleneck if bottleneck else BasicBlock
            parts.append(block(inputs, channels, stride, shortcut))
            inputs, stride = outputs, 1
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))


class ResidualNet(nn.Module):
    """`depth` hidden layers of one width, with or without shortcuts: (N, inputs) to (N, 1)."""

    def __init__(self, inputs: int, width: int, depth: int, shortcuts: bool) -> None:
        """Linear layers as torch draws them, which alone lose two thirds of the variance each."""
        super().__init__()
        self.first, self.last = nn.Linear(inputs, width), nn.Linear(width, 1)
        self.hidden = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        self.shortcuts = shortcuts

    def forward(self, x: Tensor) -> Tensor:
        """One number a sample."""
        h = self.first(x)
        for layer in self.hidden:
            branch = torch.relu(layer(h))
            h = h + branch / len(self.hidden) ** 0.5 if self.shortcuts else branch
        return self.last(h)


def library_block(
    inputs: int, outputs: int, stride: int = 1, downsample: nn.Module | None = None
) -> nn.Module:
    """The basic block by torchvision."""
    from torchvision.models.resnet import BasicBlock as Block  # noqa: PLC0415  slow to import

    return Block(inputs, outputs, stride, downsample)


def library(
    blocks: tuple[int, ...] = (2, 2, 2, 2), bottleneck: bool = False, classes: int = 1000
) -> nn.Module:
    """The net by torchvision."""
    from torchvision.models import resnet as theirs  # noqa: PLC0415  slow to import

    block = theirs.Bottleneck if bottleneck else theirs.BasicBlock
    return theirs.ResNet(block, list(blocks), num_classes=classes)
