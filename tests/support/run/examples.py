"""The budget of examples: it belongs to the claim and is shared out over its cells.

Twice as many devices do not take twice the time, and each cell has a floor: a property whose
strategy ran (nearly) dry is no green. The library's own implementation, the usual subject,
gets a double share.
"""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import Phase, is_hypothesis_test, settings

from tests.support import tolerance
from tests.support.axes import NOT_AVAILABLE
from tests.support.faults import case
from tests.support.implementations import LIBRARY

LEAST = 5  # examples a cell, however many cells share
FAULTY = 8  # a test and fault, in any profile: the plausible ones fail early
MORE = 20  # times as many for a fault that no test rejects with so few
PROFILES = {"fast": 10, "default": 60, "thorough": 1000, "ci": 100}
SLOW = f"{NOT_AVAILABLE}a full schedule: -m slow or --hypothesis-profile=thorough runs it"
_BASE: dict[str, Any] = {
    "deadline": None,  # a first call may import, compile or wake a device
    "phases": [p for p in Phase if p is not Phase.explain],  # it blames torch's own lines
    "print_blob": True,
    "report_multiple_bugs": False,  # the first is enough, and is no group of exceptions
}


def register_profiles() -> None:
    """`fast`, `default`, `thorough`, `ci`; a run in CI is repeatable unless it names another."""
    root = Path(__file__).parents[3]
    keep = {} if os.access(root, os.W_OK) else {"database": None}  # a read-only checkout
    for name, examples in PROFILES.items():
        in_ci = name == "ci"  # said in each: the others would inherit hypothesis's own for CI
        chosen = _BASE | ({"database": None} if in_ci else keep)
        settings.register_profile(name, max_examples=examples, derandomize=in_ci, **chosen)
    settings.load_profile("ci" if os.environ.get("CI") else "default")


def for_faults() -> settings:
    """Settings that look for a failure and waste no time on shrinking it."""
    return settings(settings.default, phases=[Phase.explicit, Phase.generate], database=None)


def skip_slow(items: Sequence[pytest.Item], *, wanted: bool) -> None:
    """Leave the notes' full schedules out unless they are wanted, and say so."""
    for item in items:
        if item.get_closest_marker("slow") and not wanted:
            item.add_marker(pytest.mark.skip(reason=SLOW))


def share_out(items: Sequence[pytest.Item], *, faults: bool) -> dict[str, int]:
    """How many examples each selected cell runs, by node id."""
    weights = Counter[Any]()
    for item in items:
        weights[case(item)] += _weight(item)
    return {
        item.nodeid: _share(item, weights[case(item)], faults)
        for item in items
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj)
    }


def _weight(item: pytest.Item) -> int:
    callspec = getattr(item, "callspec", None)
    return 2 if callspec and LIBRARY in callspec.id.split("-") else 1


def _share(item: Any, weight: int, faults: bool) -> int:
    mark = item.get_closest_marker("cells")
    scale = mark.kwargs["examples"] if mark else 1
    if faults:
        return max(1, round(FAULTY * scale / weight))
    budget = _settings(item).max_examples * scale
    return max(1, round(budget * _weight(item) / weight), min(LEAST, round(budget)))


def _settings(item: Any) -> Any:
    return getattr(item.obj, "_hypothesis_internal_use_settings", settings.default)


def prepare(item: Any, examples: int, run: Callable[..., None], *, faults: bool) -> None:
    """Give a test its share, and have its examples run by `run`, and counted."""
    test, key = item.obj, item.nodeid.encode()
    base = for_faults() if faults else _settings(item)
    test._hypothesis_internal_use_settings = settings(base, max_examples=examples)
    test._hypothesis_internal_database_key = key  # else a digest of the source, a millisecond
    if faults:
        test._hypothesis_internal_use_seed = crc32(key)
    inner = test.hypothesis.inner_test
    body = getattr(inner, "counted_body", inner)

    @wraps(body)
    def counted(**kwargs: Any) -> None:
        __tracebackhide__ = True
        run(body, kwargs)
        tolerance.current.examples += 1

    counted.counted_body = body  # type: ignore[attr-defined]
    counted._hypothesis_internal_add_digest = key  # type: ignore[attr-defined]
    test.hypothesis.inner_test = counted


def too_few(item: Any, share: int) -> str:
    """What is wrong with the number of examples that ran, or nothing."""
    exhausted = "nothing left to do" in getattr(item, "hypothesis_statistics", "")
    ran = tolerance.current.examples
    if ran == 0 or (2 * ran < share and not exhausted):
        return f"only {ran} of {share} examples ran: the strategy rejects or lacks inputs"
    return ""
