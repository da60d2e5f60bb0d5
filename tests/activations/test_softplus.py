"""Softplus: a smooth relu, positive wherever e^x can be represented."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.activations.relu import relu
from concepts.activations.softplus import naive_softplus
from tests.activations.loop_elementwise import elementwise, logistic
from tests.support.axes import cells
from tests.support.claims import HOLDS_IF, REFUTED, claim
from tests.support.devices import ALL, WIDE
from tests.support.strategies import INTEGERS, NASTY, SCORES, tensors
from tests.support.tolerance import assert_equal, assert_near

BETAS = st.sampled_from([1, 2, 0.5, 4, 3, 0.1])


def ln_of_one_plus_exp(y):
    """ln(1 + e^y); e^-|y| is factored out, so that nothing overflows."""
    rest = math.log1p(math.exp(-abs(y)))
    return max(rest, rest + y)


@claim("softplus-formula", note="regression-network 2", verdict=HOLDS_IF)
@given(x=tensors(NASTY), beta=BETAS)
def test_is_the_logarithm_of_one_plus_exp(softplus, x, beta, device, dtype):
    """The note's function: ln(1 + e^x), with a factor β ln(1 + e^βx) / β. True below a threshold.

    There, for βx up to 20, each digit is right, the small values of negative x too. nan stays.
    """
    x = x.to(device, dtype)
    x = x.masked_fill(x * beta > 20, 1.0)
    y = elementwise(lambda n: beta * n, x)
    expected = elementwise(ln_of_one_plus_exp, y) / beta

    exponent = y.abs()  # its rounding is an error of the result
    assert_near(softplus(x, beta), expected, roundings=8, scale=expected * (1 + exponent))


@claim("softplus-formula", note="regression-network 2", verdict=HOLDS_IF)
@given(x=tensors(SCORES), beta=BETAS, threshold=st.sampled_from([20, 2, 8, 0]))
def test_is_the_identity_beyond_a_threshold(softplus, x, beta, threshold, device, dtype):
    """Where the formula does not hold to the last digit: torch gives x itself if βx > 20.

    What is left out, ln(1 + e^-βx) / β, is under e^-20 / β there, 2.1e-9 for β = 1.
    """
    x = x.to(device, dtype).abs()
    x = x[x * beta > threshold]
    left_out = elementwise(lambda n: math.log1p(math.exp(-beta * n)) / beta, x)

    assert_equal(softplus(x, beta, threshold), x)
    assert (left_out <= math.exp(-threshold) / beta).all()


@claim("softplus-formula", note="regression-network 2", verdict=HOLDS_IF)
@cells(dtypes=["float64"])  # beside 20, e^-20 is lost in single precision
def test_exceeds_x_up_to_the_threshold_itself(softplus, device, dtype):
    """At βx = 20 the formula still holds, and exceeds x by 2e-9; just beyond, torch gives x."""
    x = torch.tensor([12.0, 20.0, 20.001], device=device, dtype=dtype)
    excess = [math.log1p(math.exp(-12)), math.log1p(math.exp(-20)), 0.0]

    assert_near(softplus(x) - x, torch.tensor(excess, dtype=torch.float64), roundings=2, scale=x)


@claim("softplus-formula", note="regression-network 2", verdict=HOLDS_IF)
@given(data=st.data(), x=tensors(NASTY), beta=BETAS, threshold=st.sampled_from([20, 2]))
def test_has_the_sigmoid_as_its_slope(softplus, data, x, beta, threshold, device, dtype):
    """The derivative that follows: sigmoid(βx). True up to the threshold, beyond which it is 1."""
    v = data.draw(tensors(INTEGERS, shape=tuple(x.shape))).sign()
    x = x.to(device, dtype).requires_grad_()
    y = elementwise(lambda n: beta * n, x)
    slope = torch.where((x * beta > threshold).cpu(), 1.0, elementwise(logistic, y))

    (gradient,) = torch.autograd.grad((softplus(x, beta, threshold) * v.to(device, dtype)).sum(), x)

    exponent = y.abs().clamp(max=750)  # its rounding is an error of the slope
    assert_near(gradient, v * slope, roundings=8, scale=slope * (1 + exponent))


@claim("softplus-formula", note="regression-network 2", verdict=HOLDS_IF)
@cells(dtypes=ALL)
@given(beyond=st.floats(1.1, 5))
def test_survives_inputs_that_overflow_the_textbook_formula(softplus, beyond, device, dtype):
    """ln(1 + e^x) as written is ∞ where e^x overflows, and 0 where e^x is lost beside the 1."""
    info = torch.finfo(dtype)
    large = torch.tensor(beyond * math.log(info.max), device=device, dtype=dtype)
    small = torch.tensor(math.log(info.eps) - 1, device=device, dtype=dtype)

    assert naive_softplus(large).isinf()
    assert naive_softplus(small) == 0
    one = torch.ones((), device=device, dtype=dtype)
    assert_near(naive_softplus(one), math.log(1 + math.e), roundings=8)
    assert_near(naive_softplus(one, 2), math.log(1 + math.e**2) / 2, roundings=8)
    assert_equal(softplus(large), large)
    assert_near(softplus(small), small.double().exp(), roundings=2)


@claim("softplus-negative-zero", note="regression-network 3", verdict=REFUTED)
@cells(dtypes=ALL)
@given(fraction=st.floats(0, 1))
def test_of_negative_inputs_is_not_zero(softplus, fraction, device, dtype):
    """The note: with relu or softplus the activation of negative inputs is 0. True of relu alone.

    Softplus is over 0 while e^x is a normal number, and so is its slope: such a unit learns.
    """
    x = fraction * (math.log(torch.finfo(dtype).tiny) + 1)
    x = torch.tensor(x, device=device, dtype=dtype, requires_grad=True)

    y = softplus(x)
    (slope,) = torch.autograd.grad(y, x)

    assert y > 0
    assert slope > 0
    assert relu(-x.abs()) == 0


@claim("softplus-negative-zero", note="regression-network 3", verdict=REFUTED)
@claim("softplus-threshold-minus3", note="regression-network 2", verdict=HOLDS_IF)
@cells(dtypes=WIDE)  # four decimals are more than half precision has
def test_of_minus_one_is_a_third_and_of_minus_three_a_twentieth(softplus, device, dtype):
    """One note: negative inputs give 0. False: softplus(-1) = 0.31.

    Another: hardly any change up to -3. Nearly: softplus(-3) = 0.049.
    """
    x = torch.tensor([-3.0, -1.0, 0.0], device=device, dtype=dtype, requires_grad=True)

    y = softplus(x)
    (slope,) = torch.autograd.grad(y.sum(), x)

    assert [round(n, 4) for n in y.tolist()] == [0.0486, 0.3133, 0.6931]
    assert [round(n, 4) for n in slope.tolist()] == [0.0474, 0.2689, 0.5]


@claim("softplus-threshold-minus3", note="regression-network 2", verdict=HOLDS_IF)
@given(x=tensors(SCORES))
def test_varies_by_a_twentieth_up_to_minus_three(softplus, x, device, dtype):
    """The note: nearly no change on (-∞, -3], change beyond. True if 0.0486 is nearly nothing.

    That is all it varies there, with slopes of 0.0474 or less. Nothing happens at -3 itself: from
    there to -2 the slope grows by the factor that it grew by before, e or a little less.
    """
    left = (-3 - x.abs()).to(device, dtype).requires_grad_()
    around = torch.tensor([-4.0, -3, -2], device=device, dtype=dtype, requires_grad=True)
    rounded = 1 + 16 * torch.finfo(dtype).eps

    y = softplus(left)
    (slopes,) = torch.autograd.grad(y.sum(), left)
    (growing,) = torch.autograd.grad(softplus(around).sum(), around)

    assert 0 <= y.min() <= y.max() <= math.log1p(math.exp(-3)) * rounded
    assert 0 <= slopes.min() <= slopes.max() <= rounded / (1 + math.exp(3))
    assert (growing[1:] / growing[:-1]).sub(2.55).abs().max() < 0.15


@claim("softplus-formula", note="regression-network 2", verdict=HOLDS_IF)
@given(x=tensors(SCORES), beta=st.sampled_from([1, 8, 64]))
def test_lies_above_relu_by_no_more_than_ln_two(softplus, x, beta, device, dtype):
    """What the picture shows, a rounded relu: above it by ln(2)/β at 0, by less elsewhere."""
    x = torch.cat([torch.zeros(1), x.flatten()]).to(device, dtype)

    excess = softplus(x, beta).double() - relu(x).double()
    slack = 8 * torch.finfo(dtype).eps * (relu(x).double() + excess[0])

    assert_near(excess[0], math.log(2) / beta, roundings=1, dtype=dtype)
    assert (excess >= -slack).all()
    assert (excess <= excess[0] + slack).all()
