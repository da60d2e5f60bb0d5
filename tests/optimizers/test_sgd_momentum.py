"""The momentum of SGD: the buffer, its dampening, and Nesterov's way to use it."""

from contextlib import nullcontext

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.optimizers.loop_sgd import ROUNDINGS, loop_sgd, stepped
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPLIED, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

NOTE = "chapter-three 6(1)"
SHARE = st.floats(0.05, 0.95)
RATE = st.floats(0.01, 1)
GRADIENTS = st.integers(1, 20).flatmap(lambda n: tensors(REALS, shape=(n, 3)))


def from_zero(sgd, gradients, device, dtype, *, lr=0.1, **options):
    """The weights after each step from zeros, how large they could be, and the steps' numbers."""
    start = torch.zeros(gradients.shape[1], device=device, dtype=dtype)
    lrs = [lr] * len(gradients)
    places = stepped(sgd, start, gradients.to(device, dtype), lrs, **options)
    _, sizes = loop_sgd(start, gradients.to(dtype), lrs, **options)
    return places, sizes, torch.arange(1, len(lrs) + 1)[:, None]


@claim("mom-formula", note="course Momentum", verdict=HOLDS)
@claim("sgd-rule-momentum", note=NOTE, verdict=HOLDS)
@given(gradients=GRADIENTS, momentum=SHARE, lr=RATE)
def test_sums_all_gradients_each_faded_by_its_age(sgd, gradients, momentum, lr, device, dtype):
    """The notes: momentum takes the earlier directions into account. True.

    The step is lr · Σ momentum^age · g: a sum, and no mean, of all gradients so far.
    """
    cast = gradients.to(dtype).double()
    ages = torch.arange(len(cast))[:, None] - torch.arange(len(cast))
    fading = torch.where(ages < 0, 0.0, momentum ** ages.double())
    expected = -lr * (fading @ cast).cumsum(0)

    places, sizes, steps = from_zero(sgd, gradients, device, dtype, lr=lr, momentum=momentum)

    assert_near(places, expected, roundings=ROUNDINGS, scale=sizes * steps)


@claim("sgd-rule-momentum", note=NOTE, verdict=HOLDS)
@given(gradient=st.floats(0.5, 8), momentum=SHARE, slower=st.floats(0.01, 0.5))
def test_applies_the_latest_rate_to_the_whole_sum(sgd, gradient, momentum, slower, device, dtype):
    """Worth knowing: the learning rate is no part of the buffer.

    After a step at lr = 1, one at a lower rate moves by that rate times (g + momentum · g). In the
    other convention of the literature the first gradient would keep the rate it came with.
    """
    gradients = torch.full((2, 3), gradient, device=device, dtype=dtype)
    zeros = torch.zeros_like(gradients[0])

    first, second = stepped(sgd, zeros, gradients, [1.0, slower], momentum=momentum)

    expected = -gradients[0].double() * (1 + slower * (1 + momentum))
    assert_equal(first, -gradients[0])
    assert_near(second, expected, roundings=ROUNDINGS)


@claim("sgd-rule-dampening", note=NOTE, verdict=HOLDS_IF)
@claim("sgd-dampening-description", note=NOTE, verdict=IMPRECISE)
@given(gradients=GRADIENTS, momentum=SHARE, dampening=SHARE)
def test_dampens_every_gradient_but_the_first(sgd, gradients, momentum, dampening, device, dtype):
    """The note says of dampening only that Nesterov's needs it to be 0. It does something, too.

    It takes a share from each gradient that enters the buffer, except from the first. Without
    momentum there is no buffer, and it does nothing at all.
    """
    options = {"momentum": momentum, "dampening": dampening}
    cast = gradients.to(dtype).double()
    by_hand = torch.cat([cast[:1], (1 - dampening) * cast[1:]])
    expected, _ = loop_sgd(torch.zeros(3), by_hand, [0.1] * len(by_hand), momentum=momentum)

    places, sizes, steps = from_zero(sgd, gradients, device, dtype, **options)
    inert, *_ = from_zero(sgd, gradients, device, dtype, dampening=dampening)
    plain, *_ = from_zero(sgd, gradients, device, dtype)

    assert_near(places, expected, roundings=ROUNDINGS, scale=sizes * steps)
    assert_equal(inert, plain)


@claim("sgd-rule-nesterov", note=NOTE, verdict=HOLDS)
@given(gradients=GRADIENTS, momentum=SHARE)
def test_of_nesterov_adds_the_gradient_to_the_faded_new_sum(
    sgd, gradients, momentum, device, dtype
):
    """The note names NAG and gives no rule. It is g + momentum · v, where v includes this g too.

    So the newest gradient counts 1 + momentum, and each older one momentum times what it counts in
    v.
    """
    cast = gradients.to(dtype).double()
    directions, v = [], torch.zeros_like(cast[0])
    for g in cast:
        v = momentum * v + g
        directions.append(g + momentum * v)
    expected = -0.1 * torch.stack(directions).cumsum(0)

    options = {"momentum": momentum, "dampening": 0, "nesterov": True}
    places, sizes, steps = from_zero(sgd, gradients, device, dtype, **options)

    assert_near(places, expected, roundings=ROUNDINGS, scale=sizes * steps)


@claim("sgd-nesterov-lookahead-equivalence", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=["float64"])
@given(seed=seeds(), momentum=SHARE, lr=st.floats(0.01, 0.3))
def test_of_nesterov_has_the_classical_look_ahead_points_for_weights(
    sgd, seed, momentum, lr, device, dtype
):
    """The note: torch implements NAG. True if its weights are taken for the look-ahead points.

    The classical method takes the gradient at θ + momentum · v and moves θ; in torch the weight is
    that point itself. The learning rate must be constant, or the two part ways: by little, so that
    the claim is asserted in float64.
    """
    curvature, start = gaussian(seed, 3).abs() + 0.5, gaussian(seed + 1, 3)

    def ahead(lrs):
        theta, v = start.to(dtype).double(), torch.zeros(3, dtype=torch.float64)
        points = []
        for rate in lrs:
            v = momentum * v - rate * curvature.to(dtype).double() * (theta + momentum * v)
            theta = theta + v
            points.append(theta + momentum * v)
        return torch.stack(points)

    def walked(lrs):
        weight = start.to(device, dtype).clone().requires_grad_()
        made, places = sgd([weight], lr=lr, momentum=momentum, dampening=0, nesterov=True), []
        for rate in lrs:
            made.param_groups[0]["lr"] = rate
            weight.grad = curvature.to(device, dtype) * weight.detach()
            made.step()
            places.append(weight.detach().clone())
        return torch.stack(places)

    constant, halved = [lr] * 12, [lr] * 6 + [lr / 2] * 6
    points = ahead(constant)
    assert_near(walked(constant), points, roundings=ROUNDINGS, scale=4 * points.abs().amax())
    differences = (walked(halved).double().cpu() - ahead(halved)).abs().amax(1)
    assert differences[:6].max() < 1e-3 * differences[6:].max()


@claim("sgd-nesterov-requires-momentum-and-zero-dampening", note=NOTE, verdict=HOLDS)
@claim("mom-nesterov", note="course Momentum", verdict=HOLDS)
@pytest.mark.parametrize("nesterov", [False, True], ids=["plain", "nesterov"])
@given(momentum=st.sampled_from([0, 0.5, 0.9]), dampening=st.sampled_from([0, 0.1, 0.9]))
def test_of_nesterov_is_refused_without_momentum_or_with_dampening(
    sgd, momentum, dampening, nesterov
):
    """One note: for Nesterov's, dampening must be 0. Another: it needs momentum. Both true.

    Otherwise it raises ValueError; without `nesterov` every combination is allowed.
    """
    options = {"momentum": momentum, "dampening": dampening, "nesterov": nesterov}
    refused = nesterov and (momentum == 0 or dampening != 0)
    message = "^Nesterov momentum requires a momentum and zero dampening$"

    with pytest.raises(ValueError, match=message) if refused else nullcontext():
        assert sgd([torch.zeros(1)], lr=0.1, **options).defaults["dampening"] == dampening


@claim("sgd-momentum-terminal-velocity", note=NOTE, verdict=HOLDS, reading=IMPLIED)
@given(gradient=st.floats(0.5, 8), momentum=SHARE, dampening=st.sampled_from([0, 0.5]))
def test_lengthens_constant_steps_by_up_to_one_over_one_minus_momentum(
    sgd, gradient, momentum, dampening, device, dtype
):
    """Worth knowing: on a constant gradient g step t moves by lr · g · (1 - m^t) / (1 - m).

    That tends to lr · g / (1 - m), ten times the first step for m = 0.9. Dampening takes its share
    of the limit, and not of the first step.
    """
    steps = 60
    gradients = torch.full((steps, 3), gradient, device=device, dtype=dtype)
    limit = (1 - dampening) / (1 - momentum)
    ages = torch.arange(steps, dtype=torch.float64)[:, None]
    speeds = limit + (1 - limit) * momentum**ages
    expected = -0.01 * gradients.double().cpu() * speeds.cumsum(0)
    options = {"momentum": momentum, "dampening": dampening}

    places, sizes, numbers = from_zero(sgd, gradients, device, dtype, lr=0.01, **options)

    assert_near(places, expected, roundings=ROUNDINGS, scale=sizes * numbers)


@claim("mom-continues-at-zero-gradient", note="course Momentum", verdict=HOLDS)
@given(gradient=st.floats(0.5, 8), momentum=SHARE, lr=RATE)
def test_carries_on_where_the_gradient_is_zero(sgd, gradient, momentum, lr, device, dtype):
    """The note: at a minimum momentum still goes forward. True after a gradient that was not 0.

    The second step is momentum times the first; without momentum it is 0. Where grad is None
    instead of 0, the weight rests in either case.
    """
    gradients = torch.tensor([[gradient] * 3, [0.0] * 3], device=device, dtype=dtype)
    zeros = torch.zeros_like(gradients[0])

    first, second = stepped(sgd, zeros, gradients, [lr, lr], momentum=momentum)
    still, stopped = stepped(sgd, zeros, gradients, [lr, lr])
    weight = zeros.clone().requires_grad_()
    made = sgd([weight], lr=lr, momentum=momentum)
    for weight.grad in (gradients[0].clone(), None):
        made.step()

    assert_near(second, first.double() * (1 + momentum), roundings=4)
    assert_equal(stopped, still)
    assert_equal(weight, first)


@claim("mom-continues-at-zero-gradient", note="course Momentum", verdict=HOLDS)
@claim("mom-adam-builtin", note="course Momentum", verdict=HOLDS)
@cells(dtypes=WIDE)
def test_is_built_into_adam(adam, device, dtype):
    """The note: Adam has momentum and is not given any. True, and `momentum=` is a TypeError.

    Its betas are 0.9 and 0.999. After a gradient of 1 a zero still moves it by 0.67 lr. Not in
    half precision, which hardly tells 0.999 from 1.
    """
    weight = torch.zeros(1, device=device, dtype=dtype, requires_grad=True)
    made = adam([weight], lr=0.125)
    for gradient in (1.0, 0.0):
        weight.grad = torch.full_like(weight, gradient)
        made.step()

    v_hat = (1 - 0.999) * 0.999 / (1 - 0.999**2)
    share = 0.09 / 0.19 / (v_hat**0.5 + 1e-8)
    assert round(share, 2) == 0.67
    moved = -0.125 * (1 / (1 + 1e-8) + share)
    assert_near(weight, moved, roundings=16, loose="of one number most roundings cancel")
    assert made.defaults["betas"] == (0.9, 0.999)
    with pytest.raises(TypeError, match="momentum"):
        adam([weight], momentum=0.9)
