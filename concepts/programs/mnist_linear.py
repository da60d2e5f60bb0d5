"""Softmax regression on MNIST: one affine map, y = x Wᵀ + b, and ten epochs of plain SGD.

The softmax itself is in the loss. What an epoch prints is not what it says:

    printed loss = Σ over batches of the batch's mean / number of samples

is the mean loss divided by the batch size once more, 255.32 for 60,000 samples in 235 batches;
the accuracy on the training set is a running one, over 235 nets that come one after another.

Sources: softmax-regression, whose last line says 87.4 % of the test digits.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim import Optimizer

from concepts.data.mnist import Mnist
from concepts.optimizers import Params
from concepts.programs.mnist_mlp import loader_order, to_tensor
from concepts.training.evaluation import Batches, evaluate_accuracy
from concepts.training.progress import Track
from concepts.training.training_loop import Loss, train_epoch

INPUTS, OUTPUTS = 28 * 28, 10
DEVIATION = 0.01  # of the weights at the start
BATCH = 256
LEARNING_RATE = 0.005
EPOCHS = 10


class LinearNet(nn.Module):
    """One linear layer and no softmax: images (N, …) to scores (N, outputs)."""

    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        """Take the number of pixels of an image, and of classes."""
        super().__init__()
        self.linear = nn.Linear(num_inputs, num_outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Scores, one row an image; an image is read as it lies in memory, and never copied."""
        return self.linear(x.view(x.shape[0], -1))


@dataclass(frozen=True)
class Epoch:
    """What one epoch prints."""

    loss: float
    train_accuracy: float
    test_accuracy: float

    def __str__(self) -> str:
        """The words of the note."""
        accuracies = f"train acc {self.train_accuracy:.3f}, test acc {self.test_accuracy:.3f}"
        return f"loss {self.loss:.4f}, {accuracies}"


class TextbookSGD(Optimizer):
    """θ - lr · gradient / batch_size: right for a loss that is a sum over the batch.

    Of a mean it divides a second time. Gradients are zeroed where they lie.
    """

    def __init__(self, params: Params, lr: float, batch_size: int) -> None:
        """Take the rate for the mean of a batch, and the size of the batch."""
        super().__init__(params, {"lr": lr, "batch_size": batch_size})

    def zero_grad(self, set_to_none: bool = False) -> None:
        """Zeros, in place, whatever is asked."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.grad.data.zero_()

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        """Move every parameter that has a gradient."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.sub_(group["lr"] * parameter.grad / group["batch_size"])


def train_ch3(
    net: nn.Module,
    train_batches: Batches,
    test_batches: Batches,
    loss: Loss,
    num_epochs: int,
    batch_size: int,
    params: Any = None,
    lr: Any = None,
    optimizer: Optimizer | None = None,
    track: Track = iter,
) -> list[Epoch]:
    """Train, and say what each epoch prints.

    `batch_size`, `params` and `lr` are for want of an optimizer, and otherwise unused.
    """
    optimizer = optimizer or TextbookSGD(params, lr, batch_size)
    hits: list[Tensor] = []
    table = []

    def watched(scores: Tensor, labels: Tensor) -> Tensor:
        hits.append(scores.argmax(1) == labels)
        return loss(scores, labels).sum()  # of a mean, one number, it is that number

    for _ in track(range(num_epochs)):
        hits.clear()
        losses = train_epoch(net, train_batches, optimizer, watched).tolist()
        right = torch.cat(hits)
        accuracy = right.sum().item() / len(right)
        test_accuracy = evaluate_accuracy(test_batches, net)
        table.append(Epoch(sum(losses) / len(right), accuracy, test_accuracy))
    return table


def undivided(printed: float, samples: int, batch_size: int) -> float:
    """The mean of the batches' means, of which the loop prints a 255th."""
    return printed * samples / -(-samples // batch_size)


def digit_names(labels: Iterable[int]) -> list[str]:
    """Labels as text; the note's function of clothes names digits. Label 10: IndexError."""
    return ["0123456789"[label] for label in labels]


def titles(labels: Iterable[int], predictions: Iterable[int]) -> list[str]:
    """What is true on the first line, what is predicted on the second."""
    names = zip(digit_names(labels), digit_names(predictions), strict=True)
    return [f"{true}\n{predicted}" for true, predicted in names]


def picture(image: Tensor) -> np.ndarray:
    """A grey image (1, 28, 28) as the array (28, 28) to draw, in the same memory."""
    return image.view((28, 28)).numpy()


@dataclass(frozen=True)
class ResidentBatches:
    """The batches of an epoch, in a new order each time, from bytes that lie on the device."""

    images: Tensor
    labels: Tensor
    generator: torch.Generator

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """As the note's loader has them, bit for bit."""
        order = loader_order(len(self.labels), self.generator).to(self.labels.device)
        for batch in order.split(BATCH):  # index_select copies whole images, indexing does not
            yield to_tensor(self.images.index_select(0, batch)), self.labels[batch]


@dataclass(frozen=True)
class Run:
    """One run of the program: the net as it ends, and what was printed."""

    net: LinearNet
    optimizer: Optimizer
    train_batches: ResidentBatches
    test_batches: Sequence[tuple[Tensor, Tensor]]
    table: list[Epoch]


def run(
    digits: Mnist, seed: int, device: str = "cpu", epochs: int = EPOCHS, track: Track = iter
) -> Run:
    """The whole program, from a seed."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        net = LinearNet(INPUTS, OUTPUTS)
        nn.init.normal_(net.linear.weight, std=DEVIATION)
        nn.init.zeros_(net.linear.bias)
    net.to(device)
    generator = torch.Generator().manual_seed(seed)
    train = ResidentBatches(
        digits.train_images.to(device), digits.train_labels.to(device), generator
    )
    images, labels = to_tensor(digits.test_images.to(device)), digits.test_labels.to(device)
    test = list(zip(images.split(BATCH), labels.split(BATCH), strict=True))
    optimizer = torch.optim.SGD(net.parameters(), lr=LEARNING_RATE)
    unused = None, None
    table = train_ch3(net, train, test, cross_entropy, epochs, BATCH, *unused, optimizer, track)
    return Run(net, optimizer, train, test, table)
