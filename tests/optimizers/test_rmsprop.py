"""RMSprop: a mean of squares that forgets, and is not corrected for its start.

All claims are about float32 and float64: in float16 eps, and many a square, are zero, and
bfloat16 has two digits.
"""

from math import sqrt

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.optimizers.paths import COUNTS, decays, each, path, rates, slopes, starts, steep
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_near

NOTE = "chapter-three 6(3)"

alphas = st.floats(0.5, 0.99)
momenta = st.floats(0, 0.9)
options = st.fixed_dictionaries({"lr": rates}, optional={"eps": st.sampled_from([1e-8, 1e-3, 0.1])})
swings = tensors(REALS, shape=(8, 6)).map(lambda g: g.abs().clamp(0.5, 2) * (-1) ** COUNTS)
"""Gradients that turn at each step, so that their variance is of the size of their square."""


def loop_rmsprop(
    places, gradients, lr, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False
):
    """Where each step leads from where it starts."""
    squares = mean = buffer = 0.0
    for x, gradient in zip(places, gradients, strict=False):
        g = gradient + weight_decay * x
        squares = alpha * squares + (1 - alpha) * g * g
        mean = alpha * mean + (1 - alpha) * g
        variance = squares - mean * mean if centered else squares
        buffer = momentum * buffer + g / (sqrt(variance) + eps)
        yield x - lr * buffer


def longest(lr, alpha, momentum=0.0):
    """What no step exceeds: lr |g| / √((1 - alpha) g²), summed over the fading steps before."""
    return lr / sqrt(1 - alpha) / (1 - momentum)


@claim("rmsprop-rule", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(start=starts, slope=slopes, alpha=alphas, decay=decays, options=options)
def test_moves_by_the_gradient_over_the_root_of_a_mean_of_squares(
    rmsprop, start, slope, alpha, decay, options, device, dtype
):
    """The note lists RMSprop and its options. True: each step follows its formula, from any state.

    The mean starts at 0 and is not corrected for it. weight_decay is added to the gradient. eps is
    outside the root, where other libraries have it inside.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)
    way = {"alpha": alpha, "weight_decay": decay, **options}

    places = path(rmsprop, x, g, **way)

    expected = each(loop_rmsprop, places, g, **way)
    scale = places[:-1].abs() + (expected - places[:-1]).abs()
    assert_near(places[1:], expected, roundings=24, scale=scale)


@claim("rmsprop-rule-momentum", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(start=starts, slope=slopes, alpha=alphas, momentum=momenta, options=options)
def test_with_momentum_sums_fading_quotients(
    rmsprop, start, slope, alpha, momentum, options, device, dtype
):
    """The note: an option momentum. True: it sums quotients, and not the gradients before them."""
    x, g = start.to(device, dtype), slope.to(device, dtype)
    way = {"alpha": alpha, "momentum": momentum, **options}

    places = path(rmsprop, x, g, **way)

    expected = each(loop_rmsprop, places, g, **way)
    scale = places[:-1].abs() + longest(options["lr"], alpha, momentum)
    assert_near(places[1:], expected, roundings=24, scale=scale)


@claim("rmsprop-rule-momentum", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.3)
@given(slope=steep, lr=rates, factor=st.floats(0.1, 10))
def test_scales_all_its_momentum_by_the_current_rate(rmsprop, slope, lr, factor, device, dtype):
    """What follows: lr is outside the buffer, as in SGD, so that a new rate scales old steps too.

    On a constant gradient the first quotient is 1 / √(1 - alpha), the second 1 / √(1 - alpha²).
    """
    gradient = slope[0].to(device, dtype)
    weight = torch.zeros_like(gradient).requires_grad_()

    made = rmsprop([weight], lr=lr, alpha=0.5, momentum=0.9, eps=0.0)
    weight.grad = gradient
    made.step()
    before = weight.detach().clone()
    made.param_groups[0]["lr"] = lr * factor
    made.step()

    buffer = (0.9 / sqrt(0.5) + 1 / sqrt(0.75)) * gradient.double().sign()
    scale = before.abs() + 3 * lr * factor
    assert_near(weight - before, -lr * factor * buffer, roundings=12, scale=scale)


@claim("rmsprop-rule-centered", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(start=starts, swing=swings, alpha=alphas, momentum=momenta, options=options)
def test_when_centered_divides_by_a_standard_deviation(
    rmsprop, start, swing, alpha, momentum, options, device, dtype
):
    """The note: an option centered. True: it takes the square of the mean from the mean of squares.

    Here of gradients that swing; where they hardly change, little is left of that difference: see
    below.
    """
    x, g = start.to(device, dtype), swing.to(device, dtype)
    way = {"alpha": alpha, "momentum": momentum, "centered": True, **options}

    places = path(rmsprop, x, g, **way)

    expected = each(loop_rmsprop, places, g, **way)
    scale = places[:-1].abs() + longest(options["lr"], alpha, momentum)
    assert_near(places[1:], expected, roundings=64, scale=scale)


@claim("rmsprop-centered-variance-nonnegative", note=NOTE, verdict=IMPRECISE)
@cells(dtypes=WIDE, examples=0.05)
@given(seed=seeds())
def test_when_centered_breaks_down_on_constant_gradients(rmsprop, seed, device, dtype):
    """The formula: the root of E[g²] - E[g]², which is never negative. True before rounding.

    Of equal gradients it is 0 or, by a rounding, less. The root of less is nan, and over 0 + eps a
    step is 1e6 g long. After 60 steps of 0.01 each of the 200 weights is nan or beyond 10, where
    none would be beyond 0.61 if it were not centered. In each of 20 seeds at least a quarter is
    nan, so that all 200 avoid it once in 1e25.
    """
    g = gaussian(seed, 200).abs().add(0.1).to(device, dtype)
    centered, plain = (torch.zeros_like(g).requires_grad_() for _ in range(2))

    for weight, option in (centered, True), (plain, False):
        made = rmsprop([weight], lr=0.01, alpha=0.5, centered=option)
        weight.grad = g
        for _ in range(60):
            made.step()

    assert centered.isnan().any()
    assert (centered.isnan() | (centered.abs() > 10)).all()
    assert (plain.abs() < 0.61).all()


@claim("rmsprop-first-step-ten-lr", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.5)
@given(slope=slopes, lr=rates, alpha=alphas)
def test_first_moves_by_lr_over_the_root_of_1_minus_alpha(rmsprop, slope, lr, alpha, device, dtype):
    """The note: alpha = 0.99. With it the first step is 10 lr, since nothing corrects the start.

    So it is if the gradient is large beside eps: one of 1e-8 moves by 0.91 lr. Adam's correction
    is for this.
    """
    x, g = torch.zeros(6, device=device, dtype=dtype), slope[:1].to(device, dtype)
    exact = g.double()

    places = path(rmsprop, x, g, lr=lr, alpha=alpha)
    default, faint = (path(rmsprop, x, torch.full_like(g, size)) for size in (1.0, 1e-8))

    expected = -lr * exact / (sqrt(1 - alpha) * exact.abs() + 1e-8)
    assert_near(places[1:], expected, roundings=12)
    assert {round(move, 5) for move in default[1].tolist()} == {-0.1}
    assert {round(move, 4) for move in faint[1].tolist()} == {-0.0091}
