"""Batch normalisation beside batch normalisation of images, layer, instance and group norm."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.layers.loop_batch_norm import columns, loop_batch_norm
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

IMAGES = st.tuples(*(st.integers(*sides) for sides in [(1, 3), (1, 3), (1, 2), (2, 3)]))


def assert_standardised(y, x, dims):
    """`y` is `x` less its mean over `dims`, divided by the root of its variance there and eps."""
    x = x.double()
    deviation = (x.var(dims, correction=0, keepdim=True) + 1e-5).sqrt()
    expected = (x - x.mean(dims, keepdim=True)) / deviation
    scale = x.abs().amax(dims, keepdim=True) / deviation
    assert_near(y, expected, roundings=16 + x[0].numel(), scale=scale)


@claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(x=tensors(REALS, shape=(3, 4, 5)))
def test_differ_in_the_dimensions_averaged(batch_norm, x, device, dtype):
    """The note: batch norm has four kinds, which differ in the dimension alone. Those they have.

    Of (N, C, L): batch norm averages over N and L, layer norm over C and L, instance norm over L,
    group norm over L and the channels of a group; each with divisor n, and eps under the root.
    In half precision not every one exists in every version.
    """
    x = x.to(device, dtype)
    options = {"device": device, "dtype": dtype}
    of_group = nn.GroupNorm(2, 4, **options)(x).unflatten(1, (2, 2))

    assert_standardised(batch_norm(4, **options)(x), x, (0, 2))
    assert_standardised(nn.LayerNorm((4, 5), **options)(x), x, (1, 2))
    assert_standardised(nn.InstanceNorm1d(4, **options)(x), x, (2,))
    assert_standardised(of_group, x.unflatten(1, (2, 2)), (2, 3))
    assert_standardised(nn.GroupNorm(4, 4, **options)(x), x, (2,))
    assert_standardised(nn.GroupNorm(1, 4, **options)(x), x, (1, 2))


@claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(seed=seeds())
def test_differ_in_what_they_learn_and_remember(batch_norm, seed, device, dtype):
    """The note: only in the dimension. No: layer norm has a weight for each element of a sample.

    Batch and group norm have one for a channel, instance norm none; and only batch norm remembers,
    and so does something else at test time.
    """
    x = gaussian(seed, 3, 4, 5).to(device, dtype) + 4
    options = {"device": device, "dtype": dtype}
    layers = [
        batch_norm(4, **options),
        nn.GroupNorm(2, 4, **options),
        nn.LayerNorm((4, 5), **options),
        nn.InstanceNorm1d(4, **options),
    ]

    trained = [layer(x) for layer in layers]
    tested = [layer.eval()(x) for layer in layers]

    shapes = [[tuple(p.shape) for p in layer.parameters()] for layer in layers]
    assert shapes == [[(4,), (4,)], [(4,), (4,)], [(4, 5), (4, 5)], []]
    assert [bool(list(layer.buffers())) for layer in layers] == [True, False, False, False]
    assert tested[0].mean() > 1 > trained[0].mean()
    assert_equal(torch.stack(tested[1:]), torch.stack(trained[1:]))


@claim("bn-batch-coupling", note="course Batch Norm", verdict=HOLDS)
@claim("per-batch-sgd-description", note="regression-network 3", verdict=IMPRECISE)
@given(x=tensors(REALS, shape=(4, 3)))
def test_differ_in_what_a_sample_depends_on(batch_norm, x, device, dtype):
    """The notes: each batch is normalised by itself, so that a sample depends on its companions.

    True of batch norm in training, whatever batch it is given: one note's loop gives it the whole
    set. With companions below it a sample comes out high, above it low. Not so at test time, and
    never with layer norm.
    """
    x = x.to(device, dtype)
    shift = torch.tensor([[0.0], [20.0], [20.0], [20.0]], device=device, dtype=dtype)
    layer, tested = (batch_norm(3, device=device, dtype=dtype).train(m) for m in (True, False))
    relative = nn.LayerNorm(3, device=device, dtype=dtype)

    high, low = layer(x - shift)[0], layer(x + shift)[0]

    assert low.max() < -0.5
    assert high.min() > 0.5
    assert_equal(tested(x - shift)[0], tested(x + shift)[0])
    assert_equal(relative(x - shift)[0], relative(x + shift)[0])


@claim("bn-per-channel", note="course Batch Norm", verdict=HOLDS)
@given(
    x=tensors(REALS, shape=st.tuples(st.integers(2, 3), st.integers(1, 3), st.just(2), st.just(3)))
)
def test_treat_the_pixels_of_an_image_as_positions(batch_norm, x, device, dtype):
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
def test_do_not_mistake_images_for_vectors(batch_norm, shape, training, device):
    """Why there is a BatchNorm2d: batch norm of vectors takes (N, C) and (N, C, L) alone."""
    layer = batch_norm(3, device=device).train(training)

    with pytest.raises(ValueError):
        layer(torch.zeros(shape, device=device))
