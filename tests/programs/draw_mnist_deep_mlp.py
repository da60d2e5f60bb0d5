"""Pictures of the five-layer digit classifier: how it leaves chance, and what it has by heart."""

import math

import pytest
import torch

from concepts.programs import mnist_deep_mlp as program
from tests.programs.note_mnist_deep_mlp import first
from tests.support.pictures import INK, shows

DIGITS, EPOCHS = 1500, 14


@pytest.fixture(scope="module")
def run(mnist):
    """Fourteen epochs of the program, of 47 batches each."""
    return program.run(first(mnist, DIGITS), 0, epochs=EPOCHS)


@shows("prog-p10-mnist-mlp", "mnist-running-loss-mean")
def test_rests_on_chance_before_its_loss_falls(figure, run):
    """The loss of each batch of 32, and the mean of every full window of 300: what the note prints.

    For a hundred batches it is about ln 10, that of ten equal guesses. The first printed line still
    says two or so, where the net is far beyond already.
    """
    losses = torch.cat([epoch.losses for epoch in run.epochs])
    lines = program.reports(losses)

    axes = figure.subplots()
    axes.plot(range(0, len(losses), 2), losses[::2], linewidth=0.7, label="a batch")
    for line in lines:
        axes.plot([line.batch - 300, line.batch], [line.loss] * 2, color="C1", linewidth=3)
    axes.lines[-1].set_label("printed mean of 300")
    axes.axhline(math.log(10), linestyle="--", linewidth=1, color=INK, label="chance, ln 10")
    axes.set(xlabel="batch", ylabel="cross entropy", ylim=(0, 2.6))
    axes.legend(loc="lower left")

    assert [line.batch for line in lines] == [300, 600]
    assert abs(losses[:50].mean() - math.log(10)) < 0.05
    assert lines[0].loss > lines[1].loss
    assert losses[-50:].mean() < 1


@shows("mnist-testset-train-true", "mnist-plot-x-is-report-index")
def test_knows_the_digits_it_was_trained_on_better_than_others(figure, run):
    """What the note prints as its test accuracy is that of the digits it trains on: the upper line.

    The lower one is of digits that the net has never seen. With 1,500 to train on, the gap is soon
    wide.
    """
    printed, test = zip(*((e.printed_accuracy, e.test_accuracy) for e in run.epochs), strict=True)

    axes = figure.subplots()
    axes.plot(range(1, EPOCHS + 1), printed, "o-", markersize=3, label="printed: training digits")
    axes.plot(range(1, EPOCHS + 1), test, "o-", markersize=3, label="test digits")
    axes.set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1))
    axes.legend(loc="lower right")

    assert printed[-1] > test[-1] + 0.02
    assert test[-1] > 0.6
