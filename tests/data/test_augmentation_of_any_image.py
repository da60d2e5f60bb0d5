"""Augmentation of any image: large, broken, of many channels, and what its gradient knows."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS, REFUTED, claim
from tests.support.devices import WIDE
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_equal, assert_near

TURNS = [claim("aug-rotate", note="course Rotate", verdict=HOLDS)]
RESIZES = [claim("aug-resize-centre", note="course Scale", verdict=REFUTED)]
BY_THE_NEAREST = [
    row("turned", "rotate", 10.0, claims=TURNS),
    row("turned-over", "rotate", 120.0, claims=TURNS),
    row("magnified", "zoom", 3.0, claims=RESIZES),
    row("shrunk", "zoom", 0.7, claims=RESIZES),
]


@table(
    "transform, amount",
    [*BY_THE_NEAREST, row("cropped", "center_crop", 11, claims=RESIZES)],
)
@cells(dtypes=WIDE, examples=0.5)
@given(seed=seeds())
def test_takes_pixels_from_where_it_would_whatever_they_are(transform, amount, seed, device, dtype):
    """What follows: where a pixel comes from has nothing to do with what it shows, even with nan.

    So an image of numbers from 1 on says it, 0 being outside, for all channels of all images.
    """
    x = gaussian(seed, 3, 2, 12, 15).to(device, dtype).transpose(-2, -1)
    x[..., 7, 6] = math.nan
    numbers = torch.arange(1.0, 181, device=device, dtype=dtype).reshape(1, 15, 12)

    found = transform(x, amount)

    sources = transform(numbers, amount)[0].long()
    assert_equal(found, torch.nn.functional.pad(x.flatten(-2), (1, 0))[..., sources])
    assert found.isnan().any()


@table(
    "transform, amount",
    [
        *BY_THE_NEAREST,
        row("resized", "resize", [8, 3], claims=RESIZES),
        row("cropped", "center_crop", 4, claims=RESIZES),
    ],
)
@cells(dtypes=WIDE, examples=0.3)
@given(seed=seeds())
def test_passes_back_to_a_pixel_what_came_of_it(transform, amount, seed, device, dtype):
    """What follows, since all are linear: Σ y ∂L/∂x of any y is the loss Σ v t of y's transform."""
    x, y = (gaussian(seed + n, 3, 5, 6).to(device, dtype) for n in range(2))
    v = gaussian(seed + 2, *transform(y, amount).shape).to(device, dtype)
    x.requires_grad_()

    result = transform(x, amount)
    assert result.requires_grad
    (gradient,) = torch.autograd.grad((result * v).sum(), x)

    loss = (transform(y, amount).double() * v.double()).sum()
    assert_near((y.double() * gradient.double()).sum(), loss, roundings=8, scale=64.0, dtype=dtype)


@claim("aug-resize-centre", note="course Scale", verdict=REFUTED)
@cells(dtypes=WIDE)
@given(
    seed=seeds(), y=st.integers(0, 3), x=st.integers(0, 4), value=st.sampled_from([1e9, math.nan])
)
def test_by_a_resize_spreads_a_broken_pixel_no_further_than_to_the_next(
    resize, seed, y, x, value, device, dtype
):
    """What four pixels around means: a fifth, though it be nan, does not count.

    Twice as large, whatever lies nearer than one pixel to it is changed, and what is further, not.
    """
    image = gaussian(seed, 1, 4, 5).to(device, dtype)
    broken = image.clone()
    broken[0, y, x] = value

    whole, found = resize(image, [8, 10])[0], resize(broken, [8, 10])[0]

    assert whole.shape == found.shape == (8, 10)
    down, right = ((torch.arange(2 * n) / 2 - 0.25).clamp(0, n - 1) for n in (4, 5))
    away = torch.maximum((down - y).abs()[:, None], (right - x).abs()[None, :]).to(device)
    assert_equal(found[away > 1], whole[away > 1])
    assert (found.isnan() if math.isnan(value) else found > 1e6)[away < 1].all()
