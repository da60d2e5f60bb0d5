"""The vocabulary of the ledger: how a test declares the sentences that it decides.

A test carries one `@claim` for each catalogue id that it decides; its name is the sentence
and its docstring says what the note says and what is true. Everything else that speaks of
claims (terminal table, JSON, HTML) is a view of the structure that `read` builds.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HOLDS = "holds"
HOLDS_IF = "holds-if"
IMPRECISE = "imprecise"
REFUTED = "refuted"
VERSION_DEPENDENT = "version-dependent"
UNCHECKED = "not-checkable"
VERDICTS = (HOLDS, HOLDS_IF, IMPRECISE, REFUTED, VERSION_DEPENDENT)

STATED = "stated"
IMPLIED = "implied"  # follows from the note or its code; the note is not blamed for it

NOTES = {
    "chapter-three": "Deep learning with PyTorch, chapter three",
    "softmax-regression": "Softmax regression on MNIST",
    "pytorch-basics": "PyTorch basics",
    "regression-network": "A regression network",
    "course": "A deep-learning course",
}


CONCEPTS = Path(__file__).parents[2] / "concepts"


@dataclass
class Claim:
    """One sentence of the notes, and where it is decided."""

    id: str
    concept: str
    verdict: str
    statement: str
    sources: list[str] = field(default_factory=list)
    reading: str = STATED
    tests: list[str] = field(default_factory=list)
    text: str = ""
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """The claim as plain strings and lists."""
        return asdict(self)


def claim(
    id: str, *, note: str, verdict: str, reading: str = STATED, statement: str | None = None
) -> pytest.MarkDecorator:
    """Declare that a test decides the sentence `id`.

    `note` is "NAME SECTION", `verdict` is what we found. The statement is read off the test's
    name; a row of a table, which has no name of its own, states it.
    """
    return pytest.mark.claim(id, note=note, verdict=verdict, reading=reading, statement=statement)


def not_checkable(id: str, *, note: str, statement: str, reason: str) -> dict[str, str]:
    """Declare, in a test module's `NOT_CHECKABLE` list, a sentence that no test can decide."""
    return {"id": id, "note": note, "statement": statement, "reason": reason}


@cache
def concept_of(path: str) -> str:
    """`tests/layers/test_dropout_in_training.py` is about `layers/dropout`, which exists."""
    whole = topic = re.sub(r"^tests/|(?<=/)(test|bench|draw)_|\.py$", "", path)
    while "_" in topic.rpartition("/")[2] and not (CONCEPTS / f"{topic}.py").exists():
        topic = topic.rpartition("_")[0]
    return topic if (CONCEPTS / f"{topic}.py").exists() else whole


def sentence(path: str, function: str) -> str:
    """`softmax ignores a shift of every score`, from the names of the file and the function."""
    subject = path.rpartition("/")[2].removesuffix(".py")
    words = (re.sub("^(test|draw)_", "", name) for name in (subject, function))
    return " ".join(words).replace("_", " ")


def read(items: Iterable[pytest.Item]) -> list[Claim]:
    """The claims that `items` declare, in the order of the tests; every fault of form at once."""
    ledger: dict[str, Claim] = {}
    problems: dict[str, None] = {}
    modules: dict[Any, str] = {}
    for item in items:
        if not isinstance(item, pytest.Function):
            continue
        path, test = item.nodeid.split("::")[0], item.nodeid.split("[")[0]
        modules[item.module] = path
        marks = list(item.iter_markers("claim"))[::-1]
        seen: set[str] = set()
        if marks and not (item.function.__doc__ or "").strip():
            problems[f"{test}: a claim needs a docstring: what the note says, what is true"] = None
        for mark in marks:
            problems.update(dict.fromkeys(f"{test}: {p}" for p in _faults_of_form(mark, seen)))
            if not problems:
                _enter(ledger, mark, item.function, path, test, problems)
    for module, path in modules.items():
        for row in getattr(module, "NOT_CHECKABLE", ()):
            _enter_unchecked(ledger, row, path, problems)
    if problems:
        raise pytest.UsageError("\n".join(problems))
    return list(ledger.values())


def _faults_of_form(mark: pytest.Mark, seen: set[str]) -> Iterable[str]:
    id, options = mark.args[0], mark.kwargs
    if id in seen:
        yield f"{id!r} is declared twice on this test"
    seen.add(id)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id):
        yield f"{id!r} is no id: lower-case words joined by hyphens"
    if options["verdict"] not in VERDICTS:
        yield f"{id}: {options['verdict']!r} is no verdict; one of {', '.join(VERDICTS)}"
    if options["note"].split(" ")[0] not in NOTES:
        yield f"{id}: {options['note']!r} names no note; one of {', '.join(NOTES)}"
    if options["reading"] not in (STATED, IMPLIED):
        yield f"{id}: {options['reading']!r} is no reading; {STATED} or {IMPLIED}"


def _enter(
    ledger: dict[str, Claim],
    mark: pytest.Mark,
    function: Any,
    path: str,
    test: str,
    problems: dict[str, None],
) -> None:
    id, options = mark.args[0], mark.kwargs
    entry = ledger.setdefault(
        id,
        Claim(
            id,
            concept_of(path),
            options["verdict"],
            options["statement"] or sentence(path, function.__name__),
            reading=options["reading"],
            text=" ".join((function.__doc__ or "").split()),
        ),
    )
    if entry.verdict != options["verdict"]:
        problems[
            f"{test}: {id} is {options['verdict']} here and {entry.verdict} in {entry.tests[0]}"
        ] = None
    if options["note"] not in entry.sources:
        entry.sources.append(options["note"])
    if test not in entry.tests:
        entry.tests.append(test)


def _enter_unchecked(
    ledger: dict[str, Claim], row: dict[str, str], path: str, problems: dict[str, None]
) -> None:
    if row["id"] in ledger:
        problems[f"{path}: {row['id']} is declared not checkable, but also elsewhere"] = None
    ledger[row["id"]] = Claim(
        row["id"],
        concept_of(path),
        UNCHECKED,
        row["statement"],
        [row["note"]],
        reason=row["reason"],
    )


def ids(item: pytest.Item) -> Sequence[str]:
    """The ids that a test declares, in the order they are written."""
    return [mark.args[0] for mark in item.iter_markers("claim")][::-1]
