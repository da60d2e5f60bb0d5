"""Upsampling: which old pixel, or which mixture of them, a new pixel is."""

from fractions import Fraction
from itertools import product

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from concepts.layers.pooling import MaxPool2d
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, IMPRECISE, claim
from tests.support.strategies import INTEGERS, NASTY, REALS, shapes, tensors
from tests.support.tolerance import assert_equal, assert_near

HALF = Fraction(1, 2)
EITHER = r"^(give either|either|only one of) size or scale_factor"
DIMENSIONS = r"\dD|\d dimensions|dimensions, not \d"


def nearest(old, new, i):
    """The old pixel whose centre is nearest to that of new pixel `i`, the later of two as near."""
    centre = (i + HALF) / new
    return min(range(old), key=lambda k: (abs((k + HALF) / old - centre), -k))


def along(position, side):
    """The two pixels that a position lies between, and how far it is from the first."""
    left = min(int(position), side - 1)
    return left, min(left + 1, side - 1), float(position - left)


def loop_bilinear(x, sides, position):
    """Each new pixel from the four around where `position(old, new, i)` puts it."""
    y = torch.zeros(*x.shape[:2], *sides, dtype=torch.float64)
    for i, j in product(*map(range, sides)):
        up, down, s = along(position(x.shape[2], sides[0], i), x.shape[2])
        left, right, t = along(position(x.shape[3], sides[1], j), x.shape[3])
        above = (1 - t) * x[..., up, left] + t * x[..., up, right]
        below = (1 - t) * x[..., down, left] + t * x[..., down, right]
        y[..., i, j] = (1 - s) * above + s * below
    return y


def by_centres(old, new, i):
    """Where the centre of new pixel `i` is, in old pixels from the centre of the first."""
    return max(Fraction(0), (i + HALF) * old / new - HALF)


def by_corners(old, new, i):
    """The same with the first and the last pixels put over each other."""
    return Fraction(i * (old - 1), max(new - 1, 1))


@claim("up-nearest-copies", note="course Up-sampling", verdict=HOLDS)
@given(x=tensors(NASTY, shape=shapes(min_dims=3, max_dims=5, max_side=3)), factor=st.integers(1, 3))
def test_copies_each_pixel_by_default(interpolate, x, factor, device, dtype):
    """The note: to enlarge, the nearest value is copied. True, of a whole factor, by default.

    Each pixel becomes a block of `factor` pixels a side, in one, two or three dimensions.
    """
    x = x.to(device, dtype)
    expected = x
    for dim in range(2, x.ndim):
        expected = expected.repeat_interleave(factor, dim)

    assert_equal(interpolate(x, scale_factor=float(factor)), expected)
    assert_equal(interpolate(x, tuple(expected.shape[2:])), expected)


@claim("up-nearest-copies", note="course Up-sampling", verdict=HOLDS)
@given(v=tensors(INTEGERS, shape=st.sampled_from([(1, 2, 6), (1, 2, 6, 4), (1, 2, 4, 2, 2)])))
def test_adds_up_the_gradients_of_the_copies(interpolate, v, device, dtype):
    """What follows from copying: a pixel gets the sum of what its copies get."""
    v = v.to(device, dtype)
    sides = [side // 2 for side in v.shape[2:]]
    x = torch.zeros(1, 2, *sides, device=device, dtype=dtype, requires_grad=True)
    expected = v
    for dim in range(2, v.ndim):
        expected = expected.unflatten(dim, (-1, 2)).sum(dim + 1)

    y = interpolate(x, scale_factor=2.0)
    assert y.shape == v.shape
    (gradient,) = torch.autograd.grad((y * v).sum(), x)

    assert_equal(gradient, expected)


@claim("up-nearest-copies", note="course Up-sampling", verdict=HOLDS)
@given(side=st.integers(3, 7), factor=st.sampled_from([0.8, 1.6, 3.2]))
def test_goes_on_by_the_factor_where_it_gives_no_whole_side(
    interpolate, side, factor, device, dtype
):
    """New pixel i begins at i / factor, whatever the sides come to when rounded down."""
    x = torch.arange(side, device=device, dtype=dtype).view(1, 1, side)

    y = interpolate(x, scale_factor=factor)

    expected = [int(i / factor) for i in range(int(side * factor))]
    assert y.flatten().tolist() == expected


RAMP = torch.arange(6.0, dtype=torch.float64).view(1, 1, 3, 2)


@claim("up-nearest-copies", note="course Up-sampling", verdict=HOLDS)
@example(x=RAMP, sides=(5, 4), corners=True)
@example(x=RAMP, sides=(1, 1), corners=True)
@example(x=RAMP, sides=(2, 2), corners=True)
@given(
    x=tensors(REALS, shape=shapes(min_dims=4, max_dims=4, max_side=3)),
    sides=st.tuples(st.integers(1, 7), st.integers(1, 7)),
    corners=st.sampled_from([None, False, True]),
)
def test_mixes_four_pixels_if_bilinear(interpolate, x, sides, corners, device, dtype):
    """The note knows copies alone. The other modes mix neighbours by how near they are.

    How near is measured between centres by default; with align_corners the first pixels, old and
    new, lie on each other, and the last ones too. In float32 positions round too: one of 3 pixels
    by 3 · eps.
    """
    x = x.detach().clone().to(device, dtype)
    position = by_corners if corners else by_centres
    expected = loop_bilinear(x.cpu().double(), sides, position)

    x.requires_grad_()
    y = interpolate(x, sides, mode="bilinear", align_corners=corners)
    line = interpolate(x[..., 0], sides[0], mode="linear", align_corners=corners)
    (gradient,) = torch.autograd.grad(y.sum(), x)

    assert y.dtype == line.dtype == dtype
    assert_near(y, expected, roundings=16, scale=2 * x.abs().max())
    column = loop_bilinear(x[..., :1].detach().cpu().double(), (sides[0], 1), position)
    assert_near(line, column[..., 0], roundings=16, scale=2 * x.abs().max())
    weights = loop_bilinear(
        torch.eye(x[0, 0].numel()).double().view(1, -1, *x.shape[2:]), sides, position
    )
    shares = weights.sum((0, 2, 3)).view(x.shape[2:]).expand(x.shape)
    assert_near(gradient, shares, roundings=64, scale=4 * y[0, 0].numel())


@claim("up-nearest-copies", note="course Up-sampling", verdict=HOLDS)
@pytest.mark.parametrize(
    ("mode", "expected"), [("nearest", [0, 0, 1, 1]), ("linear", [0, 0.25, 0.75, 1])]
)
def test_of_a_step_is_a_step_or_a_ramp(interpolate, mode, expected, device, dtype):
    """The smallest example: from 0, 1, copies make 0, 0, 1, 1, and linear 0, 0.25, 0.75, 1."""
    x = torch.tensor([[[0.0, 1.0]]], device=device, dtype=dtype)

    assert interpolate(x, scale_factor=2.0, mode=mode).flatten().tolist() == expected


@claim("up-nearest-copies", note="course Up-sampling", verdict=HOLDS)
@pytest.mark.parametrize(
    ("shape", "options", "error", "message"),
    [
        ((2, 3), {"size": 4}, NotImplementedError, DIMENSIONS),
        ((1, 2, 3), {"size": 4, "mode": "bilinear"}, NotImplementedError, DIMENSIONS),
        ((1, 2, 3), {}, ValueError, EITHER),
        ((1, 2, 3), {"size": 4, "scale_factor": 2.0}, ValueError, EITHER),
        ((1, 2, 3), {"size": 4, "align_corners": True}, ValueError, "^align_corners.* option"),
    ],
    ids=[
        "an-image-alone",
        "bilinear-in-one-dimension",
        "no-size",
        "two-sizes",
        "corners-of-copies",
    ],
)
def test_refuses_what_has_no_meaning(interpolate, shape, options, error, message, device, dtype):
    """What it asks for: a batch with channels, a mode that fits, and either a size or a factor."""
    x = torch.zeros(shape, device=device, dtype=dtype)

    with pytest.raises(error, match=message):
        interpolate(x, **options)


@claim("up-uneven", note="course Up-sampling", verdict=IMPRECISE)
@given(old=st.integers(1, 5), new=st.integers(1, 15))
def test_takes_the_nearest_pixel_only_if_told_nearest_exact(interpolate, old, new, device, dtype):
    """The note: the copied value is that of the nearest pixel. True of "nearest-exact" alone.

    The default copies pixel ⌊i · old / new⌋, in which the new one begins. From sides of some 20
    pixels on, where these numbers are whole or nearly so, float32 may round to the other side.
    """
    x = torch.arange(old, device=device, dtype=dtype).view(1, 1, old)

    exact = interpolate(x, new, mode="nearest-exact").flatten().tolist()
    twice = interpolate(x.unsqueeze(-1).repeat(1, 1, 1, old), new, mode="nearest-exact")
    default = interpolate(x, new).flatten().tolist()

    assert exact == [nearest(old, new, i) for i in range(new)]
    assert twice[0, 0].tolist() == [new * [k] for k in exact]
    assert default == [i * old // new for i in range(new)]


@claim("up-uneven", note="course Up-sampling", verdict=IMPRECISE)
def test_from_three_to_five_does_not_copy_the_nearest_pixel(interpolate, device, dtype):
    """The counterexample: new pixel 3 is centred at 3.5 · 3/5 = 2.1, in pixel 2, but copies 1."""
    x = torch.arange(3, device=device, dtype=dtype).view(1, 1, 3)

    assert interpolate(x, 5).flatten().tolist() == [0, 0, 1, 1, 2]
    assert interpolate(x, 5, mode="nearest-exact").flatten().tolist() == [0, 0, 1, 2, 2]


@claim("up-nearest-copies", note="course Up-sampling", verdict=HOLDS)
@cells(meta=True)
@given(
    shape=shapes(min_dims=4, max_dims=4, max_side=4),
    factor=st.sampled_from([1.0, 1.5, 2.0, 2.5]),
)
def test_makes_the_sides_longer_by_the_factor(interpolate, shape, factor, device, dtype):
    """What follows: batch and channels stay, the other sides grow, rounded down."""
    x = torch.zeros(shape, device=device, dtype=dtype)

    y = interpolate(x, scale_factor=factor)

    assert y.shape == (*shape[:2], *(int(side * factor) for side in shape[2:]))


@claim("up-inverse", note="course Up-sampling", verdict=HOLDS, reading=IMPLIED)
@given(x=tensors(NASTY, shape=shapes(min_dims=4, max_dims=4, max_side=3)), factor=st.integers(1, 3))
def test_is_undone_by_max_pooling(interpolate, x, factor, device, dtype):
    """What follows from copying: the largest of a block of copies is what was copied.

    The other way round does not restore: one pixel of each window survives, and fills it.
    """
    x = x.to(device, dtype)
    steps = torch.arange(4, device=device, dtype=dtype).view(1, 1, 2, 2)

    assert_equal(MaxPool2d(factor)(interpolate(x, scale_factor=float(factor))), x)
    assert_equal(interpolate(MaxPool2d(2)(steps), scale_factor=2.0), torch.full_like(steps, 3))
