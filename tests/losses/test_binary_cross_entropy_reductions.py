"""The reductions of the losses, and what they were called before."""

import math

import pytest
import torch
from torch.nn import functional as F

from tests.support.claims import HOLDS, IMPLIED, claim
from tests.support.tolerance import assert_equal, assert_near


@claim("bce-default-mean", note="pytorch-basics 6.2", verdict=HOLDS)
@pytest.mark.parametrize("shape", [(4, 3), (1, 5), (2, 1, 3)], ids=str)
def test_divide_by_the_elements_and_not_the_rows(binary_cross_entropy, shape, device, dtype):
    """The note: by default the loss is averaged over the elements. True: (4, 3) divides by 12."""
    half = torch.full(shape, 0.5, device=device, dtype=dtype)

    mean, total = (binary_cross_entropy(half, half, **how) for how in ({}, {"reduction": "sum"}))

    assert_near(mean, math.log(2), roundings=4, loose="log 2 is nearly a number of float32")
    assert_near(total, math.prod(shape) * math.log(2), roundings=4)
    assert binary_cross_entropy(half[:0], half[:0]).isnan()


@claim("bce-size-average-false-sums", note="pytorch-basics 6.2", verdict=HOLDS)
@pytest.mark.parametrize("loss", ["BCELoss", "MSELoss", "CrossEntropyLoss", "NLLLoss"])
@pytest.mark.parametrize("given", [{}, {"reduction": "mean"}, {"reduction": "none"}], ids=str)
def test_have_an_older_name_for_the_sum(loss, given):
    """The note: size_average=False sums. True in torch 2.0 as in 2.15, with a warning.

    It says the same to every loss, and overrules a reduction that is given beside it.
    """
    with pytest.warns(UserWarning, match="use reduction='sum' instead"):
        module = getattr(torch.nn, loss)(size_average=False, **given)

    assert module.reduction == "sum"


@claim("bce-reduce-false-none", note="pytorch-basics 6.2", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize("loss", ["BCELoss", "MSELoss", "CrossEntropyLoss", "NLLLoss"])
def test_have_an_older_name_for_no_reduction(loss):
    """reduce=False: one loss an element, with the same warning; size_average then says nothing."""
    with pytest.warns(UserWarning, match="use reduction='none' instead"):
        module = getattr(torch.nn, loss)(reduce=False, size_average=False, reduction="sum")

    assert module.reduction == "none"


@claim("bce-size-average-false-sums", note="pytorch-basics 6.2", verdict=HOLDS)
@claim("bce-reduce-false-none", note="pytorch-basics 6.2", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize(
    ("old", "new"), [({"size_average": False}, "sum"), ({"reduce": False}, "none")], ids=str
)
def test_of_functions_have_the_older_names_too(old, new, device, dtype):
    """As the module, so the function: a warning, and the reduction of the newer name."""
    p = torch.tensor([0.25, 0.5, 0.75], device=device, dtype=dtype)

    with pytest.warns(UserWarning, match=f"use reduction='{new}' instead"):
        loss = F.binary_cross_entropy(p, p, **old)

    assert_equal(loss, F.binary_cross_entropy(p, p, reduction=new))
