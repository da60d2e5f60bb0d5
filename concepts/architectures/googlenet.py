"""GoogLeNet looks at the same place through kernels of several sizes at once.

    inception(x) = [ conv1(x), conv3(conv1(x)), conv5(conv1(x)), conv1(pool3(x)) ]

side by side as channels, where conv1 before the larger kernels reduces the channels that they
read. Nine such blocks follow a stem, which is an ordinary 7 × 7 convolution and two more. Where
the paper has 5 × 5, torchvision has 3 × 3 after an error in its original, and so have we by
default: 6,624,904 numbers for 1000 classes.

Sources: course GoogLeNet. Szegedy et al., Going Deeper with Convolutions, 2014.
"""

import torch
from torch import Tensor, nn

BLOCKS = [  # of the stages: 1 × 1, reduced, 3 × 3, reduced, largest, pooled
    [(64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)],
    [
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
    ],
    [(256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)],
]


def conv(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Sequential:
    """A convolution that keeps the sides, normalised and rectified."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3),
        nn.ReLU(),
    )


def halved(kernel: int) -> nn.MaxPool2d:
    """The largest of each place and its neighbours, at every other place, also at a torn edge."""
    return nn.MaxPool2d(kernel, stride=2, ceil_mode=True)


class Inception(nn.Module):
    """Four branches over one input, concatenated along the channels."""

    def __init__(
        self,
        inputs: int,
        ones: int,
        reduced: int,
        threes: int,
        reduced_more: int,
        largests: int,
        pooled: int,
        largest: int = 3,
    ) -> None:
        """Give each branch its number of channels; the paper's `largest` kernel is 5."""
        super().__init__()
        self.ones = conv(inputs, ones, 1)
        self.threes = nn.Sequential(conv(inputs, reduced, 1), conv(reduced, threes, 3))
        self.largests = nn.Sequential(
            conv(inputs, reduced_more, 1), conv(reduced_more, largests, largest)
        )
        self.pooled = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), conv(inputs, pooled, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, H, W) to (N, ones + threes + largests + pooled, H, W)."""
        return torch.cat([self.ones(x), self.threes(x), self.largests(x), self.pooled(x)], 1)


def googlenet(classes: int = 1000) -> nn.Sequential:
    """(N, 3, 224, 224) to a score for each class, without the heads that only help training."""
    parts: list[nn.Module] = [conv(3, 64, 7, stride=2), halved(3)]
    parts += [conv(64, 64, 1), conv(64, 192, 3), halved(3)]
    inputs = 192
    after = [halved(3), halved(2), nn.AdaptiveAvgPool2d(1)]
    for stage, then in zip(BLOCKS, after, strict=True):
        for widths in stage:
            parts.append(Inception(inputs, *widths))
            inputs = widths[0] + widths[2] + widths[4] + widths[5]
        parts.append(then)
    return nn.Sequential(*parts, nn.Flatten(), nn.Dropout(0.2), nn.Linear(inputs, classes))


def library(classes: int = 1000) -> nn.Module:
    """The same by torchvision."""
    from torchvision.models import googlenet as build  # noqa: PLC0415  slow to import

    return build(num_classes=classes, aux_logits=False, init_weights=False)


def library_inception(inputs: int, *widths: int) -> nn.Module:
    """The block by torchvision."""
    from torchvision.models.googlenet import Inception as Block  # noqa: PLC0415  slow to import

    return Block(inputs, *widths)
