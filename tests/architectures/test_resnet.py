"""ResNet: what a block adds to its input, and what that does for very deep nets."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import max_pool2d

from tests.architectures.loop_blocks import apart, convolved, normed
from tests.architectures.loop_parameters import conv_norm, layers, learned, linear, output_shape
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPLIED, claim
from tests.support.strategies import INTEGERS, REALS, gaussian, seeded, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

IMAGES = (2, 3, 4, 5)


def silent(block, device, dtype):
    """A block whose branch is zero: what it ends in is multiplied by 0."""
    block = block.to(device, dtype)
    nn.init.zeros_(block.bn2.weight)
    nn.init.zeros_(block.bn2.bias)
    return block


def bottlenecks(net, x):
    """A net of four bottlenecks, written out with a net's numbers."""
    parts = zip(layers(net, nn.Conv2d), layers(net, nn.BatchNorm2d), strict=True)

    def through(x, stride=1, padding=0):
        conv, norm = next(parts)
        return normed(norm, convolved(conv, x, stride, padding))

    h = max_pool2d(through(x, 2, 3).clamp(min=0), 3, 2, padding=1)
    for stride in (1, 2, 2, 2):
        fewer = through(h).clamp(min=0)
        branch = through(through(fewer, stride, 1).clamp(min=0))
        h = (branch + through(h, stride)).clamp(min=0)
    (scores,) = layers(net, nn.Linear)
    return h.mean((-2, -1)) @ scores.weight.double().T + scores.bias.double()


@claim("resnet-zero-branch-identity", note="course ResNet", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize("training", [False, True], ids=["eval", "train"])
@given(x=tensors(REALS, shape=IMAGES))
def test_passes_on_what_it_is_given_if_its_branch_is_zero(
    residual_block, training, x, device, dtype
):
    """What follows from the shortcut: y = relu(x + 0). What is not negative passes unchanged."""
    block = silent(residual_block(3, 3), device, dtype).train(training)
    x = x.to(device, dtype)

    assert_equal(block(x), x.clamp(min=0))
    assert_equal(block(x.abs()), x.abs())


@claim("resnet-zero-branch-identity", note="course ResNet", verdict=HOLDS, reading=IMPLIED)
@given(x=tensors(INTEGERS, shape=IMAGES), v=tensors(INTEGERS, shape=IMAGES))
def test_passes_back_the_gradient_if_its_branch_is_zero(residual_block, x, v, device, dtype):
    """What depth lives on: the gradient goes round the branch, wherever x is positive."""
    block = silent(residual_block(3, 3), device, dtype)
    x, v = x.to(device, dtype).requires_grad_(), v.to(device, dtype)

    (gradient,) = torch.autograd.grad((block(x) * v).sum(), x)

    assert_equal(gradient, v * (x > 0))


@claim("resnet-zero-branch-identity", note="course ResNet", verdict=HOLDS, reading=IMPLIED)
@cells(dtypes=["float64"], examples=0.5)
@given(seed=seeds(), stride=st.integers(1, 2))
def test_adds_its_branch_to_its_input(residual_block, seed, stride, device, dtype):
    """The formula: relu(F(x) + shortcut(x)), where F is convolution, norm, ReLU, convolution, norm.

    However the images lie in memory, and where one is nan. In float64, since GPUs read fewer digits
    of float32 by default (TF32).
    """
    with seeded(seed):
        shortcut = nn.Conv2d(3, 4, 1, stride, bias=False)
        block = residual_block(3, 4, stride, shortcut).to(device, dtype).eval()
    x = apart(gaussian(seed, 4, 3, 4, 5)).to(device, dtype)
    branch = normed(block.bn1, convolved(block.conv1, x, stride, 1)).clamp(min=0)
    branch = normed(block.bn2, convolved(block.conv2, branch, 1, 1))
    expected = (branch + convolved(block.downsample, x, stride)).clamp(min=0)

    scale = 1 + expected.nan_to_num().abs().max()
    assert_near(block(x), expected, roundings=16, scale=scale)


@claim("resnet-shortcut-shape", note="course ResNet", verdict=HOLDS_IF, reading=IMPLIED)
@given(inputs=st.integers(2, 4), more=st.integers(1, 4), stride=st.integers(1, 2))
def test_needs_a_projection_where_the_shapes_differ(
    residual_block, inputs, more, stride, device, dtype
):
    """What follows from adding: branch and shortcut must be of one shape, or it is a RuntimeError.

    A 1 × 1 convolution of the same stride makes them so. See the exception below.
    """
    outputs = inputs + more
    x = torch.zeros(2, inputs, 4, 6, device=device, dtype=dtype)
    project = nn.Conv2d(inputs, outputs, 1, stride)
    block = residual_block(inputs, outputs, stride, project).to(device, dtype)

    assert block(x).shape == (2, outputs, 4 // stride, 6 // stride)
    assert residual_block(inputs, inputs).to(device, dtype)(x).shape == x.shape
    with pytest.raises(RuntimeError):
        residual_block(inputs, outputs).to(device, dtype)(x)
    with pytest.raises(RuntimeError):
        residual_block(inputs, inputs, 2).to(device, dtype)(x)


@claim("resnet-shortcut-shape", note="course ResNet", verdict=HOLDS_IF, reading=IMPLIED)
@given(x=tensors(REALS, shape=(2, 1, 3, 4)), outputs=st.integers(2, 5))
def test_broadcasts_a_single_channel_without_a_word(residual_block, x, outputs, device, dtype):
    """The exception: a single channel is broadcast.

    It is added to each channel of the branch, and nothing says that the projection was forgotten.
    """
    block = silent(residual_block(1, outputs), device, dtype)
    x = x.to(device, dtype)

    assert_equal(block(x), x.clamp(min=0).expand(-1, outputs, -1, -1))


@claim("resnet-shortcut-shape", note="course ResNet", verdict=HOLDS_IF, reading=IMPLIED)
@pytest.mark.parametrize(
    ("blocks", "bottleneck", "numbers"),
    [((2, 2, 2, 2), False, 11_689_512), ((3, 4, 6, 3), True, 25_557_032)],
    ids=["18", "50"],
)
def test_projects_where_a_stage_begins(resnet, blocks, bottleneck, numbers):
    """How ResNet-18 and ResNet-50 keep to it: the first block of a stage has a projection.

    Only where its shapes agree it has none. So counted, they learn 11.7 and 25.6 million numbers.
    """
    total, inputs = conv_norm(3, 64, 7), 64
    for stage, count in enumerate(blocks):
        width = 64 * 2**stage
        outputs = 4 * width if bottleneck else width
        total += conv_norm(inputs, outputs, 1) if inputs != outputs else 0
        for _ in range(count):
            if bottleneck:
                total += conv_norm(inputs, width, 1) + conv_norm(width, width, 3)
                total += conv_norm(width, outputs, 1)
            else:
                total += conv_norm(inputs, width, 3) + conv_norm(width, width, 3)
            inputs = outputs

    assert learned(resnet, blocks, bottleneck) == total + linear(inputs, 1000) == numbers
    assert output_shape(lambda: resnet(blocks, bottleneck), 3, 224, 224) == (1, 1000)
    assert learned(resnet) == 11_689_512


@claim("resnet-shortcut-shape", note="course ResNet", verdict=HOLDS_IF, reading=IMPLIED)
@cells(dtypes=["float64"])
def test_of_bottlenecks_goes_round_three_convolutions_at_a_time(resnet, device, dtype):
    """How ResNet-50 does it: to fewer channels, 3 × 3 among these, to four times these, and add.

    Each but the first stage halves the sides in the middle convolution and in the projection.
    """
    with seeded(0):
        net = resnet((1, 1, 1, 1), True, 3).to(device, dtype).eval()
    x = gaussian(0, 2, 3, 35, 18).to(device, dtype)
    assert [len(layers(net, kind)) for kind in (nn.Conv2d, nn.BatchNorm2d)] == [17, 17]

    expected = bottlenecks(net, x)

    assert expected.shape == (2, 3)
    assert_near(net(x), expected, roundings=64, scale=expected.abs().max())
