"""Shuffling: a new permutation of all samples each epoch, each as likely as any other."""

import itertools

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.data.reading import values
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, claim, not_checkable
from tests.support.statistics import assert_rate
from tests.support.strategies import gaussian, generator, seeded, seeds
from tests.support.tolerance import assert_equal

NOT_CHECKABLE = [
    not_checkable(
        "dataloader-always-shuffle-in-training",
        note="pytorch-basics 8",
        statement="real training always shuffles",
        reason="advice, and not for a time series or a curriculum, whose order means something",
    )
]


@claim("loader-shuffle-permutes", note="chapter-three 8", verdict=HOLDS)
@claim("dataloader-shuffle-permutation", note="pytorch-basics 8", verdict=HOLDS)
@given(rows=st.integers(20, 60), size=st.integers(1, 25), seed=seeds())
def test_puts_all_samples_in_a_new_order_each_epoch(loader, rows, size, seed):
    """The notes: shuffle=True reorders the samples each epoch, each of them once. True.

    Two orders of 20 samples are the same by chance once in 20! = 2e18.
    """
    made = loader(range(rows), size, shuffle=True, generator=generator(seed))

    first, second = values(made), values(made)

    assert sorted(first) == sorted(second) == list(range(rows))
    assert list(range(rows)) != first != second


@claim("loader-shuffle-permutes", note="chapter-three 8", verdict=HOLDS)
@given(rows=st.integers(1, 30), size=st.integers(1, 9), seed=seeds())
def test_moves_inputs_and_labels_together(loader, rows, size, seed, device, dtype):
    """The note trains on shuffled batches. Rightly: each label stays with its input."""
    inputs = gaussian(seed, rows, 3).to(device, dtype)
    pairs = [(inputs[row], row) for row in range(rows)]

    batches = list(loader(pairs, size, shuffle=True, generator=generator(seed)))

    assert len(batches) == -(-rows // size)
    x, y = (torch.cat(column) for column in zip(*batches, strict=True))
    assert_equal(x, inputs[y.long().to(device)])


@claim("dataloader-shuffle-then-batch", note="pytorch-basics 8", verdict=HOLDS)
@given(rows=st.integers(1, 40), size=st.integers(2, 12), seed=seeds())
def test_comes_before_cutting_into_batches(loader, rows, size, seed):
    """The note: the loader shuffles first and makes mini-batches then. True.

    From one seed the order of the samples is the same, whatever the batch size.
    """
    singles, batches = (
        values(loader(range(rows), n, shuffle=True, generator=generator(seed))) for n in (1, size)
    )

    assert singles == batches


@claim("dataloader-generator-reproducible", note="pytorch-basics 8", verdict=HOLDS, reading=IMPLIED)
@claim("loader-shuffle-permutes", note="chapter-three 8", verdict=HOLDS)
@given(seed=seeds())
def test_is_repeated_by_the_seed_of_its_generator_or_of_torch(loader, seed):
    """Beyond the notes: the order is drawn by torch, and the same seed draws it again.

    It is the seed of the loader's generator if it has one, and torch's global seed if not; no other
    seed matters. Either way the next epoch has another order.
    """

    def epochs(source):
        made = loader(range(20), 3, shuffle=True, generator=source)
        return values(made), values(made)

    with seeded(seed):
        first = epochs(None)
    with seeded(seed):
        second = epochs(None)

    assert first == second
    assert first[0] != first[1]
    assert epochs(generator(seed)) == epochs(generator(seed)) != epochs(generator(seed + 1))


HALF = 20_000


@claim("dataloader-shuffle-uniform", note="pytorch-basics 8", verdict=HOLDS)
@cells(examples=0.2)
@given(start=st.integers(0, HALF), late=st.booleans(), seed=seeds())
def test_puts_each_sample_at_each_position_equally_often(loader, start, late, seed):
    """The note: shuffled. True in that each sample is equally likely at each position.

    So a given half of the samples fills half of the first positions, and half of the last.
    Positions are drawn without replacement, for which Hoeffding's bound holds as well.
    """
    made = loader(range(2 * HALF), HALF, shuffle=True, generator=generator(seed))

    batches = list(made)

    assert len(batches) == 2
    batch = torch.tensor(values([batches[late]]))
    assert_rate(((batch >= start) & (batch < start + HALF)).double(), 0.5, detects=0.05)


@claim("dataloader-shuffle-uniform", note="pytorch-basics 8", verdict=HOLDS)
@cells(examples=0.05)
@given(seed=seeds(), sample=st.integers(0, 3), position=st.integers(0, 3))
def test_reaches_every_order_of_four_samples(loader, seed, sample, position):
    """Of four samples each is at each position once in four times, and all 24 orders occur.

    By chance 800 epochs miss one of them once in 2e13.
    """
    made = loader(range(4), 4, shuffle=True, generator=generator(seed))

    orders = [tuple(values(made)) for _ in range(800)]

    assert set(orders) == set(itertools.permutations(range(4)))
    assert_rate(torch.tensor(orders)[:, position] == sample, 0.25, detects=0.25)
