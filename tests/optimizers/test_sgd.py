"""Stochastic gradient descent: the rule, its weight decay and its learning rate."""

import math

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from tests.optimizers.loop_sgd import ROUNDINGS, loop_sgd, stepped
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.strategies import REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_near

NOTE = "chapter-three 6(1)"
EXTREME = np.resize([0.0, 1, -1, 0.5, -3, 1e-20, -1e20, 1e-45, math.inf, -math.inf, math.nan], 256)
"""Gradients of any size, and those of a loss that has overflowed."""

LENGTHS = st.integers(1, 20)
RATE = st.floats(0.01, 1)
SHARE = st.floats(0.05, 0.95)


def walks(table=REALS):
    """Four weights, up to 20 gradients, and a learning rate for each."""
    return LENGTHS.flatmap(
        lambda n: st.tuples(
            tensors(REALS, shape=(4,)),
            tensors(table, shape=(n, 4)),
            st.lists(RATE, min_size=n, max_size=n),
        )
    )


def assert_follows_the_loop(sgd, walk, device, dtype, **options):
    """Each place is the loop's, up to the roundings of the steps that led there."""
    __tracebackhide__ = True
    start, gradients, lrs = walk
    start, gradients = start.to(device, dtype), gradients.to(device, dtype)
    expected, sizes = loop_sgd(start, gradients, lrs, **options)
    steps = torch.arange(1, len(lrs) + 1)[:, None]

    places = stepped(sgd, start, gradients, lrs, **options)

    assert_near(places, expected, roundings=ROUNDINGS, scale=sizes * steps)


@claim("sgd-rule-plain", note=NOTE, verdict=HOLDS)
@given(walk=walks(EXTREME))
def test_subtracts_lr_times_the_gradient(sgd, walk, device, dtype):
    """The note: it implements SGD. True: θ - lr · g, of any gradients, at a rate that changes."""
    assert_follows_the_loop(sgd, walk, device, dtype)


@claim("sgd-rule-plain", note=NOTE, verdict=HOLDS)
@claim("sgd-rule-momentum", note=NOTE, verdict=HOLDS)
@claim("sgd-rule-dampening", note=NOTE, verdict=HOLDS_IF)
@claim("sgd-rule-nesterov", note=NOTE, verdict=HOLDS)
@claim("sgd-rule-weight-decay", note=NOTE, verdict=HOLDS)
@cells(examples=2)
@example(  # a first buffer of zeros is a buffer
    walk=(torch.ones(4), torch.tensor([[0.0], [1.0]]).expand(2, 4), [0.5, 0.5]),
    options={"momentum": 0.5, "dampening": 0.5},
)
@given(
    walk=walks(),
    options=st.fixed_dictionaries(
        {},
        optional={
            "momentum": SHARE,
            "dampening": SHARE,
            "weight_decay": SHARE,
            "nesterov": st.booleans(),
            "maximize": st.booleans(),
        },
    ),
)
def test_follows_its_formula_whatever_the_options(sgd, walk, options, device, dtype):
    """The note lists the options and no formula. It is this, with g the gradient plus decay · θ.

    v = momentum · v + (1 - dampening) · g, where the first v is g. Then θ becomes θ - lr · v, or
    with nesterov θ - lr · (g + momentum · v). maximize turns the sign of the gradient, and not of
    the decay.
    """
    if options.get("nesterov"):
        options = {"momentum": 0.9} | options | {"dampening": 0}

    assert_follows_the_loop(sgd, walk, device, dtype, **options)


@claim("sgd-rule-weight-decay", note=NOTE, verdict=HOLDS)
@given(walk=walks(), decay=SHARE)
def test_without_momentum_shrinks_the_weights_before_the_step(sgd, walk, decay, device, dtype):
    """Worth knowing: θ - lr · (g + decay · θ) is (1 - lr · decay) · θ - lr · g.

    So in plain SGD a decay added to the gradient is a decay of the weight.
    """
    start, gradients, lrs = walk[0].to(device, dtype), walk[1].to(device, dtype), walk[2]
    before = torch.cat([start[None], stepped(sgd, start, gradients, lrs, weight_decay=decay)])
    lr = torch.tensor(lrs, dtype=torch.float64, device=device)[:, None]
    shrunk = (1 - lr * decay) * before[:-1].double()

    expected = shrunk - lr * gradients.double()

    scale = before[:-1].double().abs() + lr * gradients.double().abs()
    assert_near(before[1:], expected, roundings=ROUNDINGS, scale=scale)


@claim("sgd-rule-weight-decay", note=NOTE, verdict=HOLDS)
@given(gradient=st.floats(-8, 8), lr=st.floats(0.1, 1), decay=SHARE, momentum=SHARE)
def test_with_momentum_gathers_the_decay_in_its_buffer(
    sgd, gradient, lr, decay, momentum, device, dtype
):
    """With momentum it is not: the decay stays in the buffer, and acts on when the weight is 0.

    From 1 a first step leads to 1 - lr · (g + decay). The weight is then put back to 0 and its
    gradient to 0: it moves by lr · momentum · (g + decay), where a decay of the weight alone would
    leave lr · momentum · g.
    """
    weight = torch.ones(1, device=device, dtype=dtype, requires_grad=True)
    made = sgd([weight], lr=lr, momentum=momentum, weight_decay=decay)
    weight.grad = torch.full_like(weight, gradient)
    made.step()
    with torch.no_grad():
        weight.zero_()
    pull = weight.grad.double() + decay
    weight.grad = torch.zeros_like(weight)
    made.step()

    scale = lr * momentum * (weight.new_tensor(gradient).abs() + decay)
    assert_near(weight, -lr * momentum * pull, roundings=6, scale=scale)


@claim("sgd-weight-decay-is-l2", note=NOTE, verdict=IMPRECISE)
@cells(examples=0.3)
@given(seed=seeds(), lam=st.floats(0.1, 1), momentum=st.sampled_from([0, 0.9]))
def test_decays_as_by_a_penalty_of_half_the_squared_norm(sgd, seed, lam, momentum, device, dtype):
    """The note: weight_decay is the coefficient of the L2 term. True of (decay/2) · ‖θ‖².

    Not of decay · ‖θ‖², which needs twice the decay. Every parameter of the group is decayed,
    a bias as well.
    """
    x, y = gaussian(seed, 6, 3).to(device, dtype), gaussian(seed + 1, 6).to(device, dtype)

    def trained(decay, penalty):
        weight = torch.ones(3, device=device, dtype=dtype, requires_grad=True)
        bias = torch.ones((), device=device, dtype=dtype, requires_grad=True)
        made = sgd([weight, bias], lr=0.01, momentum=momentum, weight_decay=decay)
        for _ in range(8):
            loss = (x @ weight + bias - y).square().mean()
            loss = loss + penalty * (weight.square().sum() + bias.square())
            weight.grad, bias.grad = torch.autograd.grad(loss, [weight, bias])
            made.step()
        return torch.cat([weight, bias[None]]).detach()

    decayed, half, whole = trained(lam, 0), trained(0, lam / 2), trained(0, lam)

    size = 1 + (x.abs().max().item() ** 2 + y.abs().max().item() ** 2) / 10
    assert_near(decayed, half.double(), roundings=8, scale=size)
    assert (decayed - whole).norm() > 0.01 * lam
    assert_near(trained(2 * lam, 0), whole.double(), roundings=8, scale=size)


@claim("sgd-lr-adjustable", note=NOTE, verdict=HOLDS)
@given(walk=walks(), factor=SHARE)
def test_steps_with_the_current_learning_rate(sgd, walk, factor, device, dtype):
    """The note: lr can be adjusted while training. True, of each group for itself.

    The next step multiplies by what was last written into param_groups. The first rate must not be
    negative.
    """
    start, gradients, lrs = walk
    weights = [start.to(device, dtype).clone().requires_grad_() for _ in range(2)]
    made = sgd([{"params": weights[:1]}, {"params": weights[1:]}], lr=7.0)
    places = [[], []]
    for gradient, lr in zip(gradients.to(device, dtype), lrs, strict=True):
        for group, weight, rate in zip(made.param_groups, weights, (lr, lr * factor), strict=True):
            group["lr"], weight.grad = rate, gradient.clone()
        made.step()
        for place, weight in zip(places, weights, strict=True):
            place.append(weight.detach().clone())

    cast = start.to(dtype), gradients.to(dtype)
    for place, rates in zip(places, (lrs, [lr * factor for lr in lrs]), strict=True):
        expected, sizes = loop_sgd(*cast, rates)
        assert_near(torch.stack(place), expected, roundings=ROUNDINGS * len(lrs), scale=sizes)
    assert sgd(weights, lr=0).defaults["lr"] == 0
    with pytest.raises(ValueError, match="Invalid learning rate"):
        sgd(weights, lr=-factor)
