"""The targets of binary cross entropy: probabilities, in the dtype and shape of the input."""

import io
import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from tests.support import versions
from tests.support.claims import HOLDS, IMPLIED, VERSION_DEPENDENT, claim
from tests.support.tolerance import assert_near


@claim("bce-target-range", note="pytorch-basics 6.2", verdict=VERSION_DEPENDENT, reading=IMPLIED)
@pytest.mark.parametrize(("p", "y"), [(0.99, 3.0), (0.01, -2.0)])
def test_outside_0_and_1_are_refused_by_torch_since_2_1(binary_cross_entropy, p, y):
    """Up to torch 2.0 a target of 3 is taken, its loss without a floor; since 2.1 it raises."""
    p, y = torch.tensor([p]), torch.tensor([y])

    if binary_cross_entropy is F.binary_cross_entropy and not versions.BCE_CHECKS_TARGETS:
        assert binary_cross_entropy(p, y) < -9
    else:
        with pytest.raises(RuntimeError, match="all elements of target should be between 0 and 1"):
            binary_cross_entropy(p, y)


@claim("bce-float-target", note="pytorch-basics 9.3", verdict=HOLDS)
@claim("ce-diabetes-target-float", note="pytorch-basics 9.3", verdict=HOLDS)
@pytest.mark.parametrize("other", [torch.int64, torch.bool, "the other width"], ids=str)
def test_have_the_dtype_of_the_input(binary_cross_entropy, other, device, dtype):
    """The note: the target of the diabetes data is a FloatTensor. It must be, next to float32.

    torch.Tensor makes float32, np.loadtxt with float32 too; nothing is cast, and no wider
    float is taken either.
    """
    wider = torch.float32 if dtype == torch.float64 else torch.float64
    p = torch.full((3, 1), 0.5, device=device, dtype=dtype)
    y = torch.Tensor([[0], [0], [1]]).to(device)

    assert y.dtype == torch.float32
    assert_near(binary_cross_entropy(p, y.to(dtype)), math.log(2), roundings=1)
    with pytest.raises(RuntimeError, match=r"(?i)found dtype .* but expected"):
        binary_cross_entropy(p, y.to(wider if isinstance(other, str) else other))


@claim("ce-diabetes-target-float", note="pytorch-basics 9.3", verdict=HOLDS)
def test_from_loadtxt_are_float32(binary_cross_entropy):
    """The note's way to read the diabetes data: loadtxt(dtype=float32), then from_numpy."""
    table = np.loadtxt(io.StringIO("-0.29,0.48,0\n-0.88,-0.14,1"), delimiter=",", dtype=np.float32)
    y = torch.from_numpy(table[:, [-1]])

    loss = binary_cross_entropy(torch.full((2, 1), 0.25), y)

    assert y.dtype == torch.float32
    assert_near(loss, -(math.log(0.75) + math.log(0.25)) / 2, roundings=2)


@claim("bce-shape-must-match", note="pytorch-basics 7", verdict=HOLDS)
@pytest.mark.parametrize(("p", "y"), [((4, 1), (4,)), ((4,), (4, 1)), ((1,), ()), ((2, 3), (3,))])
def test_have_the_shape_of_the_input(binary_cross_entropy, p, y, device, dtype):
    """The note keeps the target a column by [-1] in brackets: (N, 1) against (N,) is refused."""
    p = torch.full(p, 0.5, device=device, dtype=dtype)

    with pytest.raises(ValueError, match="target"):
        binary_cross_entropy(p, torch.ones(y, device=device, dtype=dtype))


@claim("bce-shape-must-match", note="pytorch-basics 7", verdict=HOLDS)
def test_are_not_broadcast_as_those_of_the_squared_distance_are():
    """MSELoss takes (N, 1) against (N,), with a warning, and averages all N x N pairs."""
    p, y = torch.tensor([[0.0], [1.0], [3.0]]), torch.tensor([0.0, 1.0, 3.0])
    pairs = [(a - b) ** 2 for a in (0, 1, 3) for b in (0, 1, 3)]

    with pytest.warns(UserWarning, match="different to the input size"):
        loss = F.mse_loss(p, y)

    assert_near(loss, sum(pairs) / 9, roundings=1)
