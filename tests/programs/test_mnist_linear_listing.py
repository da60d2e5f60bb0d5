"""The listing of the softmax-regression note, as printed: what it lacks and what it misnames."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.claims import (
    HOLDS,
    IMPRECISE,
    REFUTED,
    VERSION_DEPENDENT,
    claim,
)

DATA, PREDICTION = "softmax-regression 1", "softmax-regression 6"
PLACEHOLDER = "本地地址url"  # "local address url"

DIGITS = list("0123456789")

# a function, a class and a loop of the listing's shape
BLOCKS = [
    "def load(size, root='somewhere'):\n    return size",
    "class Net(Base):\n    def forward(self, x):\n        return x",
    "for x in data:\n    n += 1",
]


@claim("listing-001-indentation-lost", note="softmax-regression all", verdict=REFUTED)
@pytest.mark.parametrize("source", BLOCKS, ids=["function", "class", "loop"])
def test_needs_its_indentation(without_indentation, source):
    """The note prints its program to be pasted. It does not run: every leading blank is lost.

    Its functions, its class and its loops are refused with an IndentationError. With the blanks put
    back, they compile.
    """
    compile(source, "restored", "exec")

    with pytest.raises(SyntaxError) as refusal:
        compile(without_indentation(source), "as printed", "exec")

    assert refusal.type is IndentationError


@claim("init-not-imported", note="softmax-regression 2", verdict=REFUTED)
def test_needs_an_import_of_init():
    """The note: init.normal_(net.linear.weight, mean=0, std=0.01). No import makes `init` known.

    The listing has torch.nn as nn alone. With `from torch.nn import init` the line runs.
    """
    imports = "import torch\nimport numpy as np\nimport torch.nn as nn\n"
    line = "layer = nn.Linear(2, 3)\ninit.normal_(layer.weight, mean=0, std=0.01)\n"

    with pytest.raises(NameError, match="name 'init' is not defined"):
        exec(imports + line, {})
    exec(imports + "from torch.nn import init\n" + line, {})


@claim("iter-next", note=PREDICTION, verdict=VERSION_DEPENDENT)
@given(rows=st.integers(1, 9), size=st.integers(1, 9))
def test_needs_next_as_a_function(rows, size):
    """The note: iter(test_iter).next() gives the first batch. So it did until torch 1.12.

    In any torch since 1.13 the iterator of a loader has no such method: next(iter(test_iter)).
    """
    from torch.utils.data import DataLoader

    batches = iter(DataLoader(range(rows), size))

    assert next(batches).tolist() == list(range(min(rows, size)))
    with pytest.raises(AttributeError, match="no attribute 'next'"):
        batches.next()


@pytest.fixture
def two_digits(tmp_path, monkeypatch):
    """The current folder holds, under the placeholder's name, a set of two digits, 3 and 5."""
    monkeypatch.chdir(tmp_path)
    raw = tmp_path / PLACEHOLDER / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for split in ("train", "t10k"):
        images = struct.pack(">4i", 0x803, 2, 28, 28) + bytes(2 * 28 * 28)
        (raw / f"{split}-images-idx3-ubyte").write_bytes(images)
        (raw / f"{split}-labels-idx1-ubyte").write_bytes(struct.pack(">2i", 0x801, 2) + b"\3\5")


@claim("root-placeholder", note=DATA, verdict=IMPRECISE)
@claim("function-name-fashion", note=DATA, verdict=REFUTED)
def test_reads_digits_from_a_folder_named_like_its_placeholder(two_digits):
    """The note: root="local address url", in Chinese, in a function named for Fashion-MNIST.

    The placeholder is a path like any other: a folder of that name in the current one. And what
    the function constructs is torchvision's MNIST, which finds digits there; FashionMNIST, which
    has a folder of its own beside them, finds nothing.
    """
    from torchvision.datasets import MNIST, FashionMNIST

    mnist = MNIST(root=PLACEHOLDER, train=False, download=True)

    assert mnist.targets.tolist() == [3, 5]
    assert [name[0] for name in mnist.classes] == DIGITS
    with pytest.raises(RuntimeError, match="Dataset not found"):
        FashionMNIST(root=PLACEHOLDER, train=False, download=False)


@claim("label-text-map", note=PREDICTION, verdict=HOLDS)
@claim("function-name-fashion", note=DATA, verdict=REFUTED)
@given(labels=st.lists(st.integers(0, 9)))
def test_names_digits_by_a_function_named_for_clothes(digit_names, labels):
    """The note's get_fashion_mnist_labels makes text of labels. True, but of digits: 3 is "3".

    Fashion-MNIST would have "Dress" there.
    """
    assert digit_names(labels) == [f"{label:d}" for label in labels]
    assert digit_names(range(10)) == DIGITS


@claim("label-text-map", note=PREDICTION, verdict=HOLDS)
def test_names_no_label_beyond_nine(digit_names):
    """What follows of a list of ten names: label 10 is an IndexError, and -1 is the last name."""
    with pytest.raises(IndexError):
        digit_names([10])
    assert digit_names([-1, -10]) == ["9", "0"]


@claim("titles-order", note=PREDICTION, verdict=HOLDS)
@given(pairs=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_puts_the_truth_above_the_prediction(titles, pairs):
    """The note: the first line is the true label, the second the predicted one. True."""
    labels, predictions = [true for true, _ in pairs], [guess for _, guess in pairs]

    assert titles(labels, predictions) == [f"{true}\n{guess}" for true, guess in pairs]
    with pytest.raises(ValueError):
        titles([*labels, 0], predictions)
