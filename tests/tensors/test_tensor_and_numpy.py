"""The bridge to numpy: two names of one memory, in either direction."""

import weakref

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, claim
from tests.support.strategies import INTEGERS, NASTY, shapes, tensors
from tests.support.tolerance import assert_equal

KINDS = {
    torch.float32: np.float32,
    torch.float64: np.float64,
    torch.float16: np.float16,
    torch.complex64: np.complex64,
    torch.int64: np.int64,
    torch.int32: np.int32,
    torch.int8: np.int8,
    torch.uint8: np.uint8,
    torch.bool: np.bool_,
}
WORDS = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
SMALL = tensors(INTEGERS, shape=shapes(min_dims=1))

kinds = pytest.mark.parametrize("kind", KINDS, ids=str)


def bits(x):
    """The numbers of a tensor as they stand in memory, which tells -0.0 from 0.0, and nans."""
    return (
        (torch.view_as_real(x) if x.is_complex() else x)
        .contiguous()
        .view(WORDS[x.element_size() // (2 if x.is_complex() else 1)])
    )


@claim("tensor-numpy-type", note="chapter-three 1", verdict=HOLDS)
@kinds
@given(x=SMALL)
def test_agree_in_type_shape_and_values_by_the_numpy_method(to_numpy, kind, x):
    """The note: c.numpy() is a numpy.ndarray. True, of the same shape and type of number."""
    x = x.to(kind)

    array = to_numpy(x)

    assert type(array) is np.ndarray
    assert array.dtype == KINDS[kind]
    assert array.shape == tuple(x.shape)
    assert array.tolist() == x.tolist()


@claim("tensor-numpy-type", note="chapter-three 1", verdict=HOLDS)
def test_cannot_share_a_tensor_that_requires_a_gradient(to_numpy):
    """The first condition: no gradient is required, since numpy records no operations.

    Otherwise numpy() raises a RuntimeError, and detaches nothing in silence; detach() first.
    """
    x = torch.ones(2, requires_grad=True)

    with pytest.raises(RuntimeError, match="detach"):
        to_numpy(x)
    assert to_numpy(x.detach()).tolist() == [1, 1]


@claim("tensor-numpy-type", note="chapter-three 1", verdict=HOLDS)
@pytest.mark.parametrize("lack", ["bfloat16", "meta"])
def test_cannot_share_bfloat16_or_a_tensor_without_memory(to_numpy, lack):
    """The other conditions: a dtype that numpy has, and memory that it can read. Or a TypeError.

    It says which of them is missing.
    """
    options = {"bfloat16": {"dtype": torch.bfloat16}, "meta": {"device": "meta"}}[lack]

    with pytest.raises(TypeError, match=f"(?i){lack}"):
        to_numpy(torch.ones(2, **options))


@claim("tensor-numpy-type", note="chapter-three 1", verdict=HOLDS)
def test_share_the_memory_of_the_cpu_alone(to_numpy, device):
    """What lies on an accelerator is refused, and not fetched in silence; `.cpu()` fetches it."""
    x = torch.ones(2, device=device)

    assert to_numpy(x.cpu()).tolist() == [1, 1]
    if device != "cpu":
        with pytest.raises(TypeError):
            to_numpy(x)


@claim("tensor-numpy-shares-memory", note="chapter-three 1", verdict=HOLDS)
@kinds
@cells(examples=3)  # a few for each kind, some of which are not contiguous
@given(x=SMALL, data=st.data())
def test_share_one_memory_by_the_numpy_method(to_numpy, kind, x, data):
    """The note: c.numpy() converts. It copies nothing: a write to either is seen by both."""
    x = x.to(kind)
    place = tuple(data.draw(st.integers(0, n - 1)) for n in x.shape)

    array = to_numpy(x)
    array[place] = not array[place]
    seen = x[place].item()
    x[place] = not seen

    assert array.ctypes.data == x.data_ptr()
    assert seen != array[place]
    assert array.tolist() == x.tolist()


@claim("tensor-numpy-shares-memory", note="chapter-three 1", verdict=HOLDS)
@kinds
@given(x=SMALL, data=st.data())
def test_share_one_memory_by_from_numpy(from_numpy, kind, x, data):
    """The same on the way back, e = from_numpy(d), of an array in any order: one memory.

    torch.tensor(d) does copy, and does not see what is written to d later.
    """
    array = x.numpy().astype(KINDS[kind], order="K")
    place = tuple(data.draw(st.integers(0, n - 1)) for n in array.shape)

    tensor, copy = from_numpy(array), torch.tensor(array)
    array[place] = not array[place]

    assert tensor.data_ptr() == array.ctypes.data
    assert tensor[place].item() == array[place] != copy[place].item()
    tensor[place] = copy[place]
    assert array.tolist() == copy.tolist()


@claim("tensor-numpy-shares-memory", note="chapter-three 1", verdict=HOLDS)
def test_keep_the_memory_as_long_as_the_array_lives(to_numpy):
    """What sharing needs: the array holds on to the tensor, and lets go of it at its own end."""
    block = np.arange(3)
    held = weakref.ref(block)

    array = to_numpy(torch.from_numpy(block))
    del block

    assert held() is not None
    assert array.tolist() == [0, 1, 2]
    del array
    assert held() is None


@claim("tensor-numpy-shares-memory", note="chapter-three 1", verdict=HOLDS)
def test_keep_the_memory_as_long_as_the_tensor_lives(from_numpy):
    """The same the other way round: the tensor holds on to the array, and to no byte beyond it."""
    array = np.arange(3.0)
    held = weakref.ref(array)

    tensor = from_numpy(array)
    del array

    assert held() is not None
    assert getattr(tensor, "untyped_storage", tensor.storage)().nbytes() == 3 * 8
    assert tensor.tolist() == [0, 1, 2]
    del tensor
    assert held() is None


@claim("tensor-from-numpy-type", note="chapter-three 1", verdict=HOLDS)
@kinds
@given(x=SMALL, step=st.integers(1, 2))
def test_agree_in_type_shape_and_values_by_from_numpy(from_numpy, kind, x, step):
    """The note: type(e) is torch.Tensor. True, and its numbers are of the array's type.

    So numpy's usual float64 becomes float64, and not float32. Any positive strides will do.
    """
    array = x.numpy().astype(KINDS[kind])[..., ::step]

    tensor = from_numpy(array)

    assert str(type(tensor)) == "<class 'torch.Tensor'>"
    assert tensor.dtype == kind
    assert tensor.shape == array.shape
    assert tensor.tolist() == array.tolist()


@claim("tensor-from-numpy-type", note="chapter-three 1", verdict=HOLDS)
@pytest.mark.parametrize(
    "turned",
    [lambda a: a[::-1], lambda a: a[:, ::-1], lambda a: a.T[::-1]],
    ids=["rows", "columns", "transposed"],
)
def test_cannot_share_an_array_that_is_read_backwards(from_numpy, turned):
    """The condition: an array read backwards is refused, with a ValueError; a copy of it is not."""
    array = turned(np.arange(6.0).reshape(2, 3))

    with pytest.raises(ValueError, match="stride"):
        from_numpy(array)
    assert from_numpy(array.copy()).tolist() == array.tolist()


@claim("tensor-from-numpy-type", note="chapter-three 1", verdict=HOLDS)
@pytest.mark.parametrize("array", [["a"], [None], [b"1"]], ids=str)
def test_cannot_share_texts_or_objects(from_numpy, array):
    """The condition: numbers. An array of texts, bytes or objects is a TypeError."""
    with pytest.raises(TypeError, match="of type"):
        from_numpy(np.array(array))


@claim("tensor-numpy-roundtrip", note="chapter-three 1", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize("kind", [torch.float32, torch.float64, torch.float16], ids=str)
@given(x=tensors(NASTY, shape=shapes(min_dims=0), layouts=False))
def test_lose_nothing_there_and_back(to_numpy, kind, x):
    """What follows: there and back gives the same bits, shape and type, of nan and -0.0 as well."""
    x = x.to(kind)

    back = torch.from_numpy(to_numpy(x))

    assert_equal(back, x)
    assert_equal(bits(back), bits(x))


@claim("tensor-numpy-roundtrip", note="chapter-three 1", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize("kind", [torch.float32, torch.float64, torch.float16], ids=str)
@given(x=tensors(NASTY, shape=shapes(min_dims=0), layouts=False))
def test_lose_nothing_by_from_numpy_alone(from_numpy, kind, x):
    """Half of that way: from_numpy keeps every bit of an array."""
    array = x.to(kind).numpy()

    back = from_numpy(array)

    assert_equal(back, x.to(kind))
    assert_equal(bits(back), bits(x.to(kind)))


@claim("tensor-numpy-roundtrip", note="chapter-three 1", verdict=HOLDS, reading=IMPLIED)
@kinds
@pytest.mark.parametrize("shape", [(), (0,), (2, 0), (0, 3)], ids=str)
def test_keep_shapes_without_dimensions_or_without_entries(from_numpy, shape, kind):
    """At the edge: shapes such as (), (0,) and (2, 0) survive, in either direction."""
    array = np.zeros(shape, dtype=KINDS[kind])

    assert_equal(from_numpy(array), torch.zeros(shape, dtype=kind))
    assert torch.zeros(shape).numpy().shape == shape
