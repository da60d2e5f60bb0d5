"""Adagrad: a sum of squares that only grows, and so steps that only become shorter.

All claims are about float32 and float64: in float16 eps, and many a square, are zero, and
bfloat16 has two digits.
"""

from math import sqrt

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.optimizers.paths import COUNTS, decays, each, kept, path, rates, slopes, starts
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, claim
from tests.support.devices import WIDE
from tests.support.strategies import REALS, tensors
from tests.support.tolerance import assert_near

NOTE = "chapter-three 6(2)"


def loop_adagrad(
    places, gradients, lr, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10
):
    """Where each step leads from where it starts."""
    total = initial_accumulator_value
    for t, (x, gradient) in enumerate(zip(places, gradients, strict=False), 1):
        g = gradient + weight_decay * x
        total += g * g
        yield x - lr / (1 + (t - 1) * lr_decay) * g / (sqrt(total) + eps)


@claim("adagrad-rule", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(
    start=starts,
    slope=slopes,
    options=st.fixed_dictionaries(
        {"lr": rates},
        optional={
            "lr_decay": st.floats(0, 1),
            "weight_decay": decays,
            "initial_accumulator_value": st.sampled_from([0.1, 1, 100]),
            "eps": st.sampled_from([1e-10, 1e-3, 0.1]),
        },
    ),
)
def test_moves_by_the_gradient_over_the_root_of_all_squares(
    adagrad, start, slope, options, device, dtype
):
    """The note lists Adagrad and its options. True: each step follows its formula, from any state.

    lr_decay counts the steps before, so that the first has the whole lr. weight_decay is added to
    the gradient. eps is outside the root.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)

    places = path(adagrad, x, g, **options)

    expected = each(loop_adagrad, places, g, **options)
    scale = places[:-1].abs() + (expected - places[:-1]).abs()
    assert_near(places[1:], expected, roundings=16, scale=scale)


@claim("adagrad-first-step-sign", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.5)
@given(slope=slopes, lr=rates)
def test_first_moves_by_lr_whatever_the_slope(adagrad, slope, lr, device, dtype):
    """The name: a rate adapted to each weight. True: at first by lr |g| / (|g| + eps).

    That is lr if |g| is large beside eps = 1e-10. A weight whose gradient is 0 rests: 0 over eps
    is 0. With a sum that starts at 9, and not at 0 as by default, it is lr |g| / (√(9 + g²) + eps).
    """
    x, g = torch.zeros(6, device=device, dtype=dtype), slope[:1].to(device, dtype)
    exact = g.double()

    places = path(adagrad, x, g, lr=lr)
    slowed = path(adagrad, x, g, lr=lr, initial_accumulator_value=9)

    assert_near(places[1:], -lr * exact / (exact.abs() + 1e-10), roundings=8)
    assert_near(slowed[1:], -lr * exact / ((9 + exact**2).sqrt() + 1e-10), roundings=8)


@claim("adagrad-effective-lr-decreases", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.25)
@given(start=starts, slope=slopes)
def test_never_raises_a_rate(adagrad, start, slope, device, dtype):
    """The note's lr_decay is 0. The rate falls even so: what divides the gradient never shrinks.

    That is the root of a sum of squares, which forgets nothing.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)

    totals = kept(adagrad, x, g, "sum")

    assert (totals.diff(dim=0) >= 0).all()
    assert_near(totals, g.double().square().cumsum(0), roundings=16)


@claim("adagrad-effective-lr-decreases", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.25)
@given(slope=tensors(REALS, shape=(6,)), lr=rates)
def test_slows_as_one_over_the_root_of_time(adagrad, slope, lr, device, dtype):
    """What follows of a constant gradient: step t is lr / √t long.

    With an lr_decay of 1/2 it is lr / ((1 + (t-1)/2) √t).
    """
    x = torch.zeros(6, device=device, dtype=dtype)
    g = torch.where(slope == 0, 1.0, slope).to(device, dtype).expand(8, 6)
    lengths = lr / COUNTS.to(device).sqrt() * torch.ones_like(x, dtype=torch.float64)

    slowing, decaying = (path(adagrad, x, g, lr=lr, lr_decay=d, eps=0.0) for d in (0, 0.5))

    assert_near(slowing.diff(dim=0).abs(), lengths, roundings=32, scale=lr)
    slower = lengths / (1 + (COUNTS.to(device) - 1) / 2)
    assert_near(decaying.diff(dim=0).abs(), slower, roundings=32, scale=lr)
