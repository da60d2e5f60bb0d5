"""A convolution layer: nn.Conv2d, its weights and what it does unless told otherwise."""

import pytest
import torch
from hypothesis import given
from torch.nn import Conv2d

from tests.layers.loop_convolution import FEW
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, REFUTED, claim
from tests.support.strategies import seeded, seeds, tensors
from tests.support.tolerance import assert_equal


@claim("conv-stride-default", note="course Terms", verdict=HOLDS)
@claim("conv-padding-default", note="pytorch-basics 10.1", verdict=HOLDS)
def test_steps_by_one_pads_nothing_and_has_a_bias_by_default():
    """One note: the stride is 1. Another: padding is 0, and of zeros if any. True."""
    layer = Conv2d(1, 1, 3)

    assert (layer.stride, layer.padding, layer.dilation) == ((1, 1), (0, 0), (1, 1))
    assert (layer.groups, layer.padding_mode, layer.bias is not None) == (1, "zeros", True)


@claim("conv-one-kernel-one-channel", note="pytorch-basics 10", verdict=HOLDS)
@claim("multi-kernel-count", note="course Multi-Kernels", verdict=HOLDS)
@pytest.mark.parametrize(
    ("channels", "filters", "kernel", "groups", "parameters"),
    [(5, 10, (3, 3), 1, 460), (3, 2, (3, 3), 1, 56), (4, 6, (2, 5), 2, 126), (3, 3, (3, 3), 3, 30)],
)
def test_has_a_kernel_through_all_channels_and_a_bias_for_each_output(
    channels, filters, kernel, groups, parameters
):
    """The notes: m filters over n channels have weights (m, n, h, w). In groups, n / groups."""
    layer = Conv2d(channels, filters, kernel, groups=groups)

    assert layer.weight.shape == (filters, channels // groups, *kernel)
    assert layer.bias.shape == (filters,)
    assert sum(p.numel() for p in layer.parameters()) == parameters


@claim("multi-kernel-same-per-channel", note="course Multi-Kernels", verdict=REFUTED)
@claim("multi-kernel-different-filters", note="course Multi-Kernels", verdict=HOLDS)
@given(seed=seeds())
def test_starts_with_different_slices_and_different_filters(seed):
    """The note: filters may differ, but the kernel is the same on every channel. No: all differ."""
    with seeded(seed):
        weight = Conv2d(3, 2, 3).weight

    assert len(weight.flatten(0, 1).unique(dim=0)) == 2 * 3


@claim("conv-weight-data-assign", note="pytorch-basics 10.1", verdict=HOLDS)
@given(x=tensors(FEW, shape=(1, 2, 4, 4)), kernel=tensors(FEW, shape=(3, 2, 2, 2)))
def test_uses_the_kernel_assigned_to_its_weight_data(convolution, x, kernel, device, dtype):
    """The note: weight.data sets a kernel of one's own. True, and it goes on learning."""
    layer = Conv2d(2, 3, 2, bias=False, device=device, dtype=dtype)
    x, kernel = x.to(device, dtype), kernel.to(device, dtype)

    layer.weight.data = kernel

    assert_equal(layer(x), convolution(x, kernel))
    assert layer.weight.requires_grad


@claim("conv-weight-data-assign", note="pytorch-basics 10.1", verdict=HOLDS)
def test_notices_a_wrong_kernel_only_when_it_is_used():
    """How far it holds: (filters, channels, h, w) is not checked before the first image."""
    layer = Conv2d(1, 1, 3)

    layer.weight.data = torch.ones(3, 3)

    with pytest.raises(RuntimeError, match="dimensions"):
        layer(torch.ones(1, 1, 5, 5))


@claim("conv-padding-keeps-size", note="pytorch-basics 10.1", verdict=HOLDS_IF)
def test_cannot_keep_the_size_with_a_stride():
    """Where padding cannot keep the size, "same" is refused at once: with a stride."""
    with pytest.raises(ValueError, match="same"):
        Conv2d(1, 1, 3, stride=2, padding="same")


@claim("conv-padding-keeps-size", note="pytorch-basics 10.1", verdict=HOLDS_IF)
@cells(meta=True)
@pytest.mark.parametrize(("kernel", "dilation"), [(3, 1), (3, 2), (5, 1), ((1, 7), 3)])
def test_finds_the_padding_that_keeps_the_size_itself(kernel, dilation, device, dtype):
    """What padding=1 does for 3 × 3, padding="same" does for every kernel."""
    layer = Conv2d(1, 1, kernel, padding="same", dilation=dilation, device=device, dtype=dtype)
    x = torch.zeros(1, 1, 8, 8, device=device, dtype=dtype)

    assert layer(x).shape == x.shape


@claim("conv-unbatched-input", note="pytorch-basics 10 code", verdict=IMPRECISE)
@cells(meta=True)
def test_takes_the_channel_of_a_lone_gray_image_for_a_batch(device, dtype):
    """The note: the size of the batch is x.size(0). Of one gray image by luck: it is 1.

    The note's network maps (1, 28, 28) to (1, 10) as if it were a batch.
    """
    first = Conv2d(1, 10, 5, device=device, dtype=dtype)
    second = Conv2d(10, 20, 5, device=device, dtype=dtype)
    pooled = torch.nn.Sequential(first, torch.nn.MaxPool2d(2), second, torch.nn.MaxPool2d(2))
    last = torch.nn.Linear(320, 10, device=device, dtype=dtype)
    x = torch.zeros(1, 28, 28, device=device, dtype=dtype)

    assert last(pooled(x).view(x.size(0), -1)).shape == (1, 10)
