"""ASGD: a rate that falls by itself, and an average that nothing reads.

torch keeps the rate and the share of the average in the default dtype, so that even float64
weights move as precisely as float32 ones.
"""

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.optimizers.paths import decays, each, kept, path, rates, slopes, starts
from tests.support.axes import cells
from tests.support.claims import HOLDS, claim
from tests.support.devices import WIDE
from tests.support.tolerance import assert_near

NOTE = "chapter-three 6(9)"

options = st.fixed_dictionaries(
    {
        "lr": rates,
        "lambd": st.floats(0.001, 1),
        "alpha": st.floats(0.1, 2),
        "t0": st.integers(0, 6),
    },
    optional={"weight_decay": decays},
)


def loop_asgd(places, gradients, lr, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0):
    """Where each step leads from where it starts."""
    for t, (x, gradient) in enumerate(zip(places, gradients, strict=False)):
        g = gradient + weight_decay * x
        eta = lr / (1 + lambd * lr * t) ** alpha
        yield (1 - lambd * eta) * x - eta * g


def loop_average(places, gradients, t0):
    """The average after each step, of the places that it leads to."""
    average = 0.0
    for t, place in enumerate(places[1:]):
        average += (place - average) / max(1, t - t0)
        yield average


@claim("asgd-rule", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(start=starts, slope=slopes, options=options)
def test_moves_at_a_rate_that_falls_with_the_steps_before(
    asgd, start, slope, options, device, dtype
):
    """The note lists ASGD and its options. True: each step follows its formula, from any state.

    The first rate is lr, as t counts the steps before. A weight shrinks by lambd times the rate,
    apart from the gradient; weight_decay is added to the gradient. No step depends on the average.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)

    places = path(asgd, x, g, **options)

    expected = each(loop_asgd, places, g, **options)
    decay = options.get("weight_decay", 0) + options["lambd"]
    scale = places[:-1].abs() * (1 + decay) + options["lr"] * g.abs()
    assert_near(places[1:], expected, roundings=8, scale=scale, dtype=torch.float32)


@claim("asgd-rule", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(start=starts, slope=slopes, options=options)
def test_averages_its_weights_from_t0_on(asgd, start, slope, options, device, dtype):
    """The name: averaged SGD. True of a tensor beside each weight, once t0 + 1 steps are made.

    Until then it is the weight itself; from then on it is the mean of the weights since.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)

    places = path(asgd, x, g, **options)
    averages = kept(asgd, x, g, "ax", **options)

    expected = each(loop_average, places, torch.zeros_like(places), t0=options["t0"])
    scale = places.abs().cummax(0).values[1:]
    assert_near(averages, expected, roundings=32, scale=scale, dtype=torch.float32)
