"""The diabetes table: what it holds, what its label means, and where it is taken from."""

import hashlib
from importlib.util import find_spec

import numpy as np
import pytest

from concepts.data import diabetes as source
from tests.support.axes import NOT_AVAILABLE
from tests.support.claims import HOLDS, claim

GLUCOSE = 1  # the column


@pytest.fixture
def table(diabetes):
    """The real table alone: a stand-in will not do."""
    if not diabetes.real:
        pytest.skip(f"{NOT_AVAILABLE}{diabetes.source} is not the diabetes table")
    return diabetes.table


@claim("mlp-diabetes-file-shape", note="pytorch-basics 7", verdict=HOLDS)
def test_has_759_rows_of_eight_features_and_a_label(table):
    """The note: 8 features and one label, 0 or 1, the last. True; it does not say how many rows.

    The features lie in [-1, 1], and the label is 1 in 496 of the 759.
    """
    assert table.shape == (759, 9)
    assert table.dtype == np.float32
    assert np.abs(table[:, :-1]).max() == 1
    assert np.bincount(table[:, -1].astype(int)).tolist() == [263, 496]
    assert set(table[:, -1]) == {0, 1}


@claim("mlp-diabetes-file-shape", note="pytorch-basics 7", verdict=HOLDS)
def test_marks_the_healthy_with_a_one(table):
    """The note does not say what label its net predicts. It is inverted: 1 is healthy, 0 is ill.

    There are 263 zeros, as 268 of the 768 patients of the source are ill. Label 1 goes with less
    sugar in the blood, by a correlation of -0.49, and with less of each other feature too.
    """
    correlations = np.corrcoef(table.T)[-1, :-1]

    assert (correlations < -0.1).all()
    assert correlations.argmin() == GLUCOSE
    assert round(correlations.min(), 2) == -0.49


@claim("mlp-diabetes-file-shape", note="pytorch-basics 7", verdict=HOLDS)
def test_has_a_stand_in_of_the_same_form(monkeypatch, tmp_path):
    """What there is without the file: eight features in [-1, 1] of another table, and its label.

    It says what it is, and that it is not the real one.
    """
    if find_spec("sklearn") is None:
        pytest.skip(f"{NOT_AVAILABLE}scikit-learn, which ships the data, is not installed")
    monkeypatch.setenv(source.VARIABLE, str(tmp_path))

    other = source.load.__wrapped__()

    assert other.real is False
    assert other.description == "scikit-learn's breast cancer table (569 rows)"
    assert other.table.dtype == np.float32
    assert other.table[:, :-1].min(0).tolist() == [-1] * 8
    assert other.table[:, :-1].max(0).tolist() == [1] * 8
    assert np.bincount(other.table[:, -1].astype(int)).tolist() == [212, 357]


def test_is_read_from_a_file_of_the_right_checksum(monkeypatch, tmp_path):
    """How the real one is read: numbers between commas, of float32; and it says where it was."""
    file, text = tmp_path / "diabetes.csv", b"-0.25,0.5,1\n0.125,-1,0\n"
    file.write_bytes(text)
    monkeypatch.setenv(source.VARIABLE, str(tmp_path))
    monkeypatch.setattr(source, "MD5", hashlib.md5(text, usedforsecurity=False).hexdigest())

    found = source.load.__wrapped__()

    assert found.table.tolist() == [[-0.25, 0.5, 1], [0.125, -1, 0]]
    assert found.table.dtype == np.float32
    assert (found.source, found.real) == (str(file), True)


def test_is_not_taken_from_a_copy_that_is_cut_off(monkeypatch, tmp_path):
    """What else is about: copies of 749 and 758 rows. A file of another checksum is refused."""
    monkeypatch.setenv(source.VARIABLE, str(tmp_path))
    (tmp_path / "diabetes.csv").write_text("0,0,0,0,0,0,0,0,1\n" * 758)

    with pytest.raises(ValueError, match="759 rows"):
        source.load.__wrapped__()


def test_names_a_remedy_where_it_is_missing(monkeypatch, tmp_path):
    """What to do with no file and no scikit-learn: the error says to install the latter."""
    monkeypatch.setenv(source.VARIABLE, str(tmp_path))
    monkeypatch.setattr(source.importlib.util, "find_spec", lambda name: None)

    with pytest.raises(FileNotFoundError, match="pip install scikit-learn"):
        source.load.__wrapped__()
