"""AlexNet: five convolutions and three linear layers, with ReLU, max pooling and dropout.

    3 × 224 × 224 → 64 × 27 × 27 → 192 × 13 × 13 → 384, 256, 256 × 6 × 6 → 4096 → 4096 → classes

The widths are those of the version for a single GPU, 61,100,840 numbers for 1000 classes. Nearly
all of them are behind the convolutions, where dropout keeps them from fitting the noise.

Sources: course AlexNet. Krizhevsky, Sutskever and Hinton, ImageNet Classification, 2012;
Krizhevsky, One weird trick for parallelizing convolutional neural networks, 2014.
"""

from torch import nn


def alexnet(classes: int = 1000) -> nn.Sequential:
    """(N, 3, 224, 224) to a score for each class, (N, classes)."""
    return nn.Sequential(
        nn.Conv2d(3, 64, 11, stride=4, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2),
        nn.Conv2d(64, 192, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2),
        nn.Conv2d(192, 384, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(256, 256, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2),
        nn.Flatten(),
        nn.Dropout(),
        nn.Linear(256 * 6 * 6, 4096),
        nn.ReLU(),
        nn.Dropout(),
        nn.Linear(4096, 4096),
        nn.ReLU(),
        nn.Linear(4096, classes),
    )


def library(classes: int = 1000) -> nn.Module:
    """The same by torchvision."""
    from torchvision.models import alexnet as build  # noqa: PLC0415  slow to import

    return build(num_classes=classes)
