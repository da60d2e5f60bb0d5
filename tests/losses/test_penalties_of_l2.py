"""Penalties of L2: a pull in proportion, and the linear model that it shrinks."""

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

PATH = [4.0**k for k in range(-2, 6)]


@claim("l2-shrinks-weights", note="chapter-three 7(3)", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(seed=seeds(), n=st.integers(1, 12), d=st.integers(1, 6), l2=st.sampled_from(PATH))
def test_balance_the_pull_of_the_data(ridge, seed, n, d, l2, device, dtype):
    """The note's L2 for a linear model: at the minimum, xᵀ(y - x w) = l2 · w.

    It holds of any number of rows, since the penalty makes the minimum unique, and in a batch.
    """
    x, y = gaussian(seed, 2, n, d).to(device, dtype), gaussian(seed + 1, 2, n).to(device, dtype)

    w = ridge(x, y, l2)

    wide, residual = w.double(), y.double() - torch.einsum("bnd,bd->bn", x.double(), w.double())
    data = torch.einsum("bnd,bn->bd", x.double(), residual)
    scale = (x.double().square().sum() + l2) * wide.norm() + x.norm() * y.norm()
    assert w.shape == (2, d)
    assert_near(data - l2 * wide, torch.zeros(2, d), roundings=64, scale=scale, dtype=dtype)


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
