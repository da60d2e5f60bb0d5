"""A convolutional digit classifier: two convolutions, each pooled, and one linear layer.

    (N, 1, 28, 28) → conv 5×5 → (N, 10, 24, 24) → pool → (N, 10, 12, 12)
                   → conv 5×5 → (N, 20, 8, 8)   → pool → (N, 20, 4, 4) → view → (N, 320) → (N, 10)

with ReLU before each pooling: 260 + 5,020 + 3,210 = 8,490 parameters, where the five linear layers
of `mnist_deep_mlp` have 575,050. Trained by the same loop, two epochs of MNIST take it to about
98 % of the test digits, and the other net to 96 %. Here the note does test on test digits.

The `view` wants the numbers of an image side by side in memory. In the channels-last layout they
are not, and it is an error; `FlattenCnn` copies them instead.

Source: pytorch-basics 10, for 10 epochs.
"""

import torch
from torch import Tensor, nn

from concepts.data.mnist import Mnist
from concepts.programs import mnist_deep_mlp as mlp
from concepts.training.progress import Track

SIDE, CLASSES = 28, 10


class Cnn(nn.Module):
    """Images (N, 1, 28, 28) to logits (N, 10).

    Of sides up to 31 the pooling drops what is left over; smaller and larger squares are an error.
    """

    def __init__(self) -> None:
        """Take nothing: the sizes follow from one another."""
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.pooling = nn.MaxPool2d(2)
        self.fc = nn.Linear(320, CLASSES)

    def forward(self, x: Tensor) -> Tensor:
        """Logits, one row an image."""
        batch_size = x.size(0)
        x = self.pooling(torch.relu(self.conv1(x)))
        x = self.pooling(torch.relu(self.conv2(x)))
        return self.fc(x.view(batch_size, -1))


class FlattenCnn(Cnn):
    """The same net, with the numbers of an image copied into order where they are not."""

    def forward(self, x: Tensor) -> Tensor:
        """Logits, one row an image, in any layout of memory."""
        x = self.pooling(torch.relu(self.conv1(x)))
        x = self.pooling(torch.relu(self.conv2(x)))
        return self.fc(x.flatten(1))


def run(
    digits: Mnist, seed: int, device: str = "cpu", epochs: int = 10, track: Track = iter
) -> mlp.Run:
    """The whole program, from a seed."""
    return mlp.run(digits, seed, device, epochs, Cnn, track)
