"""The linear model of many samples: each counts like any other, wherever it lies in memory."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, tensors
from tests.support.tolerance import assert_equal

SIXTEEN = tensors(INTEGERS, shape=(4, 4), layouts=True)  # in any layout; their mean is exact
LOSSES = [
    row(id, concept, divisor, claims=[claim(key, note="pytorch-basics 2", verdict=verdict)])
    for id, concept, divisor, key, verdict in (
        ("each", "squared_error", 1, "linear-sample-squared-error", HOLDS),
        ("mean", "mean_squared_error", 16, "linear-divide-by-3-hardcoded", IMPRECISE),
    )
]


@claim("linear-forward-formula", note="pytorch-basics 2", verdict=HOLDS)
@cells(examples=0.5)
@given(x=SIXTEEN, w=tensors(INTEGERS, shape=()), b=tensors(INTEGERS, shape=()))
def test_predicts_each_as_it_would_alone(linear_model, x, w, b, device, dtype):
    """What follows: of a thousand samples each has the prediction that it has among sixteen."""
    x, w, b = (t.to(device, dtype) for t in (x, w, b))

    many = linear_model(x.repeat_interleave(256, 0), w, b)

    assert_equal(many, linear_model(x, w, b).repeat_interleave(256, 0))


@claim("linear-forward-formula", note="pytorch-basics 2", verdict=HOLDS)
@given(x=tensors(INTEGERS, shape=(4,)), v=tensors(INTEGERS, shape=(4,)), w=st.integers(-8, 8))
def test_passes_the_gradient_of_all_to_the_two_that_they_share(
    linear_model, x, v, w, device, dtype
):
    """What follows, since w and b are shared: Σ v x arrives at w, Σ v at b, and v w at each x."""
    x, v = (t.to(device, dtype) for t in (x, v))
    w, b = (torch.tensor(float(t), device=device, dtype=dtype) for t in (w, 1))
    leaves = [t.requires_grad_() for t in (x, w, b)]

    (linear_model(*leaves) * v).sum().backward()

    for leaf, expected in zip(leaves, (v * w, (v * x).sum(), v.sum()), strict=True):
        assert leaf.grad is not None
        assert_equal(leaf.grad, expected.detach())


@table("loss, divisor", LOSSES)
@cells(dtypes=WIDE)
@given(prediction=SIXTEEN, y=SIXTEEN)
def test_costs_as_much_a_sample_as_of_few(loss, divisor, prediction, y, device, dtype):
    """What follows: each of sixteen 256 times over, and each still costs what it cost.

    So does their mean, of which the first few hundred say nothing. In float16 the sum overflows.
    """
    few = [t.to(device, dtype) for t in (prediction, y)]

    many = loss(*(t.repeat_interleave(256, 0) for t in few))

    cost = loss(*few)
    assert_equal(many, cost.repeat_interleave(256, 0) if divisor == 1 else cost)


@table("loss, divisor", LOSSES)
@given(prediction=SIXTEEN, y=SIXTEEN)
def test_pulls_each_by_twice_its_error(loss, divisor, prediction, y, device, dtype):
    """What follows: the derivative by a prediction is 2 (ŷ - y), and of the mean a share of it."""
    prediction, y = prediction.to(device, dtype).requires_grad_(), y.to(device, dtype)

    (gradient,) = torch.autograd.grad(loss(prediction, y).sum(), prediction)

    assert_equal(gradient, 2 * (prediction.detach() - y) / divisor)


@claim("linear-divide-by-3-hardcoded", note="pytorch-basics 2", verdict=IMPRECISE)
@given(prediction=SIXTEEN, i=st.integers(0, 3), j=st.integers(0, 3))
def test_has_no_cost_if_one_is_missing(mean_squared_error, prediction, i, j, device, dtype):
    """What follows: all samples count, so that a single nan makes the mean nan, and not smaller."""
    y = torch.zeros(4, 4, device=device, dtype=dtype)
    y[i, j] = math.nan

    assert_equal(mean_squared_error(prediction.to(device, dtype), y), math.nan)
