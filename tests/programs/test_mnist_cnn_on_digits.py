"""The convolutional digit classifier on digits: a hundred steps, and two epochs of all."""

import math

import pytest
from hypothesis import given

from concepts.programs import mnist_cnn as program
from tests.programs.note_mnist_deep_mlp import first
from tests.support.axes import cells
from tests.support.claims import IMPRECISE, claim
from tests.support.figures import assert_figure, timed
from tests.support.statistics import Spread
from tests.support.strategies import seeds

FULL = {1: Spread(0.9748, 0.0029, 19), 2: Spread(0.9810, 0.0025, 19)}
PACKAGED = {2: Spread(0.9181, 0.0103, 10), 10: Spread(0.9618, 0.0027, 10)}


@claim("prog-p11-mnist-cnn", note="pytorch-basics 10", verdict=IMPRECISE)
@cells(examples=0.01)
@given(seed=seeds())
def test_learns_most_digits_in_a_hundred_steps(mnist, seed, device):
    """The note trains the net for ten epochs, once its batches are moved to where it is.

    After 100 batches it knows most digits.
    """
    few = first(mnist, 3200)
    spread = Spread(0.826, 0.025, 100) if mnist.full else Spread(0.853, 0.029, 40)

    run, seconds = timed(program.run)(few, seed, device, epochs=1)

    (epoch,) = run.epochs
    assert (len(epoch.losses), epoch.lines) == (100, [])
    assert abs(epoch.losses[0] - math.log(10)) < 0.6
    accuracy = "test accuracy after 100 batches"
    assert_figure(accuracy, epoch.test_accuracy, spread, seconds=seconds, data=few.description)


@claim("prog-p11-mnist-cnn", note="pytorch-basics 10", verdict=IMPRECISE)
@pytest.mark.slow
@cells(examples=0.001)
@given(seed=seeds())
def test_reaches_98_percent_in_two_epochs(mnist, seed, device):
    """The whole schedule, and on test digits, which this note does use. It prints no figure."""
    spreads = FULL if mnist.full else PACKAGED

    run, seconds = timed(program.run)(mnist, seed, device)

    for epoch, spread in spreads.items():
        name = f"epoch {epoch}, test accuracy"
        assert_figure(name, run.epochs[epoch - 1].test_accuracy, spread, seconds=seconds)
    assert len(run.lines) == (60 if mnist.full else 0)
