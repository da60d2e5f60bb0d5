"""Penalties: what L1 and L2 add to the loss, and what each does to the weights."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.support.axes import cells
from tests.support.claims import HOLDS, claim, not_checkable
from tests.support.strategies import REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_near

FACTORS = st.sampled_from([0.0, 0.1, 0.3, 1.0, 2.5])
IN_ANY_ORDER = "a sum that is taken one by one may err by as much"

NOT_CHECKABLE = [
    not_checkable(
        "l2-plus-dropout-common",
        note="chapter-three 7(3)",
        statement="L2 on all weights is usually combined with dropout, and L2 used more than L1",
        reason="a habit of practitioners",
    ),
    not_checkable(
        "reg-occam",
        note="course Occam",
        statement="do not use more than is necessary",
        reason="a principle",
    ),
    not_checkable(
        "reg-more-data-best-costly",
        note="course Overfitting",
        statement="more data are the hardest and dearest remedy",
        reason="what data cost is no property of a model; that more of them help is tested",
    ),
    not_checkable(
        "reg-name-generalisation",
        note="course Overfitting",
        statement="regularization is called generalisation",
        reason="a translation: regularisation is the means, generalisation the aim",
    ),
]


@claim("reg-objective-ce-plus-norm", note="course Regularisation", verdict=HOLDS)
@given(
    loss=st.floats(-4, 4),
    parameters=st.lists(tensors(REALS), min_size=1, max_size=3),
    l1=FACTORS,
    l2=FACTORS,
)
def test_are_added_to_the_loss(penalised, loss, parameters, l1, l2, device, dtype):
    """The note: the objective is the loss plus λ times a norm of w1, b1, w2, b2 … True.

    The norm is the sum of magnitudes, or, with the half, of squares: the square of the norm.
    """
    entries = [w for parameter in parameters for w in parameter.flatten().tolist()]
    norm, square = sum(abs(w) for w in entries), sum(w * w for w in entries)
    moved = [parameter.to(device, dtype) for parameter in parameters]

    objective = penalised(torch.tensor(loss, device=device, dtype=dtype), moved, l1, l2)

    scale = abs(loss) + l1 * norm + l2 * square
    assert_near(objective, loss + l1 * norm + l2 / 2 * square, roundings=8 + 20, scale=scale)


@claim("reg-objective-ce-plus-norm", note="course Regularisation", verdict=HOLDS)
@cells(examples=0.2)
@given(w=tensors(REALS, shape=(3, 4)), copies=st.integers(90, 120), l1=FACTORS, l2=FACTORS)
def test_of_the_same_weights_many_times_are_as_many(penalised, w, copies, l1, l2, device, dtype):
    """What follows: however many weights there are, each is counted, in whatever parameter."""
    w, zero = (w / 8).to(device, dtype), torch.zeros((), device=device, dtype=dtype)
    once = sum(l1 * abs(v) + l2 / 2 * v * v for v in w.flatten().tolist())

    many = penalised(zero, [w, w.repeat(copies, 1)], l1, l2)

    assert_near(many, (copies + 1) * once, roundings=12 * (copies + 1), loose=IN_ANY_ORDER)


@claim("reg-objective-ce-plus-norm", note="course Regularisation", verdict=HOLDS)
@pytest.mark.parametrize(("l1", "l2"), [(1.0, 0.0), (0.0, 1.0)])
def test_of_a_weight_that_is_no_number_are_none(penalised, l1, l2, device, dtype):
    """The note is silent on nan: an objective with a broken weight shows it, and is nan."""
    weights = [torch.tensor([[x, 2.0]], device=device, dtype=dtype) for x in (1.0, torch.nan)]

    assert penalised(weights[0][0, 0], weights, l1, l2).isnan()


@claim("reg-objective-ce-plus-norm", note="course Regularisation", verdict=HOLDS)
@given(seed=seeds(), l1=FACTORS, l2=FACTORS)
def test_add_to_the_gradient_of_cross_entropy(penalised, seed, l1, l2, device, dtype):
    """What follows for the note's cross entropy: xᵀ(p - y)/n + l1 · sign(w) + l2 · w.

    p are the probabilities by softmax, y the one-hot labels of n samples.
    """
    x, w = gaussian(seed, 5, 3).to(device, dtype), gaussian(seed + 1, 3, 4).to(device, dtype)
    w, y = w.requires_grad_(), torch.arange(5, device=device) % 4
    wide = w.detach().double()
    p = (x.double() @ wide).softmax(1) - torch.eye(4, device=device, dtype=torch.float64)[y]
    expected = x.double().T @ p / 5 + l1 * wide.sign() + l2 * wide

    objective = penalised(nn.functional.cross_entropy(x @ w, y), [w], l1, l2)
    (gradient,) = torch.autograd.grad(objective, w)

    reach = x.double().abs()
    scale = reach.T @ (1 + reach @ wide.abs()) / 5 + l1 + l2 * wide.abs()
    assert_near(gradient, expected, roundings=16, scale=scale)


@claim("l2-shrinks-weights", note="chapter-three 7(3)", verdict=HOLDS)
@given(w=tensors(REALS), l1=FACTORS, l2=FACTORS)
def test_pull_at_large_weights_by_l2_and_at_all_alike_by_l1(penalised, w, l1, l2, device, dtype):
    """The note: L2 punishes weights that are too large. True, in proportion: its pull is l2 · w.

    There is no threshold. The pull of L1 is l1 however small the weight, and at 0 nothing.
    """
    w = w.to(device, dtype).requires_grad_()
    wide = w.detach().double()
    zero = torch.zeros((), device=device, dtype=dtype)

    (gradient,) = torch.autograd.grad(penalised(zero, [w], l1, l2), w)

    pulls = [(l1 if v > 0 else -l1 if v < 0 else 0) + l2 * v for v in wide.flatten().tolist()]
    expected = torch.tensor(pulls, dtype=torch.float64).reshape(w.shape)
    assert_near(gradient, expected, roundings=4, scale=l1 + l2 * wide.abs())
