"""Schedules: how a learning rate falls, when, and what for."""

import math

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from tests.optimizers.loop_plateau import loop_plateau
from tests.optimizers.scheduled import rates
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.statistics import risk
from tests.support.strategies import generator, seeds
from tests.support.tolerance import assert_equal, assert_near

NOTE = "course LR decay"
IN_TURN = "the factors are multiplied in turn, as in any schedule"
LOSSES = st.sampled_from([1.0, 0.9999, 0.99985, 1.00005, 0.5, 0.0, -1.0, 2.0, math.inf, math.nan])


@claim("lr-decay-to-zero", note=NOTE, verdict=IMPRECISE)
@given(lr=st.floats(1e-3, 1), gamma=st.floats(0.05, 0.95))
def test_of_exponential_decay_come_near_zero_and_stay_positive(exponential_lr, lr, gamma):
    """The note: decay forces the learning rate to 0. Towards 0, not to it: it is lr · gamma^k."""
    expected = lr * gamma ** torch.arange(41, dtype=torch.float64)

    assert_near(rates(exponential_lr, 40, lrs=[lr], gamma=gamma), expected, roundings=40)


@claim("lr-decay-to-zero", note=NOTE, verdict=IMPRECISE)
@pytest.mark.parametrize(("gamma", "end"), [(0.5, 0.0), (0.9, 5 * 2.0**-1074)])
def test_of_exponential_decay_reach_zero_by_underflow_alone(exponential_lr, gamma, end):
    """Where 0 is reached: a rate that is halved until no smaller number is left.

    One that falls by a tenth stops at five times the smallest number, which rounds to itself.
    """
    found = rates(exponential_lr, 600, lrs=[1e-300], gamma=gamma)

    assert found[-1].item() == end


@claim("lr-decay-to-zero", note=NOTE, verdict=IMPRECISE)
@given(factor=st.floats(0.05, 0.9), least=st.sampled_from([0.0, 1e-3]))
def test_on_a_plateau_stop_where_a_fall_would_be_too_small(reduce_lr_on_plateau, factor, least):
    """Nor does ReduceLROnPlateau reach 0: no change is smaller than eps, 1e-8, or below min_lr."""
    options = {"factor": factor, "patience": 0} | ({"min_lr": least} if least else {})
    end = 1.0
    while end - max(end * factor, least) > 1e-8:
        end = max(end * factor, least)

    rate = rates(reduce_lr_on_plateau, 200, metrics=[1.0] * 200, **options)[-1]

    assert_near(rate, end, roundings=200, loose=IN_TURN)
    assert rate > 0


@claim("lr-plateau-behaviour", note=NOTE, verdict=HOLDS)
@cells(examples=4)
@given(
    metrics=st.lists(LOSSES, min_size=1, max_size=30),
    options=st.fixed_dictionaries(
        {
            "mode": st.sampled_from(["min", "max"]),
            "factor": st.one_of(st.just(0.5), st.floats(0.1, 0.9)),
            "patience": st.integers(0, 2),
            "threshold": st.sampled_from([0.0, 1e-4, 0.3]),
            "threshold_mode": st.sampled_from(["rel", "abs"]),
            "cooldown": st.integers(0, 3),
            "min_lr": st.sampled_from([0.0, 0.1]),
            "eps": st.sampled_from([1e-8, 0.2, 0.5]),
        }
    ),
)
@example(metrics=[1.0] * 4, options={"patience": 0, "min_lr": 2.0, "factor": 0.5})
@example(metrics=[1.0] * 9, options={"patience": 0, "cooldown": 2, "factor": 0.5})
@example(
    metrics=[0.5, 1.0],
    options={"mode": "max", "patience": 0, "threshold": 0.3, "threshold_mode": "abs"},
)
def test_on_a_plateau_fall_when_patience_ends(reduce_lr_on_plateau, metrics, options):
    """The note: when the loss has not clearly changed over some steps, the rate is adjusted. True.

    It is multiplied by the factor once more than `patience` epochs in a row were no better than the
    best, by the threshold. A loss that rises, or is nan, is no better. It may come in a tensor that
    is used again; each group has a rate of its own, and one below min_lr is not raised.
    """
    lrs, watched = (1.0, 0.7, 0.05), torch.zeros((), dtype=torch.float64)
    falls = [loop_plateau(metrics, start=lr, **options) for lr in lrs]
    expected = torch.tensor(falls, dtype=torch.float64).T
    losses = (watched.fill_(metric) for metric in metrics)

    found = rates(reduce_lr_on_plateau, len(metrics), lrs=lrs, metrics=losses, **options)

    assert_near(
        found,
        expected,
        roundings=len(metrics),
        loose=IN_TURN,
    )


@claim("lr-plateau-behaviour", note=NOTE, verdict=HOLDS)
@pytest.mark.parametrize(
    ("metric", "epochs"),
    [
        pytest.param(lambda k: 1.0, [12, 23, 34], id="constant"),
        pytest.param(lambda k: 1.0 + k, [12, 23, 34], id="rising"),
        pytest.param(lambda k: 1 - 1e-6 * k, [12, 23, 34], id="hardly-falling"),
        pytest.param(lambda k: 0.999**k, [], id="falling"),
        pytest.param(lambda k: -1.0, [], id="constant-and-negative"),
        pytest.param(lambda k: math.nan, [11, 22, 33], id="nan"),
    ],
)
def test_on_a_plateau_fall_at_the_twelfth_epoch_by_default(reduce_lr_on_plateau, metric, epochs):
    """By default patience is 10, the factor a tenth and the threshold 1e-4 of the best loss.

    So of a constant loss the first epoch sets the best, ten more are waited for, and the twelfth
    lowers the rate; then every eleventh. The threshold being relative, a constant loss below 0
    passes for an improvement; nan never does, not even in the first epoch.
    """
    found = rates(reduce_lr_on_plateau, 40, metrics=[metric(k) for k in range(40)])
    falls = (found.diff() < 0).nonzero().flatten() + 1

    assert falls.tolist() == epochs
    assert_near(
        found[-1],
        0.1 ** len(epochs),
        roundings=4,
        loose=IN_TURN,
    )


@claim("lr-plateau-arguments", note=NOTE, verdict=IMPRECISE)
def test_on_a_plateau_are_told_the_loss_at_each_step(reduce_lr_on_plateau):
    """The note: it is given the optimizer, and 'min', which watches the loss. Not quite:

    'min' says that less is better, as 'max' that more is. The loss is given to `step`.
    """
    metrics = [float(k) for k in range(12)]

    assert rates(reduce_lr_on_plateau, 12, metrics=metrics, mode="min")[-1] < 1
    assert rates(reduce_lr_on_plateau, 12, metrics=metrics, mode="max")[-1] == 1
    assert rates(reduce_lr_on_plateau, 12, metrics=[1.0] * 12, mode="max", threshold=0)[-1] < 1
    with pytest.raises(TypeError, match="metrics"):
        rates(reduce_lr_on_plateau, 1)
    with pytest.raises(ValueError, match=r"mode loss .*is unknown"):
        rates(reduce_lr_on_plateau, 0, mode="loss")


@claim("lr-plateau-factor", note=NOTE, verdict=HOLDS)
@given(factor=st.floats(0.01, 3))
@example(factor=1.0)
def test_on_a_plateau_need_a_factor_below_one(reduce_lr_on_plateau, factor):
    """The note: the rate decreases. True: a factor of 1 or more, which would not, is refused."""
    if factor < 1:
        found = rates(reduce_lr_on_plateau, 12, metrics=[1.0] * 12, factor=factor)
        assert_equal(found[-1], factor)
        return
    with pytest.raises(ValueError, match=r"^Factor should be < 1\.0\.$"):
        rates(reduce_lr_on_plateau, 0, factor=factor)


@claim("lr-plateau-name", note=NOTE, verdict=IMPRECISE)
def test_on_a_plateau_are_spelled_with_a_capital_l(reduce_lr_on_plateau):
    """The note writes ReducelROnPlateau. The L is a capital as well: ReduceLROnPlateau."""
    assert reduce_lr_on_plateau.__name__ == "ReduceLROnPlateau"
    assert hasattr(torch.optim.lr_scheduler, "ReduceLROnPlateau")
    assert not hasattr(torch.optim.lr_scheduler, "ReducelROnPlateau")


def descent(schedule, start, epochs, lr, slope, device, **options):
    """Where a weight is led whose rate follows a schedule, or stays if there is none."""
    weight = start.to(device).requires_grad_()
    optimizer = torch.optim.SGD([weight], lr=lr)
    made = schedule(optimizer, **options) if schedule else None
    for _ in range(epochs):
        weight.grad = slope(weight.detach())
        optimizer.step()
        if made:
            made.step()
    return weight.detach()


@claim("lr-decay-faster-better", note=NOTE, verdict=HOLDS_IF)
@cells(examples=0.1)
@given(seed=seeds())
def test_of_exponential_decay_let_noisy_descent_settle_sooner_and_lower(
    exponential_lr, seed, device
):
    """The note: with a falling rate a better solution is found faster. True if gradients are noisy.

    2,000 descents of w²/2 from 1, each gradient with noise of deviation 1. After 200 steps a rate
    of 0.1 leaves a mean square of 0.053, one that falls by 2 % a step 0.006, and that with which
    it ends, from the start, 0.50. Both margins are 17 deviations of 300 seeds.
    """
    risk(deviations=17)
    source = generator(seed)

    def slope(w):
        return w + torch.randn(2000, generator=source, dtype=torch.float64).to(w)

    start = torch.ones(2000, dtype=torch.float64)
    high, falling, low = (
        descent(schedule, start.clone(), 200, lr, slope, device, **options).square().mean()
        for schedule, lr, options in (
            (None, 0.1, {}),
            (exponential_lr, 0.1, {"gamma": 0.98}),
            (None, 0.1 * 0.98**200, {}),
        )
    )

    assert falling < high / 5
    assert falling < low / 50


@claim("lr-decay-faster-better", note=NOTE, verdict=HOLDS_IF)
@given(lr=st.floats(0.01, 0.1), gamma=st.floats(0.1, 0.5))
def test_of_exponential_decay_stall_if_they_fall_too_fast(exponential_lr, lr, gamma, device):
    """Where it does not: without noise, if the rate is gone before the weight arrives.

    On w² from 1 the weight stops at Π (1 - 2 · lr · gamma^k): at 0.65 for 0.1 halved at each step,
    and above 0.59 in any case here. At a constant 0.1 it is at 1.5e-6 after 60 steps.
    """
    start = torch.ones(1, dtype=torch.float64)
    expected = math.prod(1 - 2 * lr * gamma**k for k in range(60))

    stalled = descent(exponential_lr, start.clone(), 60, lr, lambda w: 2 * w, device, gamma=gamma)
    arrived = descent(None, start.clone(), 60, 0.1, lambda w: 2 * w, device)

    assert_near(stalled, expected, roundings=180)
    assert stalled > 0.59
    assert arrived < 2e-6
