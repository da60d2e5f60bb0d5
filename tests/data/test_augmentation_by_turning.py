"""Augmentation by turning: every channel of every image, and the way back."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS, claim
from tests.support.devices import WIDE
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_equal

SHAPES = st.sampled_from([(1, 4, 4), (5, 3, 3), (4, 3, 2, 2), (2, 5, 1, 1)])


@claim("aug-rotate", note="course Rotate", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(seed=seeds(), shape=SHAPES, quarters=st.sampled_from([-7, -5, -3, -2, -1, 1, 2, 3, 6, 9]))
def test_turns_all_channels_of_all_images_alike(rotate, seed, shape, quarters, device, dtype):
    """However many channels and images there are, and by more than a whole turn too."""
    x = gaussian(seed, *shape).to(device, dtype)

    turned = rotate(x, 90.0 * quarters)

    assert_equal(turned, torch.rot90(x, quarters, (-2, -1)))


@claim("aug-rotate", note="course Rotate", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(seed=seeds(), quarters=st.integers(-5, 5))
def test_passes_the_gradient_back_by_the_same_way(rotate, seed, quarters, device, dtype):
    """What follows: a pixel's gradient is that of the place to which it was turned."""
    x = gaussian(seed, 2, 3, 3).to(device, dtype).requires_grad_()
    v = gaussian(seed + 1, 2, 3, 3).to(device, dtype)

    turned = rotate(x, 90.0 * quarters)
    assert turned.requires_grad
    (gradient,) = torch.autograd.grad((turned * v).sum(), x)

    assert_equal(gradient, torch.rot90(v, -quarters, (-2, -1)))


@claim("aug-flip-involution", note="course Flip", verdict=HOLDS)
@table("flip, axis", [row("sideways", "hflip", -1), row("upside-down", "vflip", -2)])
@given(seed=seeds(), side=st.sampled_from([1, 7, 40]))
def test_over_mirrors_bytes_and_gradients_too(flip, axis, seed, side, device, dtype):
    """However large the image is, of bytes as of floats; the gradient is mirrored back."""
    x = gaussian(seed, 2, side, side).to(device, dtype).requires_grad_()
    v = gaussian(seed + 1, 2, side, side).to(device, dtype)
    levels = (100 + 30 * v.clamp(-3, 3)).to(torch.uint8)

    turned = flip(x)
    assert turned.requires_grad
    (gradient,) = torch.autograd.grad((turned * v).sum(), x)

    assert_equal(turned.detach(), x.detach().flip(axis))
    assert_equal(gradient, v.flip(axis))
    assert_equal(flip(levels), levels.flip(axis))
