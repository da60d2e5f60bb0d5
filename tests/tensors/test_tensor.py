"""Tensors from Python numbers: their shape, their type, and the way back to a number."""

from contextlib import contextmanager

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import ALL, WIDE
from tests.support.strategies import INTEGERS, shapes, tensors
from tests.support.tolerance import assert_equal

COUNTERPART = {torch.float32: torch.complex64, torch.float64: torch.complex128}
NUMBERS = {
    bool: st.booleans(),
    int: st.integers(-1000, 1000),
    float: st.sampled_from([0.5, -2.5, 1e-3]),
    complex: st.sampled_from([1j, 2 - 0.5j]),
}
BELOW = {bool: [bool], int: [bool, int], float: [bool, int, float], complex: list(NUMBERS)}
NO_NUMBERS = {
    "str": ["a", ["a", "b"], [1, "a"], ["a", 1]],
    "NoneType": [None, [None, 1], [1, None]],
    "object": [[object()]],
}
CULPRITS = [(data, culprit) for culprit, cases in NO_NUMBERS.items() for data in cases]
RAGGED = [[[1], [1, 2]], [[1, 2], 1], [[[1]], [[1], [2]]], [[1, 2], [1], [1, 2, 3]]]


@contextmanager
def default_dtype(dtype):
    """Make `dtype` the default float for a while."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


@st.composite
def mixed(draw, widest):
    """A list with at least one number of the kind `widest`, and others no wider, in any order."""
    narrower = st.sampled_from(BELOW[widest]).flatmap(NUMBERS.__getitem__)
    return draw(st.permutations([draw(NUMBERS[widest]), *draw(st.lists(narrower, max_size=4))]))


@claim("tensor-any-rank", note="pytorch-basics 5", verdict=HOLDS)
@cells(dtypes=ALL)
@given(numbers=tensors(INTEGERS, shape=shapes(min_dims=0, max_side=3), layouts=False))
def test_holds_a_number_a_vector_a_matrix_or_more(tensor, numbers, device, dtype):
    """The note: a scalar, a vector, a matrix, or a matrix of higher order. True, from 0-d on.

    The number of nested lists is that of the dimensions, and each entry stands in its place.
    """
    x = tensor(numbers.tolist(), dtype=dtype, device=device)

    assert x.ndim == numbers.ndim
    assert_equal(x, numbers.to(device, dtype))


@claim("tensor-any-rank", note="pytorch-basics 5", verdict=HOLDS)
@pytest.mark.parametrize("shape", [(0,), (2, 0), (1, 1, 0)], ids=str)
def test_may_hold_nothing_at_all(tensor, shape):
    """Beyond the note: empty lists have a shape too, and the default float type."""
    x = tensor(torch.zeros(shape).tolist())

    assert_equal(x, torch.zeros(shape))


@claim("tensor-any-rank", note="pytorch-basics 5", verdict=HOLDS)
@pytest.mark.parametrize("rows", RAGGED, ids=str)
def test_refuses_rows_of_different_lengths(tensor, rows):
    """The condition: all rows are of one length, since a tensor has no holes.

    What is wrong is said: a row is not the sequence expected, or no sequence at all.
    """
    with pytest.raises((ValueError, TypeError), match=r"^expected sequence|^not a seq|no len"):
        tensor(rows)


@claim("tensor-numeric-only", note="pytorch-basics 5", verdict=HOLDS)
@pytest.mark.parametrize(("data", "culprit"), CULPRITS, ids=lambda data: str(data)[:12])
def test_refuses_what_is_no_number(tensor, data, culprit):
    """The note: anything numeric will do. True, and nothing else: no text, None or object.

    The error names the type of what is none.
    """
    with pytest.raises((TypeError, ValueError, RuntimeError), match=f"\\b{culprit}\\b"):
        tensor(data)


@claim("tensor-any-rank", note="pytorch-basics 5", verdict=HOLDS)
@cells(meta=True)
@pytest.mark.parametrize("numbers", [1.5, [1, 2], [[True], [False]]], ids=str)
def test_lies_on_the_device_asked_for(tensor, numbers, device):
    """Beyond the note: it is made where it shall lie, with the type inferred there too."""
    x = tensor(numbers, device=device)

    assert x.device == torch.empty(0, device=device).device
    assert (x.shape, x.dtype) == (torch.tensor(numbers).shape, torch.tensor(numbers).dtype)


@claim("tensor-numeric-only", note="pytorch-basics 5", verdict=HOLDS)
@pytest.mark.parametrize(
    ("data", "error"),
    [
        *(("a", TypeError), ([1, "a"], TypeError), (None, RuntimeError), ([1, None], RuntimeError)),
        *((["a", "b"], ValueError), (["a", 1], ValueError)),
    ],
    ids=str,
)
def test_raises_a_value_error_only_for_a_list_that_begins_with_a_text(data, error):
    """Which error torch raises depends on what it meets: a text, a TypeError; None, a RuntimeError.

    A list that begins with a text is a ValueError, "too many dimensions", since a text passes for a
    sequence there.
    """
    with pytest.raises(error):
        torch.tensor(data)


@claim("tensor-default-dtypes", note="pytorch-basics 5", verdict=HOLDS)
@claim("tensor-single-dtype", note="regression-network 1", verdict=HOLDS)
@pytest.mark.parametrize("widest", NUMBERS, ids=lambda kind: kind.__name__)
@cells(dtypes=WIDE)
@given(data=st.data())
def test_has_the_narrowest_type_that_holds_every_number(tensor, widest, data, dtype):
    """One note: tensor([1.0]) is float32; another: all elements are of one type. True.

    The widest of bool, int, float and complex wins, so that no fraction is lost. They become bool,
    int64, the default float and its complex counterpart; `dtype` is the default here.
    """
    numbers = data.draw(mixed(widest))
    kinds = {bool: torch.bool, int: torch.int64, float: dtype, complex: COUNTERPART[dtype]}

    with default_dtype(dtype):
        x = tensor(numbers)

    assert x.dtype == kinds[widest]
    assert_equal(x, torch.stack([torch.full((), n, dtype=kinds[widest]) for n in numbers]))


@claim("tensor-ctor-float32", note="chapter-three 1", verdict=HOLDS_IF)
@claim("tensor-single-dtype", note="regression-network 1", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(data=st.data(), widest=st.sampled_from([bool, int, float]))
def test_by_the_capital_constructor_is_of_the_default_float_type(
    legacy_tensor, data, widest, dtype
):
    """One note: torch.Tensor of integers is float32; another: all elements are of one type.

    True: whatever it is given, torch.Tensor makes default floats, float32 unless changed.
    """
    numbers = data.draw(mixed(widest))

    with default_dtype(dtype):
        x = legacy_tensor(numbers)

    assert x.dtype == dtype
    assert_equal(x, torch.stack([torch.full((), float(n), dtype=dtype) for n in numbers]))


@claim("tensor-ctor-float32", note="chapter-three 1", verdict=HOLDS_IF)
@given(n=st.integers(2**23, 2**25))
def test_by_the_capital_constructor_rounds_integers_beyond_2_to_the_24(legacy_tensor, n):
    """The price: float32 holds every integer up to 2²⁴, and up to 2²⁵ only the even ones."""
    held = n <= 2**24 or n % 2 == 0

    (x,) = legacy_tensor([n]).tolist()

    assert x in ([n] if held else [n - 1, n + 1])
    assert legacy_tensor([2**24 + 1]).tolist() == [2**24]


@claim("tensor-size-a", note="chapter-three 1", verdict=HOLDS)
@given(rows=st.integers(1, 5), columns=st.integers(1, 5))
def test_has_a_size_of_rows_by_columns(legacy_tensor, rows, columns):
    """The note: a.size() of three rows of two is (3, 2). True: a tuple, and the same as a.shape."""
    x = legacy_tensor([[float(column) for column in range(columns)] for _ in range(rows)])
    a = legacy_tensor([[2, 3], [4, 8], [7, 9]])

    assert a.size() == torch.Size([3, 2])
    assert isinstance(x.size(), tuple)
    assert x.size() == x.shape == (rows, columns)
    assert x[0].tolist() == list(range(columns))


@claim("tensor-feature-vector", note="regression-network 1", verdict=HOLDS_IF)
@given(features=st.lists(st.integers(-1000, 1000), min_size=1, max_size=6))
def test_of_features_is_a_vector_and_no_batch(legacy_tensor, features):
    """The note: Tensor([area, rooms, region, …]) is the input. True if each entry is a number.

    It has one dimension, (n,); a batch of one sample would be (1, n).
    """
    x = legacy_tensor(features)

    assert x.shape == (len(features),)
    assert x.dtype == torch.float32
    assert x.tolist() == features


@claim("tensor-feature-vector", note="regression-network 1", verdict=HOLDS_IF)
@given(numbers=st.lists(st.integers(0, 9), min_size=1, max_size=4), place=st.integers(0, 4))
def test_refuses_a_text_among_the_features(legacy_tensor, numbers, place):
    """The note lists a region among the features. As a text it is refused, wherever it stands.

    A category must be encoded first, as a number or as a vector.
    """
    features = [*numbers[:place], "centre", *numbers[place:]]

    with pytest.raises((TypeError, ValueError)):
        legacy_tensor(features)


@claim("tensor-type-is-string", note="pytorch-basics 5", verdict=IMPRECISE)
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *((torch.float32, "Float"), (torch.float64, "Double"), (torch.float16, "Half")),
        *((torch.int64, "Long"), (torch.int32, "Int"), (torch.uint8, "Byte"), (torch.bool, "Bool")),
    ],
    ids=str,
)
@cells(meta=True)
def test_has_a_type_string_that_tells_its_dtype_and_device(type_name, kind, name, device):
    """The note: a.type() shows that a is a tensor. It shows more: the type of number, the device.

    It is a string such as "torch.FloatTensor", and not the class: type(a) is torch.Tensor for every
    dtype.
    """
    x = torch.ones(1, dtype=kind, device=device)
    place = "" if device == "cpu" else f"{x.device.type}."

    assert type_name(x) == f"torch.{place}{name}Tensor"
    assert type_name(x.data) == type_name(x)
    assert type(x) is torch.Tensor
