"""A loader: how many batches it cuts, in which order, and what it needs for that."""

import inspect
import math
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.data import Dataset, IterableDataset

from tests.data.reading import attempt, values
from tests.support.axes import NOT_AVAILABLE
from tests.support.claims import HOLDS, IMPLIED, IMPRECISE, REFUTED, claim
from tests.support.strategies import generator, seeds


@claim("dataloader-batch-count", note="pytorch-basics 8", verdict=HOLDS)
@claim("dataloader-last-batch-smaller", note="pytorch-basics 8", verdict=HOLDS)
@claim("loader-batch-count", note="chapter-three 8", verdict=HOLDS)
@given(rows=st.integers(1, 40), size=st.integers(1, 12), drop=st.booleans(), seed=seeds())
def test_cuts_full_batches_and_one_of_the_rest_unless_it_drops_it(loader, rows, size, drop, seed):
    """The notes cut N samples into batches of B. They get ⌈N/B⌉ of them, with drop_last ⌊N/B⌋.

    If B does not divide N, the last of ⌈N/B⌉ has N mod B samples.
    """
    left = rows
    sizes = []
    while left > 0:
        sizes.append(min(size, left))
        left -= size
    kept = [it for it in sizes if it == size or not drop]

    made = loader(range(rows), size, shuffle=True, drop_last=drop, generator=generator(seed))

    assert len(made) == len(kept) == (math.floor if drop else math.ceil)(rows / size)
    assert [len(batch) for batch in made] == kept


@claim("loader-batch-count", note="chapter-three 8", verdict=HOLDS)
@claim("batches-256", note="softmax-regression 1", verdict=HOLDS)
@claim("dataloader-batch-count", note="pytorch-basics 8", verdict=HOLDS)
@claim("dataloader-last-batch-smaller", note="pytorch-basics 8", verdict=HOLDS)
@pytest.mark.parametrize(
    ("rows", "size", "batches", "last"),
    [
        (60_000, 64, 938, 32),
        (10_000, 64, 157, 16),
        (60_000, 256, 235, 96),
        (10_000, 256, 40, 16),
        (60_000, 32, 1875, 32),
        (10_000, 32, 313, 16),
        (759, 32, 24, 23),
    ],
)
def test_cuts_the_data_of_the_notes_into_their_counts_of_batches(loader, rows, size, batches, last):
    """The notes' batches of MNIST (60,000 and 10,000) and of the diabetes table (759). True."""
    made = loader(range(rows), size)

    sizes = [len(batch) for batch in made]

    assert len(made) == len(sizes) == batches
    assert sizes[-1] == last


@claim("loader-epoch-visits-all-batches", note="pytorch-basics 8", verdict=IMPRECISE)
@given(rows=st.integers(1, 120), size=st.integers(1, 40), shuffle=st.booleans(), seed=seeds())
def test_visits_every_sample_once_an_epoch(loader, rows, size, shuffle, seed):
    """The note: each epoch trains with a certain batch. No: each step does.

    An epoch runs through all batches, 4 of them for 100 samples and B = 32, and through every
    sample once.
    """
    batches = list(loader(range(rows), size, shuffle=shuffle, generator=generator(seed)))

    assert len(batches) == -(-rows // size)
    assert sorted(values(batches)) == list(range(rows))


@claim("dataloader-no-shuffle-order", note="pytorch-basics 8", verdict=HOLDS)
@claim("test-iter-deterministic", note="softmax-regression 1", verdict=HOLDS)
@given(rows=st.integers(1, 40), size=st.integers(1, 12))
def test_keeps_the_order_of_the_data_where_it_does_not_shuffle(loader, rows, size):
    """The notes: without shuffling the order is 0 to N - 1, the same each time. True."""
    made = loader(range(rows), size, shuffle=False)

    first, second = values(made), values(made)

    assert first == second == list(range(rows))


@claim("test-iter-deterministic", note="softmax-regression 1", verdict=HOLDS)
def test_begins_the_test_digits_with_7_2_1_0_4_1_4_9_5_9(loader, mnist):
    """The note previews the first test batch, always the same. True, since it does not shuffle."""
    if not mnist.full:
        pytest.skip(f"{NOT_AVAILABLE}{mnist.source} are not the whole of MNIST")
    labels = mnist.test_labels.tolist()

    batch = next(iter(loader(labels, 256, shuffle=False)), [])

    assert values([batch])[:10] == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


@claim("dataloader-defaults", note="pytorch-basics 8", verdict=HOLDS, reading=IMPLIED)
@given(rows=st.integers(0, 30))
def test_takes_samples_one_by_one_in_order_by_default(loader, rows):
    """What the note need not say: batches of 1, no shuffling, no workers, and no sample dropped.

    In the signature shuffle is None, which means no.
    """
    parameters = inspect.signature(loader).parameters
    expected = {"batch_size": 1, "shuffle": None, "num_workers": 0, "drop_last": False}

    assert expected.items() <= {name: it.default for name, it in parameters.items()}.items()
    assert [values([batch]) for batch in loader(range(rows))] == [[row] for row in range(rows)]


class Countdown(IterableDataset):
    """Samples that come in an order of their own and have no index."""

    def __iter__(self):
        return iter([5, 4, 3, 2, 1])


@claim("dataloader-instantiable", note="pytorch-basics 8", verdict=HOLDS)
@pytest.mark.parametrize(
    ("data", "batches"),
    [
        ("indexed", [[10, 11], [12, 13], [14]]),
        ("iterable", [[5, 4], [3, 2], [1]]),
    ],
)
def test_gives_batches_of_data_with_and_without_an_index(loader, data, batches):
    """The note: DataLoader can be instantiated, and yields mini-batches. True.

    Of data with an index, and of data that can only be iterated over.
    """
    made = loader(Countdown() if data == "iterable" else range(10, 15), 2)

    assert [values([batch]) for batch in made] == batches


@claim("dataloader-enumerate-zero", note="pytorch-basics 8", verdict=HOLDS)
@given(rows=st.integers(1, 9))
def test_numbers_its_batches_from_zero_in_the_listing(loader, rows):
    """The note: enumerate(train_loader, 0). True: they number 0, 1, …; the 0 is the default."""
    made = loader(range(rows), 2)

    numbers = [i for i, _ in enumerate(made, 0)]

    assert numbers == [i for i, _ in enumerate(made)] == list(range((rows + 1) // 2))


@claim("dataloader-shuffle-sampler-exclusive", note="pytorch-basics 8", verdict=HOLDS)
@pytest.mark.parametrize("case", ["sampler", "iterable"])
def test_refuses_to_shuffle_what_has_an_order_already(loader, case):
    """The condition of shuffle=True: no sampler, and data with an index. Otherwise a ValueError."""
    data, sampler = (range(3), [2, 0, 1]) if case == "sampler" else (Countdown(), None)

    assert attempt(lambda: loader(data, shuffle=True, sampler=sampler)) is ValueError
    with pytest.raises(ValueError, match="a sampler|sampler option" if sampler else "shuffle"):
        loader(data, shuffle=True, sampler=sampler)
    assert attempt(lambda: values(loader(range(3), 2, sampler=[2, 0, 1]))) == [2, 0, 1]


@claim("dataloader-bad-arguments", note="pytorch-basics 8", verdict=HOLDS)
@pytest.mark.parametrize(
    "arguments",
    [{"batch_size": 0}, {"batch_size": -1}, {"num_workers": -1}],
    ids=str,
)
def test_refuses_an_empty_batch_size_and_a_negative_number_of_workers(loader, arguments):
    """The note is silent on it: either is a ValueError when the loader is made."""
    (name,) = arguments

    with pytest.raises(ValueError, match=name):
        loader(range(3), **arguments)


class Alternating:
    """A sampler of half of six samples, which has another order each epoch."""

    def __init__(self):
        self.epochs = 0

    def __len__(self):
        return 3

    def __iter__(self):
        self.epochs += 1
        return iter([4, 2, 0] if self.epochs % 2 else [1, 3, 5])


@claim("dataloader-shuffle-sampler-exclusive", note="pytorch-basics 8", verdict=HOLDS)
def test_asks_its_sampler_for_an_order_each_epoch(loader):
    """What a sampler is for: it alone says which samples an epoch has, how many, and in what order.

    Data and samplers may grow between epochs: their length is asked for when it is needed.
    """
    made = loader(range(6), 2, shuffle=False, sampler=Alternating())
    data = [0, 1]
    growing = loader(data, 2)

    assert len(made) == 2
    assert [values(made) for _ in range(3)] == [[4, 2, 0], [1, 3, 5], [4, 2, 0]]
    assert (len(growing), values(growing)) == (1, [0, 1])
    data.append(2)
    assert (len(growing), values(growing)) == (2, [0, 1, 2])


class Fetches(Dataset):
    """Samples that tell which process fetched them, and a count of the fetches."""

    def __init__(self):
        self.count = 0

    def __len__(self):
        return 4

    def __getitem__(self, index):
        self.count += 1
        return index, os.getpid()


@claim("dataloader-num-workers-threads", note="pytorch-basics 8", verdict=REFUTED)
@claim("dataloader-no-shuffle-order", note="pytorch-basics 8", verdict=HOLDS)
@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")  # of Python, from 3.12
@pytest.mark.filterwarnings("ignore:This DataLoader will create:UserWarning")  # on one core
@pytest.mark.parametrize("workers", [0, 2])
def test_has_processes_for_workers_and_not_threads(loader, workers):
    """The note: num_workers is multi-threading. No: each worker is a process of its own.

    So the main process does not see what a worker changes in its copy of the data set. Without
    workers the main process fetches the samples itself. The order is the same in either case.
    """
    data = Fetches()

    rows, processes = zip(*loader(data, 2, num_workers=workers), strict=True)

    fetching = set(values(processes))
    assert values(rows) == [0, 1, 2, 3]
    assert (os.getpid() in fetching) is (workers == 0)
    assert len(fetching) <= max(workers, 1)
    assert data.count == (4 if workers == 0 else 0)
