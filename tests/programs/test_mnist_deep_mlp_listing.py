"""The listing of the five-layer digit classifier, line by line, in Python and torch."""

import math
import os

import pytest
import torch
from hypothesis import given

from tests.support.claims import HOLDS, claim
from tests.support.strategies import INTEGERS, tensors
from tests.support.tolerance import assert_equal

CODE = "pytorch-basics 9.3 code"
ROOTS = "/dataset/mnist", "/dataseet/mnist"

# what the training function does with its counter and its list, in small
COUNTER = """
count, lines = 0, []
def train():
    {declaration}
    lines.append(count)
    count += 1
"""
LIST = """
lines = []
def train():
    lines.append("a line")
"""


def zeros_as_idx(folder, **shapes):
    """The four files of MNIST with a few black digits, as torchvision reads them."""
    folder.mkdir(parents=True)
    for name, shape in shapes.items():
        sizes = b"".join(side.to_bytes(4, "big") for side in shape)
        path = folder / f"{name.replace('_', '-')}-idx{len(shape)}-ubyte"
        path.write_bytes(bytes([0, 0, 8, len(shape)]) + sizes + bytes(math.prod(shape)))


@claim("mnist-root-typo", note=CODE, verdict=HOLDS)
@pytest.mark.parametrize("train", [True, False])
def test_looks_for_the_same_digits_in_a_second_misspelt_folder(tmp_path, train):
    """The note: root="/dataset/mnist" for one loader, "/dataseet/mnist" for the other.

    Both are folders at the root of the disk, and what lies in the one is not found in the other:
    it is fetched again.
    """
    from torchvision.datasets import MNIST

    roots = [tmp_path / root.lstrip("/") for root in ROOTS]
    zeros_as_idx(
        roots[0] / "MNIST" / "raw",
        train_images=(3, 28, 28),
        train_labels=(3,),
        t10k_images=(2, 28, 28),
        t10k_labels=(2,),
    )

    assert len(MNIST(roots[0], train=train)) == (3 if train else 2)
    with pytest.raises(RuntimeError, match="not found"):
        MNIST(roots[1], train=train)
    assert all(os.path.isabs(root) for root in ROOTS)


@claim("mnist-max-returns-values-indices", note=CODE, verdict=HOLDS)
@given(logits=tensors(INTEGERS, shape=(4, 3)))
def test_takes_the_largest_logit_of_each_row_and_its_place(logits, device, dtype):
    """The note: `_, predicted = torch.max(output, dim=1)`. True: the values, then their indices.

    Of equal logits torch promises any; on the CPU it is the first, asserted there alone.
    """
    rows = logits.tolist()

    result = torch.max(logits.to(device, dtype), dim=1)

    values, predicted = result
    assert values is result.values
    assert predicted is result.indices
    assert_equal(values, torch.tensor([max(row) for row in rows], device=device, dtype=dtype))
    assert [row[i] for row, i in zip(rows, predicted.tolist(), strict=True)] == values.tolist()
    if device == "cpu":
        assert predicted.tolist() == [row.index(max(row)) for row in rows]


@claim("mnist-relu-formula", note=CODE, verdict=HOLDS)
def test_rectifies_by_a_maximum_that_lets_nan_pass_and_has_slope_0_at_0(relu, device, dtype):
    """The note: F.relu, the larger of 0 and x. True; nan stays nan, and at 0 the slope is 0."""
    x = torch.tensor([-1.0, 0.0, -0.0, 2.0, torch.nan], device=device, dtype=dtype).requires_grad_()

    y = relu(x)
    (slope,) = torch.autograd.grad(y[:4].sum(), x)

    assert_equal(y.detach(), torch.tensor([0.0, 0, 0, 2, torch.nan], device=device, dtype=dtype))
    assert slope[:4].tolist() == [0, 0, 0, 1]


@claim("mnist-global-index-needed", note=CODE, verdict=HOLDS)
@pytest.mark.parametrize("declaration", ["global count", "pass"])
def test_needs_global_for_the_counter(declaration):
    """The note declares its counter global. True: `+=` assigns, and would make the name local."""
    names = {}
    exec(COUNTER.format(declaration=declaration), names)

    if declaration == "pass":
        with pytest.raises(UnboundLocalError):
            names["train"]()
        assert (names["count"], names["lines"]) == (0, [])
    else:
        names["train"]()
        names["train"]()
        assert (names["count"], names["lines"]) == (2, [0, 1])


@claim("mnist-global-index-needed", note=CODE, verdict=HOLDS)
def test_needs_no_global_for_a_list_that_it_appends_to():
    """The note's two lists are not declared, and need not be: append assigns to no name."""
    names = {}
    exec(LIST, names)

    names["train"]()

    assert names["lines"] == ["a line"]
