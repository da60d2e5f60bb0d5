"""Batch normalisation of vectors, (N, C) and (N, C, L): how images fit in, and what does not."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.layers.loop_batch_norm import columns, loop_batch_norm
from tests.support.claims import HOLDS, claim
from tests.support.strategies import REALS, tensors
from tests.support.tolerance import assert_near


@claim("bn-per-channel", note="course Batch Norm", verdict=HOLDS)
@given(
    x=tensors(REALS, shape=st.tuples(st.integers(2, 3), st.integers(1, 3), st.just(2), st.just(3)))
)
def test_treats_the_pixels_of_an_image_as_positions(batch_norm, x, device, dtype):
    """The note: BatchNorm2d averages over N, H and W, channel by channel. True.

    It is batch norm of the images (N, C, H, W) with their pixels in a row, (N, C, H·W).
    """
    images, channels = x.to(device, dtype), x.shape[1]
    flat = images.flatten(2)
    expected, _, scale = loop_batch_norm(flat)

    y = batch_norm(channels, device=device, dtype=dtype)(flat)
    of_images = nn.BatchNorm2d(channels, device=device, dtype=dtype)(images)

    terms = {"roundings": 16 + len(expected), "scale": scale, "dtype": dtype}
    assert_near(columns(y), expected, **terms)
    assert_near(columns(of_images.flatten(2)), expected, **terms)


@claim("bn-per-channel", note="course Batch Norm", verdict=HOLDS)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3, 2, 2)], ids=str)
@pytest.mark.parametrize("training", [True, False], ids=["training", "testing"])
def test_refuses_what_is_neither_n_c_nor_n_c_l(batch_norm, shape, training, device):
    """The note: BatchNorm2d is for images. True: BatchNorm1d takes (N, C) and (N, C, L) alone."""
    layer = batch_norm(3, device=device).train(training)

    with pytest.raises(ValueError, match="expected 2D or 3D input"):
        layer(torch.zeros(shape, device=device))


@claim("bn-per-channel", note="course Batch Norm", verdict=HOLDS)
@pytest.mark.parametrize("features", [1, 2], ids="{} features".format)
@pytest.mark.parametrize("training", [True, False], ids=["training", "testing"])
def test_refuses_another_number_of_features(batch_norm, features, training, device):
    """What follows: statistics of one number of channels fit no other, not even of one."""
    layer = batch_norm(features, device=device).train(training)

    with pytest.raises(RuntimeError, match=r"expected \d features|should contain \d elements"):
        layer(torch.zeros(4, 3, device=device))
