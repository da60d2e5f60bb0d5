"""Wrong implementations, and whether the claims of their concept reject them.

A fault is one phrase of the reference's source and what stands there instead; the phrase must
occur exactly once, so that an edit never misses or hits twice. Where an edit cannot say it, a
fault is a function that makes the wrong implementation out of the right one.
"""

import copy
import importlib
import inspect
import types
from collections.abc import Callable, Iterable
from functools import cache
from itertools import cycle
from typing import Any, NamedTuple

import pytest
from hypothesis import is_hypothesis_test
from hypothesis.errors import UnsatisfiedAssumption
from hypothesis.strategies import DataObject

from tests.support import implementations
from tests.support.table import TABLE

TESTS = pytest.StashKey[dict[str, set[str]]]()
REJECTERS = pytest.StashKey[dict[str, dict[str, set[str]]]]()
JUDGED = pytest.StashKey["Judged"]()
EXPERIMENT = 0.5  # of a claim's examples: what is dearer is not run on every fault
ENOUGH = 2  # tests that reject a fault; one alone is thin
REJECTIONS = (AssertionError, pytest.fail.Exception)  # a crash is no rejection


class Settled(BaseException):
    """Every fault is rejected; hypothesis, which catches no such thing, stops at once."""


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
    files = any(".py" in argument for argument in session.config.args)
    return [concept for concept in selected if files or selected[concept] != every[concept]]


def arranged(items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests that run faults, concept by concept, its experiments last."""
    chosen = [item for item in items if item.get_closest_marker("fault")]
    return sorted(chosen, key=lambda item: (_concept(item), is_experiment(item)))


def scheduler(config: pytest.Config, log: Any) -> Any:
    """Give pytest-xdist's workers whole rooms, in which all tests of a concept stand."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415  where there are workers

    class ByRoom(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return nodeid.partition("::")[0].rpartition("/")[0]

    return ByRoom(config, log)


def in_doubt(session: pytest.Session) -> list[pytest.Item]:
    """The properties of a concept, in its own room, that ran a fault which none of all rejected."""
    found = session.config.stash.get(REJECTERS, {})
    doubtful = {concept for concept, rejecters in found.items() if not all(rejecters.values())}
    return [it for it in session.items if _concept(it) in doubtful and _at_home(it)]


def _at_home(item: pytest.Item) -> bool:
    """Whether this process has all tests of a concept, or those of another room alone."""
    home = TABLE[_concept(item)][1].split(".")[1]
    return is_property(item) and item.nodeid.startswith(f"tests/{home}/")


def _concept(item: pytest.Item) -> str:
    mark = item.get_closest_marker("fault")
    return str(mark.args[0]) if mark else ""


def is_property(item: Any) -> bool:
    """Whether hypothesis draws the examples of a test."""
    return is_hypothesis_test(item.obj)


def judge(item: Any) -> Judged:
    """Run a test on every fault of its concept, in each dtype until one rejects it.

    To draw an example costs more than to run most tests on it: each is drawn once, for all
    faults, and the dtypes take turns. What another case of the test has rejected is left out.
    An experiment that has rejected one fault is spared those that enough others reject.
    """
    concept, argument = item.get_closest_marker("fault").args
    rejecters = item.config.stash.setdefault(REJECTERS, {}).setdefault(concept, {})
    pending = [f for f in of(concept) if case(item) not in rejecters.setdefault(f.name, set())]
    if item.stash.get(JUDGED, None):  # a second look, at what no test has rejected
        pending = [fault for fault in pending if not rejecters[fault.name]]
    judged = Judged(concept, [], [], [])
    spare = is_experiment(item)

    def trial(body: Callable[..., object], given: dict[str, Any], drawn: dict[str, Any]) -> None:
        for fault in pending.copy():
            if spare and judged.rejected and len(rejecters[fault.name]) >= ENOUGH:
                pending.remove(fault)
                continue
            try:
                body(**given, **copy.deepcopy(drawn), **{argument: fault.load()})
            except REJECTIONS:
                rejecters[fault.name].add(case(item))
                judged.rejected.append(fault.name)
            except UnsatisfiedAssumption:
                continue
            except Exception as error:
                judged.crashed.append(f"{fault.name}: {type(error).__name__}: {error}")
            else:
                continue
            pending.remove(fault)
        if not pending:
            raise Settled

    wanted = item._fixtureinfo.argnames
    arguments = {name: item.funcargs[name] for name in wanted if name != argument}
    dtypes = arguments.pop("dtype") if "dtype" in arguments else []
    cells = [{"dtype": dtype} for dtype in dtypes] or [{}]
    try:
        if is_property(item):
            turn = cycle(cells)
            body = item.obj.hypothesis.inner_test

            def example(**kwargs: Any) -> None:
                drawn = {name: Redrawn.of(kwargs[name]) for name in kwargs if name not in wanted}
                trial(body, arguments | next(turn), drawn)

            item.obj.hypothesis.inner_test = example
            try:
                item.obj(**arguments, **{argument: None}, **cells[0])
            finally:
                item.obj.hypothesis.inner_test = body
        else:
            for cell in cells:
                trial(item.obj, arguments | cell, {})
    except Settled:
        pass
    judged.passed.extend(fault.name for fault in pending)
    return judged


def is_experiment(item: pytest.Item) -> bool:
    """Whether a test asks for so few examples that it must be dear."""
    mark = item.get_closest_marker("cells")
    return mark is not None and mark.kwargs["examples"] < EXPERIMENT


class Redrawn:
    """What a test draws for its first fault, it draws for the others."""

    def __init__(self, data: DataObject, drawn: list[Any]) -> None:
        """Take hypothesis's own `data`, and what was drawn from it."""
        self.data, self.drawn, self.next = data, drawn, 0

    def __deepcopy__(self, memo: Any) -> "Redrawn":
        """The same draws, from the start."""
        return Redrawn(self.data, self.drawn)

    @classmethod
    def of(cls, value: Any) -> Any:
        """`value`, or what stands in for it if it is `data`."""
        return cls(value, []) if isinstance(value, DataObject) else value

    def draw(self, strategy: Any, label: Any = None) -> Any:
        """The next value."""
        if self.next == len(self.drawn):
            self.drawn.append(self.data.draw(strategy, label))
        self.next += 1
        return copy.deepcopy(self.drawn[self.next - 1])


def case(item: pytest.Item) -> str:
    """The test of which an item is one cell, and the concept whose faults it runs if it does."""
    return f"{item.nodeid.split('[')[0]} {_concept(item)}"
