"""Centring, standardising, scaling: what each does to a feature, and what none does."""

import math

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from concepts.data.preprocessing import by_greatest, standardised_moment
from tests.support.axes import cells
from tests.support.claims import HOLDS_IF, REFUTED, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, generator, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

ROWS = st.integers(2, 40)
OFFSETS = st.sampled_from([0.0, -3.0, 1e6])
COURSE = "course feature scaling"


def skewed(seed, rows, offset=0.0):
    """Three features, exponential, of scales 1, 10 and 100: no column looks like another."""
    uniform = torch.rand(rows, 3, generator=generator(seed), dtype=torch.float64)
    return -torch.log1p(-uniform) * torch.tensor([1.0, 10.0, 100.0]) + offset


def mean_and_variance(column, correction):
    mean = math.fsum(column) / len(column)
    return mean, math.fsum((x - mean) ** 2 for x in column) / (len(column) - correction)


@claim("centering-mean-zero", note="chapter-three 7(1)", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(seed=seeds(), rows=ROWS, offset=OFFSETS)
def test_by_subtracting_the_mean_makes_the_mean_zero(centre, seed, rows, offset, device, dtype):
    """The note: subtract the mean and each feature has mean 0. True but for rounding.

    What is left is bounded by the roundings of the N additions, at the size of the largest number.
    """
    x = skewed(seed, rows, offset).to(device, dtype)
    means = [mean_and_variance(column, 0)[0] for column in x.double().T.tolist()]
    expected = x.double() - torch.tensor(means, dtype=torch.float64, device=device)

    centred = centre(x)

    worst = {"roundings": rows + 2, "scale": x.abs().amax(0).double()}
    assert_near(centred, expected, **worst)
    assert_near(centred.double().mean(0), torch.zeros(3), dtype=dtype, **worst)


@claim("centering-mean-zero", note="chapter-three 7(1)", verdict=HOLDS_IF)
@given(x=tensors(INTEGERS, shape=(4, 2)), shift=st.integers(-8, 8))
def test_by_subtracting_the_mean_forgets_where_the_data_lay(centre, x, shift, device, dtype):
    """What follows: only where the data lay is forgotten, exactly so on whole numbers.

    Differences between rows stay; to centre twice is to centre once.
    """
    x = (4 * x).to(device, dtype)  # four rows, so that the mean is a whole number

    centred = centre(x)

    assert_equal(centre(x + shift), centred)
    assert_equal(centre(centred), centred)
    assert_equal(centred[1:] - centred[0], x[1:] - x[0])


@claim("centering-mean-zero", note="chapter-three 7(1)", verdict=HOLDS_IF)
def test_in_float32_can_miss_the_mean_of_large_numbers(centre, device):
    """Where it fails: beyond 2²⁴ float32 has only even numbers, and a mean may lie between."""
    x = torch.tensor([[2.0**24], [2.0**24 + 2], [2.0**24 + 2]], device=device)

    assert centre(x).mean().abs() > 0.5
    assert_equal(centre(x.double()).mean().round(decimals=6), 0.0)


@claim("standardisation-unit-variance", note="chapter-three 7(1)", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(seed=seeds(), rows=st.integers(3, 40), correction=st.integers(0, 1), offset=OFFSETS)
def test_by_the_standard_deviation_gives_variance_one(
    standardise, seed, rows, correction, offset, device, dtype
):
    """The note: after that, divide by the standard deviation for a variance of 1. True of its kind.

    There are two kinds: torch's std divides by N - 1, numpy's by N. Data divided by the one have
    variance 1 by that, and (N - 1)/N or N/(N - 1) by the other.
    """
    x = skewed(seed, rows, offset).to(device, dtype)
    assume((x != x[0]).any(0).all())  # three numbers beside a million may round to one
    before = x.clone()
    expected = [
        [(value - mean) / math.sqrt(variance) for value in column]
        for column in x.double().T.tolist()
        for mean, variance in [mean_and_variance(column, correction)]
    ]

    z = standardise(x, correction)

    assert_equal(x, before)
    assert correction == 0 or standardise(x).equal(z)
    # of a deviation the rounding of x and of the mean is felt, at the size of x
    spread = x.double().abs().amax(0) / x.double().std(0, correction=correction)
    expected = torch.tensor(expected, dtype=torch.float64).T
    assert_near(z, expected, roundings=2 * rows + 6, scale=spread * (1 + expected.abs().max()))
    other = z.double().var(0, correction=1 - correction) * (rows - 1 + correction)
    assert_near(
        other / (rows - correction), torch.ones(3), roundings=4 * rows, scale=spread**2, dtype=dtype
    )


@claim("standardisation-unit-variance", note="chapter-three 7(1)", verdict=HOLDS_IF)
@given(value=st.integers(-8, 8), rows=ROWS)
def test_by_the_standard_deviation_makes_nan_of_a_constant_feature(
    standardise, value, rows, device, dtype
):
    """The other condition: a deviation above 0. A feature that never changes becomes 0/0."""
    x = torch.stack([torch.full((rows,), value), torch.arange(rows)], 1).to(device, dtype)

    z = standardise(x)

    assert_equal(z.isnan(), torch.tensor([True, False], device=device).expand(rows, 2))


@claim("standardisation-gaussian", note="chapter-three 7(1)", verdict=REFUTED)
@cells(dtypes=WIDE)
@given(seed=seeds(), rows=st.integers(5, 60), order=st.integers(3, 6))
def test_by_the_standard_deviation_keeps_the_shape_of_a_distribution(
    standardise, seed, rows, order, device, dtype
):
    """The note: it makes the distribution nearly Gaussian. No: it keeps its shape.

    Shifting and scaling leave all standardised moments as they were: those of an exponential do not
    become a Gaussian's.
    """
    x = skewed(seed, rows).to(device, dtype)
    one_in_four = torch.tensor([[1.0], [0.0], [0.0], [0.0]])  # skewness 2/√3, kurtosis 7/3
    before = standardised_moment(x.double(), order)

    z = standardise(x)
    after = standardised_moment(z.double(), order)

    largest = z.double().abs().amax(0)
    spread = x.double().abs().amax(0) / x.double().std(0)
    slope = order * spread * (1 + largest) ** order
    assert_near(after, before, roundings=1, scale=slope, dtype=dtype)
    assert [round(standardised_moment(one_in_four, k).item(), 4) for k in (3, 4)] == [
        1.1547,
        2.3333,
    ]


@claim("standardisation-gaussian", note="chapter-three 7(1)", verdict=REFUTED)
@pytest.mark.parametrize("power", [1, 3])
def test_by_the_standard_deviation_leaves_a_uniform_distribution_uniform(
    standardise, power, device, dtype
):
    """The counterexample: equal steps stay equal steps, and none is further out than 1.8 σ.

    Of 999 Gaussian numbers 70 would be; and 68 % would lie within σ, where of the steps 58 % do.
    The cubes of the steps are no Gaussian either: more than 70 % lie within σ, none beyond 2.7 σ.
    """
    steps = torch.linspace(-1, 1, 999, device=device, dtype=dtype)

    z = standardise((steps**power).unsqueeze(1)).squeeze()

    within = (z.abs() < 1).float().mean()
    assert z.abs().max() < (1.8 if power == 1 else 2.7)
    assert (0.55 < within < 0.6) if power == 1 else within > 0.7


@claim("minmax-minus-one-one", note="chapter-three 7(1)", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(seed=seeds(), rows=ROWS, offset=OFFSETS)
def test_by_the_extremes_spans_minus_one_to_one(to_unit_range, seed, rows, offset, device, dtype):
    """The note: or scale to [-1, 1]. True unless a feature is constant: its ends are exactly ±1.

    The order stays. Divided by the greatest magnitude, numbers of one sign reach one end alone.
    """
    x = skewed(seed, rows, offset).to(device, dtype)
    low, high = x.double().amin(0), x.double().amax(0)
    assume((low < high).all())  # beside a million a float32 is constant at times

    scaled = to_unit_range(x)

    assert_equal(scaled.amin(0), -1.0)
    assert_equal(scaled.amax(0), 1.0)
    assert_near(scaled, 2 * (x.double() - low) / (high - low) - 1, roundings=4, scale=1.0)
    assert (scaled.gather(0, x.argsort(0)).diff(dim=0) >= 0).all()
    assert_equal(by_greatest(x).abs().amax(0), 1.0)
    assert offset < 0 or (by_greatest(x) >= 0).all()


@claim("minmax-minus-one-one", note="chapter-three 7(1)", verdict=HOLDS_IF)
@given(value=st.integers(-8, 8), rows=ROWS)
def test_by_the_extremes_makes_nan_of_a_constant_feature(to_unit_range, value, rows, device, dtype):
    """The condition: max > min. Otherwise 0/0, in that feature alone."""
    x = torch.stack([torch.full((rows,), value), torch.arange(rows)], 1).to(device, dtype)

    assert_equal(
        to_unit_range(x).isnan(), torch.tensor([True, False], device=device).expand(rows, 2)
    )


@claim("fs-normalize-uses-variance", note=COURSE, verdict=REFUTED)
@given(
    image=tensors(shape=(3, 2, 3), layouts=True),
    mean=st.lists(st.floats(-2, 2), min_size=3, max_size=3),
    std=st.lists(st.floats(0.25, 4), min_size=3, max_size=3),
    pixel=st.sampled_from([0.5, math.inf, math.nan]),
)
def test_of_channels_divides_by_the_deviation(normalize, image, mean, std, pixel, device, dtype):
    """The note: Normalize takes the mean and the variance of each channel. No: the deviation.

    Infinity stays, and so does nan.
    """
    image[0, 0, 0] = pixel
    x = image.to(device, dtype)
    m, s = (
        torch.tensor(numbers, dtype=torch.float64).to(dtype).tolist() for numbers in (mean, std)
    )
    expected = [
        [[(pixel - m[c]) / s[c] for pixel in row] for row in x[c].double().tolist()]
        for c in range(3)
    ]

    z = normalize(x, mean, std)

    assert_near(z, torch.tensor(expected, dtype=torch.float64), roundings=3, scale=10 / min(s))


@claim("fs-normalize-uses-variance", note=COURSE, verdict=REFUTED)
@cells(dtypes=WIDE)
@given(seed=seeds(), std=st.sampled_from([0.25, 0.5, 2.0, 4.0]))
def test_of_channels_by_the_variance_leaves_the_inverse_of_the_deviation(
    normalize, seed, std, device, dtype
):
    """What the note's words would do: divided by its variance, a channel has a deviation of 1/σ."""
    flat = torch.rand(3, 600, generator=generator(seed), dtype=torch.float64)
    flat = (flat - flat.mean(1, keepdim=True)) / flat.std(1, keepdim=True) * std
    image = flat.reshape(3, 200, 3).to(device, dtype)

    right = normalize(image, [0.0] * 3, [std] * 3)
    wrong = normalize(image, [0.0] * 3, [std**2] * 3)

    assert_near(right.double().std((1, 2)), torch.ones(3), roundings=20, dtype=dtype)
    assert_near(wrong.double().std((1, 2)), torch.ones(3) / std, roundings=20, dtype=dtype)
