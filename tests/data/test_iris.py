"""Iris: what the table holds, and where it is taken from."""

import pytest

from concepts.data import iris


def test_has_four_lengths_of_fifty_flowers_of_each_species():
    """As Fisher prints them: the means of the sepals and petals of each species, in centimetres."""
    pytest.importorskip("mlxtend", reason="not available: scikit-learn ships the table")

    lengths, species = iris.load()

    assert species.tolist() == [0] * 50 + [1] * 50 + [2] * 50
    assert lengths.shape == (150, 4)
    assert (lengths * 10).round().unflatten(0, (3, 50)).sum(1).tolist() == [
        [2503, 1714, 731, 123],
        [2968, 1385, 2130, 663],
        [3294, 1487, 2776, 1013],
    ]


def test_names_a_remedy_where_it_is_missing(monkeypatch):
    monkeypatch.setattr(iris.importlib.util, "find_spec", lambda name: None)

    with pytest.raises(FileNotFoundError, match="pip install scikit-learn"):
        iris.load()
