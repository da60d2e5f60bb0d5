"""Capacity of deeper nets: what a second hidden layer, and many, can represent."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from concepts.training.capacity import affine, interpolant
from tests.support.axes import cells
from tests.support.claims import HOLDS_IF, claim
from tests.support.devices import WIDE
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_equal

SIDE = st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(-4, 4))
POLYGONS = st.lists(st.lists(SIDE, min_size=1, max_size=4), min_size=1, max_size=3)
QUADRANTS = [[(-1, 0, 0), (0, -1, 0)], [(1, 0, 0), (0, 1, 0)]]


def polygons_of(sides, device, dtype):
    """Normals and offsets of each polygon, from triples (a, b, c) of  a x + b y ≤ c."""
    tables = [torch.tensor(polygon, device=device, dtype=dtype) for polygon in sides]
    return [(table[:, :2], table[:, 2]) for table in tables]


@claim("two-hidden-decision-boundary", note="regression-network 5", verdict=HOLDS_IF)
@given(sides=st.one_of(st.just(QUADRANTS), POLYGONS))
def test_includes_any_union_of_polygons(union_of_polygons, sides, device, dtype):
    """The note: two hidden layers represent any boundary, with suitable activations. Of polygons.

    With thresholds: the first layer tells the sides of the lines, the second which polygons, the
    output whether any. Two opposite quadrants, exclusive or, are an example.
    """
    grid = [(x, y) for x in range(-3, 4) for y in range(-3, 4)]
    inside = [
        any(all(a * x + b * y <= c for a, b, c in polygon) for polygon in sides) for x, y in grid
    ]

    net = union_of_polygons(polygons_of(sides, device, dtype))

    assert [isinstance(part, nn.Linear) for part in net] == [True, False] * 3
    decided = net(torch.tensor(grid, device=device, dtype=dtype))
    assert_equal(decided, torch.tensor(inside, device=device)[:, None].to(dtype))


@claim("two-hidden-decision-boundary", note="regression-network 5", verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.1)
@pytest.mark.parametrize("squares", [8, 16])
@given(seed=seeds())
def test_includes_any_region_but_for_its_rim(union_of_polygons, squares, seed, device, dtype):
    """The other boundaries are reached as nearly as one likes: a ring by squares, say.

    Only what lies within half a diagonal of the rim is decided wrongly. It takes a unit for each
    square, and four for its sides.
    """
    side = 2 / squares
    middles = [-1 + side * (i + 0.5) for i in range(squares)]
    tiles = [
        [(1, 0, x + side / 2), (-1, 0, side / 2 - x), (0, 1, y + side / 2), (0, -1, side / 2 - y)]
        for x in middles
        for y in middles
        if 0.4 <= (x * x + y * y) ** 0.5 <= 0.8
    ]
    p = gaussian(seed, 500, 2, scale=0.5).clamp(-1, 1).to(device, dtype)
    radius = p.double().norm(dim=1)
    ring = (radius >= 0.4) & (radius <= 0.8)
    from_rim = torch.minimum((radius - 0.4).abs(), (radius - 0.8).abs())

    decided = union_of_polygons(polygons_of(tiles, device, dtype))(p)[:, 0] == 1

    assert decided.any()
    assert from_rim[decided != ring].le(side / 2**0.5 + 1e-6).all()


@claim("deeper-represents-more", note="regression-network 5", verdict=HOLDS_IF)
@given(seed=seeds())
def test_includes_that_of_the_shallower_net(deepen, seed, device, dtype):
    """The note: further layers can, in theory, only add to what a net can fit. True of relu.

    A layer of ones on the diagonal, as wide as the last, leaves its outputs as they are, since
    they are not negative: the same function, bit for bit. Of tanh it is not so: tanh of tanh is
    smaller.
    """
    shapes = ((5, 2), (5,), (3, 5), (3,), (6, 2))
    w, b, v, c, x = (gaussian(seed + k, *s).to(device, dtype) for k, s in enumerate(shapes))
    shallow = nn.Sequential(affine(w, b), nn.ReLU(), affine(v, c))
    h = (x @ w.mT + b).tanh()

    deeper = deepen(shallow)
    deepest = deepen(deeper)

    assert [type(part).__name__ for part in deepest] == ["Linear", "ReLU"] * 3 + ["Linear"]
    assert_equal(deeper(x), shallow(x))
    assert_equal(deepest(x), shallow(x))
    assert (h.tanh().abs() < h.abs())[h.abs() > 0.5].all()


@claim("deeper-represents-more", note="regression-network 5", verdict=HOLDS_IF)
@pytest.mark.parametrize("layers", range(1, 7))
def test_doubles_with_each_layer_of_two_units(sawtooth, layers, device, dtype):
    """How much depth may add: folding [0, 1] n times, by two relus each, makes 2^n pieces.

    Exactly so, up and down between 0 and 1. A unit in a single layer makes one bend, so that it
    takes 2^n of them: those of the interpolant, which is the same function.
    """
    pieces = 2**layers
    knots, quarters = (
        torch.arange(n * pieces + 1, device=device).double()[:, None] / (n * pieces) for n in (1, 4)
    )
    up_and_down = (torch.arange(pieces + 1, device=device) % 2).double()

    deep = sawtooth(layers).to(device, dtype)
    wide = interpolant(knots, up_and_down, torch.ones_like(knots[0]))

    assert [part.out_features for part in deep if isinstance(part, nn.Linear)] == [2] * layers + [1]
    assert wide[0].out_features == pieces
    assert_equal(deep(knots.to(dtype))[:, 0].double(), up_and_down)
    assert_equal(deep(quarters.to(dtype)).double(), wide(quarters))
