"""The programs that train, to run: `python -m concepts.programs mnist_cnn --seed 0 --epochs 2`.

A program prints the figures of its note when it has trained, and where they come from. Meanwhile
a bar shows how far it is, where somebody watches. Without a name the programs are listed.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import torch

from concepts.data import diabetes, iris, mnist
from concepts.programs import (
    diabetes_network,
    hello_rnn,
    mnist_cnn,
    mnist_deep_mlp,
    mnist_linear,
    mnist_mlp,
    regression_network,
)
from concepts.training.progress import bar


def found(load: Callable[[], Any]) -> Any:
    """The data, or the end, with the sentence that names the remedy."""
    try:
        return load()
    except (mnist.DataError, FileNotFoundError, ValueError) as error:
        sys.exit(f"{error}")


def train_mnist_mlp(seed: int, device: str, epochs: int) -> Iterator[str]:
    """One epoch and no more: the mean losses of its windows."""
    if epochs > 1:
        sys.exit("mnist_mlp trains for one epoch, as its note does")
    digits = found(mnist.load)
    yield digits.description
    run = mnist_mlp.run(digits, seed, device, track=bar)
    for i, loss in enumerate(mnist_mlp.window_means(run.losses), 1):
        yield f"batch {mnist_mlp.WINDOW * i}, loss {loss:.4f}"
    yield f"{run.test_accuracy:.2%} of the test digits"


def train_mnist_linear(seed: int, device: str, epochs: int) -> Iterator[str]:
    """The ten-row table."""
    digits = found(mnist.load)
    yield digits.description
    for i, row in enumerate(mnist_linear.run(digits, seed, device, epochs, bar).table, 1):
        yield f"epoch {i}, {row}"


def train_by_windows(
    run: Callable[..., mnist_deep_mlp.Run], seed: int, device: str, epochs: int
) -> Iterator[str]:
    """The deep net and the CNN print alike."""
    digits = found(mnist.load)
    yield digits.description
    for epoch in run(digits, seed, device, epochs, track=bar).epochs:
        yield from map(str, epoch.lines)
        yield f"{epoch.printed_accuracy:.2%} of the training digits"
        yield f"{epoch.test_accuracy:.2%} of the test digits"


def train_diabetes_network(seed: int, device: str, epochs: int) -> Iterator[str]:
    """The loss of every epoch."""
    data = found(diabetes.load)
    yield data.description
    net = diabetes_network.DiabetesNetwork().to(device)
    x, y = (part.to(device) for part in diabetes_network.split(data.table))
    losses = diabetes_network.fit(net, x, y, epochs=epochs, track=bar)
    yield from (f"{i} {loss}" for i, loss in enumerate(losses.tolist()))


def train_regression_network(seed: int, device: str, epochs: int) -> Iterator[str]:
    """The loss, ten times or less, and the error on flowers that it has not seen."""
    (x, y), (x_new, y_new) = regression_network.split(found(iris.load))
    yield f"{len(x)} + {len(x_new)} flowers"
    net = regression_network.RegressionNetwork().to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=regression_network.LEARNING_RATE)
    batches = [(x.to(device), y.to(device))] * epochs
    curve = regression_network.loss_curve(net, batches, optimizer, track=bar)
    for i in range(0, epochs, -(-epochs // 10)):
        yield f"epoch {curve.steps[i]}, loss {curve.losses[i]:.6f}"
    error = regression_network.error(net, x_new.to(device), y_new.to(device))
    yield f"mean squared error {error:.4f} on the other flowers"


def train_hello_rnn(seed: int, device: str, epochs: int) -> Iterator[str]:
    """What each of the three nets answers after each epoch."""
    programs = {"cell": hello_rnn.CELL, "rnn": hello_rnn.RNN, "embedding": hello_rnn.EMBEDDING}
    for name, program in programs.items():
        run = hello_rnn.Hello(program, 1, seed, device).fit(epochs)
        words = (hello_rnn.spell(answer)[0] for answer in run.answers)
        for i, (word, loss) in enumerate(zip(words, run.losses.flatten().tolist(), strict=True), 1):
            yield f"{name}, epoch {i}: {word}, loss {loss:.3f}"


PROGRAMS: dict[str, tuple[Callable[[int, str, int], Iterator[str]], int]] = {  # and its epochs
    "diabetes_network": (train_diabetes_network, diabetes_network.EPOCHS),
    "hello_rnn": (train_hello_rnn, hello_rnn.EPOCHS),
    "mnist_cnn": (partial(train_by_windows, mnist_cnn.run), 10),
    "mnist_deep_mlp": (partial(train_by_windows, mnist_deep_mlp.run), 100),
    "mnist_linear": (train_mnist_linear, mnist_linear.EPOCHS),
    "mnist_mlp": (train_mnist_mlp, 1),
    "regression_network": (train_regression_network, regression_network.EPOCHS_DRAWN),
}


def usable(device: str) -> str:
    """A device that torch can compute on here."""
    try:
        torch.zeros(1, device=device).item()
    except (RuntimeError, AssertionError):
        raise argparse.ArgumentTypeError(f"torch cannot compute on {device!r} here") from None
    return device


def whole(least: int) -> Callable[[str], int]:
    """A number that is not negative, and at least so large."""

    def convert(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) < 2**63:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least}")
        return int(text)

    return convert


def parser() -> argparse.ArgumentParser:
    """What can be asked for."""
    options = argparse.ArgumentParser("python -m concepts.programs", description=__doc__)
    options.add_argument("program", nargs="?", choices=PROGRAMS)
    options.add_argument("--seed", type=whole(0), default=0)
    options.add_argument("--epochs", type=whole(1), help="unless given, those of the note")
    options.add_argument("--device", type=usable, default="cpu")
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    """Train what is asked for, on the command line if not here."""
    asked = parser().parse_args(arguments)
    if asked.program is None:
        print(*(f"{name}, {epochs} epochs" for name, (_, epochs) in PROGRAMS.items()), sep="\n")
        return
    train, epochs = PROGRAMS[asked.program]
    torch.set_num_threads(1)  # on nets as small as these, more get in each other's way
    torch.manual_seed(asked.seed)
    for line in train(asked.seed, asked.device, asked.epochs or epochs):
        print(line, flush=True)


if __name__ == "__main__":
    main()
