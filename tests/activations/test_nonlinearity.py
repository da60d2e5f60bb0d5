"""Nonlinearity: what activations have in common, and what a net is without them."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.activations.relu import relu as rectified
from concepts.activations.softmax import softmax
from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.statistics import assert_mean, risk
from tests.support.strategies import INTEGERS, REALS, SCORES, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

FOUR = [row(name, name) for name in ("sigmoid", "tanh", "relu", "softplus")]


@claim("linear-stack-collapses", note="chapter-three 3", verdict=HOLDS_IF)
@cells(dtypes=WIDE)  # the products of four layers are exact in neither half precision
@given(
    data=st.data(), widths=st.just([2, 2, 2]) | st.lists(st.integers(1, 3), min_size=2, max_size=5)
)
def test_is_what_keeps_layers_from_being_one(collapse, data, widths, device, dtype):
    """The note: without activations, any number of layers is a linear combination. True: W x + b.

    Strictly, linear if the biases vanish; and of no higher rank than the narrowest layer. With relu
    between, the net 1, 2, 1 makes |x|, which no affine map does.
    """
    sides = list(zip(widths[1:], widths[:-1], strict=True))
    weights = [data.draw(tensors(INTEGERS, shape=s)).to(device, dtype) for s in sides]
    biases = [data.draw(tensors(INTEGERS, shape=s[:1])).to(device, dtype) for s in sides]
    h = x = data.draw(tensors(INTEGERS, shape=(4, widths[0]))).to(device, dtype)
    for w, b in zip(weights, biases, strict=True):
        h = h @ w.T + b

    weight, bias = collapse(weights, biases)

    assert_equal(x @ weight.T + bias, h)
    assert torch.linalg.matrix_rank(weight.double(), rtol=1e-14) <= min(widths)  # 45 roundings
    assert_equal(rectified(x) + rectified(-x), x.abs())
    with pytest.raises(ValueError, match=r"zip\(\)"):
        collapse(weights, [*biases, biases[-1]])


@claim("linear-stack-collapses", note="chapter-three 3", verdict=HOLDS_IF)
@cells(examples=0.5)
@given(seed=seeds())
def test_left_out_makes_one_layer_of_three_wide_ones(collapse, seed, device, dtype):
    """The same for real numbers and 20 inputs, up to rounding; a nan is not lost on the way.

    The last bias is added as it is, so that its slope is 1.
    """
    weights = [*gaussian(seed, 3, 20, 20).to(device, dtype).transpose(1, 2)]
    biases = [b.requires_grad_() for b in gaussian(seed + 1, 3, 20).to(device, dtype)]
    h = x = gaussian(seed + 2, 5, 20).to(device)
    size = x.abs()
    for w, b in zip(weights, biases, strict=True):
        h, size = h @ w.T.double() + b, size @ w.T.double().abs() + b.abs()

    weight, bias = collapse(weights, biases)

    found = x @ weight.T.double() + bias
    assert_near(found, h, roundings=64, scale=size, dtype=dtype, loose="of 60 sums most cancel")
    assert_equal(torch.autograd.grad(bias.sum(), biases[-1])[0], 1.0)
    weights[1][7, 7] = torch.nan
    assert collapse(weights, biases)[0].isnan().any()


@claim("linear-stack-cannot-xor", note="chapter-three 3", verdict=HOLDS_IF)
@given(w=tensors(REALS, shape=(2,)), b=st.floats(-4, 4))
def test_solves_xor_which_no_affine_map_does(relu, w, b, device, dtype):
    """The note: without activations no nonlinear problem can be solved. XOR, for one; true.

    Any affine map is 1/4 or more away from it in the mean square, and 1/2 everywhere is the best.
    Two units of relu get it exactly.
    """
    x = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]], device=device, dtype=dtype)
    xor = torch.tensor([0, 1, 1, 0], device=device, dtype=dtype)
    both = x.sum(1)

    affine = x.double() @ w.to(device) + b

    assert ((affine - xor) ** 2).mean() >= 0.25 - 1e-12
    assert ((0.5 - xor) ** 2).mean() == 0.25
    assert_equal(relu(both) - 2 * relu(both - 1), xor)


@claim("activation-positive-larger", note="chapter-three 3", verdict=IMPRECISE)
@table("activation", FOUR)
@given(x=tensors(SCORES))
def test_keeps_the_order_of_its_inputs(activation, x, device, dtype):
    """The note: positive samples make the activation larger. A larger input does, for these four.

    Whether it is the positive samples that have the larger inputs is for training to see to.
    """
    x = x.flatten().unique().to(device, dtype)

    assert (activation(x).diff() >= 0).all()


@claim("activation-positive-larger", note="chapter-three 3", verdict=IMPRECISE)
@pytest.mark.parametrize("name", ["gelu", "silu", "mish"])
def test_need_not_keep_the_order_of_its_inputs(name, device, dtype):
    """The note: positive samples make the activation larger. Not any: these fall from -4 to -1."""
    x = torch.tensor([-4.0, -1.0, 0.0], device=device, dtype=dtype)

    high, low, zero = getattr(torch.nn.functional, name)(x)

    assert low < high < zero == 0


@claim("activation-positive-larger", note="chapter-three 3", verdict=IMPRECISE)
@cells(dtypes=WIDE, examples=0.1)
@given(seed=seeds())
def test_learns_to_be_larger_for_positive_samples(sigmoid, seed, device, dtype):
    """Where the note is right: a unit that began with the wrong sign has learnt its samples.

    The two classes of 32 samples lie around ±1.5, far further apart than chance could move their
    means: over 300 seeds the positive ones led by -0.57 at most before, by 0.87 at least after.
    """
    risk(deviations=8)
    labels = torch.arange(64, device=device) % 2
    x = gaussian(seed, 64, scale=0.5).to(device, dtype) + 3 * labels - 1.5
    weight = torch.tensor(-1.0, device=device, dtype=dtype)

    def lead(weight):
        return (
            sigmoid(weight * x)[labels == 1].mean() - sigmoid(weight * x)[labels == 0].mean()
        ).item()

    before = lead(weight)
    for _ in range(50):
        weight = weight.detach().requires_grad_()
        loss = ((sigmoid(weight * x) - labels) ** 2).mean()
        weight = weight - 2 * torch.autograd.grad(loss, weight)[0]

    assert before < -0.3
    assert lead(weight) > 0.3


@claim("activation-elementwise", note="regression-network 2", verdict=IMPRECISE)
@table("activation", FOUR)
@given(x=tensors(REALS))
def test_is_applied_to_each_element_by_itself(activation, x, device, dtype):
    """The note: it broadcasts, that is, f is taken of every element. True of what it describes.

    (Broadcasting is the fitting of shapes of several operands.) Not so softmax, which weighs the
    elements of a row against each other.
    """
    x = x.to(device, dtype)
    alone = torch.stack([activation(n) for n in x.flatten()]).reshape(x.shape)
    pair = torch.zeros(2, device=device, dtype=dtype)

    assert_near(activation(x), alone.double(), roundings=8)
    many = x.flatten().repeat(9001)
    assert_near(activation(many), alone.double().flatten().repeat(9001), roundings=8)
    assert softmax(pair, -1)[0] != softmax(pair[:1], -1)[0]


@claim("activation-elementwise", note="regression-network 2", verdict=IMPRECISE)
@table("activation", FOUR)
@pytest.mark.parametrize("shape", [(), (0, 3), (1, 3, 1)], ids=str)
def test_keeps_the_shape(activation, shape, device, dtype):
    """What follows: the output has the shape of the input, be it empty or a single number."""
    y = activation(torch.ones(shape, device=device, dtype=dtype))

    assert y.shape == shape
    assert y.dtype == dtype


def slope(activation, x):
    """The derivative at each element of `x`."""
    x = x.detach().requires_grad_()
    return torch.autograd.grad(activation(x).sum(), x)[0]


@claim("big-inputs-saturate", note="regression-network 3", verdict=HOLDS)
@table(
    "activation, steepest, usual, at_ten",
    [
        row("sigmoid", "sigmoid", 1 / 4, 0.2066, math.exp(-10)),
        row("tanh", "tanh", 1.0, 0.6057, 4 * math.exp(-20)),
    ],
)
@cells(examples=0.3)
@given(seed=seeds())
def test_hardly_responds_to_large_inputs(activation, steepest, usual, at_ten, seed, device, dtype):
    """The note: large inputs are in saturation, where the neuron does not respond. True.

    The mean slope of standard normal inputs, 0.2066 or 0.6057, shrinks whenever they are made ten
    times as large, to e^-10 and 4 e^-20 at 10. Standardised again, they have it back.
    """
    x = gaussian(seed, 1024).to(device, dtype)
    large = 100 * x
    ten = torch.tensor([-10.0, 10.0], device=device, dtype=dtype)

    slopes = [slope(activation, scale * x) for scale in (1, 10, 100)]
    restored = slope(activation, (large - large.mean()) / large.std())

    assert slopes[0].mean() > 2 * slopes[1].mean() > 4 * slopes[2].mean()
    assert slope(activation, ten).max() <= at_ten + 4 * torch.finfo(dtype).eps
    limits = {"low": 0, "high": 1.01 * steepest, "detects": steepest / 3}
    assert_mean(slopes[0], usual, **limits)
    assert_mean(restored, usual, **limits)
