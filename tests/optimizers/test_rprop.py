"""Rprop: a step of its own for each weight, and no use for the size of a gradient."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.optimizers.sgd import SGD
from tests.optimizers.paths import each, path, rates, slopes, starts
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.statistics import risk
from tests.support.strategies import generator, seeds
from tests.support.tolerance import assert_equal, assert_near

NOTE = "chapter-three 6(11)"

etas = st.tuples(st.floats(0.1, 0.9), st.floats(1.1, 2))
bounds = st.tuples(st.sampled_from([1e-6, 0.01, 0.1]), st.sampled_from([50, 1, 0.2]))


def loop_rprop(places, gradients, lr, etas=(0.5, 1.2), step_sizes=(1e-6, 50)):
    """Where each step leads from where it starts."""
    (shrink, grow), (least, most) = etas, step_sizes
    size, last = lr, 0
    for x, gradient in zip(places, gradients, strict=False):
        sign = (gradient > 0) - (gradient < 0)
        size *= {1: grow, -1: shrink, 0: 1}[sign * last]
        size = min(max(size, least), most)
        last = 0 if sign * last < 0 else sign
        yield x - last * size


@claim("rprop-rule", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(
    start=starts,
    slope=slopes,
    options=st.fixed_dictionaries({"lr": rates}, optional={"etas": etas, "step_sizes": bounds}),
)
def test_lengthens_its_step_while_a_sign_lasts_and_shortens_it_at_a_turn(
    rprop, start, slope, options, device, dtype
):
    """The note lists Rprop and its options. True: each step follows its formula, from any state.

    Where the sign of a gradient turns, the weight rests for a step and the sign is forgotten: the
    step after neither grows nor shrinks.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)

    places = path(rprop, x, g, **options)

    expected = each(loop_rprop, places, g, **options)
    scale = places[:-1].abs() + (expected - places[:-1]).abs()
    assert_near(places[1:], expected, roundings=16, scale=scale)


@claim("rprop-scale-invariance", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.5)
@given(start=starts, slope=slopes, seed=seeds())
def test_sees_only_the_signs_of_gradients(rprop, start, slope, seed, device, dtype):
    """The name: resilient propagation. True: any positive factor at any gradient changes nothing.

    Where the product of two gradients underflows torch differs: see below.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)
    factors = torch.rand(g.shape, generator=generator(seed), dtype=torch.float64) * 8 + 0.1

    places = path(rprop, x, g)

    assert_equal(path(rprop, x, g * factors.to(device, dtype)), places)
    assert_equal(path(rprop, x, g.sign()), places)


@claim("rprop-scale-invariance", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE)
def test_of_torch_loses_the_sign_of_a_product_that_underflows(device, dtype):
    """How far it holds: torch compares signs by the product of two gradients.

    That of two tiny ones is zero, as if there had been none before, so that the step keeps its
    length.
    """
    x = torch.zeros(6, device=device, dtype=dtype)
    g = torch.full((8, 6), torch.finfo(dtype).tiny ** 0.8, device=device, dtype=dtype)

    steady = path(torch.optim.Rprop, x, g).diff(dim=0)
    growing = path(torch.optim.Rprop, x, g.sign()).diff(dim=0)

    assert_near(steady, torch.full_like(steady, -0.01).double(), roundings=8, scale=0.1)
    assert (growing[1:] < 1.19 * growing[:-1]).all()


@claim("rprop-step-clamped", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE)
def test_keeps_its_steps_between_a_millionth_and_fifty(rprop, device, dtype):
    """The note: step_sizes = (1e-6, 50). True of gradients that never turn, or always do.

    The first step is lr = 0.01. Each step in the same direction is 1.2 times as long as the last;
    after a turn comes a rest, and then a step half as long.
    """
    times = torch.arange(80, dtype=torch.float64)
    turning = torch.where(times % 2 == 0, 1.0, -1.0)
    g = torch.stack([torch.ones_like(times), -torch.ones_like(times), turning], 1).repeat(1, 2)
    x = torch.zeros(6, device=device, dtype=dtype)

    places = path(rprop, x, g.to(device, dtype))

    long = (0.01 * 1.2**times).clamp(max=50)
    short = torch.where(times % 2 == 0, (0.01 * 0.5 ** (times / 2)).clamp(min=1e-6), 0.0)
    expected = torch.stack([-long, long, -short], 1).repeat(1, 2)
    assert_near(places.diff(dim=0), expected, roundings=80, scale=places[1:].abs())
    assert round(places.diff(dim=0)[-1, 1].item()) == 50


@claim("rprop-minibatch", note=NOTE, verdict=IMPRECISE)
@cells(dtypes=["float64"], examples=0.05)
@given(seed=seeds())
def test_follows_the_majority_of_minibatches_and_not_their_mean(rprop, seed, device, dtype):
    """The note lists it among the optimizers, as if for mini-batches. There it may go astray.

    Nine gradients of ten are -0.1 and one is 1.8, in random order. Their mean, 0.09, is positive,
    and SGD descends by it. Rprop counts signs and climbs: in 150 steps to at least 1,800, in each
    of 300 seeds.
    """
    risk(deviations=8)
    source = generator(seed)
    batches = torch.tensor([1.8, *[-0.1] * 9], dtype=torch.float64)
    orders = [torch.randperm(10, generator=source) for _ in range(15)]
    g = batches[torch.cat(orders)][:, None].expand(150, 6).to(device, dtype)
    x = torch.zeros(6, device=device, dtype=dtype)

    climbed, descended = path(rprop, x, g)[-1], path(SGD, x, g, lr=0.01)[-1]

    assert (climbed > 100).all()
    assert_near(descended, torch.full_like(descended, -0.135), roundings=30, scale=0.5)
