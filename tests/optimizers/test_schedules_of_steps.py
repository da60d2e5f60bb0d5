"""Schedules of steps: a factor every few epochs, on whatever rate there is."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.optimizers.scheduled import rates
from tests.support.claims import HOLDS, claim
from tests.support.tolerance import assert_near

NOTE = "course LR decay"


@claim("lr-step-decay", note=NOTE, verdict=HOLDS)
@given(
    size=st.integers(1, 7),
    gamma=st.floats(0.05, 1),
    lrs=st.tuples(st.floats(1e-4, 1), st.floats(1e-4, 1)),
)
def test_multiply_by_gamma_every_few_epochs(step_lr, size, gamma, lrs):
    """The note's second method: a fixed number of epochs, and a factor. True of StepLR.

    After k epochs the rate is lr · gamma^⌊k / step_size⌋, in every group. gamma is 0.1 by default;
    step_size has no default.
    """
    falls = torch.arange(41) // size
    expected = torch.tensor(lrs, dtype=torch.float64) * (gamma ** falls.double())[:, None]

    assert_near(rates(step_lr, 40, lrs=lrs, step_size=size, gamma=gamma), expected, roundings=41)
    assert_near(
        rates(step_lr, 4, step_size=4),
        torch.tensor([1, 1, 1, 1, 0.1]),
        roundings=2,
        dtype=torch.float32,
    )
    with pytest.raises(TypeError, match="step_size"):
        rates(step_lr, 1)


@claim("lr-step-decay", note=NOTE, verdict=HOLDS)
@given(factors=st.tuples(st.floats(0.05, 1), st.floats(0.05, 1)), rate=st.floats(1e-4, 1))
def test_multiply_the_rates_that_they_find(step_lr, factors, rate):
    """What that means: a rate changed by hand stays changed, and one of a later group falls too.

    So two schedules of one optimizer multiply by both their factors.
    """
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    schedules = [step_lr(optimizer, 2, gamma=factor) for factor in factors]
    for epoch in range(4):
        if epoch == 1:
            optimizer.param_groups[0]["lr"] = rate
            optimizer.add_param_group({"params": [torch.zeros(1)], "lr": 0.5})
        optimizer.step()
        for schedule in schedules:
            schedule.step()

    assert [schedule.last_epoch for schedule in schedules] == [4, 4]
    found = torch.tensor([group["lr"] for group in optimizer.param_groups], dtype=torch.float64)
    expected = torch.tensor([rate, 0.5], dtype=torch.float64) * math.prod(factors) ** 2
    assert_near(found, expected, roundings=8)
