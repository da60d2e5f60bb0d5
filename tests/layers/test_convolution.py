"""Convolution: which pixels meet which weights, and what becomes of the products."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.layers.convolution import naive_conv2d
from tests.layers.loop_convolution import FEW, dense, problems
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.strategies import gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

EXACT = ("float32", "float64", "float16")  # bfloat16 has no 257
SLIDE = [
    [3.0, 4.0, 6.0, 5.0, 7.0],
    [2.0, 4.0, 6.0, 8.0, 2.0],
    [1.0, 6.0, 7.0, 8.0, 4.0],
    [9.0, 7.0, 4.0, 6.0, 2.0],
    [3.0, 7.0, 5.0, 4.0, 1.0],
]


def slide(device, dtype):
    """The image and the kernel of the lecture: the numbers 1 to 9."""
    image = torch.tensor(SLIDE, device=device, dtype=dtype)
    kernel = torch.arange(1, 10, device=device, dtype=dtype)
    return image.view(1, 1, 5, 5), kernel.view(1, 1, 3, 3)


@claim("conv-formula-cross-correlation", note="pytorch-basics 10", verdict=IMPRECISE)
@claim("conv-matrix-multiply-add", note="course Convolution", verdict=IMPRECISE)
@given(problem=problems(), bias=st.sampled_from([None, 0.0, 3.0, -8.0]), turned=st.booleans())
def test_sums_the_products_of_kernel_and_window(convolution, problem, bias, turned, device, dtype):
    """One note: the kernel meets each window, and channels add up. Another: by matrix products.

    True of products entry by entry, for every stride, padding, dilation and number of groups.
    """
    x = problem.images.to(device, dtype)
    x = x.mT.contiguous().mT if turned else x
    w = problem.filters.to(device, dtype)
    b = None if bias is None else torch.full((len(w),), bias, device=device, dtype=dtype)

    y = convolution(x, w, b, **problem.options)

    assert_equal(y, (problem.result() + (bias or 0)).to(device, dtype))


@claim("conv-formula-cross-correlation", note="pytorch-basics 10", verdict=IMPRECISE)
@cells(dtypes=EXACT)
@given(problem=problems(), data=st.data())
def test_has_gradients_that_sum_the_same_products(convolution, problem, data, device, dtype):
    """What follows from the formula: each product passes the gradient to its two factors.

    Not in bfloat16, whose whole numbers end at 256.
    """
    x = problem.images.to(device, dtype).requires_grad_()
    w = problem.filters.to(device, dtype).requires_grad_()
    v = data.draw(tensors(FEW, shape=problem.shape))
    by_images, by_filters = problem.gradients(v)

    y = convolution(x, w, **problem.options)
    assert y.shape == v.shape
    by_x, by_w = torch.autograd.grad((y * v.to(device, dtype)).sum(), (x, w))

    assert_equal(by_x, by_images.to(device, dtype))
    assert_equal(by_w, by_filters.to(device, dtype))


@claim("conv-formula-cross-correlation", note="pytorch-basics 10", verdict=IMPRECISE)
@cells(examples=0.5)
@given(seed=seeds())
def test_rounds_no_more_than_its_sums_must(convolution, seed, device, dtype):
    """Of other than whole numbers too, up to one rounding for each of 27 products.

    In float32 they have 11 binary digits here: by default, GPUs that know TF32 read no more.
    """
    coarse = torch.float16 if dtype == torch.float32 else dtype
    x = gaussian(seed, 1, 3, 6, 6).to(coarse).to(device, dtype)
    w = gaussian(seed + 1, 2, 3, 3, 3).to(coarse).to(device, dtype)

    y = convolution(x, w)

    scale = dense(x.abs(), w.abs()).result()
    assert_near(y, dense(x, w).result(), roundings=28, scale=scale)


@claim("conv-formula-cross-correlation", note="pytorch-basics 10", verdict=IMPRECISE)
@given(x=tensors(FEW, shape=(7,)), w=tensors(FEW, shape=(3,)))
def test_does_not_flip_the_kernel(convolution, x, w, device, dtype):
    """The name: convolution. In mathematics that turns the kernel round, as numpy does.

    PyTorch computes the cross-correlation. On the slide it starts with 211, and not with 179.
    """
    image, kernel = slide(device, dtype)
    row, weights = (t.view(1, 1, 1, -1).to(device, dtype) for t in (x, w))

    y = convolution(row, weights.flip(-1))

    assert_equal(y.flatten(), torch.from_numpy(np.convolve(x, w, "valid")).to(dtype))
    assert convolution(image, kernel)[0, 0, 0, 0] == 211
    assert convolution(image, kernel.flip(-1, -2))[0, 0, 0, 0] == 179


@claim("conv-matrix-multiply-add", note="course Convolution", verdict=IMPRECISE)
@given(x=tensors(FEW, shape=(2, 3, 4, 5)), w=tensors(FEW, shape=(2, 3, 2, 3)))
def test_is_no_matrix_product_of_windows(convolution, x, w, device, dtype):
    """The note: small matrices are multiplied. Entry by entry: 70 and not 134 in all, below.

    A matrix product it is of all the filters laid flat with all the windows laid flat.
    """
    window = torch.tensor([[1.0, 2.0], [3.0, 4.0]], device=device, dtype=dtype)
    kernel = torch.tensor([[5.0, 6.0], [7.0, 8.0]], device=device, dtype=dtype)
    x, w = x.to(device, dtype), w.to(device, dtype)
    windows = torch.stack([x[..., i : i + 2, j : j + 3] for i in range(3) for j in range(3)], -1)

    y = convolution(x, w)

    assert convolution(window[None, None], kernel[None, None]).flatten().tolist() == [70]
    assert (window @ kernel).sum() == 134
    assert_equal(y.flatten(2), w.flatten(1) @ windows.flatten(1, 3))
    assert_equal(y, naive_conv2d(x, w))
    assert_equal(y[0], naive_conv2d(x[0], w))


@claim("conv-xy-offsets", note="course Convolution", verdict=IMPRECISE)
@given(x=tensors(FEW, shape=(1, 1, 5, 6)), offset=st.tuples(st.integers(0, 2), st.integers(0, 3)))
def test_reads_each_pixel_at_the_offset_of_its_weight(convolution, x, offset, device, dtype):
    """The note: x and y are distances from the origin, "bias". From the corner of the window.

    A kernel with a single 1 at (a, b) shifts the image by a rows and b columns.
    """
    a, b = offset
    x = x.to(device, dtype)
    one = torch.zeros(1, 1, 3, 4, device=device, dtype=dtype)
    one[..., a, b] = 1

    assert_equal(convolution(x, one), x[..., a : a + 3, b : b + 3])


@claim("conv-xy-offsets", note="course Convolution", verdict=IMPRECISE)
@given(x=tensors(FEW, shape=(2, 1, 3, 3)), bias=tensors(FEW, shape=(2,)))
def test_adds_its_bias_to_a_whole_channel(convolution, x, bias, device, dtype):
    """What the bias is: no offset of the window, but a number for every output channel."""
    x, bias = x.to(device, dtype), bias.to(device, dtype)
    w = torch.tensor([1.0, -1.0], device=device, dtype=dtype).view(2, 1, 1, 1)

    y = convolution(x, w, bias)

    assert_equal(y, torch.cat([x + bias[0], -x + bias[1]], 1))


@claim("conv-slide-padding", note="pytorch-basics 10.1", verdict=HOLDS)
@cells(dtypes=EXACT)
def test_of_the_slide_with_padding_has_its_25_numbers(convolution, device, dtype):
    """The slide: a frame of zeros around 5 × 5 pixels gives these 5 × 5. True.

    Not in bfloat16, whose whole numbers end at 256.
    """
    y = convolution(*slide(device, dtype), padding=1)

    assert y[0, 0].tolist() == [
        [91, 168, 224, 215, 127],
        [114, 211, 295, 262, 149],
        [192, 259, 282, 214, 122],
        [194, 251, 253, 169, 86],
        [96, 112, 110, 68, 31],
    ]


@claim("conv-stride-slide", note="pytorch-basics 10.2", verdict=HOLDS)
@cells(dtypes=EXACT)
def test_of_the_slide_with_stride_has_its_four_numbers(convolution, device, dtype):
    """The slide: steps of 2 over 5 × 5 pixels give 2 × 2. True."""
    y = convolution(*slide(device, dtype), stride=2)

    assert y[0, 0].tolist() == [[211, 262], [251, 169]]
