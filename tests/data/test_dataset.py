"""A data set: what it must have to be one, and what the base class is good for."""

import io

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.data import DataLoader

from tests.data.reading import attempt, values
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, REFUTED, claim, not_checkable
from tests.support.strategies import INTEGERS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal

NOT_CHECKABLE = [
    not_checkable(
        "cifar10-counts",
        note="course CIFAR-10",
        statement="CIFAR-10 has 10 classes of 6,000 colour images, 50,000 to train, 10,000 to test",
        reason="a fact of 170 MB that no program of the notes reads; its public documentation "
        "says the same",
    )
]


@claim("dataset-cannot-instantiate", note="pytorch-basics 8", verdict=REFUTED)
def test_can_be_made_but_holds_nothing(dataset):
    """The note: Dataset is abstract and cannot be instantiated. No: Dataset() succeeds.

    It is a plain class. Indexing what it makes raises NotImplementedError, and len() a TypeError.
    """
    assert type(dataset) is type
    made = attempt(dataset)

    assert isinstance(made, dataset)
    assert attempt(lambda: made[0]) is NotImplementedError
    with pytest.raises(NotImplementedError, match=r"Dataset|^$"):  # torch 2.0 says nothing
        made[0]
    assert attempt(lambda: len(made)) is TypeError


@claim("dataset-base-useless-in-loader", note="pytorch-basics 8", verdict=HOLDS)
def test_has_no_length_by_which_a_loader_could_shuffle_or_count(dataset):
    """The note's figure: without a length of its own it is of no use in a loader. True.

    A loader that shuffles fails as soon as it is made; one that does not fails when it is counted
    or read.
    """
    bare = attempt(dataset)

    assert attempt(lambda: DataLoader(bare, shuffle=True)) is TypeError
    assert isinstance(attempt(lambda: DataLoader(bare)), DataLoader)
    assert attempt(lambda: len(DataLoader(bare))) is TypeError
    assert attempt(lambda: next(iter(DataLoader(bare)), None)) is TypeError


@claim("dataset-must-override-three", note="pytorch-basics 8", verdict=IMPRECISE)
@given(sampler=st.lists(st.integers(-9, 9), min_size=1, max_size=9))
def test_needs_nothing_but_getitem_if_a_sampler_gives_the_order(dataset, sampler):
    """The note: a subclass has to override init, getitem and len. Only getitem, always.

    len is needed where a loader chooses the order itself, and not where a sampler does. init is
    needed where there is something to load.
    """

    class Squares(dataset):
        def __getitem__(self, index):
            return index * index

    squares = attempt(Squares)

    assert attempt(lambda: values(DataLoader(squares, 2, sampler=sampler))) == [
        index * index for index in sampler
    ]
    assert attempt(lambda: next(iter(DataLoader(squares)), None)) is TypeError


@claim("dataset-must-override-three", note="pytorch-basics 8", verdict=IMPRECISE)
def test_may_lack_a_length_until_a_loader_orders_it(loader):
    """The same, seen from the loader: without a sampler it asks for a length, sooner or later.

    Sooner where it shuffles, and otherwise when it begins.
    """

    class Squares:
        def __getitem__(self, index):
            return index * index

    assert attempt(lambda: values(loader(Squares(), 2, sampler=[3, 1, 2]))) == [9, 1, 4]
    assert attempt(lambda: loader(Squares(), shuffle=True)) is TypeError
    assert isinstance(attempt(lambda: loader(Squares())), loader)
    assert attempt(lambda: next(iter(loader(Squares())), None)) is TypeError


@claim("dataset-must-inherit", note="pytorch-basics 8", verdict=IMPRECISE)
@pytest.mark.parametrize("data", [[1.0, 2.0, 3.0], range(5)], ids=["list", "range"])
def test_may_be_a_list_or_a_range(loader, data):
    """The note: a data set is a class that inherits from Dataset. Advice, and no condition.

    Whatever has an index and a length will do: a loader reads a list as it stands.
    """
    batches = attempt(lambda: [batch.tolist() for batch in loader(data, 2)])

    assert batches == [list(data[start : start + 2]) for start in range(0, len(data), 2)]


@claim("dataset-getitem-meaning", note="pytorch-basics 8", verdict=IMPRECISE)
@given(inputs=tensors(INTEGERS, shape=(5, 2)), seed=seeds(), index=st.integers(-5, 4))
def test_gives_the_sample_at_an_index(tensor_dataset, inputs, seed, index, device, dtype):
    """The note: getitem is for obtaining the index of the data. The other way round.

    It is given an index, negative ones counting from the end, and returns the sample stored there.
    """
    x = inputs.to(device, dtype)
    y = gaussian(seed, 5).to(device, dtype)

    sample = tensor_dataset(x, y)[index]

    assert isinstance(sample, tuple)
    assert len(sample) == 2
    assert_equal(sample[0], torch.stack(list(x))[index % 5])
    assert_equal(sample[1], torch.stack(list(y))[index % 5])


@claim("dataset-len-rows", note="pytorch-basics 8", verdict=HOLDS)
@given(rows=st.integers(0, 9), columns=st.integers(1, 9))
def test_is_as_long_as_its_tensors_have_rows(tensor_dataset, rows, columns, device):
    """The note: len is the number of rows. True, also of torch's TensorDataset."""
    x, y = torch.zeros(rows, columns, device=device), torch.zeros(rows, 1, device=device)

    assert len(tensor_dataset(x, y)) == len(tensor_dataset(x)) == rows


@st.composite
def tables(draw):
    """Rows of numbers, with their text."""
    columns = draw(st.integers(2, 9))
    numbers = draw(tensors(INTEGERS, shape=(draw(st.integers(1, 12)), columns)))
    text = "\n".join(",".join(str(x) for x in row) for row in numbers.tolist())
    return numbers.float(), io.StringIO(text)


@claim("dataset-len-rows", note="pytorch-basics 8", verdict=HOLDS)
@claim("dataset-getitem-meaning", note="pytorch-basics 8", verdict=IMPRECISE)
@claim("dataset-item-shapes", note="pytorch-basics 8", verdict=HOLDS)
@cells(examples=0.5)
@given(table=tables(), data=st.data())
def test_of_a_table_splits_each_row_into_features_and_its_last_column(table_dataset, table, data):
    """The note's class: as many samples as rows; a sample is the features and the label. True.

    The first row is a sample too, and no header. The label is a vector of one entry, because its
    column is picked by a list, [:, [-1]].
    """
    numbers, file = table
    rows, columns = numbers.shape
    index = data.draw(st.integers(-rows, rows - 1))

    made = table_dataset(file)
    features, label = made[index]

    assert len(made) == rows
    assert features.shape == (columns - 1,)
    assert label.shape == (1,)
    assert features.tolist() + label.tolist() == numbers[index].tolist()


@claim("dataset-item-shapes", note="pytorch-basics 8", verdict=HOLDS)
def test_of_a_table_makes_batches_of_two_matrices(table_dataset):
    """The note: eight features and a label. True: a batch of four is (4, 8) and (4, 1)."""
    made = table_dataset(["1,2,3,4,5,6,7,8,0"] * 4)

    inputs, labels = next(iter(DataLoader(made, batch_size=4)))

    assert inputs.shape == (4, 8)
    assert labels.shape == (4, 1)
    assert inputs.dtype == labels.dtype == torch.float32


@claim("dataset-name-case", note="pytorch-basics 8", verdict=IMPRECISE)
def test_is_spelt_with_one_capital_and_its_loader_with_two():
    """The note calls the class DataSet. It is Dataset, though the loader is DataLoader.

    An alias of that spelling in torch.utils.data would make this false.
    """
    assert hasattr(torch.utils.data, "Dataset")
    assert not hasattr(torch.utils.data, "DataSet")
    assert hasattr(torch.utils.data, "DataLoader")
    assert not hasattr(torch.utils.data, "Dataloader")


@claim("dataloader-builtin-mnist", note="pytorch-basics 8", verdict=HOLDS)
def test_is_the_base_of_the_mnist_of_torchvision(tmp_path):
    """The note: ready-made data sets such as MNIST come with the library. True, of torchvision.

    By default it is the training set, and downloads nothing: where the files are missing it raises.
    """
    from inspect import signature

    from torchvision.datasets import MNIST

    defaults = {name: it.default for name, it in signature(MNIST).parameters.items()}

    assert issubclass(MNIST, torch.utils.data.Dataset)
    assert defaults["train"] is True
    assert defaults["download"] is False
    with pytest.raises(RuntimeError, match="Dataset not found"):
        MNIST(tmp_path)
