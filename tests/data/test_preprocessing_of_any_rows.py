"""Preprocessing of any rows: few and many, tiny and missing ones, and what their gradient knows."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS_IF, REFUTED, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

CHAPTER = "chapter-three 7(1)"
FOUR_ROWS = tensors(INTEGERS, shape=(4, 3), layouts=True)  # their means are exact, in any layout
COLUMN_BY_COLUMN = [
    row(id, concept, options, claims=[claim(key, note=CHAPTER, verdict=HOLDS_IF)])
    for id, concept, options, key in (
        ("centred", "centre", {}, "centering-mean-zero"),
        ("standardised", "standardise", {"correction": 0}, "standardisation-unit-variance"),
        ("scaled", "to_unit_range", {}, "minmax-minus-one-one"),
    )
]


@table("scaled, options", COLUMN_BY_COLUMN)
@cells(dtypes=WIDE, examples=0.2)
@given(few=FOUR_ROWS)
def test_is_the_same_for_each_of_a_thousand_copies(scaled, options, few, device, dtype):
    """What follows: of each row as often, however often, neither mean, deviation nor ends change.

    So a table of thousands of rows is treated as its few different ones, however these lie in
    memory. In float16 a thousand squares add up to infinity.
    """
    few = few.to(device, dtype)

    many = scaled(few.repeat_interleave(256, 0), **options)

    expected = scaled(few, **options).double().repeat_interleave(256, 0)
    as_exact = "whole numbers; but who adds a thousand of them may divide as he goes"
    assert_near(many, expected, roundings=4, scale=16.0, loose=as_exact)


@table("scaled, options", COLUMN_BY_COLUMN)
@given(x=FOUR_ROWS, i=st.integers(0, 3), j=st.integers(0, 2))
def test_with_a_missing_number_loses_its_feature_alone(scaled, options, x, i, j, device, dtype):
    """What follows: each column is for itself. A nan makes its own column nan, and no other."""
    x = x.to(device, dtype)
    expected = scaled(x, **options)
    expected[:, j] = math.nan
    x[i, j] = math.nan

    assert_equal(scaled(x, **options), expected)


@claim("centering-mean-zero", note=CHAPTER, verdict=HOLDS_IF)
@given(x=FOUR_ROWS, v=FOUR_ROWS)
def test_by_subtracting_the_mean_centres_the_gradient_too(centre, x, v, device, dtype):
    """What follows: what arrives at x is v - mean v, exactly so on four rows of whole numbers."""
    x, v = x.to(device, dtype).requires_grad_(), v.to(device, dtype)

    centred = centre(x)
    assert centred.requires_grad
    (gradient,) = torch.autograd.grad((centred * v).sum(), x)

    assert_equal(gradient, v - v.sum(0) / 4)


@claim("fs-normalize-uses-variance", note="course feature scaling", verdict=REFUTED)
@given(seed=seeds(), std=st.sampled_from([0.25, 0.5, 2.0, 4.0]))
def test_of_channels_divides_the_gradient_by_the_deviation(normalize, seed, std, device, dtype):
    """What follows for whoever looks for the picture that a net likes: v / σ arrives at it."""
    image, v = (gaussian(seed + n, 3, 2, 3).to(device, dtype) for n in range(2))
    image.requires_grad_()

    z = normalize(image, [0.5, -1.0, 2.0], [1.0, std, 1.0])
    assert z.requires_grad
    (gradient,) = torch.autograd.grad((z * v).sum(), image)

    assert_equal(gradient, torch.stack([v[0], v[1] / std, v[2]]))


@claim("standardisation-unit-variance", note=CHAPTER, verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(seed=seeds(), rows=st.integers(2, 9), halvings=st.integers(-40, 40))
def test_by_the_standard_deviation_forgets_the_unit(
    standardise, seed, rows, halvings, device, dtype
):
    """However small the numbers are: in units of 2^k the result is the same, to the bit."""
    x = gaussian(seed, rows, 3).to(device, dtype)

    assert_equal(standardise(x * 2.0**halvings), standardise(x))


@claim("standardisation-unit-variance", note=CHAPTER, verdict=HOLDS_IF)
@given(value=st.integers(-8, 8))
def test_by_the_standard_deviation_makes_nan_of_a_single_row(standardise, value, device, dtype):
    """The condition again: of one row the deviation by N - 1 is 0/0, by N 0. Both end in nan."""
    x = torch.full((1, 2), float(value), device=device, dtype=dtype)

    assert standardise(x).isnan().all()
    assert standardise(x, correction=0).isnan().all()


@claim("standardisation-unit-variance", note=CHAPTER, verdict=HOLDS_IF)
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
