"""GoogLeNet: kernels of several sizes side by side, and where they are."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import max_pool2d

from concepts.architectures.googlenet import Inception
from tests.architectures.loop_blocks import apart, convolved, normed
from tests.architectures.loop_parameters import (
    conv_norm,
    kernels,
    layers,
    learned,
    linear,
    output_shape,
    sides,
)
from tests.support.axes import cells
from tests.support.claims import IMPRECISE, claim
from tests.support.strategies import gaussian, seeded, seeds
from tests.support.tolerance import assert_near
from tests.support.versions import without_values

WIDTHS = st.tuples(*[st.integers(1, 4)] * 7)
BLOCKS = [  # inputs, and the channels of: 1 × 1, reduced, 3 × 3, reduced, largest, pooled
    (192, 64, 96, 128, 16, 32, 32),
    (256, 128, 128, 192, 32, 96, 64),
    (480, 192, 96, 208, 16, 48, 64),
    (512, 160, 112, 224, 24, 64, 64),
    (512, 128, 128, 256, 24, 64, 64),
    (512, 112, 144, 288, 32, 64, 64),
    (528, 256, 160, 320, 32, 128, 128),
    (832, 256, 160, 320, 32, 128, 128),
    (832, 384, 192, 384, 48, 128, 128),
]


def size(inputs, ones, reduced, threes, reduced_more, largests, pooled):
    """What the four branches of a block learn."""
    second = conv_norm(inputs, reduced, 1) + conv_norm(reduced, threes, 3)
    third = conv_norm(inputs, reduced_more, 1) + conv_norm(reduced_more, largests, 3)
    return conv_norm(inputs, ones, 1) + second + third + conv_norm(inputs, pooled, 1)


def reach(block, widths, device, dtype):
    """How far from a bright pixel each branch sees it, with all weights positive."""
    block = block.to(device, dtype).eval()
    for layer in block.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.constant_(layer.weight, 0.5)
    dark = torch.zeros(1, widths[0], 9, 9, device=device, dtype=dtype)
    bright = dark.clone()
    bright[..., 4, 4] = 1
    changed = (block(bright) != block(dark))[0]
    assert len(changed) == sum(widths[i] for i in (1, 3, 5, 6))
    branches = changed.split([widths[i] for i in (1, 3, 5, 6)])
    places = [it.all(0).nonzero() for it in branches]
    assert all(len(it) and it.min() + it.max() == 8 for it in places)
    return [int(it.max() - it.min()) + 1 for it in places]


@claim("googlenet-multi-kernel", note="course GoogLeNet", verdict=IMPRECISE)
@given(widths=WIDTHS)
def test_looks_through_several_kernels_at_once(inception, widths, device, dtype):
    """The note: each hidden layer uses kernels of different sizes. A block does, side by side.

    Its channels are those of four branches, one after the other, which see 1, 3, 3 and 3 pixels
    a side. In the paper the third sees 5; torchvision has 3 there, and has kept it.
    """
    block, papers = inception(*widths), Inception(*widths, largest=5)

    assert reach(block, widths, device, dtype) == [1, 3, 3, 3]
    assert reach(papers, widths, device, dtype) == [1, 3, 5, 3]


@claim("googlenet-multi-kernel", note="course GoogLeNet", verdict=IMPRECISE)
@cells(meta=True)
@given(widths=WIDTHS, side=st.integers(1, 5))
def test_adds_up_the_channels_of_its_branches(inception, widths, side, device, dtype):
    """What follows: sides stay, and the channels are those of all branches together."""
    block = inception(*widths).to(device, dtype)
    x = torch.zeros(2, widths[0], side, side, device=device, dtype=dtype)

    y = block(x)

    assert y.shape == (2, widths[1] + widths[3] + widths[5] + widths[6], side, side)
    assert learned(inception, *widths) == size(*widths)


@claim("googlenet-multi-kernel", note="course GoogLeNet", verdict=IMPRECISE)
@cells(dtypes=["float64"], examples=0.5)
@given(seed=seeds(), widths=WIDTHS)
def test_puts_its_branches_side_by_side(inception, seed, widths, device, dtype):
    """What a block says: each branch convolves, normalises and rectifies, once or twice.

    The last takes the largest of 3 × 3 first. The variances are raised by 0.001, not by 0.00001.
    So it is however the images lie in memory, where one is nan, and of the gradient.
    """
    with seeded(seed):
        block = inception(*widths).to(device, dtype).eval()
    x = apart(gaussian(seed, 3, widths[0], 4, 5)).to(device, dtype).requires_grad_()
    convs, norms = layers(block, nn.Conv2d), layers(block, nn.BatchNorm2d)
    assert [len(convs), len(norms)] == [6, 6]

    def step(i, x):
        same = convolved(convs[i], x, padding=convs[i].kernel_size[0] // 2)
        return normed(norms[i], same, eps=1e-3).clamp(min=0)

    branches = [step(0, x), step(2, step(1, x)), step(4, step(3, x))]
    expected = torch.cat([*branches, step(5, max_pool2d(x, 3, 1, 1))], 1)
    y, v, well = block(x), gaussian(seed + 1, *expected.shape).to(device), [0, 2]
    assert_near(y, expected, roundings=16, scale=x.nan_to_num().abs().max())
    found, wanted = (torch.autograd.grad((it * v)[well].sum(), x)[0][well] for it in (y, expected))
    assert_near(found, wanted, roundings=32, scale=wanted.abs().max())


@claim("googlenet-multi-kernel", note="course GoogLeNet", verdict=IMPRECISE)
@given(seed=seeds())
def test_has_branches_that_do_not_see_each_other(inception, seed, device, dtype):
    """What side by side means: where one branch is silenced, the others say what they said."""
    with seeded(seed):
        block = inception(3, 2, 3, 4, 2, 3, 5).to(device, dtype).eval()
        x = torch.randn(1, 3, 4, 4).to(device, dtype)
    y = block(x)
    first = next(layer for layer in block.modules() if isinstance(layer, nn.Conv2d))
    nn.init.zeros_(first.weight)

    silenced = block(x)

    assert (silenced[:, :2] == 0).all()
    assert (silenced[:, 2:] == y[:, 2:]).all()


@claim("googlenet-multi-kernel", note="course GoogLeNet", verdict=IMPRECISE)
def test_has_several_kernel_sizes_only_in_its_blocks(googlenet):
    """The note: in each hidden layer. No: 7 × 7, 1 × 1 and 3 × 3 stand alone before the blocks."""
    with without_values():
        net = googlenet()
        sizes = kernels(net)

    assert [layer.p for layer in layers(net, nn.Dropout)] == [0.2]
    assert sizes[:3] == [(7, 7), (1, 1), (3, 3)]
    assert sizes[3:] == [(n, n) for n in (1, 1, 3, 1, 3, 1)] * 9


@claim("googlenet-multi-kernel", note="course GoogLeNet", verdict=IMPRECISE)
@pytest.mark.parametrize(("classes", "numbers"), [(10, 5_610_154), (1000, 6_624_904)])
def test_learns_a_tenth_of_what_alexnet_does(googlenet, classes, numbers):
    """What it amounts to: 6,624,904 numbers for 1000 classes, where AlexNet has 61,100,840.

    A million of them are in the one linear layer. The heads that only help training are left out.
    """
    stem = conv_norm(3, 64, 7) + conv_norm(64, 64, 1) + conv_norm(64, 192, 3)
    total = stem + sum(size(*block) for block in BLOCKS) + linear(1024, classes)

    assert learned(googlenet, classes) == total == numbers
    assert output_shape(googlenet, 3, 224, 224) == (1, 1000)


@claim("googlenet-multi-kernel", note="course GoogLeNet", verdict=IMPRECISE)
def test_halves_the_sides_five_times_and_rounds_up(googlenet):
    """Where the blocks stand: at an eighth of the sides and less. 210 becomes 105, 52, 26, 13, 7.

    What is rounded up is the number of windows: the last of them may hang over the edge, as it does
    at 52, 26 and 13. On 105 there are 52 of 3 × 3, two apart, and none hangs over.
    """
    seen = sides(googlenet, 3, 224, 210)

    assert seen == [(112, 105), (56, 52), (28, 26), (14, 13), (7, 7)]
