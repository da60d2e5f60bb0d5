"""Gradient descent by hand: what the programs print, and that tensors compute the same."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.programs import descent_by_hand as program
from concepts.programs.linear_model import X, Y
from concepts.training.gradient_descent import batch_descent, cyclic_descent
from tests.support.claims import HOLDS, claim
from tests.support.figures import THREE, assert_figure
from tests.support.strategies import REALS, tensors
from tests.support.tolerance import assert_near


@claim("prog-p03-gd", note="pytorch-basics 3.2", verdict=HOLDS)
@given(y=tensors(REALS, shape=(3,)), rate=st.floats(0, 0.2), epochs=st.integers(1, 20))
def test_by_the_mean_is_what_tensors_compute(y, rate, epochs):
    """The note's loop in Python's numbers. Tensors give the same weights and costs, of any y."""
    x, start = torch.tensor(X, dtype=torch.float64), torch.tensor(1.0, dtype=torch.float64)

    lines = torch.tensor(program.by_the_mean(X, y.tolist(), rate, epochs), dtype=torch.float64)
    run = batch_descent(x, y, rate, epochs, start)

    scale = (1 + y.abs().max()) ** 2
    assert_near(lines[:, 0], run.weight, roundings=16 * epochs, scale=scale)
    assert_near(lines[:, 1], run.cost, roundings=64 * epochs, scale=9 * scale)


@claim("prog-p04-sgd", note="pytorch-basics 3.3", verdict=HOLDS)
@given(y=tensors(REALS, shape=(3,)), rate=st.floats(0, 0.1), epochs=st.integers(1, 20))
def test_by_samples_is_what_tensors_compute(y, rate, epochs):
    """The note's loop in Python's numbers. Tensors give the same gradients and weights, exactly."""
    x, start = torch.tensor(X, dtype=torch.float64), torch.tensor(1.0, dtype=torch.float64)

    lines = torch.tensor(program.by_samples(X, y.tolist(), rate, epochs), dtype=torch.float64)
    run = cyclic_descent(x, y, rate, epochs, start)

    assert lines[:, 0].tolist() == run.gradient.flatten().tolist()
    assert lines[:, 1].tolist() == run.weight.flatten().tolist()


@claim("prog-p03-gd", note="pytorch-basics 3.2", verdict=HOLDS)
@claim("prog-p04-sgd", note="pytorch-basics 3.3", verdict=HOLDS)
def test_ends_just_below_two():
    """The note's schedules, 100 epochs from w = 1: the mean leaves 5.6e-5, the samples 7.6e-14."""
    mean, samples = program.by_the_mean(X, Y), program.by_samples(X, Y)

    assert (len(mean), len(samples)) == (100, 300)
    assert_figure("weight by the mean", round(mean[-1][0], 12), 1.999944439655, data=THREE)
    assert_figure("weight by samples", round(samples[-1][1], 12), 2.0, data=THREE)
    assert 2 - samples[-1][1] > 7e-14


@claim("prog-p03-gd", note="pytorch-basics 3.2", verdict=HOLDS)
@claim("prog-p04-sgd", note="pytorch-basics 3.3", verdict=HOLDS)
@pytest.mark.parametrize("descend", [program.by_the_mean, program.by_samples])
@pytest.mark.parametrize("y", [Y[:2], [*Y, 8.0]], ids=["too-few", "too-many"])
def test_needs_a_y_for_each_x(descend, y):
    """What the note's zip would hide: a missing or an idle value of y is an error."""
    with pytest.raises(ValueError):
        descend(X, y)
