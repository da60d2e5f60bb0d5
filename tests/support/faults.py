"""Wrong implementations, and whether the claims of their concept reject them.

A fault is one phrase of the reference's source and what stands there instead; the phrase must
occur exactly once, so that an edit never misses or hits twice. Where an edit cannot say it, a
fault is a function that makes the wrong implementation out of the right one.
"""

import importlib
import inspect
import types
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

import pytest

from tests.support import implementations
from tests.support.table import TABLE

KILLED = "killed"
JUDGEMENT = pytest.StashKey[str]()
TESTS = pytest.StashKey[dict[str, set[tuple[str, ...]]]]()
SETTLED = pytest.StashKey[set[tuple[str, ...]]]()
REJECTIONS = (AssertionError, pytest.fail.Exception)  # a crash is no rejection


class Rejected(BaseException):
    """An example has rejected a fault; hypothesis, which catches no such thing, stops at once."""


class Fault(NamedTuple):
    """A wrong implementation of a concept."""

    concept: str
    name: str
    wrong: tuple[str, str] | Callable[[Any], Any]

    @property
    def description(self) -> str:
        """What is wrong with it."""
        if callable(self.wrong):
            return " ".join((self.wrong.__doc__ or self.name.replace("-", " ")).split())
        return f"{self.name.replace('-', ' ')}: `{self.wrong[0]}` becomes `{self.wrong[1]}`"

    def load(self) -> Any:
        """The wrong implementation itself."""
        reference = implementations.resolve(TABLE[self.concept][1])
        if callable(self.wrong):
            return self.wrong(reference)
        return edited(reference, *self.wrong)


def edited(subject: Any, phrase: str, replacement: str) -> Any:
    """`subject`, a function or class, as it would be with `phrase` replaced in its source."""
    module = inspect.getmodule(subject)
    assert module is not None
    body = inspect.getsource(subject)
    if body.count(phrase) != 1:
        raise pytest.UsageError(
            f"a fault of {subject.__name__} edits {phrase!r}, which its source has "
            f"{body.count(phrase)} times: quote a phrase that it has once"
        )
    twin = types.ModuleType(module.__name__)
    source = inspect.getsource(module).replace(body, body.replace(phrase, replacement))
    exec(compile(source, f"<fault in {module.__name__}>", "exec"), twin.__dict__)
    return getattr(twin, subject.__name__)


@cache
def of(concept: str) -> list[Fault]:
    """The faults of a concept, which stand in the room of its name under tests/faults."""
    room = TABLE[concept][1].partition(":")[0].replace("concepts.", "tests.faults.")
    try:
        written = importlib.import_module(room).FAULTS
    except ModuleNotFoundError:
        return []
    return [Fault(concept, name, wrong) for name, wrong in written.get(concept, {}).items()]


def tests(items: Iterable[pytest.Item]) -> dict[str, set[tuple[str, ...]]]:
    """For each concept the tests that run its faults, with the fault that they run."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for item in items:
        mark = item.get_closest_marker("fault")
        if mark:
            found.setdefault(mark.args[0], set()).add(case(item))
    return found


def partial(session: pytest.Session) -> list[str]:
    """The concepts of whose tests only some are selected: their faults may not be judged."""
    selected, every = tests(session.items), session.config.stash.get(TESTS, {})
    files = any(".py" in argument for argument in session.config.args)
    return [concept for concept in selected if files or selected[concept] != every[concept]]


def settle(item: pytest.Item) -> None:
    """A test has rejected its fault; its other cells need not reject it again."""
    item.stash[JUDGEMENT] = KILLED
    item.config.stash.setdefault(SETTLED, set()).add(case(item))


def settled(item: pytest.Item) -> bool:
    """Whether another cell of the test, another dtype, has rejected this fault."""
    return case(item) in item.config.stash.get(SETTLED, set())


def case(item: pytest.Item) -> tuple[str, ...]:
    """A test, and the fault that it runs if it runs any."""
    mark = item.get_closest_marker("fault")
    return (item.nodeid.split("[")[0], *(mark.args if mark else ()))
