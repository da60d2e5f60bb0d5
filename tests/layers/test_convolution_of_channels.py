"""Convolution of channels: which filter sees which, and what is no image."""

import numpy as np
import pytest
import torch
from hypothesis import given

from tests.layers.loop_convolution import FEW
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, REFUTED, claim
from tests.support.strategies import tensors
from tests.support.tolerance import assert_equal


@claim("multi-kernel-same-per-channel", note="course Multi-Kernels", verdict=REFUTED)
@given(x=tensors(FEW, shape=(1, 3, 3, 4)), w=tensors(FEW, shape=(2, 3, 2, 2)))
def test_has_a_slice_of_the_kernel_for_each(convolution, x, w, device, dtype):
    """The note: every channel must have the same kernel. No: only the size of it is the same.

    Each channel meets a slice of its own. If the slices are the same, three channels are worth
    their sum.
    """
    x, w = x.to(device, dtype), w.to(device, dtype)
    tied = w[:, :1].expand(2, 3, 2, 2)

    apart = [convolution(x[:, c : c + 1], w[:, c : c + 1]) for c in range(3)]

    assert_equal(convolution(x, w), sum(apart))
    assert_equal(convolution(x, tied), convolution(x.sum(1, keepdim=True), w[:, :1]))


@claim("multi-kernel-different-filters", note="course Multi-Kernels", verdict=HOLDS)
@given(x=tensors(FEW, shape=(2, 2, 3, 3)), w=tensors(FEW, shape=(3, 2, 2, 2)))
def test_leaves_each_filter_to_itself(convolution, x, w, device, dtype):
    """The note: the kernels may differ from each other. True: each makes a channel, alone."""
    x, w = x.to(device, dtype), w.to(device, dtype)

    alone = [convolution(x, w[m : m + 1]) for m in range(3)]

    assert_equal(convolution(x, w), torch.cat(alone, 1))


@claim("multi-kernel-count", note="course Multi-Kernels", verdict=HOLDS)
@claim("conv-one-kernel-one-channel", note="pytorch-basics 10", verdict=HOLDS)
@cells(meta=True)
@pytest.mark.parametrize(("channels", "filters"), [(5, 10), (3, 1), (3, 2), (1, 4)])
def test_makes_one_of_each_filter(convolution, channels, filters, device, dtype):
    """The notes: a filter spans all input channels and makes one; m filters make m. True."""
    x = torch.zeros(1, channels, 100, 100, device=device, dtype=dtype)
    w = torch.zeros(filters, channels, 3, 3, device=device, dtype=dtype)

    assert convolution(x, w).shape == (1, filters, 98, 98)


@claim("conv-one-kernel-one-channel", note="pytorch-basics 10", verdict=HOLDS)
@given(x=tensors(FEW, shape=(2, 4, 3, 3)), w=tensors(FEW, shape=(4, 2, 2, 2)))
def test_in_groups_is_several_side_by_side(convolution, x, w, device, dtype):
    """How far it holds: with groups=1. With 2, filters see half of the channels; with 4, one."""
    x, w = x.to(device, dtype), w.to(device, dtype)
    halves = [convolution(x[:, i : i + 2], w[i : i + 2]) for i in (0, 2)]
    single = [convolution(x[:, i : i + 1], w[i : i + 1, :1]) for i in range(4)]

    assert_equal(convolution(x, w, groups=2), torch.cat(halves, 1))
    assert_equal(convolution(x, w[:, :1], groups=4), torch.cat(single, 1))


@claim("conv-terms-channels", note="course Terms", verdict=HOLDS)
@pytest.mark.parametrize(("mode", "channels"), [("L", 1), ("RGB", 3), ("RGBA", 4)])
def test_counts_one_for_gray_and_three_for_colour(convolution, mode, channels, device, dtype):
    """The note: a gray image has one channel, one in RGB three. True; with transparency, four."""
    from PIL import Image

    pixels = torch.from_numpy(np.array(Image.new(mode, (5, 4)))).reshape(4, 5, -1)
    image = pixels.permute(2, 0, 1).to(device, dtype)

    y = convolution(image, torch.ones(1, channels, 2, 2, device=device, dtype=dtype))

    assert image.shape == (channels, 4, 5)
    assert y.shape == (1, 3, 4)


@claim("conv-channel-mismatch", note="pytorch-basics 10", verdict=HOLDS)
@pytest.mark.parametrize(
    ("channels", "weight", "groups"),
    [(1, (1, 3, 3, 3), 1), (3, (1, 1, 3, 3), 1), (4, (2, 4, 3, 3), 2), (4, (3, 2, 3, 3), 2)],
    ids=str,
)
def test_refuses_a_number_that_the_filters_do_not_have(
    convolution, channels, weight, groups, device, dtype
):
    """The note: channels of image and layer must match. True: RuntimeError, and no broadcasting.

    With groups, the filters too must be divisible by them.
    """
    x = torch.ones(1, channels, 5, 5, device=device, dtype=dtype)
    w = torch.ones(weight, device=device, dtype=dtype)

    with pytest.raises(RuntimeError, match=r"channels|divisible"):
        convolution(x, w, groups=groups)


@claim("conv-unbatched-input", note="pytorch-basics 10 code", verdict=IMPRECISE)
@given(x=tensors(FEW, shape=(2, 4, 3)), w=tensors(FEW, shape=(3, 2, 2, 2)))
def test_needs_no_batch(convolution, x, w, device, dtype):
    """The note: inputs are (batch, channels, height, width). Or (channels, height, width)."""
    x, w = x.to(device, dtype), w.to(device, dtype)

    assert_equal(convolution(x, w), convolution(x[None], w)[0])


@claim("conv-unbatched-input", note="pytorch-basics 10 code", verdict=IMPRECISE)
@pytest.mark.parametrize("shape", [(5,), (5, 5), (1, 1, 1, 5, 5)], ids=str)
def test_refuses_what_is_neither_an_image_nor_a_batch(convolution, shape, device, dtype):
    """How far it holds: two dimensions are no image, and five are too many. RuntimeError."""
    w = torch.ones(1, 1, 3, 3, device=device, dtype=dtype)

    with pytest.raises(RuntimeError, match="3D"):
        convolution(torch.ones(shape, device=device, dtype=dtype), w)


@claim("conv-float-required", note="pytorch-basics 10", verdict=HOLDS)
@pytest.mark.parametrize("other", [torch.uint8, torch.int64], ids=str)
def test_demands_the_type_of_the_weights(convolution, other, device, dtype):
    """The note's images are floats. They must be: bytes, as read from a file, are refused."""
    w = torch.ones(1, 1, 3, 3, device=device, dtype=dtype)

    with pytest.raises(RuntimeError, match="type"):
        convolution(torch.ones(1, 1, 5, 5, device=device, dtype=other), w)


@claim("conv-float-required", note="pytorch-basics 10", verdict=HOLDS)
@cells(dtypes=("float32",))
def test_demands_the_precision_of_the_weights(convolution, device, dtype):
    """Nor does it convert floats: numpy's are float64, and a layer's weights float32."""
    image = torch.from_numpy(np.ones((1, 5, 5))).to(device)

    with pytest.raises(RuntimeError, match="type"):
        convolution(image, torch.ones(1, 1, 3, 3, device=device, dtype=dtype))
