"""Adadelta: the length of its steps is that of its steps so far, from a start of nearly nothing.

All claims are about float32 and float64: in float16 many a square is zero, and
bfloat16 has two digits.
"""

from math import sqrt

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.optimizers.paths import decays, each, path, slopes, starts
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, claim
from tests.support.devices import WIDE
from tests.support.tolerance import assert_near

NOTE = "chapter-three 6(4)"


def loop_adadelta(places, gradients, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0):
    """Where each step leads from where it starts."""
    squares = steps = 0.0
    for x, gradient in zip(places, gradients, strict=False):
        g = gradient + weight_decay * x
        squares = rho * squares + (1 - rho) * g * g
        step = sqrt(steps + eps) / sqrt(squares + eps) * g
        steps = rho * steps + (1 - rho) * step * step
        yield x - lr * step


@claim("adadelta-rule", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(
    start=starts,
    slope=slopes,
    options=st.fixed_dictionaries(
        {},
        optional={
            "lr": st.floats(0.01, 100),
            "rho": st.floats(0.1, 0.99),
            "eps": st.sampled_from([1e-6, 1e-3, 0.1]),
            "weight_decay": decays,
        },
    ),
)
def test_moves_by_the_root_mean_square_of_steps_over_that_of_gradients(
    adadelta, start, slope, options, device, dtype
):
    """The note lists Adadelta and its options. True: each step follows its formula, from any state.

    eps is inside both roots, as in no other of the eleven. The mean of squared steps takes a step
    in after it was made, and before lr scales it.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)

    places = path(adadelta, x, g, **options)

    expected = each(loop_adadelta, places, g, **options)
    scale = places[:-1].abs() + (expected - places[:-1]).abs()
    assert_near(places[1:], expected, roundings=48, scale=scale)


@claim("adadelta-first-step-size", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.5)
@given(slope=slopes, lr=st.floats(0.01, 100), rho=st.floats(0.1, 0.99))
def test_first_moves_by_a_root_of_eps(adadelta, slope, lr, rho, device, dtype):
    """The note: lr is 1. That is no step of 1: at first eps sets the scale, through both roots.

    The first step is lr √eps |g| / √((1 - rho) g² + eps).
    """
    x, g = torch.zeros(6, device=device, dtype=dtype), slope[:1].to(device, dtype)
    exact = g.double()

    places = path(adadelta, x, g, lr=lr, rho=rho)

    expected = -lr * 1e-3 * exact / ((1 - rho) * exact**2 + 1e-6).sqrt()
    assert_near(places[1:], expected, roundings=12)


@claim("adadelta-first-step-size", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.2)
@given(slope=st.sampled_from([1.0, -7.0, 1e3, -1e6, 1e15]))
def test_first_moves_by_a_three_hundredth_by_default(adadelta, slope, device, dtype):
    """With the defaults that is √(1e-6 / (1 - 0.9)) = 0.0032, of any gradient that is large.

    Of one that is small beside √eps it is the gradient itself.
    """
    x = torch.zeros(6, device=device, dtype=dtype)

    large, small = (path(adadelta, x, torch.full_like(x, g)[None]) for g in (slope, 1e-5))

    assert {round(abs(move), 4) for move in large[1].tolist()} == {0.0032}
    assert {round(move, 8) for move in small[1].tolist()} == {-1e-5}
