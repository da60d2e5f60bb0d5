"""A digit classifier of five linear layers, 784 → 512 → 256 → 128 → 64 → 10, with ReLU between.

    x = (pixel / 255 - 0.1307) / 0.3081        h = relu(W₄ … relu(W₁ x + b₁) … + b₄)
    logits = W₅ h + b₅                         no softmax: it is in the loss

Batches of 32, plain cross-entropy, SGD with rate 0.01 and momentum 0.5, a line every 300 batches.
The note evaluates on what it calls the test set, and loads the training set a second time: its
figure is a training accuracy. `run` gives that, and the accuracy on digits never seen beside it.

Source: pytorch-basics 9.3, for 100 epochs.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.optim import SGD

from concepts.data.mnist import Mnist
from concepts.programs.mnist_mlp import loader_order, to_tensor
from concepts.training.evaluation import Batches, evaluate_accuracy
from concepts.training.progress import Track
from concepts.training.training_loop import train_epoch

WIDTHS = (28 * 28, 512, 256, 128, 64, 10)
BATCH = 32  # the 64 that the note calls batch_size is never used
WINDOW = 300  # batches between two printed losses
MEAN, DEVIATION = 0.1307, 0.3081  # of the pixels of the training set


class DeepMlp(nn.Module):
    """Images (N, 1, 28, 28) to logits (N, 10)."""

    def __init__(self, widths: Sequence[int] = WIDTHS) -> None:
        """Take six widths, of the input, the four hidden layers, and the output."""
        super().__init__()
        a, b, c, d, e, f = widths
        self.l1 = nn.Linear(a, b)
        self.l2 = nn.Linear(b, c)
        self.l3 = nn.Linear(c, d)
        self.l4 = nn.Linear(d, e)
        self.l5 = nn.Linear(e, f)

    def forward(self, x: Tensor) -> Tensor:
        """Logits, one row an image."""
        x = x.view(-1, self.l1.in_features)
        for layer in (self.l1, self.l2, self.l3, self.l4):
            x = torch.relu(layer(x))
        return self.l5(x)


def normalise(images: Tensor) -> Tensor:
    """Bytes (N, 28, 28) to floats (N, 1, 28, 28), of mean 0 and deviation 1 over the digits."""
    return to_tensor(images).sub_(MEAN).div_(DEVIATION)


@dataclass(frozen=True)
class Digits:
    """A split in batches, again and again, and shuffled anew in each pass if given a generator."""

    images: Tensor
    labels: Tensor
    generator: torch.Generator | None = None

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """One pass: every digit once, 32 at a time."""
        order = torch.arange(len(self.labels))
        if self.generator:
            order = loader_order(len(self.labels), self.generator)
        for batch in order.to(self.labels.device).split(BATCH):
            yield normalise(self.images[batch]), self.labels[batch]


def note_splits(digits: Mnist) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """What the note trains on and what it calls its test set: both with train=True."""
    train = digits.train_images, digits.train_labels
    return train, train


def make_optimizer(parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
    """The note's:  v = 0.5 v + g  from v = 0,  θ = θ - 0.01 v."""
    return SGD(parameters, lr=0.01, momentum=0.5)


class Report(NamedTuple):
    """One printed line."""

    epoch: int  # from 1
    batch: int  # from 1, in its epoch
    loss: float

    def __str__(self) -> str:
        """The words of the note, the number of the batch in five places."""
        return f"[{self.epoch},{self.batch:5d}] loss: {self.loss:.3f}"


def reports(losses: Tensor, epoch: int = 1) -> list[Report]:
    """A line for every full window of an epoch's batch losses, with the mean of that window."""
    full = len(losses) // WINDOW * WINDOW
    means = losses[:full].reshape(-1, WINDOW).mean(1).tolist()
    return [Report(epoch, WINDOW * i, mean) for i, mean in enumerate(means, 1)]


def curve(lines: Sequence[Report]) -> tuple[list[int], list[float]]:
    """What the note plots: against the number of the line, which its label calls the epoch."""
    return list(range(len(lines))), [line.loss for line in lines]


@dataclass(frozen=True)
class Epoch:
    """What an epoch leaves: the loss of each batch, its printed lines, and two accuracies."""

    losses: Tensor
    lines: list[Report]
    printed_accuracy: float  # the note's "test" accuracy: of the training digits
    test_accuracy: float


@dataclass(frozen=True)
class Run:
    """One run of the program."""

    net: nn.Module
    epochs: list[Epoch]

    @property
    def lines(self) -> list[Report]:
        """All that it prints of the loss."""
        return list(chain.from_iterable(epoch.lines for epoch in self.epochs))


def run(
    digits: Mnist,
    seed: int,
    device: str = "cpu",
    epochs: int = 100,
    net_class: Callable[[], nn.Module] = DeepMlp,
    track: Track = iter,
) -> Run:
    """The whole program, from a seed: initialise; train and evaluate, again and again."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        net = net_class().to(device)
    optimizer = make_optimizer(net.parameters())
    (images, labels), called_test = note_splits(digits)
    train = Digits(images.to(device), labels.to(device), torch.Generator().manual_seed(seed))
    held_out = digits.test_images, digits.test_labels
    done = []
    for epoch in track(range(1, epochs + 1)):
        losses = train_epoch(net, train, optimizer)
        accuracies = (
            evaluate_accuracy(_large(*split, device), net) for split in (called_test, held_out)
        )
        done.append(Epoch(losses, reports(losses, epoch), *accuracies))
    return Run(net, done)


def _large(images: Tensor, labels: Tensor, device: str) -> Batches:
    """The same digits a thousand at a time: accuracy does not know of batches."""
    for some, answers in zip(images.split(1000), labels.split(1000), strict=True):
        yield normalise(some.to(device)), answers.to(device)
