"""The diabetes table for the tests that need one that is real."""

import pytest

from concepts.data import diabetes
from tests.support.axes import NOT_AVAILABLE


def patients(*, stand_in: bool = True) -> diabetes.Diabetes:
    """The table at hand; skip the cell without one, or with but a stand-in that will not do."""
    try:
        table = diabetes.load()
    except FileNotFoundError as error:
        pytest.skip(f"{NOT_AVAILABLE}{error}")
    if not (table.real or stand_in):
        pytest.skip(f"{NOT_AVAILABLE}{table.source} is not the diabetes table")
    return table
