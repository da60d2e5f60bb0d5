"""Preprocessing of any rows: few of them, tiny ones, and what their gradient knows."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS_IF, claim
from tests.support.devices import WIDE
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_equal, assert_near


@claim("standardisation-unit-variance", note="chapter-three 7(1)", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(seed=seeds(), rows=st.integers(2, 9), halvings=st.integers(-40, 40))
def test_by_the_standard_deviation_forgets_the_unit(
    standardise, seed, rows, halvings, device, dtype
):
    """However small the numbers are: in units of 2^k the result is the same, to the bit."""
    x = gaussian(seed, rows, 3).to(device, dtype)

    assert_equal(standardise(x * 2.0**halvings), standardise(x))


@claim("standardisation-unit-variance", note="chapter-three 7(1)", verdict=HOLDS_IF)
@given(value=st.integers(-8, 8))
def test_by_the_standard_deviation_makes_nan_of_a_single_row(standardise, value, device, dtype):
    """The condition again: of one row the deviation by N - 1 is 0/0, by N 0. Both end in nan."""
    x = torch.full((1, 2), float(value), device=device, dtype=dtype)

    assert standardise(x).isnan().all()
    assert standardise(x, correction=0).isnan().all()


@claim("standardisation-unit-variance", note="chapter-three 7(1)", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(seed=seeds(), rows=st.integers(4, 9), correction=st.integers(0, 1))
def test_by_the_standard_deviation_has_the_gradient_of_mean_and_deviation(
    standardise, seed, rows, correction, device, dtype
):
    """What follows, as in batch norm: (v - mean v - z Σ v z / (N - correction)) / σ."""
    x = gaussian(seed, rows, 3).to(device, dtype).requires_grad_()
    v = gaussian(seed + 1, rows, 3)
    wide = x.detach().cpu().double()
    deviation = wide.std(0, correction=correction)
    z = (wide - wide.mean(0)) / deviation

    result = standardise(x.clone(), correction)
    assert result.requires_grad
    (gradient,) = torch.autograd.grad((result * v.to(device, dtype)).sum(), x)

    expected = v - v.mean(0) - z * (v * z).sum(0) / (rows - correction)
    spread = (1 + wide.abs().amax(0) / deviation) ** 3
    assert_near(gradient, expected / deviation, roundings=4, scale=v.norm() * spread / deviation)
