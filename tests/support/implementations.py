"""What the claims are asserted on: the library's own, ours, and whatever `--impl` names.

Each concept has one contract, the call signature of its `reference`; an implementation that
differs is adapted by a function of a few lines. Specifications read `package.module:name` and
are resolved at collection, so that a patched or another library is what really runs.
"""

import importlib
from functools import cache
from typing import Any, NamedTuple

import pytest

from tests.support.table import OURS, TABLE

LIBRARY = "torch"
REFERENCE = "reference"


class Implementation(NamedTuple):
    """One value of the implementation axis: `torch`, `reference`, or a user's."""

    name: str
    spec: str

    def load(self) -> Any:
        """The callable or class; one sentence says what is wrong with the specification."""
        return resolve(self.spec)


@cache
def resolve(spec: str) -> Any:
    """The object that `package.module:name` names."""
    module_name, _, path = spec.partition(":")
    if not module_name or not path:
        raise pytest.UsageError(f"{spec!r} names no implementation: write package.module:name")
    try:
        found = importlib.import_module(module_name)
    except ImportError as error:
        raise pytest.UsageError(
            f"cannot import {module_name!r} ({error}): is it installed, or on PYTHONPATH?"
        ) from None
    for name in path.split("."):
        if not hasattr(found, name):
            public = ", ".join(n for n in dir(found) if not n.startswith("_"))[:200]
            raise pytest.UsageError(f"{module_name!r} has no {path!r}; it has: {public}")
        found = getattr(found, name)
    if not callable(found):
        raise pytest.UsageError(
            f"{spec!r} is a {type(found).__name__}, not something to call: "
            "name a function, a class or an adapter"
        )
    return found


def parse(options: list[str]) -> dict[str, list[Implementation]]:
    """The user's implementations by concept, from `CONCEPT=MODULE:NAME`; each one is loaded."""
    chosen: dict[str, list[Implementation]] = {}
    for option in options:
        concept, equals, spec = option.partition("=")
        if not equals:
            raise pytest.UsageError(f"--impl {option!r}: write --impl CONCEPT=MODULE:NAME")
        if concept not in TABLE:
            raise pytest.UsageError(
                f"--impl: there is no concept {concept!r}; choose one of {', '.join(sorted(TABLE))}"
            )
        resolve(spec)
        chosen.setdefault(concept, []).append(Implementation(spec.replace(":", "."), spec))
    return chosen


def of(concept: str, chosen: dict[str, list[Implementation]]) -> list[Implementation]:
    """The implementations of a concept: torch, reference, then the user's."""
    library, reference = TABLE[concept]
    own = [Implementation(LIBRARY, library)] if library != OURS else []
    return [*own, Implementation(REFERENCE, reference), *chosen.get(concept, ())]
