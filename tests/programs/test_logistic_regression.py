"""Logistic regression: what it can tell apart, and how it is fitted."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.programs import logistic_regression as program
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPLIED, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

POINTS = tensors(INTEGERS, shape=(4, 2))
WEIGHTS = tensors(INTEGERS, shape=(2,))
XOR = ((0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 0.0)), (0.0, 0.0, 1.0, 1.0)


@claim("logistic-half-probability", note="chapter-three 2", verdict=HOLDS)
@given(x=POINTS, weight=WEIGHTS, bias=st.integers(-8, 8))
def test_says_one_half_on_a_straight_boundary(logistic_regression, x, weight, bias, device, dtype):
    """What a decision boundary is: where p = 1/2. True where x · w + b = 0, a line or a plane.

    p is larger than 1/2 on the side where x · w + b is positive, and smaller on the other.
    """
    x, weight = x.to(device, dtype), weight.to(device, dtype)
    scores = (x * weight).sum(-1) + bias

    p = logistic_regression(x, weight, torch.tensor(float(bias), device=device, dtype=dtype))

    assert_equal((p - 0.5).sign(), scores.sign())


@claim("logistic-half-probability", note="chapter-three 2", verdict=HOLDS)
@given(side=st.sampled_from([-1, 1]))
def test_says_one_half_beside_the_boundary_too(logistic_regression, side, device, dtype):
    """How far it holds of floats: next to 1/2 they are too coarse to show a score under eps/4."""
    bias = torch.tensor(side * torch.finfo(dtype).eps / 8, device=device, dtype=dtype)
    x = torch.zeros(1, 1, device=device, dtype=dtype)

    assert_equal(logistic_regression(x, torch.ones_like(x[0]), bias), 0.5)


@claim("logistic-is-two-class-softmax", note="chapter-three 2", verdict=HOLDS, reading=IMPLIED)
@given(x=POINTS, weights=tensors(INTEGERS, shape=(2, 2)), biases=WEIGHTS)
def test_is_softmax_of_two_classes(logistic_regression, x, weights, biases, device, dtype):
    """What follows: softmax of two scores is the sigmoid of their difference. True of any size.

    A layer with two outputs is logistic regression by the difference of its rows.
    """
    scores = x @ weights.T + biases
    shifted = [[z - max(row) for z in row] for row in scores.tolist()]
    expected = [math.exp(z1) / (math.exp(z0) + math.exp(z1)) for z0, z1 in shifted]
    weight, bias = (t.to(device, dtype) for t in (weights[1] - weights[0], biases[1] - biases[0]))

    p = logistic_regression(x.to(device, dtype), weight, bias)

    assert_near(p, torch.tensor(expected, dtype=torch.float64), roundings=8)


def clouds(seed, device, dtype):
    """Sixteen points of two classes, two apart along a drawn direction, and off the origin."""
    turn, offset, *_ = gaussian(seed, 2).tolist()
    along, across = gaussian(seed + 1, 2, 16).sigmoid()
    y = torch.arange(16, dtype=torch.float64) % 2
    position = (1 + along) * (2 * y - 1) + math.tanh(offset)
    c, s = math.cos(turn), math.sin(turn)
    x = torch.stack([c * position - s * (2 * across - 1), s * position + c * (2 * across - 1)], 1)
    return x.to(device, dtype), y.to(device, dtype)


@claim("logistic-boundary", note="chapter-three 2", verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.05)
@given(seed=seeds())
def test_finds_a_boundary_between_separable_classes(logistic_fit, seed, device, dtype):
    """The note: it finds a boundary that separates the two classes well. True if a flat one can.

    The classes are two clouds, two apart: of 4000 such pairs each was separated after 10 steps, and
    after 20 no point had less than 0.63 for its class.
    """
    x, y = clouds(seed, device, dtype)
    zero = torch.zeros(2, device=device, dtype=dtype)

    run = logistic_fit(x, y, zero, zero[0], 1 / 44, 30)

    p = program.logistic_regression(x, run.weight[-1], run.bias[-1])
    assert (torch.where(y > 0.5, p, 1 - p) > 0.6).all()


@claim("logistic-boundary", note="chapter-three 2", verdict=HOLDS_IF)
@given(weight=WEIGHTS, bias=st.integers(-8, 8))
def test_never_gets_more_than_3_of_4_of_xor_right(logistic_regression, weight, bias, device, dtype):
    """Where no line separates: (0,0), (1,1) against (0,1), (1,0). At most 3 of 4 are right.

    Both pairs have the same sum of scores, so that no sign can tell them. `or` gets 3 right.
    """
    x, y = (torch.tensor(t, device=device, dtype=dtype) for t in XOR)
    weight, ones = weight.to(device, dtype), torch.ones(2, device=device, dtype=dtype)
    bias, half = (torch.tensor(b, device=device, dtype=dtype) for b in (float(bias), -0.5))

    right = (logistic_regression(x, weight, bias) > 0.5) == (y > 0.5)
    right_by_or = (logistic_regression(x, ones, half) > 0.5) == (y > 0.5)

    assert right.sum() <= 3
    assert right_by_or.sum() == 3
