"""VGG: nothing but 3 × 3 convolutions, since a stack of small kernels sees as much as a large one.

    seen by L layers of 3 × 3:    (2L + 1) × (2L + 1) pixels
    weights for C channels:       9 · L · C², where one layer that sees as much has (2L + 1)² · C²

Two layers see 5 × 5 with 18 for 25 weights, three see 7 × 7 with 27 for 49, and the products a
pixel are fewer in the same proportion. All this with C channels between the layers too.

Sources: course VGG. Simonyan and Zisserman, Very Deep Convolutional Networks, 2014.
"""

from itertools import pairwise

from torch import nn

STAGES = (64,) * 2, (128,) * 2, (256,) * 3, (512,) * 3, (512,) * 3


def conv_stack(channels: int, layers: int, between: int | None = None) -> nn.Sequential:
    """3 × 3 convolutions with ReLU between them: (N, channels, H, W) to the same."""
    widths = [channels, *[between or channels] * (layers - 1), channels]
    parts: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        parts += [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.ReLU()]
    return nn.Sequential(*parts[:-1])


def vgg16(classes: int = 1000) -> nn.Sequential:
    """Thirteen convolutions in five stages, then three linear layers, for (N, 3, 224, 224)."""
    parts: list[nn.Module] = []
    inputs = 3
    for stage in STAGES:
        for outputs in stage:
            parts += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU()]
            inputs = outputs
        parts.append(nn.MaxPool2d(2))
    parts += [nn.Flatten(), nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Dropout()]
    parts += [nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, classes)]
    return nn.Sequential(*parts)


def library(classes: int = 1000) -> nn.Module:
    """The same by torchvision."""
    from torchvision.models import vgg16 as build  # noqa: PLC0415  slow to import

    return build(num_classes=classes)
