"""LeNet-5: two convolutions that alternate with subsampling, then three linear layers.

    1 × 32 × 32 → 6 × 28 × 28 → 6 × 14 × 14 → 16 × 10 × 10 → 16 × 5 × 5 → 120 → 84 → classes

In the form in use today: mean pooling without weights, every filter on every channel, scores for
the classes. 61,706 numbers are learned, 59,134 of them behind the convolutions. One of the notes
calls LeNet a net of three linear layers (784, 300, 100, 10), which LeCun's group also tried.

Sources: course LeNet-5. LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning, 1998.
"""

from torch import nn


def lenet5(classes: int = 10) -> nn.Sequential:
    """(N, 1, 32, 32) to a score for each class, (N, classes)."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 5 * 5, 120),
        nn.Tanh(),
        nn.Linear(120, 84),
        nn.Tanh(),
        nn.Linear(84, classes),
    )
