"""Pictures of the diabetes classifier: what a hundred epochs teach it, and what would do better."""

import math

import pytest
import torch

from concepts.data import diabetes
from concepts.programs import diabetes_network as program
from concepts.programs.logistic_regression import fit as logistic_fit
from tests.support.pictures import INK, shows
from tests.support.strategies import seeded


@pytest.fixture(scope="module")
def table():
    """The diabetes table, or what stands in for it."""
    return diabetes.load().table


def rows(table):
    return (part.contiguous() for part in program.split(table))


def base_rate(y):
    """The loss of always saying how frequent the label is."""
    p = y.mean().item()
    return -p * math.log(p) - (1 - p) * math.log(1 - p)


def made(seed):
    with seeded(seed):
        return program.DiabetesNetwork()


def by_rmsprop(table, seed):
    """The same net, rows and epochs by other steps."""
    net = made(seed)
    losses = program.fit(net, *rows(table), torch.optim.RMSprop(net.parameters(), lr=0.03))
    return program.Run(net, losses)


@shows("mlp-training-learns-in-100-epochs", "prog-p08-diabetes-full-batch")
def test_falls_to_the_loss_of_the_base_rate_and_stays_there(figure, table):
    """The losses that the note prints, from five seeds: they fall, and end at the dashed line.

    That is the loss of one who has seen no measurement, and says of everybody how frequent the
    label is.
    """
    _, y = rows(table)
    runs = [program.run(table, seed) for seed in range(5)]

    axes = figure.subplots()
    curves = torch.stack([run.losses for run in runs], 1)
    for line, label in zip(axes.plot(curves, color="C0"), ["five seeds"], strict=False):
        line.set_label(label)
    axes.axhline(base_rate(y), linestyle="--", linewidth=1, color=INK, label="base rate")
    axes.set(xlabel="epoch", ylabel="mean loss")
    axes.legend()

    assert ((curves[-1] - base_rate(y)).abs() < 0.03).all()
    assert curves.diff(dim=0).max() < 1e-6


@shows("mlp-training-learns-in-100-epochs", "prog-p09-diabetes-loader")
def test_says_the_same_of_everybody(figure, table):
    """The probabilities of the label 1, after a hundred epochs as the note has them and otherwise.

    The note's steps end with one number for all rows, the share of the larger class. RMSprop at
    0.03, in as many steps, draws the two classes apart.
    """
    x, y = rows(table)
    runs = {"the note's SGD, 0.1": program.run(table, 0), "RMSprop, 0.03": by_rmsprop(table, 0)}

    spread = {}
    bins = torch.linspace(0, 1, 41).numpy()
    for axes, (name, run) in zip(figure.subplots(1, 2, sharey=True), runs.items(), strict=True):
        with torch.no_grad():
            p = run.net(x)
        for label in (1, 0):
            axes.hist(p[y == label].numpy(), bins, alpha=0.6, label=f"label {label}")
        axes.set(title=name, xlabel="probability of label 1")
        spread[name] = p.std()
    axes.legend()
    figure.axes[0].set(ylabel="rows")

    sgd, rmsprop = spread.values()
    assert sgd < 0.03
    assert rmsprop > 0.15


@shows("mlp-training-learns-in-100-epochs")
def test_takes_other_steps_or_fewer_layers_to_learn(figure, table):
    """A hundred epochs on all rows: the note's net by its own steps and by RMSprop, and one layer.

    Logistic regression gets further by the note's own steps: three sigmoids in a row pass on too
    little of the gradient.
    """
    x, y = rows(table)
    losses = {
        "the note": program.run(table, 0).losses,
        "one layer": logistic_fit(
            x, y[:, 0], torch.zeros(8), torch.tensor(0.0), lr=0.1, epochs=100, reduction="mean"
        ).cost,
        "RMSprop": by_rmsprop(table, 0).losses,
    }

    axes = figure.subplots()
    for name, curve in losses.items():
        axes.plot(range(100), curve)
        axes.annotate(name, (99, curve[-1]), (0, 8), textcoords="offset points", ha="right")
    axes.axhline(base_rate(y), linestyle="--", linewidth=1, color=INK)
    axes.text(99, base_rate(y) - 0.01, "base rate", ha="right", va="top")
    axes.set(xlabel="epoch", ylabel="mean loss")

    note, one_layer, rmsprop = (curve[-1] for curve in losses.values())
    assert rmsprop < one_layer < note
    assert rmsprop < base_rate(y) - 0.12
