"""Three programs that learn to answer "hello" with "ohlol", a letter for a letter:

    cell       one-hot letters, RNNCell(4, 4), its states as logits; losses added; Adam at 0.1
    rnn        the same net as RNN(4, 4); losses averaged; Adam at 0.05
    embedding  Embedding(4, 10), RNN(10, 8, 2 layers), Linear(8, 4); averaged; Adam at 0.05

Fifteen epochs on the one word. The answer to l is l once and o once, so it takes a memory. Nothing
is seeded, so it is chance whether the word comes out. A state as logits lies within ±1, which
keeps each letter's loss above log(1 + 3 e⁻²): those programs cannot become sure of their answer.

`Hello` trains many nets of a program side by side. Each parameter has a leading dimension, one
entry a net; the losses of the nets are added up, and since Adam works number by number no net
notices another. A thousand nets take little longer than one.

Source: pytorch-basics 11.1, 11.2, 11.3, whose listings are pictures: here as in the course that it
follows.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, one_hot

LETTERS = "ehlo"
WORD, ANSWER = "hello", "ohlol"
EPOCHS = 15


@dataclass(frozen=True)
class Program:
    """What the listings differ in."""

    lr: float
    reduction: str = "mean"
    table: int = 0  # the width of the embedding; 0 for one-hot letters
    hidden: int = 4
    layers: int = 1
    head: bool = False  # a linear layer on the states


CELL = Program(lr=0.1, reduction="sum")
RNN = Program(lr=0.05)
EMBEDDING = Program(lr=0.05, table=10, hidden=8, layers=2, head=True)
MEMORYLESS = Program(lr=0.5, layers=0, head=True)  # no program of the note: what memory is for


def encode(text: str) -> list[int]:
    """The place of each letter in the alphabet e, h, l, o."""
    return [LETTERS.index(letter) for letter in text]


def spell(places: Tensor) -> list[str]:
    """The words whose letters stand at `places`, (nets, length)."""
    return ["".join(LETTERS[place] for place in word) for word in places.tolist()]


@dataclass(frozen=True)
class Run:
    """What a training prints: the loss of each epoch, and its answer, before the step."""

    losses: Tensor  # (epochs, nets)
    answers: Tensor  # (epochs, nets, 5)

    def reached(self) -> Tensor:
        """Which nets give the right answer in the last epoch."""
        return (self.answers[-1].cpu() == torch.tensor(encode(ANSWER))).all(1)


class Hello(nn.Module):
    """`nets` nets of a program, started as torch starts its layers, from one seed."""

    def __init__(
        self,
        program: Program,
        nets: int,
        seed: int,
        device: torch.device | str = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        """Draw the table from N(0, 1), and all else from U(-1/√hidden, 1/√hidden)."""
        super().__init__()
        self.program, self.nets = program, nets
        generator = torch.Generator().manual_seed(seed)
        letters, hidden, bound = len(LETTERS), program.hidden, program.hidden**-0.5

        def drawn(*shape: int) -> nn.Parameter:
            numbers = 2 * torch.rand(nets, *shape, generator=generator, dtype=dtype) - 1
            return nn.Parameter((bound * numbers).to(device))

        if program.table:
            table = torch.randn(nets, letters, program.table, generator=generator, dtype=dtype)
            self.table = nn.Parameter(table.to(device))
        for layer in range(program.layers):
            width = hidden if layer else program.table or letters
            self.register_parameter(f"weight_ih_l{layer}", drawn(hidden, width))
            self.register_parameter(f"weight_hh_l{layer}", drawn(hidden, hidden))
            self.register_parameter(f"bias_ih_l{layer}", drawn(hidden))
            self.register_parameter(f"bias_hh_l{layer}", drawn(hidden))
        if program.head:
            self.head_weight, self.head_bias = drawn(letters, hidden), drawn(letters)

    def forward(self, word: str = WORD) -> Tensor:
        """The logits of each letter's answer, (nets, length, 4)."""
        places, like = torch.tensor(encode(word)), next(self.parameters())
        one_hots = one_hot(places, len(LETTERS)).to(like)
        states = one_hots @ self.table if self.program.table else one_hots
        for layer in range(self.program.layers):
            states = self.read(states, layer)
        return (
            states @ self.head_weight.mT + self.head_bias[:, None] if self.program.head else states
        )

    def read(self, x: Tensor, layer: int) -> Tensor:
        """The states of a layer, h_t = tanh(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh), from zeros."""
        w_ih, w_hh = getattr(self, f"weight_ih_l{layer}"), getattr(self, f"weight_hh_l{layer}")
        b_ih, b_hh = getattr(self, f"bias_ih_l{layer}"), getattr(self, f"bias_hh_l{layer}")
        driven = x @ w_ih.mT + b_ih[:, None]
        h, states = torch.zeros_like(b_hh), []
        for x_t in driven.unbind(1):
            h = torch.tanh(x_t + (w_hh * h[:, None]).sum(-1) + b_hh)
            states.append(h)
        return torch.stack(states, 1)

    def loss(self, logits: Tensor) -> Tensor:
        """The loss of each net: the cross entropy of its letters, added or averaged."""
        answer = torch.tensor(encode(ANSWER), device=logits.device).expand(self.nets, -1)
        letters = cross_entropy(logits.mT, answer, reduction="none")
        return letters.sum(1) if self.program.reduction == "sum" else letters.mean(1)

    def fit(self, epochs: int = EPOCHS) -> Run:
        """The note's loop: answer, loss, step."""
        optimizer = torch.optim.Adam(self.parameters(), lr=self.program.lr)
        losses, answers = [], []
        for _ in range(epochs):
            logits = self()
            loss = self.loss(logits)
            optimizer.zero_grad()
            loss.sum().backward()
            optimizer.step()
            losses.append(loss.detach())
            answers.append(logits.detach().argmax(-1))
        return Run(torch.stack(losses), torch.stack(answers))
