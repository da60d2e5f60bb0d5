"""The error model: what it lets pass, what it rejects, and what it records."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support import tolerance
from tests.support.axes import cells
from tests.support.devices import ALL
from tests.support.strategies import NASTY, REALS, tensors
from tests.support.tolerance import assert_equal, assert_near


@cells(dtypes=ALL)
@given(x=tensors(REALS))
def test_lets_one_rounding_pass(x, dtype):
    assert_near(x.to(dtype), x, roundings=1)


@cells(dtypes=ALL)
@given(x=st.floats(0.1, 100), roundings=st.integers(1, 100))
def test_rejects_twice_what_it_allows(x, roundings, dtype):
    exact = torch.tensor([x], dtype=dtype)
    off = exact.double() * (1 + 4.5 * torch.finfo(dtype).eps * roundings)

    with pytest.raises(AssertionError, match="times the allowed error"):
        assert_near(off, exact.double(), roundings=roundings, dtype=dtype)


@given(x=tensors(NASTY))
def test_takes_nan_for_nan_and_infinity_for_itself(x):
    assert_near(x, x, roundings=0)
    assert_equal(x, x.clone())


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (math.nan, 1.0),
        (1.0, math.nan),
        (math.inf, 1e300),
        (1e300, math.inf),
        (math.inf, -math.inf),
        (0.0, 1e-30),
    ],
)
def test_rejects_what_is_not_a_number_for_what_is(actual, expected):
    with pytest.raises(AssertionError):
        assert_near(torch.tensor(actual, dtype=torch.float64), expected, roundings=9)


@pytest.mark.parametrize("check", [assert_equal, lambda a, b: assert_near(a, b, roundings=1)])
def test_compares_shapes_before_values(check):
    with pytest.raises(AssertionError, match=r"shape \(2, 1\), not \(2,\)"):
        check(torch.ones(2, 1), torch.ones(2))


def test_compares_dtypes_where_equality_is_demanded():
    with pytest.raises(AssertionError, match="dtype"):
        assert_equal(torch.ones(2), torch.ones(2).double())


def test_names_the_first_element_that_is_off():
    with pytest.raises(AssertionError, match=r"1 of 4 .* at \(1, 0\): 3.0, and not 2.0"):
        assert_equal(torch.tensor([[1.0, 1.0], [3.0, 1.0]]), torch.tensor([[1.0, 1.0], [2.0, 1.0]]))


def test_reads_a_number_in_float64():
    assert_near(torch.tensor([1 / 3], dtype=torch.float64), 1 / 3, roundings=1)


def test_records_the_worst_error_over_the_allowed_one():
    seen = tolerance.begin()
    eps = torch.finfo(torch.float32).eps

    for error in (1, 3, 2):
        assert_near(torch.tensor(1 + error * eps), 1.0, roundings=2)

    assert seen.assertions == 3
    assert seen.headroom == pytest.approx(3 / 4, rel=1e-3)
