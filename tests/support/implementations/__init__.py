"""What the claims are asserted on: the library's own, ours, and whatever `--impl` names.

Each concept has one contract, the call signature of its `reference`; an implementation that
differs is adapted by a function of a few lines. Specifications read `package.module:name` and
are resolved at collection, so that a patched or another library is what really runs.
"""

import importlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from tests.support.implementations import transforms
from tests.support.table import NOWHERE, OURS, TABLE

LIBRARY = "torch"
REFERENCE = "reference"
HOW = "write --impl CONCEPT=MODULE:NAME, MODULE alone, or CONCEPT=compiled (or vmap)"


class Implementation(NamedTuple):
    """One value of the implementation axis: `torch`, `reference`, or a user's."""

    name: str
    spec: str
    transform: str = ""  # what a built-in choice does to the library's own
    concept: str = ""

    def load(self) -> Any:
        """The callable or class; one sentence says what is wrong with the specification."""
        found = resolve(self.spec)
        return transforms.apply(self.transform, self.concept, found) if self.transform else found

    @property
    def pasted(self) -> tuple[str, str]:
        """How to import it, and what it is called then."""
        module, _, path = self.spec.partition(":")
        first = path.split(".")[0]
        if not self.transform:
            return f"from {module} import {first}", path
        made = f"apply({self.transform!r}, {self.concept!r}, {module}.{path})"
        return f"from tests.support.implementations.transforms import apply; import {module}", made


@cache
def resolve(spec: str) -> Any:
    """The object that `package.module:name` names."""
    module_name, _, path = spec.partition(":")
    if not module_name or not path:
        raise pytest.UsageError(f"{spec!r} names no implementation: write package.module:name")
    found: Any = _module(module_name)
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


def _module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:  # whatever a module of the user's does
        raise pytest.UsageError(
            f"cannot import {name!r} ({error}): is it installed, or on PYTHONPATH?"
        ) from None


def parse(options: list[str]) -> dict[str, list[Implementation]]:
    """The user's implementations by concept; each one that is named is loaded."""
    chosen: dict[str, list[Implementation]] = {}
    for option in options:
        for concept, found in _read(option):
            if found not in chosen.setdefault(concept, []):
                chosen[concept].append(found)
    return chosen


def _read(option: str) -> Iterable[tuple[str, Implementation]]:
    concept, equals, spec = option.partition("=")
    if not equals:
        return _every(option)
    if concept not in TABLE:
        raise pytest.UsageError(
            f"--impl: there is no concept {concept!r}; choose one of {', '.join(sorted(TABLE))}"
        )
    if spec in transforms.KINDS:
        if not transforms.fits(spec, concept, TABLE[concept]):
            raise pytest.UsageError(f"--impl {option!r}: {transforms.KINDS[spec]}")
        return [(concept, _transformed(spec, concept))]
    resolve(spec)
    return [(concept, Implementation(spec.replace(":", "."), spec))]


def _every(option: str) -> list[tuple[str, Implementation]]:
    """What `--impl MODULE`, `--impl compiled` or `--impl vmap` stands for."""
    if option in transforms.KINDS:
        fitting = [name for name in TABLE if transforms.fits(option, name, TABLE[name])]
        return [(concept, _transformed(option, concept)) for concept in fitting]
    if option in TABLE or ":" in option:
        raise pytest.UsageError(f"--impl {option!r}: {HOW}")
    module = _module(option)
    public = getattr(module, "__all__", [name for name in dir(module) if name[0] != "_"])
    found = [(_concept(name), name) for name in public if callable(getattr(module, name, None))]
    matching = [
        (concept, Implementation(f"{option}.{name}", f"{option}:{name}"))
        for concept, name in found
        if concept and not _is_the_librarys(getattr(module, name), concept)
    ]
    if not matching:
        raise pytest.UsageError(
            f"--impl {option!r}: no public name of it is that of a concept, such as softmax, or of "
            "its reference, such as BatchNorm"
        )
    return matching


@cache
def _concept(name: str) -> str:
    """The concept of that name, or the one whose reference is a class of that name."""
    classes = [concept for concept, (_, ours) in TABLE.items() if ours.endswith(f":{name}")]
    return name if name in TABLE else classes[0] if name[0].isupper() and classes else ""


def _is_the_librarys(found: Any, concept: str) -> bool:
    """Whether it is what the module imported from torch for its own use."""
    library = TABLE[concept][0]
    return library not in (OURS, NOWHERE) and found is resolve(library)


def _transformed(kind: str, concept: str) -> Implementation:
    return Implementation(kind, TABLE[concept][0], kind, concept)


def of(concept: str, chosen: dict[str, list[Implementation]]) -> list[Implementation]:
    """The implementations of a concept: torch, reference, then the user's."""
    library, reference = TABLE[concept]
    own = [Implementation(LIBRARY, library)] if library != OURS else []
    return [*own, Implementation(REFERENCE, reference), *chosen.get(concept, ())]


@contextmanager
def in_its_own_words(item: pytest.Item) -> Iterator[None]:
    """Let a user's implementation say what it will, if only it raises the right error."""
    strict = pytest.raises

    def raises(*errors: Any, match: str | None = None, **options: Any) -> Any:
        return strict(*errors, **options)

    with pytest.MonkeyPatch.context() as patch:
        if item.get_closest_marker("implementation"):
            patch.setattr(pytest, "raises", raises)
        yield
