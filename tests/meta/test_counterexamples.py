"""What refutes an implementation, written as Python: it makes the same values again."""

import pytest
import torch

from tests.support.implementations.counterexamples import expression

NUMBERS = torch.tensor([0.1, 89.0, torch.inf, torch.nan, -0.0])


@pytest.mark.parametrize(
    "value",
    [
        NUMBERS,
        NUMBERS.double() / 3,
        NUMBERS.half(),
        NUMBERS.bfloat16(),
        torch.ones(2, 3, dtype=torch.float64).T,
        torch.ones(1, 2).expand(3, 2),
        torch.empty(0, 3),
        torch.tensor(2),
        torch.tensor([True]),
        torch.ones(2, requires_grad=True),
    ],
    ids=lambda x: f"{tuple(x.shape)} {x.dtype}",
)
def test_writes_tensors_down_to_the_last_bit_and_stride(value):
    again = eval(expression(value))

    assert torch.equal(again.nan_to_num(7), value.nan_to_num(7))
    assert (again.dtype, again.stride()) == (value.dtype, value.stride())
    assert again.requires_grad == value.requires_grad


def test_writes_down_what_tests_are_given():
    values = [(1, [2.5, float("inf")], None, "a'b", torch.float16), {"p": (True,)}]

    assert eval(expression(values), {"torch": torch}) == values
    with pytest.raises(ValueError, match="no short expression"):
        expression(object())
