"""The diabetes classifier: eight measurements to one probability, by three layers of sigmoids.

    h = σ(W₁ x + b₁)    h' = σ(W₂ h + b₂)    p = σ(W₃ h' + b₃)        8 → 6 → 4 → 1

Each W h + b is affine: without the sigmoids the three would collapse to one map 8 → 1. The program
takes a hundred steps of gradient descent, at 0.1, on the mean loss of all rows at once. That is
enough to learn how frequent the label is, and nothing about who has it.

Source: pytorch-basics 7.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy

from concepts.training.progress import Track
from concepts.training.training_loop import train_epoch

LEARNING_RATE = 0.1
EPOCHS = 100


class DiabetesNetwork(nn.Module):
    """(…, 8) to probabilities (…, 1)."""

    def __init__(self) -> None:
        """Start from what linear layers start from."""
        super().__init__()
        self.linear1 = nn.Linear(8, 6)
        self.linear2 = nn.Linear(6, 4)
        self.linear3 = nn.Linear(4, 1)

    def forward(self, x: Tensor) -> Tensor:
        """A sum and a sigmoid, three times."""
        x = torch.sigmoid(self.linear1(x))
        x = torch.sigmoid(self.linear2(x))
        return torch.sigmoid(self.linear3(x))


def read(file: str | Path | Iterable[str]) -> NDArray[np.float32]:
    """A comma-separated table without header, gzipped if its name ends so.

    numpy's numbers are float64 unless asked, and a linear layer's weights are float32.
    """
    return np.loadtxt(file, delimiter=",", dtype=np.float32)


def split(table: NDArray[np.float32]) -> tuple[Tensor, Tensor]:
    """All columns but the last, and the last: (N, 8), in the table's memory, and a copy (N, 1).

    `[:, -1]` is a slice too, of shape (N,); the list in `[:, [-1]]` selects, and so copies.
    """
    return torch.from_numpy(table[:, :-1]), torch.from_numpy(table[:, [-1]])


def fit(
    net: nn.Module,
    x: Tensor,
    y: Tensor,
    optimizer: torch.optim.Optimizer | None = None,
    epochs: int = EPOCHS,
    track: Track = iter,
) -> Tensor:
    """The note's loop: all rows in every step; the loss before each, (epochs,)."""
    optimizer = optimizer or torch.optim.SGD(net.parameters(), lr=LEARNING_RATE)
    return train_epoch(net, track([(x, y)] * epochs), optimizer, binary_cross_entropy)


@dataclass(frozen=True)
class Run:
    """What the program leaves: a net, and the losses it prints and draws."""

    net: nn.Module
    losses: Tensor


def run(table: NDArray[np.float32], seed: int, device: str = "cpu") -> Run:
    """The whole program, from a seed."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        net = DiabetesNetwork().to(device)
    x, y = split(table)
    return Run(net, fit(net, x.to(device), y.to(device)))
