"""Wrong implementations, and whether the claims of their concept reject them.

A fault is one phrase of the reference's source and what stands there instead; the phrase must
occur exactly once, so that an edit never misses or hits twice. Where an edit cannot say it, a
fault is a function that makes the wrong implementation out of the right one.
"""

import importlib
import inspect
import re
import types
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import is_hypothesis_test

from tests.support import implementations
from tests.support.table import TABLE

TESTS = pytest.StashKey[dict[str, set[str]]]()
REJECTERS = pytest.StashKey[dict[str, dict[str, set[str]]]]()
JUDGED = pytest.StashKey["Judged"]()
EXPERIMENT = 0.5  # of a claim's examples: what is dearer is not run on every fault
ENOUGH = 2  # tests that reject a fault; one alone is thin
OF = "faults of "  # in the id of a test that runs them
GLANCE = 4  # examples that a test spends on a fault that another rejects
REJECTIONS = (AssertionError, pytest.fail.Exception)  # a crash is no rejection
source_of = cache(inspect.getsource)  # reading a class parses its module


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
        """The wrong implementation itself, made once."""
        return _made(self)


class Judged(NamedTuple):
    """What one test made of the faults of its concept."""

    concept: str
    rejected: list[str]
    passed: list[str]
    crashed: list[str]


@cache
def _made(fault: Fault) -> Any:
    reference = implementations.resolve(TABLE[fault.concept][1])
    if callable(fault.wrong):
        return fault.wrong(reference)
    return edited(reference, *fault.wrong)


def edited(subject: Any, phrase: str, replacement: str) -> Any:
    """`subject`, a function or class, as it would be with `phrase` replaced in its source."""
    module = inspect.getmodule(subject)
    assert module is not None
    body = source_of(subject)
    if body.count(phrase) != 1:
        raise pytest.UsageError(
            f"a fault of {subject.__name__} edits {phrase!r}, which its source has "
            f"{body.count(phrase)} times: quote a phrase that it has once"
        )
    twin = types.ModuleType(module.__name__)
    source = source_of(module).replace(body, body.replace(phrase, replacement))
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


def tests(items: Iterable[pytest.Item]) -> dict[str, set[str]]:
    """The tests that run the faults of each concept."""
    found: dict[str, set[str]] = {}
    for item in items:
        mark = item.get_closest_marker("fault")
        if mark:
            found.setdefault(mark.args[0], set()).add(item.nodeid)
    return found


def partial(session: pytest.Session) -> list[str]:
    """The concepts of whose tests only some are selected: their faults may not be judged."""
    selected, every = tests(session.items), session.config.stash.get(TESTS, {})
    root = session.config.rootpath
    asked = [(root / argument.partition("::")[0]).resolve() for argument in session.config.args]
    return [
        concept
        for concept in selected
        if selected[concept] != every[concept]
        or not any((root / home(concept)).is_relative_to(folder) for folder in asked)
    ]


def arranged(items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests that run faults, concept by concept, its experiments last."""
    chosen = [item for item in items if item.get_closest_marker("fault")]
    return sorted(chosen, key=lambda item: (_concept(item), is_experiment(item)))


def scheduler(config: pytest.Config, log: Any) -> Any:
    """Give all tests of a concept to the same one of pytest-xdist's workers."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415  where there are workers

    class ByConcept(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return re.findall(rf"{OF}(\w+)", nodeid)[-1]

    return ByConcept(config, log)


def in_doubt(session: pytest.Session) -> list[pytest.Item]:
    """The properties of a concept, in its own room, that ran a fault which none of all rejected."""
    found = session.config.stash.get(REJECTERS, {})
    doubtful = {concept for concept, rejecters in found.items() if not all(rejecters.values())}
    doubtful -= set(partial(session))
    return [
        item
        for item in session.items
        if _concept(item) in doubtful
        and item.nodeid.startswith(home(_concept(item)))
        and is_property(item)
    ]


def home(concept: str) -> str:
    """The folder of a concept's tests."""
    return f"tests/{TABLE[concept][1].split('.')[1]}/"


def _concept(item: pytest.Item) -> str:
    mark = item.get_closest_marker("fault")
    return str(mark.args[0]) if mark else ""


def is_property(item: Any) -> bool:
    """Whether hypothesis draws the examples of a test."""
    return is_hypothesis_test(item.obj)


def is_experiment(item: pytest.Item) -> bool:
    """Whether a test asks for so few examples that it must be dear."""
    mark = item.get_closest_marker("cells")
    return mark is not None and mark.kwargs["examples"] < EXPERIMENT


def case(item: pytest.Item) -> str:
    """The test of which an item is one cell, and the concept whose faults it runs if it does."""
    return f"{item.nodeid.split('[')[0]} {_concept(item)}"
