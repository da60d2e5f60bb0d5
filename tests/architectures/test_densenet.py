"""DenseNet: which outputs a layer reads, and what becomes of them."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import conv2d

from tests.architectures.loop_blocks import apart
from tests.architectures.loop_parameters import (
    conv,
    conv_norm,
    layers,
    learned,
    linear,
    output_shape,
    windows,
)
from tests.support.axes import cells
from tests.support.claims import IMPRECISE, claim
from tests.support.strategies import REALS, gaussian, seeded, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near
from tests.support.versions import without_values

SIZES = {"count": st.integers(1, 4), "inputs": st.integers(1, 6), "growth": st.integers(1, 3)}


def says(layer, number):
    """Let a layer put out one number, whatever it reads."""
    return layer.register_forward_hook(lambda layer, x, y: torch.full_like(y, number))


def positive(block, device, dtype):
    """A block whose weights are all positive, so that what it reads more of, it says more of."""
    for layer in layers(block, nn.Conv2d):
        nn.init.constant_(layer.weight, 0.125)
    return block.to(device, dtype).eval()


@claim("dense-concat-vs-add", note="course DenseNet", verdict=IMPRECISE)
@given(x=tensors(REALS, shape=(2, 6, 3, 3)), seed=seeds(), count=SIZES["count"])
def test_keeps_its_input_beside_what_it_adds(dense_block, x, seed, count, device, dtype):
    """The note: the same shortcut as ResNet. No: ResNet adds, a dense block concatenates.

    Its output starts with its input, untouched even by a relu, and goes on with what its layers
    put out, one after the other.
    """
    with seeded(seed):
        block = dense_block(count, 6, 3).to(device, dtype).eval()
    x = x.to(device, dtype)
    for number, layer in enumerate(block.children(), 1):
        says(layer, number)

    y = block(x)

    said = [torch.full_like(x[:, :3], number) for number in range(1, count + 1)]
    assert_equal(y, torch.cat([x, *said], 1))


@claim("dense-concat-vs-add", note="course DenseNet", verdict=IMPRECISE)
@cells(meta=True)
@given(**SIZES)
def test_grows_by_the_same_number_of_channels_with_each_layer(
    dense_block, count, inputs, growth, device, dtype
):
    """What follows: layer l, counted from 0, reads inputs + l · growth channels.

    Four layers that add 3 each to 6 channels read 6, 9, 12 and 15.
    """
    block = dense_block(count, inputs, growth).to(device, dtype)
    x = torch.zeros(2, inputs, 5, 4, device=device, dtype=dtype)

    first = layers(block, nn.Conv2d)[::2]

    assert [layer.in_channels for layer in first] == [inputs + l * growth for l in range(count)]
    assert [layer.out_channels for layer in first] == [4 * growth] * count
    assert block(x).shape == (2, inputs + count * growth, 5, 4)


@claim("dense-concat-vs-add", note="course DenseNet", verdict=IMPRECISE)
@cells(dtypes=["float64"])
@given(seed=seeds(), training=st.booleans(), **SIZES)
def test_normalises_and_rectifies_before_it_convolves(
    dense_block, seed, training, count, inputs, growth, device, dtype
):
    """What a layer does to what it reads: norm, ReLU, 1 × 1, norm, ReLU, 3 × 3; nothing after.

    In training the norm is that of the batch, and nothing is dropped. At test time it is that of
    mean 0 and variance 1 here, and an image that is nan spoils no other.
    """
    with seeded(seed):
        block = dense_block(count, inputs, growth).to(device, dtype).train(training)
    x = gaussian(seed, 3, inputs, 3, 4)
    x = (x if training else apart(x)).to(device, dtype).requires_grad_()

    def rectified(x):
        moments = torch.var_mean(x, (0, 2, 3), unbiased=False, keepdim=True)
        var, mean = moments if training else (torch.ones_like(x), 0)
        return ((x - mean) / (var + 1e-5).sqrt()).clamp(min=0)

    weights = [layer.weight.detach() for layer in layers(block, nn.Conv2d)]
    assert len(weights) == 2 * count
    expected = x
    for one, three in zip(weights[::2], weights[1::2], strict=True):
        inside = conv2d(rectified(expected), one)
        expected = torch.cat([expected, conv2d(rectified(inside), three, padding=1)], 1)
    y, v, well = block(x), gaussian(seed + 1, *expected.shape).to(device), [0, 2]
    assert_near(y, expected, roundings=100, scale=expected.nan_to_num().abs().max())
    found, wanted = (torch.autograd.grad((it * v)[well].sum(), x)[0][well] for it in (y, expected))
    assert_near(found, wanted, roundings=1000, scale=wanted.abs().max())


@claim("dense-any-previous-layer", note="course DenseNet", verdict=IMPRECISE)
@given(data=st.data(), count=st.integers(2, 4))
def test_has_layers_that_read_all_the_layers_before_them(dense_block, data, count, device, dtype):
    """The note: a layer may be joined to any earlier one. It is joined to all, and to the input.

    If one layer puts out more, and the others before the reader the same as ever, the reader puts
    out more too; and so it does if the input is larger.
    """
    changed = data.draw(st.integers(0, count - 2))
    reader = data.draw(st.integers(changed + 1, count - 1))
    block = positive(dense_block(count, 2, 3), device, dtype)
    x = torch.ones(1, 2, 3, 3, device=device, dtype=dtype)
    parts = list(block.children())
    for layer in parts[:reader]:
        says(layer, 1.0)
    before = block(x)

    says(parts[changed], 3.0)
    after, of_other_input = block(x), block(x + 2)

    own = slice(2 + 3 * reader, 5 + 3 * reader)
    assert (after[:, own] > before[:, own]).all()
    assert (of_other_input[:, own] > after[:, own]).all()


@claim("dense-any-previous-layer", note="course DenseNet", verdict=IMPRECISE)
@pytest.mark.parametrize(("growth", "inputs"), [(3, 4), (2, 8)])
def test_joins_no_layer_to_one_of_another_block(densenet, growth, inputs):
    """The note: to any earlier layer. True within its block alone.

    Between blocks a 1 × 1 convolution makes half as many channels of all that there are, and the
    next block reads no others, at half the sides: 2 × 2 places are averaged. Before the first
    block a convolution and a pooling halve the sides each.
    """
    with without_values():
        net = densenet(growth, (2, 3), inputs, 5)

    first = [inputs, inputs + growth]
    half = (inputs + 2 * growth) // 2
    second = [half, half + growth, half + 2 * growth]
    bottleneck = 4 * growth
    expected = [3]
    for channels in first:
        expected += [channels, bottleneck]
    expected.append(inputs + 2 * growth)
    for channels in second:
        expected += [channels, bottleneck]
    assert [layer.in_channels for layer in layers(net, nn.Conv2d)] == expected
    behind = [(layer.in_features, layer.out_features) for layer in layers(net, nn.Linear)]
    assert behind == [(half + 3 * growth, 5)]
    inside, between = [(1, 1, 0), (3, 1, 1)], [(1, 1, 0), (2, 2, 0)]
    assert windows(net) == [(7, 2, 3), (3, 2, 1), *inside * 2, *between, *inside * 3]


@claim("dense-concat-vs-add", note="course DenseNet", verdict=IMPRECISE)
def test_of_121_layers_learns_8_million_numbers(densenet):
    """What it amounts to: 7,978,856 for 1000 classes, less than ResNet-18's 11,689,512.

    Each layer of a block adds 32 channels. Of the 121 layers 120 are convolutions.
    """
    channels, total = 64, conv_norm(3, 64, 7)
    for stage, count in enumerate((6, 12, 24, 16)):
        for _ in range(count):
            total += 2 * channels + conv_norm(channels, 128, 1) + conv(128, 32, 3, bias=False)
            channels += 32
        total += 2 * channels
        if stage < 3:
            total += conv(channels, channels // 2, 1, bias=False)
            channels //= 2

    assert learned(densenet) == total + linear(channels, 1000) == 7_978_856
    assert output_shape(densenet, 3, 224, 224) == (1, 1000)
