"""Collation: how the samples of a batch become tensors, by their type."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.utils.data import TensorDataset

from tests.support.axes import cells
from tests.support.claims import HOLDS, claim
from tests.support.strategies import INTEGERS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal


def only_batch(loader, samples):
    """All samples as one batch."""
    batches = list(loader(samples, len(samples)))
    assert len(batches) == 1
    return batches[0]


@claim("loader-label-type", note="chapter-three 8", verdict=HOLDS)
@given(labels=st.lists(st.integers(0, 9), min_size=1, max_size=9))
def test_makes_int64_labels_of_ints_as_cross_entropy_needs(loader, labels):
    """The note feeds the labels of the loader to the loss. True: an int becomes int64, (batch,).

    Floats become float64, which the loss refuses for classes.
    """
    batch = only_batch(loader, labels)
    floats = only_batch(loader, [float(label) for label in labels])
    logits = torch.zeros(len(labels), 10)

    assert_equal(batch, torch.tensor(labels, dtype=torch.int64))
    assert_equal(floats, torch.tensor(labels, dtype=torch.float64))
    assert round(torch.nn.functional.cross_entropy(logits, batch).item(), 4) == 2.3026
    with pytest.raises(RuntimeError, match="Long"):
        torch.nn.functional.cross_entropy(logits, floats)


@claim("loader-batch-is-list", note="chapter-three 8", verdict=HOLDS)
@cells(examples=0.3)
@given(rows=st.integers(1, 9), seed=seeds(), kind=st.sampled_from(["tuples", "TensorDataset"]))
def test_makes_two_tensors_of_a_batch_of_pairs(loader, rows, seed, kind, device, dtype):
    """The note: inputs, labels = data. True: data is a list of two, though a sample is a tuple.

    The images (rows, 1, 28, 28) keep their dtype; the labels have shape (rows,).
    """
    images = gaussian(seed, rows, 1, 28, 28).to(device, dtype)
    labels = torch.arange(rows)
    pairs = [(images[row], row) for row in range(rows)]

    batch = only_batch(loader, pairs if kind == "tuples" else TensorDataset(images, labels))

    assert type(batch) is list
    assert len(batch) == 2
    assert_equal(batch[0], images)
    assert_equal(batch[1], labels)


@claim("dataloader-collate-dtypes", note="pytorch-basics 8", verdict=HOLDS)
@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        ([1, -2], torch.int64),
        ([1.5, 2.5], torch.float64),
        ([True, False], torch.bool),
        ([np.float32(1.5), np.float32(2.5)], torch.float32),
        ([np.float64(1.5), np.float64(2.5)], torch.float64),
        ([np.int32(1), np.int32(2)], torch.int32),
        ([np.ones((3, 2), np.float32), np.zeros((3, 2), np.float32)], torch.float32),
    ],
    ids=["int", "float", "bool", "np.float32", "np.float64", "np.int32", "array"],
)
def test_gives_each_kind_of_number_its_dtype(loader, samples, expected):
    """The note is silent on types: a Python float becomes float64, unlike the weights of a net.

    What has a dtype already keeps it.
    """
    batch = only_batch(loader, samples)

    assert isinstance(batch, Tensor)
    assert_equal(batch, torch.from_numpy(np.stack(samples)).to(expected))


@claim("dataloader-collate-dtypes", note="pytorch-basics 8", verdict=HOLDS)
@given(samples=tensors(INTEGERS), length=st.integers(1, 3))
def test_stacks_tensors_along_a_new_first_dimension(loader, samples, length, device, dtype):
    """The note's samples are tensors of 8 numbers. True: four of them make a batch (4, 8)."""
    parts = [(samples + i).to(device, dtype) for i in range(length)]

    batch = only_batch(loader, parts)

    assert batch.shape == (length, *samples.shape)
    assert batch.dtype == dtype
    assert batch.tolist() == [part.tolist() for part in parts]


@claim("dataloader-collate-dtypes", note="pytorch-basics 8", verdict=HOLDS)
def test_leaves_strings_as_they_are_and_gathers_dicts_by_key(loader):
    """Beyond the note: strings make a tuple or list, and no tensor; dicts, a dict of batches."""
    batch = only_batch(loader, [{"word": "a", "index": 0}, {"word": "b", "index": 1}])

    assert set(batch) == {"word", "index"}
    assert list(batch["word"]) == ["a", "b"]
    assert_equal(batch["index"], torch.tensor([0, 1]))


@claim("dataloader-ragged-fails", note="pytorch-basics 8", verdict=HOLDS)
@given(rows=st.integers(1, 5), longer=st.integers(1, 3))
def test_refuses_tensors_of_unequal_shapes(loader, rows, longer, device):
    """The note is silent on it: sequences of 2 and of 3 make no batch, and none is padded.

    Nor do pairs among triples, of which none is cut short.
    """
    ragged = [torch.ones(rows, device=device), torch.ones(rows + longer, device=device)]

    with pytest.raises(RuntimeError, match="equal size"):
        only_batch(loader, ragged)
    with pytest.raises((RuntimeError, ValueError), match=r"equal size|shorter|longer"):
        only_batch(loader, [(0,) * rows, (0,) * (rows + longer)])


@claim("dataloader-collate-dtypes", note="pytorch-basics 8", verdict=HOLDS)
def test_keeps_numbers_that_32_bits_do_not_hold(loader):
    """Beyond the note: integers at both ends of 64 bits, and floats too large for float32."""
    batch = only_batch(loader, [(2**62 + 1, 1e300), (-(2**63), -math.inf)])

    assert_equal(batch[0], torch.tensor([2**62 + 1, -(2**63)]))
    assert_equal(batch[1], torch.tensor([1e300, -math.inf], dtype=torch.float64))
