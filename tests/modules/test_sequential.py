"""Sequential: a chain of modules; and flatten, the link between images and vectors."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.support.axes import cells
from tests.support.claims import HOLDS, VERSION_DEPENDENT, claim
from tests.support.strategies import NASTY, gaussian, seeds, shapes, tensors
from tests.support.tolerance import assert_equal

STEPS = {"add": lambda x: x + 3, "double": lambda x: 2 * x, "rectify": torch.relu}


class Step(nn.Module):
    """One of the steps, as a module."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def forward(self, x):
        return STEPS[self.name](x)


@claim("mod-sequential-composition", note="course nn.Module", verdict=HOLDS)
@given(x=tensors(NASTY), names=st.lists(st.sampled_from(sorted(STEPS)), max_size=4))
def test_runs_its_modules_in_their_order(sequential, x, names, device, dtype):
    """The note: it joins layers in order, and does the forward pass by itself. True.

    The first one is applied first; an empty sequence is the identity.
    """
    x = x.to(device, dtype)
    expected = x
    for name in names:
        expected = STEPS[name](expected)

    y = sequential(*map(Step, names))(x)

    assert_equal(y, expected)


@claim("mod-sequential-composition", note="course nn.Module", verdict=HOLDS)
@cells(examples=0.3)
@given(seed=seeds())
def test_computes_what_its_layers_compute_one_by_one(sequential, seed, device, dtype):
    """The same of layers with parameters: net(x) is l3(l2(l1(x))), its gradients included."""
    first, last = nn.Linear(4, 4), nn.Linear(4, 4)
    net = sequential(first, nn.Tanh(), last).to(device, dtype)
    x = gaussian(seed, 99, 4).to(device, dtype).requires_grad_()

    (by_one,) = torch.autograd.grad(last(torch.tanh(first(x))).square().sum(), x)
    (gradient,) = torch.autograd.grad(net(x).square().sum(), x)

    assert_equal(net(x), last(torch.tanh(first(x))))
    assert_equal(gradient, by_one)
    assert [name for name, _ in net.named_parameters()] == [
        *("0.weight", "0.bias", "2.weight", "2.bias")
    ]


@claim("mod-flatten-needed", note="course nn.Module", verdict=VERSION_DEPENDENT)
@given(
    x=tensors(NASTY, shape=shapes(min_dims=2, max_dims=4, max_side=3)),
    times=st.sampled_from([1, 256]),
)
def test_flattens_each_sample_to_a_row_with_a_ready_made_layer(flatten, x, times, device, dtype):
    """The note: a flatten class of one's own is needed. True before torch 1.2; nn.Flatten since.

    Each sample becomes one row of its numbers, the last index running fastest; the batch remains,
    however large it is and however it lies in memory. A gradient goes back where its number was.
    """
    rows = [[entry.item() for entry in sample.reshape(-1)] for sample in x] * times
    x = torch.cat([x] * times).mT.contiguous().mT.to(device, dtype).requires_grad_()

    flat = flatten()(x)
    assert flat.shape == (len(x), len(rows[0]))
    (gradient,) = torch.autograd.grad((flat * flat.detach()).sum(), x)

    assert_equal(flat, torch.tensor(rows, device=device, dtype=dtype))
    assert_equal(gradient, x.detach())


@claim("mod-flatten-needed", note="course nn.Module", verdict=VERSION_DEPENDENT)
@cells(meta=True)
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [((), (2, 60)), ((0,), (120,)), ((2,), (2, 3, 20)), ((1, 2), (2, 12, 5)), ((-2,), (2, 3, 20))],
    ids=str,
)
def test_flattens_other_dimensions_when_told(flatten, arguments, expected, device):
    """Beyond the note: nn.Flatten takes the first and the last of the dimensions to join.

    By default it begins at 1, so that (2, 3, 4, 5) becomes (2, 60); from 0 the batch is lost.
    """
    x = torch.zeros(2, 3, 4, 5, device=device)

    assert flatten(*arguments)(x).shape == expected


@claim("mod-flatten-needed", note="course nn.Module", verdict=VERSION_DEPENDENT)
@cells(dtypes=["float32"], examples=0.2)
@given(sizes=shapes(min_dims=3, max_dims=3, max_side=3), seed=seeds())
def test_with_a_flatten_makes_one_row_of_each_image(sequential, sizes, seed, device, dtype):
    """What it is for: the layer behind it sees (N, C·H·W), one row an image.

    Here that layer is a softmax, which without it would take each row of pixels by itself.
    """
    x = gaussian(seed, 5, *sizes).to(device, dtype)

    y = sequential(nn.Flatten(), nn.Softmax(-1))(x)

    assert_equal(y, x.reshape(5, math.prod(sizes)).softmax(-1))
