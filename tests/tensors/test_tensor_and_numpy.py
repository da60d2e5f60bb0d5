"""The bridge to numpy: two names of one memory, in either direction."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.claims import HOLDS, claim
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
def test_have_type_shape_and_values_in_common_by_numpy(to_numpy, kind, x):
    """The note: c.numpy() is a numpy.ndarray. True, of the same shape and type of number."""
    x = x.to(kind)

    array = to_numpy(x)

    assert type(array) is np.ndarray
    assert array.dtype == KINDS[kind]
    assert array.shape == tuple(x.shape)
    assert array.tolist() == x.tolist()


@claim("tensor-numpy-type", note="chapter-three 1", verdict=HOLDS)
def test_have_no_gradient_in_common(to_numpy):
    """The first condition: numpy records no operations, so that whoever needs a gradient detaches.

    A RuntimeError says so; nothing is detached in silence.
    """
    x = torch.ones(2, requires_grad=True)

    with pytest.raises(RuntimeError):
        to_numpy(x)
    assert to_numpy(x.detach()).tolist() == [1, 1]


@claim("tensor-numpy-type", note="chapter-three 1", verdict=HOLDS)
@pytest.mark.parametrize("options", [{"dtype": torch.bfloat16}, {"device": "meta"}], ids=str)
def test_have_only_numbers_in_common_that_numpy_knows_and_reaches(to_numpy, options):
    """The other conditions: a type that numpy has, and memory of the CPU. Else a TypeError."""
    with pytest.raises(TypeError):
        to_numpy(torch.ones(2, **options))


@claim("tensor-numpy-type", note="chapter-three 1", verdict=HOLDS)
def test_have_no_memory_of_another_device_in_common(to_numpy, device):
    """What lies on an accelerator is refused, and not fetched in silence; `.cpu()` fetches it."""
    x = torch.ones(2, device=device)

    if device == "cpu":
        assert to_numpy(x).tolist() == [1, 1]
    else:
        with pytest.raises(TypeError):
            to_numpy(x)


@claim("tensor-numpy-shares-memory", note="chapter-three 1", verdict=HOLDS)
@kinds
@given(x=SMALL, data=st.data())
def test_share_one_memory_by_numpy(to_numpy, kind, x, data):
    """The note: "convert". It hides that nothing is copied: a write to either is seen by both."""
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
    """The same on the way back, e = from_numpy(d): transposed or sliced, it is one memory.

    torch.tensor(d) does copy, and sees nothing.
    """
    array = x.numpy().astype(KINDS[kind], order="K")
    place = tuple(data.draw(st.integers(0, n - 1)) for n in array.shape)

    tensor, copy = from_numpy(array), torch.tensor(array)
    array[place] = not array[place]

    assert tensor.data_ptr() == array.ctypes.data
    assert tensor[place].item() == array[place] != copy[place].item()
    tensor[place] = copy[place]
    assert array.tolist() == copy.tolist()


@claim("tensor-from-numpy-type", note="chapter-three 1", verdict=HOLDS)
@kinds
@given(x=SMALL, step=st.integers(1, 2))
def test_have_type_shape_and_values_in_common_by_from_numpy(from_numpy, kind, x, step):
    """The note: type(e) is torch.Tensor. True, and its numbers are of the array's type.

    An array of float64, as numpy makes them, is no float32; any positive strides will do.
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
def test_have_no_negative_strides_in_common(from_numpy, turned):
    """The condition: an array read backwards is refused, with a ValueError; a copy of it is not."""
    array = turned(np.arange(6.0).reshape(2, 3))

    with pytest.raises(ValueError):
        from_numpy(array)
    assert from_numpy(array.copy()).tolist() == array.tolist()


@claim("tensor-from-numpy-type", note="chapter-three 1", verdict=HOLDS)
@pytest.mark.parametrize("array", [["a"], [None], [b"1"]], ids=str)
def test_have_no_text_or_object_in_common(from_numpy, array):
    """Nor does torch know each type of numpy's: a TypeError for texts and objects."""
    with pytest.raises(TypeError):
        from_numpy(np.array(array))


@claim("tensor-numpy-roundtrip", note="chapter-three 1", verdict=HOLDS)
@pytest.mark.parametrize("kind", [torch.float32, torch.float64, torch.float16], ids=str)
@given(x=tensors(NASTY, shape=shapes(min_dims=0), layouts=False))
def test_lose_nothing_there_and_back(to_numpy, kind, x):
    """What follows: there and back gives the same bits, shape and type; nan and -0.0 included."""
    x = x.to(kind)

    back = torch.from_numpy(to_numpy(x))

    assert_equal(back, x)
    assert_equal(bits(back), bits(x))


@claim("tensor-numpy-roundtrip", note="chapter-three 1", verdict=HOLDS)
@pytest.mark.parametrize("kind", [torch.float32, torch.float64, torch.float16], ids=str)
@given(x=tensors(NASTY, shape=shapes(min_dims=0), layouts=False))
def test_lose_nothing_on_the_way_back(from_numpy, kind, x):
    """The same for the second half of the way alone."""
    array = x.to(kind).numpy()

    back = from_numpy(array)

    assert_equal(back, x.to(kind))
    assert_equal(bits(back), bits(x.to(kind)))


@claim("tensor-numpy-roundtrip", note="chapter-three 1", verdict=HOLDS)
@pytest.mark.parametrize("shape", [(), (0,), (2, 0), (0, 3)], ids=str)
def test_keep_a_shape_with_nothing_in_it(from_numpy, shape):
    """At the edge: without dimensions, and without entries, a shape is still a shape."""
    array = np.zeros(shape, dtype=np.float32)

    assert_equal(from_numpy(array), torch.zeros(shape))
    assert torch.zeros(shape).numpy().shape == shape
