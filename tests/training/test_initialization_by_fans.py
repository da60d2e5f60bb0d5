"""Initialization by fans: what the recipes count, of any weight, and that they write in place."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS, claim
from tests.support.statistics import assert_rate
from tests.support.strategies import seeded, seeds

SHAPES = [(1, 6000), (6000, 1), (60, 100), (30, 8, 5, 5), (8, 30, 5, 5)]


def drawn(fill, shape, turned, seed, device, dtype, **options):
    """A weight to be learnt, and what the recipe has returned; with the strides reversed or not."""
    w = torch.zeros(shape[::-1] if turned else shape, device=device, dtype=dtype)
    w = (w.permute(*reversed(range(w.ndim))) if turned else w).requires_grad_()
    with seeded(seed, device):
        return w, fill(w, **options)


def assert_drawn(w, returned, law, variance):
    """The weight itself is filled, still to be learnt, with numbers of this variance."""
    assert returned is w
    assert w.requires_grad
    assert w.is_leaf
    z = w.detach().double().flatten() / math.sqrt(variance)
    assert_rate(z < 0, 0.5, detects=0.09)
    inside = math.erf(0.5**0.5) if law == "normal" else 1 / math.sqrt(3)
    assert_rate(z.abs() < 1, inside, detects=0.09)


@table(
    "fill, law",
    [row("normal", "kaiming_normal_", "normal"), row("uniform", "kaiming_uniform_", "uniform")],
)
@claim("random-init-gaussian-uniform", note="chapter-three 7(2)", verdict=HOLDS)
@cells(examples=0.3)
@given(
    seed=seeds(),
    shape=st.sampled_from(SHAPES),
    turned=st.booleans(),
    a=st.sampled_from([0.0, 0.5, -0.7, 5**0.5]),
)
def test_of_he_counts_the_inputs_of_a_unit(fill, law, seed, shape, turned, a, device, dtype):
    """What He's recipes count: the inputs of a unit, of a kernel those in all of its places.

    The variance is 2 / ((1 + a²) in), for a relu that leaks a, whatever the sign of a.
    """
    w, returned = drawn(fill, shape, turned, seed, device, dtype, a=a)

    assert_drawn(w, returned, law, 2 / ((1 + a * a) * math.prod(shape[1:])))


@table(
    "fill, law",
    [row("normal", "xavier_normal_", "normal"), row("uniform", "xavier_uniform_", "uniform")],
)
@claim("random-init-gaussian-uniform", note="chapter-three 7(2)", verdict=HOLDS)
@cells(examples=0.3)
@given(
    seed=seeds(),
    shape=st.sampled_from(SHAPES),
    turned=st.booleans(),
    gain=st.sampled_from([1.0, 0.5, 5 / 3]),
)
def test_of_xavier_counts_inputs_and_outputs(fill, law, seed, shape, turned, gain, device, dtype):
    """What Xavier's recipes count: inputs and outputs, of a kernel in all of its places.

    The variance is 2 gain² / (in + out): the gain multiplies the deviation.
    """
    w, returned = drawn(fill, shape, turned, seed, device, dtype, gain=gain)

    both = (shape[0] + shape[1]) * math.prod(shape[2:])
    assert_drawn(w, returned, law, 2 * gain**2 / both)
