"""No green without an assertion: what turns a run red although nothing failed.

A test of a claim must have evaluated an assertion: one of ours, a plain `assert`, or an error or
warning that it expected. Plain ones are counted where pytest asks whether anybody wants to hear of
those that passed, which costs one call each; pytest's hook for it would have every one formatted.
A claim all of whose tests were skipped, and a file skipped when it was read, fail the run too.
"""

import inspect
import sys
from typing import Any

import pytest
from _pytest.assertion import rewrite

from tests.support import tolerance
from tests.support.claims import ids
from tests.support.run.ledger import SKIPPED, Ledger

EXPECTATIONS = {"raises", "warns"}
TAIL = "-counted" + rewrite.PYC_TAIL


def count_asserts(config: pytest.Config) -> None:
    """Have every plain assert that passes counted until this run is over."""
    before = rewrite._check_if_assertion_pass_impl, rewrite.PYC_TAIL

    def passed() -> bool:
        asking = sys._getframe(1).f_globals.get("__name__", "")
        tolerance.current.assertions += asking.startswith("tests.")  # pytest's plugins assert too
        return False

    def restore() -> None:
        rewrite._check_if_assertion_pass_impl, rewrite.PYC_TAIL = before

    # set by now, and not in pyproject.toml, it leaves the asserts of hypothesis as they are
    config._inicache["enable_assertion_pass_hook"] = True  # type: ignore[attr-defined]
    rewrite._check_if_assertion_pass_impl = passed
    rewrite.PYC_TAIL = TAIL  # code that was compiled without the question is no use
    config.add_cleanup(restore)


def silent(item: Any) -> str:
    """What is wrong with a test that passed, or nothing."""
    if not ids(item) or tolerance.current.assertions or EXPECTATIONS & _names(item):
        return ""
    return "no assertion was evaluated: this test passes whatever is implemented"


def _names(item: Any) -> set[str]:
    body = item.obj.hypothesis.inner_test if hasattr(item.obj, "hypothesis") else item.obj
    return set(inspect.unwrap(body).__code__.co_names)


def complaints(ledger: Ledger) -> list[str]:
    """What was not asserted at all, though nothing says that it is not available here."""
    skipped = [
        f"skipped altogether: {id}"
        for id, cells in ledger.by_claim().items()
        if all(cell.outcome == SKIPPED for cell in cells)
    ]
    return [*(f"skipped when it was read: {path}" for path in sorted(ledger.skipped)), *skipped]
