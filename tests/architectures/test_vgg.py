"""VGG: small kernels in stacks, what they see, and what they cost."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.architectures.loop_parameters import (
    conv,
    kernels,
    layers,
    learned,
    linear,
    output_shape,
)
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.versions import without_values

LAYERS, CHANNELS = st.integers(1, 4), st.integers(1, 8)


def products(net, image):
    """How many products of a weight and a number the convolutions of a net take."""
    counts = []

    def count(layer, _, y):
        counts.append(y[0].numel() * layer.weight[0].numel())

    for layer in layers(net, nn.Conv2d):
        layer.register_forward_hook(count)
    net(image)
    return sum(counts)


@claim("vgg-small-kernels", note="course VGG", verdict=HOLDS_IF)
@given(count=LAYERS, channels=CHANNELS)
def test_sees_as_much_in_a_stack_as_with_a_large_kernel(conv_stack, count, channels, device, dtype):
    """The note: small kernels are better. True in that a pixel sees no less by them.

    Two layers of 3 × 3 see 5 × 5 pixels, three 7 × 7, and no more: the gradient is 0 beyond.
    """
    net = conv_stack(channels, count).to(device, dtype)
    for parameter in net.parameters():
        nn.init.constant_(parameter, 0.125)
    x = torch.ones(1, channels, 11, 11, device=device, dtype=dtype, requires_grad=True)

    (gradient,) = torch.autograd.grad(net(x)[0, 0, 5, 5], x)

    seen = (gradient[0, 0] != 0).nonzero()
    expected = range(5 - count, 5 + count + 1)
    assert seen.tolist() == [[i, j] for i in expected for j in expected]


@claim("vgg-small-kernels", note="course VGG", verdict=HOLDS_IF)
@given(count=st.integers(2, 4), channels=CHANNELS)
def test_has_fewer_weights_in_a_stack_than_in_a_large_kernel(conv_stack, count, channels):
    """The note: and it costs less. With equal channels throughout: 18 weights for 25, 27 for 49."""
    large = conv(channels, channels, 2 * count + 1, bias=False)

    assert learned(conv_stack, channels, count) == 9 * count * channels**2 < large


@claim("vgg-small-kernels", note="course VGG", verdict=HOLDS_IF)
@given(channels=CHANNELS, between=st.integers(1, 32))
def test_is_no_cheaper_in_a_stack_with_many_channels_between(conv_stack, channels, between):
    """The condition: fewer than 25 / 18 times as many channels between the two layers.

    With as many or more it is no cheaper than 5 × 5. Of 16 channels with 64 between: 18,432
    weights, where 5 × 5 has 6,400.
    """
    cheaper = learned(conv_stack, channels, 2, between) < 25 * channels**2

    assert cheaper == (18 * between < 25 * channels)
    assert learned(conv_stack, 16, 2, 64) == 18_432


@claim("vgg-raises-computation", note="course VGG", verdict=IMPRECISE)
@given(channels=CHANNELS, height=st.integers(9, 12), width=st.integers(9, 12))
def test_takes_fewer_products_in_a_stack_than_with_a_large_kernel(
    conv_stack, channels, height, width
):
    """The note: small kernels can raise the amount of computation. No: they lower it.

    To see as much, with equal channels throughout, two layers take 18 / 25 of the products of a
    large one, three 27 / 49.
    """
    with without_values():
        image = torch.zeros(1, channels, height, width)
        stacks = [products(conv_stack(channels, count), image) for count in (2, 3)]
        large = [
            products(nn.Conv2d(channels, channels, size, padding=size // 2), image)
            for size in (5, 7)
        ]

    assert stacks[0] * 25 == large[0] * 18
    assert stacks[1] * 49 == large[1] * 27


@claim("vgg-small-kernels", note="course VGG", verdict=HOLDS_IF)
@cells(meta=True)
@given(count=LAYERS, channels=CHANNELS, height=st.integers(9, 12), width=st.integers(9, 12))
def test_keeps_the_shape_in_a_stack(conv_stack, count, channels, height, width, device, dtype):
    """What makes them comparable: a frame of zeros, so that no layer makes the image smaller."""
    net = conv_stack(channels, count).to(device, dtype)
    x = torch.zeros(2, channels, height, width, device=device, dtype=dtype)

    assert net(x).shape == x.shape
    assert [type(part) for part in net[1::2]] == [nn.ReLU] * (count - 1)


@claim("vgg-only-3x3", note="course VGG", verdict=HOLDS)
def test_with_16_layers_has_3_by_3_kernels_alone(vgg16):
    """The note: small kernels. True of all thirteen; the other three layers are linear."""
    with without_values():
        net = vgg16()

    assert kernels(net) == [(3, 3)] * 13
    assert len(layers(net, nn.Linear)) == 3
    assert len(layers(net, nn.MaxPool2d)) == 5


@claim("vgg-only-3x3", note="course VGG", verdict=HOLDS)
@pytest.mark.parametrize("classes", [10, 1000])
def test_with_16_layers_learns_138_million_numbers(vgg16, classes):
    """What it amounts to, for 1000 classes: 138,357,544; 9 of 10 are in the linear layers."""
    widths = [3, 64, 64, 128, 128, *[256] * 3, *[512] * 6]
    convolutions = sum(conv(widths[i], widths[i + 1], 3) for i in range(13))
    behind = linear(512 * 7 * 7, 4096) + linear(4096, 4096)

    assert learned(vgg16, classes) == convolutions + behind + linear(4096, classes)
    assert convolutions + behind + linear(4096, 1000) == 138_357_544
    assert output_shape(vgg16, 3, 224, 224) == (1, 1000)
