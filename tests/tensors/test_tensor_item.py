"""The item of a tensor: the way back to a Python number."""

import math

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support import versions
from tests.support.axes import cells
from tests.support.claims import IMPRECISE, claim
from tests.support.devices import ALL
from tests.support.strategies import NASTY, tensors
from tests.support.tolerance import assert_equal


@claim("tensor-item", note="regression-network 1", verdict=IMPRECISE)
@cells(dtypes=ALL)
@example(number=torch.tensor([-0.0], dtype=torch.float64), dims=2)
@given(number=tensors(NASTY, shape=(1,)), dims=st.integers(0, 4))
def test_is_the_only_element_as_a_python_number(item, number, dims, device, dtype):
    """The note: item() converts a 1×1 tensor. True of one element in any shape, 0-d included.

    Every float type becomes a Python float, which holds each of its numbers exactly.
    """
    x = number.to(device, dtype).reshape((1,) * dims)

    value = item(x)

    assert type(value) is float
    assert_equal(torch.full_like(x, value), x)
    assert math.copysign(1, value) == (-1 if x.signbit() else 1)


@claim("tensor-item", note="regression-network 1", verdict=IMPRECISE)
@pytest.mark.parametrize(
    ("number", "kind"),
    [
        *((True, torch.bool), (2**40 + 1, torch.int64), (-7, torch.int8), (255, torch.uint8)),
        *((1.5, torch.float32), (1 - 2j, torch.complex64)),
    ],
    ids=str,
)
def test_is_a_number_of_the_kind_of_the_tensor(item, number, kind, device):
    """The note: data of the corresponding type. True: bool, int, float or complex."""
    value = item(torch.tensor([[number]], dtype=kind, device=device))

    assert type(value) is type(number)
    assert value == number


@claim("tensor-item", note="regression-network 1", verdict=IMPRECISE)
@pytest.mark.parametrize("shape", [(2,), (1, 2), (0,), (2, 2), (1, 0)], ids=str)
def test_of_none_or_several_elements_is_an_error(item, shape, device):
    """The condition: exactly one element. Otherwise an error, and not the first of them.

    torch's own is a RuntimeError, and was a ValueError before 2.0.
    """
    refusal = RuntimeError if versions.ITEM_IS_A_RUNTIME_ERROR else (RuntimeError, ValueError)

    x = torch.ones(shape, device=device)

    with pytest.raises(refusal, match=f"{x.numel()} elements|one element"):
        item(x)
