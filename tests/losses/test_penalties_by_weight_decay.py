"""Penalties by weight decay: the option by which the optimizers of torch take an L2 penalty."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from concepts.losses.penalties import penalised
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_equal, assert_near

DECAYS = st.sampled_from([0.05, 0.3, 1.0])
LR = 0.002
STEPS = 10


def start(seed, device, dtype):
    """Weights and the slope of a linear loss of one sign, so that neither cancels the other."""
    signs = gaussian(seed, 6).sign()
    weights = signs * (2 + gaussian(seed + 1, 6).abs())
    slope = signs * (0.1 + gaussian(seed + 2, 6).abs())
    return weights.to(device, dtype), slope.to(device, dtype)


def trained(optimizer, weights, slope, objective=lambda loss, w: loss, steps=STEPS, **options):
    """The weights after a few steps on the objective that is made of the linear loss."""
    w = weights.clone().requires_grad_()
    made = optimizer([w], lr=LR, **options)
    for _ in range(steps):
        (w.grad,) = torch.autograd.grad(objective((slope * w).sum(), w), w)
        made.step()
    return w.detach()


@claim("reg-weight-decay-l2", note="course L2", verdict=IMPRECISE)
@cells(dtypes=WIDE, examples=0.5)
@given(seed=seeds(), decay=DECAYS, momentum=st.sampled_from([0.0, 0.9]))
def test_are_half_the_square_in_sgd(sgd, seed, decay, momentum, device, dtype):
    """The note: weight_decay is the parameter of the 2-norm. Of λ/2 · Σ w², to be exact.

    Training on that sum by hand gives the same weights, with momentum too. Neither the square
    without the half nor the norm itself does.
    """
    weights, slope = start(seed, device, dtype)

    def by_hand(objective):
        return trained(torch.optim.SGD, weights, slope, objective, momentum=momentum).double()

    decayed = trained(sgd, weights, slope, weight_decay=decay, momentum=momentum)

    assert_near(
        decayed,
        by_hand(lambda loss, w: penalised(loss, [w], l2=decay)),
        roundings=2 * STEPS,
        scale=weights.abs().max() + slope.abs().max(),
    )
    for otherwise in (
        by_hand(lambda loss, w: penalised(loss, [w], l2=2 * decay)),
        by_hand(lambda loss, w: loss + decay * w.norm()),
    ):
        assert (decayed.double() - otherwise).abs().max() > 1e-4


@claim("reg-weight-decay-adam", note="course L2", verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(seed=seeds(), decay=DECAYS)
def test_are_half_the_square_in_adam(adam, seed, decay, device, dtype):
    """The note: one passes weight_decay to the optimizer; in Adam, too, it is that L2 penalty.

    It goes through the means like any gradient: the first step is of length lr whatever λ is.
    """
    weights, slope = start(seed, device, dtype)
    wide, g = weights.double(), slope.double() + decay * weights.double()
    expected = trained(
        torch.optim.Adam, weights, slope, lambda loss, w: penalised(loss, [w], l2=decay)
    )

    decayed = trained(adam, weights, slope, weight_decay=decay)
    once = trained(adam, weights, slope, steps=1, weight_decay=decay)

    scale = wide.abs().max()
    assert_near(decayed, expected.double(), roundings=16 * STEPS, scale=scale)
    assert_near(once, wide - LR * g / (g.abs() + 1e-8), roundings=4, scale=scale)


@claim("reg-weight-decay-adam", note="course L2", verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(seed=seeds(), decay=DECAYS)
def test_are_no_penalties_in_adamw(adamw, seed, decay, device, dtype):
    """Where it is not so: in AdamW the same option is no penalty. The weights shrink by 1 - lr · λ.

    They do so beside the step, as the first one shows: θ (1 - lr · λ) - lr · sign(g), whatever the
    size of the gradient.
    """
    weights, slope = start(seed, device, dtype)
    wide, g = weights.double(), slope.double()
    penalty = trained(
        torch.optim.Adam, weights, slope, lambda loss, w: penalised(loss, [w], l2=decay), steps=1
    )

    once = trained(adamw, weights, slope, steps=1, weight_decay=decay)

    expected = wide * (1 - LR * decay) - LR * g / (g.abs() + 1e-8)
    assert_near(once, expected, roundings=4, scale=wide.abs().max())
    assert ((once - penalty).abs() > 0.9 * LR * decay * wide.abs()).all()


@claim("reg-weight-decay-bias", note="course L2", verdict=HOLDS)
@claim("l2-shrinks-weights", note="chapter-three 7(3)", verdict=HOLDS)
@pytest.mark.parametrize("decay", [0.25, 1.0])
def test_shrink_biases_as_well_as_weights(sgd, decay, device, dtype):
    """The note passes all parameters to the optimizer: biases decay too, by 1 - lr · λ a step.

    Exactly so where the loss says nothing. A parameter without a gradient is passed over.
    """
    net = nn.Linear(3, 2, device=device, dtype=dtype)
    alone = nn.Parameter(torch.ones(2, device=device, dtype=dtype))
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(8)
            parameter.grad = torch.zeros_like(parameter)

    sgd([*net.parameters(), alone], lr=0.5, weight_decay=decay).step()

    for parameter in net.parameters():
        assert_equal(parameter.detach(), torch.full_like(parameter, 8 * (1 - 0.5 * decay)))
    assert_equal(alone.detach(), torch.ones_like(alone))


@claim("reg-weight-decay-bias", note="course L2", verdict=HOLDS)
def test_spare_the_biases_of_a_group_of_their_own(sgd, device, dtype):
    """The way out: a group of parameters with options of its own."""
    net = nn.Linear(3, 2, device=device, dtype=dtype)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(8)
            parameter.grad = torch.zeros_like(parameter)
    groups = [{"params": [net.weight]}, {"params": [net.bias], "weight_decay": 0}]

    sgd(groups, lr=0.5, weight_decay=0.5).step()

    assert_equal(net.weight.detach(), torch.full_like(net.weight, 6))
    assert_equal(net.bias.detach(), torch.full_like(net.bias, 8))
