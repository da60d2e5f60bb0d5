"""The embedding: a table of rows, and looking one up."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import one_hot

from concepts.layers.embedding import one_hot_embedding
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPLIED, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.statistics import assert_mean, assert_rate
from tests.support.strategies import (
    INTEGERS,
    NASTY,
    REALS,
    gaussian,
    generator,
    seeded,
    seeds,
    shapes,
    tensors,
)
from tests.support.tolerance import assert_equal, assert_near


def with_table(layer, table):
    """`layer` with the rows of `table`."""
    with torch.no_grad():
        layer.weight.copy_(table)
    return layer


def drawn_indices(shape, rows, seed):
    return torch.randint(rows, shape, generator=generator(seed))


@claim("embedding-equals-onehot-matmul", note="pytorch-basics 11.3", verdict=HOLDS_IF)
@given(table=tensors(NASTY, shape=(4, 3)), shape=shapes(), seed=seeds())
def test_looks_up_rows_of_its_table(embedding, table, shape, seed, device, dtype):
    """The note: letters are written as rows of a table. True: bit for bit, whatever they hold.

    However the indices lie in memory; and the row of padding too, once it is not 0 any more.
    """
    table = table.to(device, dtype)
    indices = drawn_indices(shape[::-1], 4, seed).permute(*range(len(shape))[::-1])
    rows = [table[i] for i in indices.flatten().tolist()]

    layers = [embedding(4, 3, **o, device=device, dtype=dtype) for o in ({}, {"padding_idx": 1})]
    plain, padded = (with_table(layer, table)(indices.to(device)) for layer in layers)

    assert_equal(plain, torch.stack(rows).view(*shape, 3))
    assert_equal(padded, plain)


@claim("embedding-equals-onehot-matmul", note="pytorch-basics 11.3", verdict=HOLDS_IF)
@given(table=tensors(REALS, shape=(4, 3)), shape=shapes(max_dims=2), seed=seeds())
def test_is_the_product_of_a_one_hot_vector_and_the_table(
    embedding, table, shape, seed, device, dtype
):
    """The note has it in place of one-hot vectors. True: it is their product with the table.

    Bit for bit, if the table is finite: a row times 1, and zeros for the rest.
    """
    table = table.to(device, dtype)
    indices = drawn_indices(shape, 4, seed).to(device)

    y = with_table(embedding(4, 3, device=device, dtype=dtype), table)(indices)

    assert_equal(y, one_hot(indices, 4).to(dtype) @ table)
    assert_equal(y, one_hot_embedding(indices, table))


@claim("embedding-equals-onehot-matmul", note="pytorch-basics 11.3", verdict=HOLDS_IF)
@pytest.mark.parametrize("poison", [math.inf, -math.inf, math.nan])
def test_keeps_inf_and_nan_to_their_rows_where_a_product_does_not(embedding, poison, device, dtype):
    """Where they differ: 0 · inf is nan, so that one broken row spoils every product."""
    table = torch.ones(3, 2, device=device, dtype=dtype)
    table[2] = poison
    indices = torch.arange(3, device=device)

    y = with_table(embedding(3, 2, device=device, dtype=dtype), table)(indices)

    assert_equal(y, table)
    assert one_hot_embedding(indices, table)[:2].isnan().all()


@claim("embedding-index-dtype", note="pytorch-basics 11.3", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize("kind", [torch.int64, torch.int32], ids=str)
@given(places=st.lists(st.integers(0, 3), max_size=5))
def test_takes_integers_of_64_or_32_bits(embedding, kind, places, device, dtype):
    """The condition: indices are int64, torch's default, or int32. No index at all is fine too."""
    layer = embedding(4, 3, device=device, dtype=dtype)

    y = layer(torch.tensor(places, dtype=kind, device=device))

    assert_equal(y, layer.weight[torch.tensor(places, dtype=torch.int64, device=device)])


@claim("embedding-index-dtype", note="pytorch-basics 11.3", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize(
    "kind",
    [torch.int16, torch.int8, torch.uint8, torch.bool, torch.float32, torch.float64],
    ids=str,
)
def test_takes_no_other_indices(embedding, kind, device):
    """Other integers, bools (which plain indexing takes for a mask) and floats are an error."""
    layer = embedding(4, 3, device=device)

    with pytest.raises(RuntimeError, match=r"Long, Int|Long or Int"):
        layer(torch.ones(2, dtype=kind, device=device))


@claim("embedding-range", note="pytorch-basics 11.3", verdict=HOLDS, reading=IMPLIED)
@given(index=st.integers(4, 100) | st.integers(-5, -1), among=st.integers(0, 3))
def test_has_no_row_beyond_its_last_nor_before_its_first(embedding, index, among):
    """An index of 4 or of -1 into 4 rows is an IndexError, on the CPU. It does not wrap around."""
    layer = embedding(4, 3)

    assert layer(torch.tensor([0, 3])).shape == (2, 3)
    with pytest.raises(IndexError, match="out of range"):
        layer(torch.tensor([among, index]))


@claim("embedding-shape", note="pytorch-basics 11.3", verdict=HOLDS)
@cells(meta=True)
@pytest.mark.parametrize(
    ("shape", "rows", "width"),
    [((2, 5), 4, 10), ((), 10, 4), ((1,), 1, 1), ((0,), 4, 3), ((3, 1, 2), 2, 5)],
)
def test_adds_its_width_as_a_last_axis(embedding, shape, rows, width, device, dtype):
    """The note: (2, 5) letters become (2, 5, 10). True of indices of any shape, () included."""
    layer = embedding(rows, width, device=device, dtype=dtype)

    y = layer(torch.zeros(shape, dtype=torch.int64, device=device))

    assert (y.shape, y.dtype) == ((*shape, width), dtype)


@claim("embedding-grad-rows", note="pytorch-basics 11.3", verdict=HOLDS, reading=IMPLIED)
@given(
    places=st.lists(st.integers(0, 3), min_size=1, max_size=9),
    padding=st.sampled_from([None, 0, 2, -1, -3]),
    kind=st.sampled_from([torch.int64, torch.int32]),
    shape=st.sampled_from([(-1,), (-1, 1), (1, 1, -1)]),
    seed=seeds(),
)
def test_adds_up_gradients_in_the_rows_looked_up(
    embedding, places, padding, kind, shape, seed, device, dtype
):
    """What follows: a row's gradient is the sum over its look-ups; [1, 1, 2] gives 2, 1, others 0.

    The row of padding_idx gets none, however often it is looked up.
    """
    layer = embedding(4, 3, padding_idx=padding, device=device, dtype=dtype)
    v = gaussian(seed, len(places), 3).round().to(device, dtype)
    expected = [[0.0] * 3 for _ in range(4)]
    for place, pulls in zip(places, v.tolist(), strict=True):
        if padding is None or place != padding % 4:
            expected[place] = [a + b for a, b in zip(expected[place], pulls, strict=True)]

    y = layer(torch.tensor(places, dtype=kind, device=device).view(shape)).flatten(0, -2)
    assert y.shape == v.shape
    (gradient,) = torch.autograd.grad((y * v).sum(), layer.weight)

    assert_equal(gradient, torch.tensor(expected, device=device, dtype=dtype))


@claim("embedding-grad-rows", note="pytorch-basics 11.3", verdict=HOLDS, reading=IMPLIED)
@cells(dtypes=WIDE)
@given(seed=seeds(), places=st.integers(1, 300))
def test_adds_up_many_gradients_of_one_row(embedding, seed, places, device, dtype):
    """The same for real numbers, and a row that is looked up hundreds of times.

    Their sum is taken in the table's own precision: half precision would lose most of it.
    """
    layer = embedding(2, 3, device=device, dtype=dtype)
    v = gaussian(seed, places, 3).to(device, dtype)

    y = layer(torch.ones(places, dtype=torch.int64, device=device))
    assert y.shape == v.shape
    (gradient,) = torch.autograd.grad((y * v).sum(), layer.weight)

    assert_near(gradient[1], v.double().sum(0), roundings=places, scale=v.double().abs().sum(0))


@claim("embedding-init-normal", note="pytorch-basics 11.3", verdict=HOLDS)
@cells(examples=0.3)
@given(seed=seeds())
def test_starts_from_the_standard_normal(embedding, seed, device, dtype):
    """The note leaves the table as torch draws it: from N(0, 1), judged by four probabilities.

    Φ of a standard normal is uniform, with mean 1/2; half of it is positive; within 1 and 2
    deviations are 68 and 95 %.
    """
    with seeded(seed, device):
        w = embedding(90, 400, device=device, dtype=dtype).weight.detach().double()
        other = embedding(90, 400, device=device, dtype=dtype).weight.detach().double()

    assert not torch.equal(w, other)
    assert_mean((1 + (w / math.sqrt(2)).erf()) / 2, 0.5, low=0, high=1, detects=0.037)
    assert_rate(w > 0, 0.5, detects=0.037)
    assert_rate(w.abs() < 1, math.erf(math.sqrt(0.5)), detects=0.037)
    assert_rate(w.abs() < 2, math.erf(math.sqrt(2)), detects=0.037)


@claim("embedding-init-normal", note="pytorch-basics 11.3", verdict=HOLDS)
@pytest.mark.parametrize("padding", [0, 2, -1, -3])
def test_starts_with_zeros_in_the_row_of_padding(embedding, padding, device, dtype):
    """With padding_idx that row is 0 from the start, and no other; -1 means the last row."""
    layer = embedding(4, 8, padding_idx=padding, device=device, dtype=dtype)

    y = layer(torch.arange(4, device=device))

    zero = (y == 0).all(1).tolist()
    assert zero == [row == padding % 4 for row in range(4)]


@claim("embedding-lower-dim-dense", note="pytorch-basics 11.3", verdict=IMPRECISE)
@given(rows=st.integers(2, 40), width=st.integers(1, 40))
def test_is_dense_and_as_narrow_or_wide_as_told(embedding, rows, width, device, dtype):
    """The note: denser and of fewer dimensions than one-hot. Denser it is; fewer only if chosen.

    A one-hot is as wide as there are rows, an embedding as wide as told: the note's 10 for 4
    letters are more. A one-hot has a single number that is not 0, an embedding hardly a 0.
    """
    layer = embedding(rows, width, device=device, dtype=dtype)
    indices = torch.arange(rows, device=device)

    y = layer(indices)

    assert layer.weight.shape == y.shape == (rows, width)
    assert one_hot(indices).shape == (rows, rows)
    assert (y != 0).sum() > 0.9 * y.numel() - 1


@claim("embedding-lower-dim-dense", note="pytorch-basics 11.3", verdict=IMPRECISE)
@given(places=tensors(INTEGERS, shape=(5,)))
def test_tells_nine_letters_apart_in_one_dimension(embedding, places, device, dtype):
    """What fewer dimensions need not cost: nine codes on a line stand for nine one-hot vectors."""
    codes = torch.arange(9.0, device=device, dtype=dtype).unsqueeze(-1)
    places = places.abs().long().to(device)

    y = with_table(embedding(9, 1, device=device, dtype=dtype), codes)(places)

    assert_equal(y.squeeze(-1).long(), one_hot(places, 9).argmax(-1))
