"""Sequences: words have to be numbers first, and a layer takes their vectors in four layouts."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.utils.rnn import PackedSequence, pack_sequence, pad_packed_sequence

from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import gaussian, generator, seeded, seeds
from tests.support.tolerance import assert_equal, assert_near


@claim("seq-no-string-tensors", note="course sequences", verdict=HOLDS)
@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("a", TypeError),
        (b"a", TypeError),
        ([1.0, "b"], TypeError),
        (np.array(["a"]), TypeError),
        (["a", "b"], ValueError),
    ],
    ids=["string", "bytes", "mixed", "array", "strings"],
)
def test_of_strings_are_no_tensors(words, error):
    """The note: PyTorch has no support for strings. True: it makes no tensor of them.

    The error is a TypeError, or a ValueError for a list of nothing but strings. A dtype for
    strings, as numpy has, would make this false.
    """
    with pytest.raises(error):
        torch.tensor(words)


@claim("onehot-shape-and-sum", note="pytorch-basics 11.1", verdict=HOLDS)
@given(shape=st.lists(st.integers(1, 3), max_size=3), width=st.integers(1, 9), seed=seeds())
def test_of_one_hot_vectors_have_a_single_one_each(one_hot, shape, width, seed, device):
    """The note: a word is a vector as wide as the dictionary, with a 1 at its index. True.

    The vectors form a new last dimension, of int64.
    """
    words = torch.randint(width, shape, generator=generator(seed))
    expected = [[int(j == i) for j in range(width)] for i in words.flatten().tolist()]

    vectors = one_hot(words.to(device), width)

    assert vectors.sum(-1).unique().tolist() == [1]
    assert_equal(vectors, torch.tensor(expected, device=device).reshape(*shape, width))


@claim("onehot-shape-and-sum", note="pytorch-basics 11.1", verdict=HOLDS)
@given(words=st.lists(st.integers(0, 9), min_size=1, max_size=9))
def test_of_one_hot_vectors_are_one_wider_than_the_largest_index_unless_told(one_hot, words):
    """The condition: name the size of the dictionary, or vectors of two texts may differ in width.

    A word beyond the given size is refused.
    """
    indices = torch.tensor(words)

    assert one_hot(indices).shape == (len(words), max(words) + 1)
    assert one_hot(indices, 12).shape == (len(words), 12)
    with pytest.raises(RuntimeError, match="classes"):
        one_hot(indices, max(words))


@claim("onehot-shape-and-sum", note="pytorch-basics 11.1", verdict=HOLDS)
@cells(examples=0.2)
@given(seed=seeds())
def test_of_one_hot_vectors_give_back_each_word_of_a_long_text(one_hot, seed, device):
    """What follows for a thousand words, however they lie in memory: each 1 is in its place.

    And there are no others: the vectors add up to how often each word occurs.
    """
    words = torch.randint(12, (25, 40), generator=generator(seed)).T.to(device)

    vectors = one_hot(words, 12)

    assert_equal(vectors.gather(-1, words.unsqueeze(-1)), 1)
    assert_equal(vectors.sum((0, 1)), words.flatten().bincount(minlength=12))


@claim("onehot-shape-and-sum", note="pytorch-basics 11.1", verdict=HOLDS)
def test_of_one_hot_vectors_must_be_made_floats_for_a_layer(one_hot, device):
    """The note feeds them to a layer. Its weights are floats, and int64 vectors are refused."""
    layer = torch.nn.RNN(3, 2).to(device)
    vectors = one_hot(torch.tensor([0, 2, 1], device=device), 3)

    with pytest.raises((RuntimeError, ValueError)):
        layer(vectors)
    assert layer(vectors.float())[0].shape == (3, 2)


@claim("seq-onehot-sparse-high-dim", note="course sequences", verdict=HOLDS)
@cells(examples=0.3)
@given(width=st.integers(2, 60))
def test_of_one_hot_vectors_are_sparse_wide_and_all_equally_far(one_hot, width, device):
    """The note: one-hot is sparse and high-dimensional. True: V numbers a word, of which one is 1.

    Every two words lie √2 apart, so that no word is more like one than like another.
    """
    words = one_hot(torch.arange(width, device=device), width)

    rows = words.tolist()
    apart = {math.dist(a, b) for i, a in enumerate(rows) for b in rows[:i]}

    assert words.shape == (width, width)
    assert int(words.count_nonzero()) == width  # of width²
    assert apart == {math.sqrt(2)}


def dot(a, b):
    """Σ a b."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def states(layer, sentence):
    """The definition for one sentence, a number at a time: h = tanh(W x + b + U h + c)."""
    w, u, b, c = (
        getattr(layer, name).tolist()
        for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    )
    hidden, found = [0.0] * len(b), []
    for x in sentence.tolist():
        hidden = [math.tanh(dot(w[i], x) + b[i] + dot(u[i], hidden) + c[i]) for i in range(len(b))]
        found.append(hidden)
    return torch.tensor(found, dtype=torch.float64)


def made(sequence_layer, seed, device, dtype, **options):
    """A layer from vectors of 3 to states of 2."""
    with seeded(seed):
        return sequence_layer(3, 2, **options).to(device, dtype)


@claim("seq-two-layouts", note="course sequences", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(words=st.integers(1, 4), batch=st.integers(1, 4), seed=seeds(), first=st.booleans())
def test_come_with_words_or_batch_first_as_the_layer_is_told(
    sequence_layer, words, batch, seed, first, device, dtype
):
    """The note: the shape is (words, batch, vector) or (batch, words, vector). It is not free.

    batch_first says which; words come first by default. A layer cannot tell from the data, and does
    not guess, even where one is longer than the other.
    """
    options = {"batch_first": True} if first else {}
    layer = made(sequence_layer, seed, device, dtype, **options)
    sentences = gaussian(seed, batch, words, 3).to(device, dtype)
    expected = torch.stack([states(layer, sentence) for sentence in sentences])

    outputs, last = layer(sentences if first else sentences.transpose(0, 1))

    found = outputs if first else outputs.transpose(0, 1)
    assert_near(found, expected, roundings=32, scale=1.0)
    assert_near(last, expected[None, :, -1], roundings=32, scale=1.0)


@claim("seq-two-layouts", note="course sequences", verdict=IMPRECISE)
@cells(dtypes=WIDE, examples=0.2)
@given(seed=seeds())
def test_do_not_know_of_the_others_in_a_large_batch(sequence_layer, seed, device, dtype):
    """What a batch is: of a hundred sentences each has the states that it has alone."""
    layer = made(sequence_layer, seed, device, dtype)
    sentences = gaussian(seed, 3, 100, 3).to(device, dtype)

    outputs, _ = layer(sentences)

    alone = torch.stack([layer(sentence)[0] for sentence in sentences.unbind(1)], 1)
    other = "the products of a batch may be added in another order, and here are not"
    assert_near(outputs, alone.double(), roundings=32, scale=1.0, loose=other)


@claim("seq-two-layouts", note="course sequences", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(words=st.integers(1, 4), seed=seeds(), first=st.booleans())
def test_may_come_alone_without_a_batch(sequence_layer, words, seed, first, device, dtype):
    """The third layout that the note leaves out: (words, vector), whatever batch_first says."""
    layer = made(sequence_layer, seed, device, dtype, batch_first=first)
    sentence = gaussian(seed, words, 3).to(device, dtype)
    expected = states(layer, sentence)

    outputs, last = layer(sentence)

    assert_near(outputs, expected, roundings=32, scale=1.0)
    assert_near(last, expected[-1:], roundings=32, scale=1.0)


@claim("seq-two-layouts", note="course sequences", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(lengths=st.lists(st.integers(1, 4), min_size=1, max_size=4), seed=seeds())
def test_may_come_packed_if_their_lengths_differ(sequence_layer, lengths, seed, device, dtype):
    """The fourth: packed, for sentences of several lengths. Each ends at its own last word."""
    lengths.sort(reverse=True)
    layer = made(sequence_layer, seed, device, dtype)
    sentences = [gaussian(seed + n, words, 3).to(device, dtype) for n, words in enumerate(lengths)]
    expected = [states(layer, sentence) for sentence in sentences]

    packed, last = layer(pack_sequence(sentences))

    assert isinstance(packed, PackedSequence)
    outputs, _ = pad_packed_sequence(packed, batch_first=True)
    wanted = torch.nn.utils.rnn.pad_sequence(expected, batch_first=True)
    assert_near(outputs, wanted, roundings=32, scale=1.0)
    assert_near(last[0], torch.stack([it[-1] for it in expected]), roundings=32, scale=1.0)


@claim("seq-two-layouts", note="course sequences", verdict=IMPRECISE)
@cells(dtypes=WIDE, examples=0.3)
@given(seed=seeds(), width=st.sampled_from([16, 100]))
def test_are_read_by_a_layer_that_starts_within_one_over_the_root_of_its_width(
    sequence_layer, seed, width, device, dtype
):
    """Where its weights start: U(-1/√H, 1/√H), H the width of its states. All, of either sign.

    Of 336 such numbers or more none is in the outer quarter of the range once in 1e42.
    """
    with seeded(seed):
        layer = sequence_layer(3, width).to(device, dtype)

    numbers = torch.cat([parameter.detach().flatten() for parameter in layer.parameters()])
    low, high = (numbers.double() * width**0.5).aminmax()
    assert -1.0001 < low < -0.5
    assert 0.5 < high < 1.0001
