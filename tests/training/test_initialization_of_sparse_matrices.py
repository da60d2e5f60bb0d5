"""Initialization of sparse matrices: how many zeros there are, and what else."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS_IF, claim
from tests.support.devices import WIDE
from tests.support.statistics import assert_rate
from tests.support.strategies import seeded, seeds

DEEP = "chapter-three 7(2)"


@claim("sparse-init", note=DEEP, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.5)
@given(
    seed=seeds(),
    rows=st.integers(1, 100),
    percent=st.integers(0, 100),
    std=st.sampled_from([0.01, 0.5]),
)
def test_leaves_equally_many_zeros_in_each_column(sparse_, seed, rows, percent, std, device, dtype):
    """The note: there is a sparse initialization. True of a matrix, column by column.

    They are a share of the rows, rounded up. So 7 % of 100 rows are 8: 0.07 · 100 is a little more
    than 7 in floating point. The others are N(0, std²), and may be 0 as well, one in 10 million,
    in half precision far more.
    """
    columns = 200
    w = torch.full((rows, columns), 9.0, device=device, dtype=dtype)
    zeros = math.ceil(percent / 100 * rows)

    with seeded(seed, device):
        returned = sparse_(w, sparsity=percent / 100, std=std)

    assert returned is w
    beyond = (w == 0).sum(0) - zeros
    assert beyond.min() >= 0
    assert beyond.sum() <= 4
    rest = w[w != 0]
    if len(rest) >= 1100:
        assert_rate((rest.double().abs() < std).double(), math.erf(0.5**0.5), detects=0.2)
        assert_rate((w[0] == 0).double(), zeros / rows, detects=0.5)


@claim("sparse-init", note=DEEP, verdict=HOLDS_IF)
@pytest.mark.parametrize("shape", [(3,), (2, 3, 4)], ids=str)
def test_takes_nothing_but_a_matrix(sparse_, shape, device):
    """Where it does not exist: of one dimension, or of three."""
    with pytest.raises(ValueError, match=r"^Only tensors with 2 dimensions are supported$"):
        sparse_(torch.zeros(shape, device=device), sparsity=0.5)
