"""The inputs: that they hurt where they should, shrink to the simple, and cost little."""

import time

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.support.strategies import (
    INTEGERS,
    NASTY,
    REALS,
    SCORES,
    gaussian,
    seeded,
    seeds,
    shapes,
    tensors,
)

QUIET = settings(max_examples=2000, database=None, phases=[Phase.generate, Phase.shrink])


@pytest.mark.parametrize("table", [REALS, SCORES, NASTY, INTEGERS])
def test_tables_run_from_zero_to_the_nasty(table):
    assert table.shape == (256,)
    assert table[0] == table[1] == 0
    assert np.signbit(table[:2]).tolist() == [False, True]


@pytest.mark.parametrize(
    "wanted",
    [
        lambda x: x.numel() == 1 and x.ndim == 3,
        lambda x: not x.is_contiguous(),
        lambda x: x.shape[-1] > 1 and (x[..., 0] == x[..., 1]).all(),
        lambda x: x.isnan().any() and x.isinf().any(),
        lambda x: ((x != 0) & (x.abs() < 1e-300)).any(),
        lambda x: x.max() > 700,
        lambda x: (x == 0).any() and x[x == 0].signbit().any(),
    ],
    ids=["size-1", "strided", "ties", "nan-and-inf", "subnormal", "huge", "negative-zero"],
)
def test_reach_every_kind_of_trouble(wanted):
    found = find(tensors(NASTY), lambda x: bool(wanted(x)), settings=QUIET)

    assert wanted(found)


def test_shrink_to_the_smallest_and_simplest():
    found = find(tensors(SCORES), lambda x: bool(x.exp().isinf().any()), settings=QUIET)

    assert found.tolist() == [710.0]


def test_keep_the_shape_asked_for():
    found = find(tensors(REALS, shape=(2, 3)), lambda x: True, settings=QUIET)

    assert found.shape == (2, 3)
    assert not found.any()


@settings(max_examples=20)
@given(shape=shapes(min_dims=2, max_dims=2, max_side=3))
def test_shapes_stay_within_their_bounds(shape):
    assert len(shape) == 2
    assert all(1 <= side <= 3 for side in shape)


@given(seed=seeds())
def test_randomness_comes_from_the_drawn_seed_alone(seed):
    before = torch.random.get_rng_state()
    with seeded(seed):
        first = torch.rand(3)
    with seeded(seed):
        second = torch.rand(3)

    assert torch.equal(first, second)
    assert torch.equal(gaussian(seed, 3), gaussian(seed, 3))
    assert torch.equal(torch.random.get_rng_state(), before)


def test_different_seeds_make_different_masks():
    """Were torch's generator registered with hypothesis, all examples would see one mask."""
    masks = set()

    @settings(max_examples=50, database=None)
    @given(seed=seeds())
    def draw(seed):
        with seeded(seed):
            masks.add(tuple(torch.nn.functional.dropout(torch.ones(32)).tolist()))

    draw()

    assert len(masks) > 25


def seconds(strategy):
    """What fifty examples of one tensor cost, engine included."""

    @settings(
        max_examples=50,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(x):
        pass

    start = time.process_time()
    draw()
    return time.process_time() - start


@pytest.mark.parametrize(("side", "times"), [(4, 3), (16, 15)])
def test_cost_a_fraction_of_independent_floats(side, times):
    """One draw a tensor, next to one draw an element, beyond what an example costs anyhow."""
    elements = st.floats(width=32, allow_nan=False)
    slow = arrays(np.float32, (side, side), elements=elements, fill=st.nothing())
    quick, nothing = tensors(REALS, shape=(side, side)), st.integers(0, 10**6)

    rounds = [(seconds(slow), seconds(quick), seconds(nothing)) for _ in range(3)]
    dear, cheap, engine = (min(column) for column in zip(*rounds, strict=True))

    assert dear - engine >= times * (cheap - engine)
