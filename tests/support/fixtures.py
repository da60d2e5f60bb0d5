"""What a test may ask for beside the axes: data, a figure to draw on, a stop-watch."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from concepts.data import diabetes as patients
from concepts.data import mnist as digits
from tests.support import axes, pictures
from tests.support.run import benchmarks


@pytest.fixture(scope="session")
def mnist() -> digits.Mnist:
    """The digits, from the first source that has them."""
    try:
        return digits.load()
    except digits.DataError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def diabetes() -> patients.Diabetes:
    """The diabetes table, or what stands in for it."""
    try:
        return patients.load()
    except FileNotFoundError as error:
        pytest.skip(f"{axes.NOT_AVAILABLE}{error}")


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A matplotlib figure; what was drawn on it lands in the report."""
    drawn = pictures.start()
    yield drawn
    pictures.keep(drawn, request.node, Path(request.config.getoption("report")))


@pytest.fixture
def bench(benchmark: Any, device: str) -> Callable[..., Any]:
    """Time `call(*args)` within a group, waiting for the accelerator to finish its work."""

    def timed(group: str, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        benchmark.group = f"{group} on {device}"
        return benchmark(benchmarks.finished, device, call, *args, **kwargs)

    return timed
