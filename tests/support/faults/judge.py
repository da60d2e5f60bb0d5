"""What a test makes of the faults of its concept: all are run in one go, on the same examples."""

import copy
from collections import Counter
from collections.abc import Callable
from itertools import cycle
from typing import Any

from hypothesis.errors import FlakyStrategyDefinition, UnsatisfiedAssumption
from hypothesis.strategies import DataObject

from tests.support import faults
from tests.support.faults import (
    ENOUGH,
    GLANCE,
    JUDGED,
    REJECTERS,
    REJECTIONS,
    Judged,
    case,
    is_experiment,
    is_property,
)


class Settled(BaseException):
    """Every fault is rejected; hypothesis, which catches no such thing, stops at once."""


def judge(item: Any) -> Judged:
    """Run a test on every fault of its concept, in each dtype until one rejects it.

    To draw an example costs more than to run most tests on it: each is drawn once, for all
    faults, and the dtypes take turns. What another case of the test has rejected is left out.
    A test that has rejected one fault only glances at those that another rejects, and an
    experiment is spared those that enough others do.
    """
    concept, argument = item.get_closest_marker("fault").args
    rejecters = item.config.stash.setdefault(REJECTERS, {}).setdefault(concept, {})
    pending = [
        f for f in faults.of(concept) if case(item) not in rejecters.setdefault(f.name, set())
    ]
    if item.stash.get(JUDGED, None):  # a second look, at what no test has rejected
        pending = [fault for fault in pending if not rejecters[fault.name]]
    judged = Judged(concept, [], [], [])
    dear, looks = is_experiment(item), Counter[str]()

    def trial(body: Callable[..., object], given: dict[str, Any], drawn: dict[str, Any]) -> None:
        for fault in pending.copy():
            others = len(rejecters[fault.name])
            spared = others >= ENOUGH if dear else others and looks[fault.name] >= GLANCE
            if judged.rejected and spared:
                pending.remove(fault)
                continue
            looks[fault.name] += 1
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

    arguments = {n: item.funcargs[n] for n in item._fixtureinfo.argnames if n != argument}
    cells = [{"dtype": dtype} for dtype in arguments.pop("dtype", [])] or [{}]
    try:
        if is_property(item):
            _draw(item, arguments, argument, cells, trial)
        else:
            for cell in cells:
                trial(item.obj, arguments | cell, {})
    except (Settled, FlakyStrategyDefinition):  # what is drawn depends on who is left
        pass
    judged.passed.extend(fault.name for fault in pending)
    return judged


def _draw(
    item: Any, arguments: dict[str, Any], argument: str, cells: list[Any], trial: Callable[..., Any]
) -> None:
    """Try each example that hypothesis draws, in one cell after the other."""
    body, turn = item.obj.hypothesis.inner_test, cycle(cells)
    given = {argument, *arguments, *cells[0]}

    def example(**kwargs: Any) -> None:
        drawn = {name: Redrawn.of(kwargs[name]) for name in kwargs if name not in given}
        trial(body, arguments | next(turn), drawn)

    item.obj.hypothesis.inner_test = example
    try:
        item.obj(**arguments, **{argument: None}, **cells[0])
    finally:
        item.obj.hypothesis.inner_test = body


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
