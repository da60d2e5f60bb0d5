"""Concatenation: which sizes add up, and which must agree."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, claim
from tests.support.strategies import INTEGERS, NASTY, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal


@claim("tensor-cat-value", note="chapter-three 1", verdict=HOLDS)
def test_appends_the_columns_of_b_to_those_of_a(cat, device, dtype):
    """The note: torch.cat((a, b), 1) joins two tensors. True: 3×2 and 3×2 give 3×4.

    Along dimension 0, which is the default, it would be 6×2.
    """
    a = torch.tensor([[2, 3], [4, 8], [7, 9]], device=device, dtype=dtype)
    b = torch.tensor([[1, 2], [2, 3], [3, 4]], device=device, dtype=dtype)

    assert cat((a, b), 1).tolist() == [[2, 3, 1, 2], [4, 8, 2, 3], [7, 9, 3, 4]]
    assert cat((a, b)).tolist() == a.tolist() + b.tolist()


@claim("tensor-cat-shape-rule", note="chapter-three 1", verdict=HOLDS_IF)
@given(
    data=st.data(),
    sizes=st.lists(st.integers(1, 3), min_size=1, max_size=3),
    lengths=st.lists(st.integers(0, 3), min_size=1, max_size=3),
)
def test_adds_the_sizes_along_one_dimension(cat, data, sizes, lengths, device, dtype):
    """The rule behind it: along `dim`, counted from either end, the sizes add up; others stay.

    Each part is found again, bit for bit, where it was put.
    """
    dim = data.draw(st.integers(-len(sizes), len(sizes) - 1))
    shapes = [[*sizes] for _ in lengths]
    for shape, length in zip(shapes, lengths, strict=True):
        shape[dim] = length
    drawn = [data.draw(tensors(NASTY, shape=tuple(shape), layouts=True)) for shape in shapes]
    parts = [part.to(device, dtype) for part in drawn]

    joined = cat(parts, dim)

    sizes[dim] = sum(lengths)
    assert list(joined.shape) == sizes
    start = 0
    for part, length in zip(parts, lengths, strict=True):
        assert_equal(joined.narrow(dim, start, length), part)
        start += length


@claim("tensor-cat-shape-rule", note="chapter-three 1", verdict=HOLDS_IF)
@cells(examples=0.2)
@given(seed=seeds(), size=st.integers(1, 40), dim=st.integers(0, 1))
def test_joins_what_was_split(cat, seed, size, dim, device, dtype):
    """What follows: a large tensor, cut along either dimension, is whole again, nan and all."""
    whole = gaussian(seed, 40, 30).to(device, dtype)
    whole = whole.masked_fill(whole > 1, torch.nan)

    assert_equal(cat(whole.split(size, dim), dim), whole)


@claim("tensor-cat-shape-rule", note="chapter-three 1", verdict=HOLDS_IF)
@given(
    a=tensors(INTEGERS, shape=(2, 3)),
    b=tensors(INTEGERS, shape=(2, 1)),
    v=tensors(INTEGERS, shape=(2, 4)),
)
def test_hands_each_part_its_share_of_the_gradient(cat, a, b, v, device, dtype):
    """What follows for training: the gradient of Σ v · cat(a, b) is v, cut where a and b meet."""
    a, b = (x.to(device, dtype).requires_grad_() for x in (a, b))
    v = v.to(device, dtype)

    to_a, to_b = torch.autograd.grad((cat([a, b], 1) * v).sum(), (a, b))

    assert_equal(to_a, v[:, :3])
    assert_equal(to_b, v[:, 3:])


@claim("tensor-cat-shape-rule", note="chapter-three 1", verdict=HOLDS_IF)
@pytest.mark.parametrize(
    ("left", "right", "dim"),
    [
        *(((3, 2), (2, 2), 1), ((1, 2), (3, 2), 1), ((3, 2), (3, 1), 0)),
        *(((3, 2), (3,), 0), ((3, 2), (3,), 1)),
    ],
    ids=str,
)
def test_refuses_sizes_that_differ_in_any_other_dimension(cat, left, right, dim, device, dtype):
    """The condition: all sizes but those along `dim` are equal. Nothing is stretched or cut."""
    a, b = (torch.ones(shape, device=device, dtype=dtype) for shape in (left, right))

    with pytest.raises(RuntimeError, match="dimension"):
        cat([a, b], dim)


@claim("tensor-cat-shape-rule", note="chapter-three 1", verdict=HOLDS_IF)
@cells(meta=True)
def test_lies_where_its_parts_do(cat, device, dtype):
    """Beyond the note: the result is on the device of its parts; two 2×3 make a 4×3 there."""
    part = torch.ones(2, 3, device=device, dtype=dtype)

    joined = cat([part, part])

    assert (joined.device, joined.shape, joined.dtype) == (part.device, (4, 3), dtype)


@claim("tensor-cat-shape-rule", note="chapter-three 1", verdict=HOLDS_IF)
@given(a=tensors(INTEGERS, shape=(2, 3)), first=st.booleans(), dim=st.integers(0, 1))
def test_skips_an_empty_vector(cat, a, first, dim, device, dtype):
    """The exception, kept for old programs: a vector of shape (0,) may be joined to anything."""
    a, nothing = a.to(device, dtype), torch.empty(0, device=device, dtype=dtype)

    joined = cat([nothing, a] if first else [a, nothing], dim)

    assert_equal(joined, a)
    assert_equal(cat([nothing, nothing]), nothing)


@claim("tensor-cat-shape-rule", note="chapter-three 1", verdict=HOLDS_IF)
@pytest.mark.parametrize("flip", [False, True])
def test_takes_the_wider_of_two_types(cat, flip, device, dtype):
    """Beyond the note: types may differ. Integers and floats give floats, in either order."""
    parts = [torch.full((1,), 2**10 + 1, device=device), torch.full((1,), 0.5, device=device)]
    parts[1] = parts[1].to(dtype)

    joined = cat(parts[::-1] if flip else parts)

    assert joined.dtype == dtype
    assert 0.5 in joined.tolist()
