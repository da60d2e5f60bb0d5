"""The digit classifier of chapter three: 784 → 300 → 100 → 10, all linear, one epoch of Adam.

The note calls it LeNet. It has no convolution and no activation, so it is one affine map,
y = x Wᵀ + b with W = W₃ W₂ W₁, however many layers it has: softmax regression by another road.

The note feeds it by a loader that converts one image at a time. `fit` trains on tensors that
lie on the device, in the loader's order: the same parameters, bit for bit, in a third of the
time. Seeds are arguments; nothing global is read or left behind.

Source: chapter-three 8, which reports 90.47 % of the test digits.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from concepts.data.mnist import Mnist
from concepts.training.evaluation import Batches, evaluate_accuracy
from concepts.training.progress import Track
from concepts.training.training_loop import train_epoch

WIDTHS = (28 * 28, 300, 100, 10)
BATCH = 64
LEARNING_RATE = 1e-3
WINDOW = 100  # batches between two printed losses


class LeNet(nn.Module):
    """Three linear layers and nothing between them: (N, 1, 28, 28) to logits (N, 10)."""

    def __init__(self, in_dim: int, n_hidden_1: int, n_hidden_2: int, out_dim: int) -> None:
        """Take the widths; there is no sensible default for any."""
        super().__init__()
        self.flatten = nn.Flatten()
        self.layer1 = nn.Linear(in_dim, n_hidden_1)
        self.layer2 = nn.Linear(n_hidden_1, n_hidden_2)
        self.layer3 = nn.Linear(n_hidden_2, out_dim)

    def forward(self, images: Tensor) -> Tensor:
        """Logits, one row an image."""
        hidden = self.layer1(self.flatten(images))
        return self.layer3(self.layer2(hidden))


class ReluNet(LeNet):
    """The same layers with what is missing between them."""

    def forward(self, images: Tensor) -> Tensor:
        """Logits, one row an image."""
        hidden = torch.relu(self.layer1(self.flatten(images)))
        return self.layer3(torch.relu(self.layer2(hidden)))


def to_tensor(images: Tensor) -> Tensor:
    """Bytes (N, 28, 28) to floats in [0, 1] with a channel dimension, (N, 1, 28, 28)."""
    return images.unsqueeze(1).float().div(255)


def loader_order(rows: int, generator: torch.Generator) -> Tensor:
    """The order in which a shuffling DataLoader with this generator visits the rows.

    It draws a seed for its workers, needed or not, and then a permutation.
    """
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    return torch.randperm(rows, generator=generator)


def resident_batches(
    images: Tensor, labels: Tensor, generator: torch.Generator, track: Track = iter
) -> Iterator[tuple[Tensor, Tensor]]:
    """The batches of one epoch, gathered as bytes on the device and converted 64 at a time."""
    order = loader_order(len(labels), generator).to(labels.device)
    for batch in track(order.split(BATCH)):
        yield to_tensor(images.index_select(0, batch)), labels[batch]


def fit(
    net: nn.Module,
    batches: Batches,
    optimizer: torch.optim.Optimizer | None = None,
) -> Tensor:
    """One epoch of the note's loop, by its Adam; the mean loss of each batch, (batches,)."""
    # foreach changes the order of the work and not one bit of the result
    optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=LEARNING_RATE, foreach=True)
    return train_epoch(net, batches, optimizer)


def window_means(losses: Tensor) -> list[float]:
    """What the note prints: the mean loss of every full hundred of batches; the rest is lost."""
    full = len(losses) // WINDOW * WINDOW
    return losses[:full].reshape(-1, WINDOW).mean(1).tolist()


@dataclass(frozen=True)
class Run:
    """One run of the program."""

    net: LeNet
    losses: Tensor
    test_accuracy: float


def run(
    digits: Mnist,
    seed: int,
    device: str = "cpu",
    net_class: Callable[..., LeNet] = LeNet,
    track: Track = iter,
) -> Run:
    """The whole program, from a seed: initialise, train for one epoch, evaluate."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        net = net_class(*WIDTHS).to(device)
    images, labels = digits.train_images.to(device), digits.train_labels.to(device)
    generator = torch.Generator().manual_seed(seed)
    losses = fit(net, resident_batches(images, labels, generator, track))
    test = to_tensor(digits.test_images.to(device)), digits.test_labels.to(device)
    return Run(net, losses, evaluate_accuracy([test], net))
