"""Adaptive pooling: the number of windows is given, and their size follows."""

from fractions import Fraction
from math import ceil, floor

import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.layers.pooling import AvgPool2d
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, claim
from tests.support.strategies import INTEGERS, REALS, gaussian, seeds, shapes, tensors
from tests.support.tolerance import assert_equal, assert_near

IMAGES = shapes(min_dims=3, max_dims=3, max_side=5)


def spans(side, count):
    """From where to where each of `count` windows reaches: all pixels that its share touches."""
    share = Fraction(side, count)
    return [range(floor(i * share), ceil((i + 1) * share)) for i in range(count)]


@claim("pool-avg-window", note="course Pooling", verdict=HOLDS)
@given(
    x=tensors(REALS, shape=IMAGES), rows=st.integers(1, 6), columns=st.integers(1, 6), seed=seeds()
)
def test_takes_the_mean_of_every_pixel_that_a_share_touches(
    adaptive_avg_pool, x, rows, columns, seed, device, dtype
):
    """The note: the mean of the values in the window. True also of windows of unequal size.

    Each side is cut into equal shares, and a window is all pixels that its share touches: so
    neighbours overlap where the sides do not divide, and a larger size repeats pixels. Each
    window's gradient is shared equally among its pixels.
    """
    x = x.to(device, dtype).requires_grad_()
    v = gaussian(seed, len(x), rows, columns).to(device, dtype)

    y = adaptive_avg_pool(x, (rows, columns))
    assert y.shape == v.shape
    (gradient,) = torch.autograd.grad((y * v).sum(), x)

    wide = x.detach().double().requires_grad_()
    windows = [
        wide[:, list(i)][:, :, list(j)].flatten(1)
        for i in spans(x.shape[1], rows)
        for j in spans(x.shape[2], columns)
    ]
    expected, scale = (
        torch.stack([of(window).mean(1) for window in windows], 1).view(-1, rows, columns)
        for of in (torch.clone, torch.abs)
    )
    assert_near(y, expected, roundings=28, scale=scale)
    shares, sizes = (
        torch.autograd.grad((expected * it).sum(), wide, retain_graph=True)[0]
        for it in (v.double(), v.double().abs())
    )
    assert_near(gradient, shares, roundings=28, scale=sizes)


@claim("pool-avg-window", note="course Pooling", verdict=HOLDS)
@given(x=tensors(INTEGERS, shape=(2, 4, 8)))
def test_is_average_pooling_where_the_sides_divide(adaptive_avg_pool, x, device, dtype):
    """The special case: windows that fill the image exactly. None leaves a side as it is."""
    x = x.to(device, dtype)

    assert_equal(adaptive_avg_pool(x, (2, 4)), AvgPool2d(2)(x))
    assert_equal(adaptive_avg_pool(x, 2), AvgPool2d((2, 4))(x))
    assert_equal(adaptive_avg_pool(x, (None, 4)), AvgPool2d((1, 2))(x))


@claim(
    "maxpool-no-params-channels-kept", note="pytorch-basics 10.3", verdict=HOLDS, reading=IMPLIED
)
@cells(meta=True)
@given(shape=IMAGES, rows=st.integers(1, 4), columns=st.integers(1, 4))
def test_has_one_shape_for_images_of_any_shape(
    adaptive_avg_pool, shape, rows, columns, device, dtype
):
    """The channels are kept here too; the sides are those asked for, whatever they were."""
    x = torch.zeros(2, *shape, device=device, dtype=dtype)

    y = adaptive_avg_pool(x, (rows, columns))

    assert y.shape == (2, shape[0], rows, columns)
