"""Penalties of L2: a pull in proportion, and the linear model that it shrinks."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.losses.designs import orthogonal
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, gaussian, seeds, tensors
from tests.support.tolerance import assert_near

WORST = "the scale is that of the worst targets, which these are not"
PATH = [4.0**k for k in range(-2, 6)]


@claim("l2-shrinks-weights", note="chapter-three 7(3)", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(
    seed=seeds(),
    batch=st.sampled_from([(), (2,), (2, 3)]),
    n=st.integers(1, 12),
    d=st.integers(1, 6),
    l2=st.sampled_from(PATH),
)
def test_balance_the_pull_of_the_data(ridge, seed, batch, n, d, l2, device, dtype):
    """The note's L2 for a linear model: at the minimum, xᵀ(y - x w) = l2 · w.

    It holds of any number of rows, since the penalty makes the minimum unique, and in a batch.
    """
    x = gaussian(seed, *batch, d, n).to(device, dtype).mT  # its columns lie in a row
    y = gaussian(seed + 1, *batch, n).to(device, dtype)

    w = ridge(x, y, l2)

    assert w.shape == (*batch, d)
    residual = y.double() - torch.einsum("...nd,...d->...n", x.double(), w.double())
    data = torch.einsum("...nd,...n->...d", x.double(), residual)
    size = x.double().square().sum() + l2
    scale = size * w.double().norm() + size.sqrt() * y.double().norm()
    pull = data - l2 * w.double()
    assert_near(pull, torch.zeros(w.shape), roundings=8, scale=scale, dtype=dtype)
    assert ridge(x, y * torch.nan, l2).isnan().all()


@claim("l2-shrinks-weights", note="chapter-three 7(3)", verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.3)
@given(seed=seeds(), n=st.integers(1, 6), d=st.integers(1, 4), l2=st.sampled_from([0.5, 1.0, 4.0]))
def test_have_a_minimum_that_can_be_differentiated(ridge, seed, n, d, l2, device, dtype):
    """What follows from the equations for w, with u = (xᵀx + l2 I)⁻¹ v.

    The slope of v·w by y is x u, and by x it is (y - x w) uᵀ - (x u) wᵀ.
    """
    x = gaussian(seed, n, d).to(device, dtype).requires_grad_()
    y = gaussian(seed + 1, n).to(device, dtype).requires_grad_()
    v = gaussian(seed + 2, d)
    wide, wide_y = (t.detach().cpu().double() for t in (x, y))
    inverse = torch.linalg.inv(wide.T @ wide + l2 * torch.eye(d, dtype=torch.float64))
    u, w = inverse @ v, inverse @ wide.T @ wide_y

    result = ridge(x, y, l2)
    assert result.requires_grad
    along = (result * v.to(device, dtype)).sum()
    by_x, by_y = torch.autograd.grad(along, (x, y), allow_unused=True)

    expected = torch.outer(wide_y - wide @ w, u) - torch.outer(wide @ u, w)
    scale = (1 + wide.norm() + wide_y.norm()) ** 3 * v.norm() / l2
    assert by_x is not None
    assert by_y is not None
    assert_near(by_x, expected, roundings=4, scale=scale)
    assert_near(by_y, wide @ u, roundings=4, scale=scale)


@claim("l2-shrinks-weights", note="chapter-three 7(3)", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(least=st.integers(1, 5))
def test_lose_no_more_digits_than_the_columns_cost(ridge, least, device, dtype):
    """How: as least squares. The sums xᵀx of nearly equal columns keep hardly a digit of them.

    Columns (1, δ, 0) and (1, 0, δ) are independent by δ, and so are the weights known to eps/δ;
    in xᵀx the difference is δ², of which with δ = 2√eps next to nothing is left.
    """
    delta = 1.3 * 2.0**least * math.sqrt(torch.finfo(dtype).eps)
    x = torch.tensor([[1, 1], [delta, 0], [0, delta]], device=device, dtype=dtype)

    weights = ridge(x, x @ torch.tensor([1.0, 2.0], device=device, dtype=dtype), 0.0)

    assert_near(
        weights, torch.tensor([1.0, 2.0]).double(), roundings=2, scale=3 / delta, loose=WORST
    )


@claim("reg-ridge-norm-decreases", note="course Regularisation", verdict=HOLDS)
@claim("l2-shrinks-weights", note="chapter-three 7(3)", verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(seed=seeds())
def test_shrink_the_weights_and_raise_the_training_error(ridge, seed, device, dtype):
    """The note: with a larger λ the norm falls and the training error rises. True, all the way.

    None of the weights becomes exactly 0.
    """
    x, y = gaussian(seed, 8, 3).to(device, dtype), gaussian(seed + 1, 8).to(device, dtype)

    path = torch.stack([ridge(x, y, l2) for l2 in PATH]).double()

    assert path.norm(dim=1).diff().max() < 0
    assert (path @ x.double().T - y.double()).square().sum(1).diff().min() > 0
    assert (path != 0).all()


@claim("reg-forces-weights-near-zero", note="course augmentation", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(y=tensors(INTEGERS, shape=(4,)), l2=st.sampled_from([0.0, *PATH, 1e6]))
def test_shrink_orthogonal_weights_by_one_factor(ridge, y, l2, device, dtype):
    """The whole path of L2 on the same columns: xᵀy / (4 + l2), which is 0 only if xᵀy is."""
    x, y = orthogonal(device, dtype), y.to(device, dtype)
    pulls = [sum(a * b for a, b in zip(c, y.tolist(), strict=True)) for c in x.T.tolist()]
    expected = torch.tensor([p / (4 + l2) for p in pulls], dtype=torch.float64)

    weights = ridge(x, y, l2)

    assert_near(weights, expected, roundings=32, scale=y.norm().item() / (2 + l2**0.5))


@claim("reg-ridge-norm-decreases", note="course Regularisation", verdict=HOLDS)
@cells(dtypes=WIDE)
@pytest.mark.parametrize("l2", PATH)
def test_shrink_most_the_weights_of_which_the_data_say_least(ridge, l2, device, dtype):
    """What is left of least squares, direction by direction: s² / (s² + l2), s its strength.

    So of inputs of strength 1 and 1/16, both of weight 1 before, the weak one loses more.
    """
    x = torch.tensor([[1.0, 0.0], [0.0, 1 / 16], [0.0, 0.0]], device=device, dtype=dtype)

    weights = ridge(x, x.sum(1), l2)

    expected = torch.tensor([s * s / (s * s + l2) for s in (1, 1 / 16)], dtype=torch.float64)
    assert_near(weights, expected, roundings=64)
    assert weights[0] > weights[1]
