"""The inverse of a matrix: against fractions, and by what it must undo."""

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, REALS, tensors
from tests.support.tolerance import assert_equal, assert_near
from tests.tensors.loop_tensor_arithmetic import exact_inverse


def norm(a):
    """The largest sum of a row, which bounds how far a matrix stretches a vector."""
    return a.double().cpu().abs().sum(1).max()


def spread(a, x):
    """How far the inverse moves for a relative error of 1 in a: its size times the condition."""
    return norm(x) * norm(a) * norm(x)


@st.composite
def matrices(draw, table=REALS):
    """A square matrix with 1 to 3 rows and its inverse; none that is close to singular."""
    n = draw(st.integers(1, 3))
    a = draw(tensors(table, shape=(n, n), layouts=True)).float().double()  # as in either precision
    x = exact_inverse(a)
    assume(x is not None and spread(a, x) < 1e6)
    return a, x


@claim("tensor-inverse-value", note="chapter-three 1", verdict=HOLDS)
@cells(dtypes=WIDE)
def test_of_the_matrix_of_the_note_turns_the_signs_off_the_diagonal(inverse, device, dtype):
    """The note: torch.inverse(c) of [[3, 4], [2, 3]]. True: [[3, -4], [-2, 3]].

    The determinant is 1. Up to rounding; torch refuses half precision.
    """
    c = torch.tensor([[3, 4], [2, 3]], device=device, dtype=dtype)
    expected = torch.tensor([[3.0, -4.0], [-2.0, 3.0]], dtype=torch.float64)

    x = inverse(c)

    assert [[round(entry, 3) for entry in row] for row in x.tolist()] == expected.tolist()
    assert_near(x, expected.to(device), roundings=1, scale=spread(c, expected))


@claim("tensor-inverse-property", note="chapter-three 1", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(pair=matrices())
def test_times_the_matrix_is_the_identity_from_either_side(inverse, pair, device, dtype):
    """The property: A A⁻¹ = A⁻¹ A = 1. True up to rounding, if the determinant is not 0."""
    a, exact = pair

    x = inverse(a.to(device, dtype)).double().cpu()

    one, error = torch.eye(len(a)), norm(a) * spread(a, exact)
    assert_near(a @ x, one, roundings=3 * len(a), scale=error, dtype=dtype)
    assert_near(x @ a, one, roundings=3 * len(a), scale=error, dtype=dtype)


@claim("tensor-inverse-property", note="chapter-three 1", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(pair=matrices())
def test_is_the_matrix_of_cofactors_over_the_determinant(inverse, pair, device, dtype):
    """What an inverse is, by Cramer's rule in exact fractions.

    The rounding error grows with ‖A⁻¹‖ ‖A‖ ‖A⁻¹‖, the inverse's size times A's condition.
    """
    a, expected = pair

    x = inverse(a.to(device, dtype))

    assert_near(x, expected.to(device), roundings=3 * len(a), scale=spread(a, expected))


@claim("tensor-inverse-property", note="chapter-three 1", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(pair=matrices(INTEGERS), data=st.data())
def test_has_the_gradient_minus_xt_v_xt(inverse, pair, data, device, dtype):
    """What follows from A X = 1: with X = A⁻¹, the gradient of Σ v X is -Xᵀ v Xᵀ."""
    a, x = pair
    v = data.draw(tensors(INTEGERS, shape=(len(a), len(a))))
    leaf = a.to(device, dtype).requires_grad_()

    (gradient,) = torch.autograd.grad((inverse(leaf) * v.to(device, dtype)).sum(), leaf)

    scale = norm(v) * norm(x.T) * spread(a.T, x.T)
    assert_near(gradient, (-x.T @ v @ x.T).to(device), roundings=8 * len(a), scale=scale)


@claim("tensor-inverse-property", note="chapter-three 1", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(pair=matrices(INTEGERS), count=st.integers(1, 3))
def test_of_a_batch_is_that_of_each_matrix(inverse, pair, count, device, dtype):
    """Beyond the note: of a batch (…, n, n) each matrix is inverted by itself, in any rows."""
    a, one = pair
    batch = torch.stack([k * a for k in (1, 2, 4)[:count]]).to(device, dtype)
    expected = torch.stack([one / k for k in (1, 2, 4)[:count]])

    x, in_rows = inverse(batch), inverse(batch[None])

    assert in_rows.shape == (1, *batch.shape)
    assert_equal(in_rows[0], x)
    assert_near(x, expected.to(device), roundings=3 * len(a), scale=spread(a, one))


@claim("tensor-inverse-property", note="chapter-three 1", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@pytest.mark.parametrize("n", [2, 20])
def test_of_sums_up_to_each_place_takes_differences(inverse, n, device, dtype):
    """A large one that is known: ones on and under the diagonal add up, and differences undo it.

    Whole numbers all the way, so exact; and of the transpose it is the transpose.
    """
    adds_up = torch.ones(n, n, device=device, dtype=dtype).tril()
    takes = torch.eye(n, device=device, dtype=dtype)
    takes[range(1, n), range(n - 1)] = -1

    assert_equal(inverse(adds_up), takes)
    assert_equal(inverse(adds_up.T), takes.T)


@claim("tensor-inverse-property", note="chapter-three 1", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
def test_of_what_is_no_number_is_none(inverse, device, dtype):
    """The note is silent on nan: a matrix with one is not singular, and its inverse shows it."""
    a = torch.tensor([[2.0, 1.0], [torch.nan, 4.0]], device=device, dtype=dtype)

    assert inverse(a).isnan().any()


@claim("tensor-inverse-property", note="chapter-three 1", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@pytest.mark.parametrize("rows", [[[0]], [[1, 1], [1, 1]], [[1, 2, 3], [0, 0, 0], [1, 0, 1]]])
def test_of_a_singular_matrix_is_an_error(inverse, rows, device, dtype):
    """The condition: the determinant is not 0. Otherwise an error, and no infinities."""
    with pytest.raises(torch.linalg.LinAlgError, match=r"matrix is singular\.?$"):
        inverse(torch.tensor(rows, device=device, dtype=dtype))


@claim("tensor-inverse-property", note="chapter-three 1", verdict=HOLDS_IF)
@pytest.mark.parametrize(
    ("shape", "kind"),
    [((2, 3), torch.float32), ((3, 2), torch.float64), ((2, 2), torch.int64), ((1, 1), torch.bool)],
    ids=str,
)
def test_needs_a_square_matrix_of_floats(inverse, shape, kind, device):
    """The other conditions: as many rows as columns, and no integers."""
    with pytest.raises(RuntimeError, match=r"square|float"):
        inverse(torch.eye(*shape, dtype=kind, device=device))
