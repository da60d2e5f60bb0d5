"""Back-propagation through a layer of any size, for as many samples as there are."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, claim
from tests.support.strategies import INTEGERS, tensors
from tests.support.tolerance import assert_equal

BASICS = "pytorch-basics 5"
SAMPLES, WEIGHT, SQUARE = (
    tensors(INTEGERS, shape=shape, layouts=True) for shape in ((3, 4), (5, 4), (4, 4))
)


@claim("backprop-hidden-shape", note=BASICS, verdict=HOLDS)
@cells(examples=0.5)
@given(x=SAMPLES, weight=WEIGHT)
def test_begins_with_a_sum_over_all_inputs_of_each_sample(linear_layer, x, weight, device, dtype):
    """What follows from H = W X: eight times the same inputs make eight times the output.

    Of each sample, of hundreds as of three, and of each output, wherever in memory it comes from.
    """
    x, weight = x.to(device, dtype), weight.to(device, dtype)

    h = linear_layer(x.repeat(60, 8), weight.repeat(2, 8))

    assert_equal(h, 8 * linear_layer(x, weight).repeat(60, 2))


@claim("backprop-chain-weight", note=BASICS, verdict=HOLDS)
@claim("backprop-chain-input", note=BASICS, verdict=HOLDS)
@given(x=SAMPLES, weight=SQUARE, d_h=tensors(INTEGERS, shape=(3, 4)))
def test_is_two_products_of_rows_too(linear_layer, x, weight, d_h, device, dtype):
    """The same two products where a sample is a row: ∂L/∂W = ∂L/∂Hᵀ X, and ∂L/∂X = ∂L/∂H W.

    And ∂L/∂b is the sum over the samples. Exact on whole numbers, even where W is a square.
    """
    d_w = [[sum(d_h[k, i] * x[k, j] for k in range(3)) for j in range(4)] for i in range(4)]
    d_x = [[sum(d_h[k, i] * weight[i, j] for i in range(4)) for j in range(4)] for k in range(3)]
    d_b = [sum(d_h[k, i] for k in range(3)) for i in range(4)]
    leaves = [t.to(device, dtype).requires_grad_() for t in (x, weight, weight[:, 0])]

    h = linear_layer(*leaves)
    (h * d_h.to(device, dtype)).sum().backward()

    for leaf, expected in zip(leaves, (d_x, d_w, d_b), strict=True):
        assert leaf.grad is not None
        assert_equal(leaf.grad, torch.tensor(expected).to(device, dtype))


@claim("backprop-hidden-shape", note=BASICS, verdict=HOLDS)
@given(x=SAMPLES, weight=WEIGHT, k=st.integers(0, 2), j=st.integers(0, 3))
def test_begins_with_nan_for_a_sample_that_lacks_an_input(
    linear_layer, x, weight, k, j, device, dtype
):
    """What follows: all outputs of a sample depend on each of its inputs, and on no other's."""
    x, weight = x.to(device, dtype), weight.to(device, dtype)
    expected = linear_layer(x, weight)
    expected[k] = math.nan
    x[k, j] = math.nan

    assert_equal(linear_layer(x, weight), expected)
