"""Tanh: the hyperbolic tangent, its mean of zero, its slope and what is left of gradients."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.activations.nonlinearity import deep, gain
from concepts.activations.sigmoid import sigmoid
from concepts.activations.tanh import naive_tanh
from tests.activations.loop_elementwise import elementwise
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import ALL, WIDE
from tests.support.statistics import assert_mean, risk
from tests.support.strategies import INTEGERS, NASTY, REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near


def quotient(x):
    """(e^x - e^-x) / (e^x + e^-x); ±1 where the exponentials would overflow."""
    return math.copysign(1, x) if abs(x) > 400 else math.sinh(x) / math.cosh(x)


def slope_of_quotient(x):
    """1 - tanh², as the square of 2 / (e^x + e^-x)."""
    return 0.0 if abs(x) > 300 else math.cosh(x) ** -2


@claim("tanh-formula", note="chapter-three 3(2)", verdict=HOLDS)
@given(x=tensors(NASTY))
def test_is_the_quotient_of_exponentials(tanh, x, device, dtype):
    """The formula: (e^x - e^-x) / (e^x + e^-x). True for every x, and in each digit near 0."""
    x = x.to(device, dtype)

    assert_near(tanh(x), elementwise(quotient, x), roundings=8)


@claim("tanh-formula", note="chapter-three 3(2)", verdict=HOLDS)
@given(x=tensors(NASTY))
def test_is_a_stretched_sigmoid(tanh, x, device, dtype):
    """The other formula: 2 s(2x) - 1. True; but near 0 that difference has few digits left."""
    x = x.to(device, dtype)

    assert_near(tanh(x), 2 * sigmoid(2 * x.double()) - 1, roundings=4, scale=1.0)


@claim("tanh-formula", note="chapter-three 3(2)", verdict=HOLDS)
@cells(dtypes=ALL)
@given(beyond=st.floats(1.1, 10))
def test_survives_inputs_that_overflow_the_textbook_formula(tanh, beyond, device, dtype):
    """Where e^x overflows, the quotient as written is ∞/∞ = nan; tanh is 1, with slope 0."""
    edge = beyond * math.log(torch.finfo(dtype).max)
    x = torch.tensor([-edge, edge], device=device, dtype=dtype, requires_grad=True)

    y = tanh(x)
    (slope,) = torch.autograd.grad(y.sum(), x)

    assert naive_tanh(x).isnan().all()
    assert_near(naive_tanh(x.detach() / edge), math.tanh(1) * x.detach().sign(), roundings=8)
    assert y.tolist() == [-1, 1]
    assert_equal(slope, 0.0)


@claim("tanh-formula", note="chapter-three 3(2)", verdict=HOLDS)
@cells(dtypes=ALL)
@given(fraction=st.floats(0, 1), beyond=st.floats(1, 100))
def test_reaches_one_by_rounding_alone(tanh, fraction, beyond, device, dtype):
    """The range: (-1, 1). True of the real numbers; the ends are the work of rounding.

    With ε the distance from 1 to the next number: below 1 up to x = log(2/ε)/2, exactly 1 from
    log(8/ε)/2 (9.01 in float32).
    """
    eps = torch.finfo(dtype).eps
    inside = torch.tensor(fraction * (math.log(2 / eps) / 2 - 0.1), device=device, dtype=dtype)
    outside = torch.tensor(beyond * (math.log(8 / eps) / 2 + 0.1), device=device, dtype=dtype)

    assert 0 <= tanh(inside) < 1
    assert tanh(outside) == 1


@claim("tanh-zero-mean", note="chapter-three 3(2)", verdict=HOLDS_IF)
@given(seed=seeds())
def test_has_mean_zero_for_inputs_symmetric_about_zero(tanh, seed, device, dtype):
    """The note: it mends sigmoid's mean, which is not 0. True of inputs symmetric about 0.

    Of normal inputs about 2 the mean is 0.8647. Sigmoid's is 1/2 of the symmetric ones.
    """
    x = gaussian(seed, 4096).to(device, dtype)

    assert_mean(tanh(x), 0, low=-1, high=1, detects=0.25)
    assert_mean(tanh(x + 2), 0.8647, low=-1, high=1, detects=0.25)
    assert_mean(torch.sigmoid(x), 0.5, low=0, high=1, detects=0.25)


@claim("tanh-zero-mean", note="chapter-three 3(2)", verdict=HOLDS_IF)
@claim("tanh-formula", note="chapter-three 3(2)", verdict=HOLDS)
@given(x=tensors(NASTY))
def test_is_odd_bit_by_bit(tanh, x, device, dtype):
    """Why its mean can be 0: tanh(-x) = -tanh(x). True without any rounding; tanh(±∞) = ±1."""
    x = x.to(device, dtype)
    ends = torch.tensor([-math.inf, 0.0, math.inf], device=device, dtype=dtype)

    assert_equal(tanh(-x), -tanh(x))
    assert tanh(ends).tolist() == [-1, 0, 1]


@claim("tanh-derivative", note="chapter-three 3(2)", verdict=HOLDS)
@given(data=st.data(), x=tensors(NASTY))
def test_has_the_slope_one_minus_its_square(tanh, data, x, device, dtype):
    """The derivative: 1 - tanh². True for every x, to the rounding of tanh itself."""
    v = data.draw(tensors(INTEGERS, shape=tuple(x.shape))).sign()
    x = x.to(device, dtype).requires_grad_()
    expected = v * elementwise(slope_of_quotient, x)

    (gradient,) = torch.autograd.grad((tanh(x) * v.to(device, dtype)).sum(), x)

    assert_near(gradient, expected, roundings=8, scale=1.0)


@claim("tanh-derivative", note="chapter-three 3(2)", verdict=HOLDS)
@given(x=tensors(REALS))
def test_is_steepest_at_zero(tanh, x, device, dtype):
    """The derivative is at most 1. True, and 1 at 0 alone; at 4√ε the difference is 16 ε."""
    x = torch.cat([torch.zeros(1), x.flatten()]).to(device, dtype).requires_grad_()

    (slope,) = torch.autograd.grad(tanh(x).sum(), x)
    elsewhere = slope[x.abs() > 4 * torch.finfo(dtype).eps ** 0.5]

    assert slope[0] == 1
    assert slope.max() <= 1 + 8 * torch.finfo(dtype).eps
    assert (elsewhere < 1).all()


@claim("tanh-still-vanishes", note="chapter-three 3(2)", verdict=HOLDS_IF)
@pytest.mark.parametrize(
    ("spread", "low", "high"),
    [(0.08, 1e-24, 1e-20), (3**-0.5, 1e-7, 1e-3), (1.0, 1e-3, 10.0), (3.0, 0.1, 1e6)],
    ids=["std=0.01", "linear", "xavier", "three-times-xavier"],
)
@cells(dtypes=WIDE, examples=0.1)
@given(seed=seeds())
def test_loses_its_gradient_in_twenty_layers_unless_well_initialised(
    tanh, spread, low, high, seed, device, dtype
):
    """The note: tanh still has vanishing gradients. True of small weights, hardly of Xavier's.

    After 20 layers of width 64 about 1e-22 of the gradient is left with weights of standard
    deviation 0.01, 1e-5 with a linear layer's own, 0.15 with Xavier's; three times Xavier's do not
    vanish, and mostly explode. Over 300 seeds the decimal logarithm varies by ± 0.17 to 0.37.
    """
    risk(deviations=8)
    weights = gaussian(seed, 20, 64, 64, scale=spread / 8).to(device, dtype)
    x = gaussian(seed + 1, 64).to(device, dtype)

    assert low < gain(deep(tanh, weights), x) < high


@claim("tanh-saturation-2", note="regression-network 2", verdict=IMPRECISE)
@claim("tanh-still-vanishes", note="chapter-three 3(2)", verdict=HOLDS_IF)
@cells(dtypes=WIDE)  # four decimals are more than half precision has
def test_covers_96_percent_of_its_range_within_two_of_zero(tanh, device, dtype):
    """One note: it changes within [-2, 2] and is saturated outside. In numbers: tanh(2) = 0.9640.

    The slope there, 0.0707, is 7% of the largest, and it goes on rising. Another: gradients still
    vanish. True of a unit at 3, which passes on a hundredth.
    """
    x = torch.tensor([-2.0, 2.0, 3.0, 4.0], device=device, dtype=dtype, requires_grad=True)

    y = tanh(x)
    (slope,) = torch.autograd.grad(y.sum(), x)

    assert round((y[1] - y[0]).item() / 2, 4) == 0.9640
    assert [round(s, 4) for s in slope[1:3].tolist()] == [0.0707, 0.0099]
    assert y[1] < y[2] < y[3] < 1


@claim("saturation-thresholds-consistent", note="regression-network 2", verdict=HOLDS)
@given(threshold=st.floats(0.1, 8))
def test_at_c_has_gone_as_far_as_sigmoid_at_twice_c(tanh, threshold, device, dtype):
    """The note: [-2, 2] for tanh, [-4, 4] for sigmoid. The same statement, for any threshold c.

    Within ±c tanh makes the share tanh(c) of its way, as sigmoid does within ±2c; and its slope is
    the same part of the largest.
    """
    c = torch.tensor([-threshold, threshold], device=device, dtype=dtype, requires_grad=True)
    s = sigmoid(2 * c.detach().double())

    y = tanh(c)
    (slope,) = torch.autograd.grad(y.sum(), c)

    assert_near((y[1] - y[0]) / 2, s[1] - s[0], roundings=4, scale=1.0)
    assert_near(slope, 4 * s * (1 - s), roundings=8, scale=1.0)
