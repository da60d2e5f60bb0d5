"""Products of tensors: row by column, and entry by entry."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import WIDE, tf32
from tests.support.strategies import INTEGERS, REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near
from tests.tensors.loop_tensor_arithmetic import loop_mm, loop_mul

A, B, C = [[2, 3], [4, 8], [7, 9]], [[1, 2], [2, 3], [3, 4]], [[3, 4], [2, 3]]
SIZES = st.integers(0, 4)
MATRIX = tensors(INTEGERS, shape=(3, 3))


@claim("tensor-mm-value", note="chapter-three 1", verdict=HOLDS)
def test_by_mm_gives_the_product_of_the_note(mm, device, dtype):
    """The note multiplies a by c. True: rows by columns, exact for such integers."""
    a, c = (torch.tensor(rows, device=device, dtype=dtype) for rows in (A, C))

    assert mm(a, c).tolist() == [[12, 17], [28, 40], [39, 55]]


@claim("tensor-mm-is-matrix-product", note="chapter-three 1", verdict=IMPRECISE)
@given(data=st.data(), rows=SIZES, inner=SIZES, columns=SIZES)
def test_by_mm_sums_over_the_inner_dimension(mm, data, rows, inner, columns, device, dtype):
    """The note: torch.mm multiplies two tensors. True of two matrices: Σ_k a_ik b_kj.

    It is no product entry by entry. Over an inner dimension of 0 the sum is 0.
    """
    a = data.draw(tensors(REALS, shape=(rows, inner))).to(device, dtype)
    b = data.draw(tensors(REALS, shape=(columns, inner))).to(device, dtype).T

    product = mm(a, b)

    scale = loop_mm(a.abs(), b.abs())
    assert_near(product, loop_mm(a, b).to(device), roundings=inner + 1, scale=scale)


@claim("tensor-mm-is-matrix-product", note="chapter-three 1", verdict=IMPRECISE)
@cells(examples=0.3)
@given(
    sides=st.sampled_from([(17, 17), (1, 20), (3, 90), (20, 1)]),
    inner=st.integers(65, 90),
    seed=seeds(),
)
def test_by_mm_sums_over_a_long_inner_dimension_too(mm, sides, inner, seed, device, dtype):
    """The same for sums longer than the blocks that a kernel works in, where other code runs."""
    rows, columns = sides
    a = gaussian(seed, rows, inner).to(device, dtype)
    b = gaussian(seed + 1, inner, columns).to(device, dtype)

    product = mm(a, b)

    scale = loop_mm(a.abs(), b.abs())
    assert_near(product, loop_mm(a, b).to(device), roundings=inner + 1, scale=scale)


@claim("tensor-mm-is-matrix-product", note="chapter-three 1", verdict=IMPRECISE)
@given(place=st.tuples(st.integers(0, 2), st.integers(0, 1)))
def test_by_mm_of_what_is_no_number_is_none_in_the_whole_row(mm, place, device, dtype):
    """What follows from the sum: nan at (i, k) is met by all of row i, and by no other row."""
    a = torch.ones(3, 2, device=device, dtype=dtype)
    a[place] = torch.nan
    row = [i == place[0] for i in range(3)]

    assert mm(a, torch.ones_like(a).T).isnan().tolist() == [[met] * 3 for met in row]
    assert mm(torch.ones_like(a), a.T).isnan().tolist() == [row] * 3


@claim("tensor-mm-is-matrix-product", note="chapter-three 1", verdict=IMPRECISE)
def test_by_mm_in_tf32_reads_ten_bits_of_each_factor(device):
    """The note is silent on it: some GPUs multiply float32 faster by reading less of it.

    Off, as everywhere in this suite, 1 + 2⁻¹² comes back; in TF32 it is a 1.
    """
    factor, one = torch.full((512, 512), 1 + 2**-12, device=device), torch.eye(512, device=device)

    with tf32(device):
        rough = torch.mm(factor, one)
    exact = torch.mm(factor, one)

    assert_equal(exact, factor)
    assert_equal(rough, torch.ones_like(factor))


@claim("tensor-mm-is-matrix-product", note="chapter-three 1", verdict=IMPRECISE)
@given(data=st.data(), rows=SIZES, inner=SIZES, columns=SIZES)
def test_by_mm_has_the_gradients_v_bt_and_at_v(mm, data, rows, inner, columns, device, dtype):
    """What follows for training: the gradient of Σ v (a b) is v bᵀ for a, and aᵀ v for b."""
    a = data.draw(tensors(INTEGERS, shape=(rows, inner))).to(device, dtype).requires_grad_()
    b = data.draw(tensors(INTEGERS, shape=(inner, columns))).to(device, dtype).requires_grad_()
    v = data.draw(tensors(INTEGERS, shape=(rows, columns))).to(device, dtype)

    to_a, to_b = torch.autograd.grad((mm(a, b) * v).sum(), (a, b))

    assert_equal(to_a, loop_mm(v, b.detach().T).to(device, dtype))
    assert_equal(to_b, loop_mm(a.detach().T, v).to(device, dtype))


@claim("tensor-mm-is-matrix-product", note="chapter-three 1", verdict=IMPRECISE)
@pytest.mark.parametrize(
    ("left", "right"),
    [((3, 2), (3, 2)), ((2, 1), (2, 2)), ((2, 2), (2,)), ((2,), (2, 2)), ((2, 2, 2), (2, 2))],
    ids=str,
)
def test_by_mm_takes_nothing_but_two_matrices_that_fit(mm, left, right, device, dtype):
    """The note's "two tensors" is too wide: no vectors, no batches, and no stretching of 1."""
    a, b = (torch.ones(shape, device=device, dtype=dtype) for shape in (left, right))

    with pytest.raises(RuntimeError, match=r"matri|mat1"):
        mm(a, b)


@claim("tensor-mm-is-matrix-product", note="chapter-three 1", verdict=IMPRECISE)
def test_by_mm_refuses_matrices_of_two_types(mm, device):
    """Nor may the types differ: float32 times float64 is refused, and not promoted."""
    a = torch.ones(2, 2, device=device)

    with pytest.raises(RuntimeError):
        mm(a, a.double() if device != "mps" else a.half())


@claim("tensor-mm-associative-not-commutative", note="chapter-three 1", verdict=HOLDS_IF)
@given(x=MATRIX, y=MATRIX, z=MATRIX)
def test_by_mm_is_associative_and_distributive_over_integers(mm, x, y, z, device):
    """The rules of the product, (xy)z = x(yz) and x(y+z) = xy + xz: true where nothing rounds."""
    x, y, z = (matrix.float().to(device) for matrix in (x, y, z))

    assert_equal(mm(mm(x, y), z), mm(x, mm(y, z)))
    assert_equal(mm(x, y + z), mm(x, y) + mm(x, z))


@claim("tensor-mm-associative-not-commutative", note="chapter-three 1", verdict=HOLDS_IF)
@given(rows=st.integers(0, 2), columns=st.integers(0, 2))
def test_by_mm_does_not_commute(mm, rows, columns, device, dtype):
    """The rule that fails: E Eᵀ is not Eᵀ E, here of the matrix E whose only 1 stands at (i, j).

    The one has its 1 at (i, i), the other at (j, j), so that they are equal only if i = j.
    """
    e = torch.zeros(3, 3, device=device, dtype=dtype)
    e[rows, columns] = 1

    one, other = mm(e, e.T), mm(e.T, e)

    assert one[rows, rows] == other[columns, columns] == 1
    assert one.sum() == other.sum() == 1
    assert torch.equal(one, other) == (rows == columns)


@claim("tensor-mm-associative-not-commutative", note="chapter-three 1", verdict=HOLDS_IF)
def test_by_mm_is_not_associative_once_it_overflows(mm, device, dtype):
    """The condition, at its worst: (m·m)·m⁻¹ is infinite by overflow, m·(m·m⁻¹) is finite."""
    m = torch.full((1, 1), torch.finfo(dtype).max ** 0.75, device=device, dtype=dtype)

    assert mm(mm(m, m), 1 / m).isinf().all()
    assert mm(m, mm(m, 1 / m)).isfinite().all()


@claim("tensor-mul-value", note="chapter-three 1", verdict=HOLDS)
def test_by_mul_gives_the_product_of_the_note(mul, device, dtype):
    """The note multiplies corresponding entries of a and b. True, and a * b is the same."""
    a, b = (torch.tensor(rows, device=device, dtype=dtype) for rows in (A, B))

    assert mul(a, b).tolist() == [[2, 6], [8, 24], [21, 36]]
    assert_equal(mul(a, b), a * b)


@claim("tensor-mul-same-shape", note="chapter-three 1", verdict=IMPRECISE)
@given(data=st.data(), sizes=st.lists(st.integers(1, 3), max_size=3))
def test_by_mul_stretches_sizes_of_one(mul, data, sizes, device, dtype):
    """The note: two tensors of the same dimensions. That is enough, but not necessary.

    Counted from the right, two sizes must be equal, or one of them 1 or missing. In either order
    the answer is the same.
    """
    missing = data.draw(st.integers(0, len(sizes)))
    thin = [data.draw(st.sampled_from([1, size])) for size in sizes[missing:]]
    wide = [data.draw(st.sampled_from([1, size])) for size in sizes]
    a = data.draw(tensors(REALS, shape=tuple(thin), layouts=True)).to(device, dtype)
    b = data.draw(tensors(REALS, shape=tuple(wide), layouts=True)).to(device, dtype)

    product = mul(a, b)

    assert_near(product, loop_mul(a, b).to(device), roundings=1)
    assert_equal(mul(b, a), product)


@claim("tensor-mul-same-shape", note="chapter-three 1", verdict=IMPRECISE)
def test_by_mul_makes_the_multiplication_table(mul, device, dtype):
    """A column times a row is the whole table, at its far end too; nan times anything is nan."""
    numbers = [*range(40), torch.nan]
    expected = torch.tensor([[m * n for n in numbers] for m in numbers])
    twice = torch.tensor(numbers, device=device, dtype=dtype).repeat_interleave(2)
    row = twice[::2]  # of memory, every other place

    assert_near(mul(row[:, None], row), expected, roundings=1)


@claim("tensor-mul-same-shape", note="chapter-three 1", verdict=IMPRECISE)
@given(a=tensors(INTEGERS, shape=(2, 1)), b=tensors(INTEGERS, shape=(3,)), seed=seeds())
def test_by_mul_sums_the_gradient_over_what_it_stretched(mul, a, b, seed, device, dtype):
    """What follows for training: an entry used n times collects n gradients."""
    a, b = (x.to(device, dtype).requires_grad_() for x in (a, b))
    v = torch.randint(-8, 9, (2, 3), generator=torch.Generator().manual_seed(seed))

    to_a, to_b = torch.autograd.grad((mul(a, b) * v.to(device, dtype)).sum(), (a, b))

    by_a = loop_mul(v, b.detach()).sum(1, keepdim=True)
    assert_equal(to_a, by_a.to(device, dtype))
    assert_equal(to_b, loop_mul(v, a.detach()).sum(0).to(device, dtype))


@claim("tensor-mul-same-shape", note="chapter-three 1", verdict=IMPRECISE)
@pytest.mark.parametrize(
    ("left", "right", "at"),
    [((2,), (3,), 0), ((2, 3), (2,), 1), ((2, 3), (3, 3), 0), ((3, 2), (2, 3), 1), ((0,), (2,), 0)],
    ids=str,
)
def test_by_mul_refuses_sizes_that_differ_and_are_not_one(mul, left, right, at, device, dtype):
    """What remains of the condition: sizes that differ, neither being 1, are a RuntimeError.

    Sizes are matched from the right: (2, 3) and (2,) do not fit, (2, 3) and (3,) do. The last
    dimension that does not fit is named.
    """
    a, b = (torch.ones(shape, device=device, dtype=dtype) for shape in (left, right))

    with pytest.raises(RuntimeError, match=f"dimension {at}$"):
        mul(a, b)


@claim("tensor-mul-same-shape", note="chapter-three 1", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(a=tensors(INTEGERS, shape=(3,)), b=tensors(INTEGERS, shape=(3,)))
def test_by_mul_takes_the_wider_of_two_types(mul, a, b, device, dtype):
    """Beyond the note: unlike mm it promotes. Integers times floats are floats."""
    product = mul(a.long().to(device), b.to(device, dtype))

    assert_equal(product, loop_mul(a, b).to(device, dtype))
