"""What the pages show: the ledger's claims, each with its tests, cells, faults and pictures."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.claims import UNCHECKED, VERDICTS
from tests.support.devices import DTYPES
from tests.support.run.ledger import FAILED, HELD, LACKING, MISSING, SKIPPED
from tests.support.run.terminal import SIGNS
from tests.support.site import code, timings
from tests.support.versions import matrix, merge

Plain = dict[str, Any]  # an object of ledger.json
STATES = (
    FAILED,
    HELD,
    LACKING,
    SKIPPED,
    MISSING,
)  # the worst first, but that not every cell must run


class Page(NamedTuple):
    """A file of the report, and what its template is given."""

    path: str
    template: str
    title: str
    context: Plain
    nav: str = ""


@dataclass
class Test:
    """A test that decides a claim, on all its cells."""

    name: str
    home: str  # the claim that shows its code
    sentence: str
    cells: list[Plain]
    code: code.Code

    @property
    def columns(self) -> list[str]:
        """The dtypes that it ran in, or one nameless column."""
        found = {cell["dtype"] for cell in self.cells}
        return [name for name in ("", *DTYPES) if name in found]

    @property
    def rows(self) -> dict[str, dict[str, Plain]]:
        """Its cells by all axes but the dtype, which is the column."""
        found: dict[str, dict[str, Plain]] = {}
        for cell in self.cells:
            axes = (cell.get("torch"), cell["implementation"], cell["device"], cell["row"])
            name = " · ".join(filter(None, axes)) or "once"
            found.setdefault(name, {})[cell["dtype"]] = cell
        return found

    def total(self, key: str) -> float:
        """A figure summed over the cells."""
        return sum(cell.get(key) or 0 for cell in self.cells)

    def worst(self, key: str, best: Any = max) -> float | None:
        """The largest, or by `min` the smallest, of a figure over the cells that have it."""
        return best((cell[key] for cell in self.cells if cell.get(key) is not None), default=None)


@dataclass
class Entry:
    """A claim as the pages show it."""

    claim: Plain
    tests: list[Test]
    pictures: list[Plain]
    faults: list[Plain]

    @property
    def href(self) -> str:
        """Where it stands in the report."""
        return f"{self.claim['concept']}.html#{self.claim['id']}"

    @property
    def state(self) -> str:
        """The worst that happened to it, if it ran."""
        if self.claim["verdict"] == UNCHECKED:
            return UNCHECKED
        outcomes = {cell["outcome"] for test in self.tests for cell in test.cells}
        return next((state for state in STATES if state in outcomes), "not run")


@dataclass
class Report:
    """Everything that a page may show."""

    folder: Path
    root: Path
    run: Plain
    entries: list[Entry]
    faults: list[Plain] = field(default_factory=list)
    timed: timings.Run | None = None
    figures: list[Plain] = field(default_factory=list)
    signs: dict[str, str] = field(default_factory=lambda: SIGNS | {matrix.NOT_RUN: ""})

    @classmethod
    def read(cls, ledger: Plain, folder: Path, root: Path) -> "Report":
        """Put together what lies in a ledger and beside it."""
        claims = ledger["claims"]
        home = {test: claim["id"] for claim in reversed(claims) for test in claim["tests"]}
        faults = beside(folder, "faults.json") or []
        pictures = ledger.get("pictures", [])
        entries = [
            Entry(
                claim,
                [_test(name, home[name], claim, root) for name in claim["tests"]],
                [picture for picture in pictures if claim["id"] in picture["claims"]],
                [fault for fault in faults if claim["id"] in fault["rejected_by"]],
            )
            for claim in claims
        ]
        places = (place / "benchmarks.json" for place in (folder, root / "benchmarks"))
        found = next((timings.read(path) for path in places if path.is_file()), None)
        return cls(
            folder, root, ledger["run"], entries, faults, found, figures=ledger.get("figures", [])
        )

    @cached_property
    def concepts(self) -> dict[str, list[Entry]]:
        """The claims of each concept, room by room."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.claim["concept"], []).append(entry)
        return found

    @cached_property
    def rooms(self) -> dict[str, list[str]]:
        """The concepts of each room."""
        found: dict[str, list[str]] = {}
        for name in self.concepts:
            found.setdefault(name.partition("/")[0], []).append(name)
        return found

    @cached_property
    def cells(self) -> list[Plain]:
        """Every cell once, though it stands with each claim that it decides."""
        every = (cell for entry in self.entries for test in entry.tests for cell in test.cells)
        return list({json.dumps(cell, sort_keys=True): cell for cell in every}.values())

    @cached_property
    def versions(self) -> Plain:
        """What changed between versions, by the ledgers merged here or as last measured."""
        found: Plain = beside(self.folder, "matrix.json") or merge.measured()
        return found

    def changes(self, id: str) -> list[str]:
        """Of what a claim depends on, what did."""
        return [merge.told(one) for one in self.versions["changes"] if id in one["claims"]]

    def history(self, id: str) -> list[Plain]:
        """What became of its cells from version to version."""
        histories = self.versions["histories"]
        return next((one["history"] for one in histories if id in one["claims"]), [])

    def place(self, id: str) -> str:
        """Where a claim stands."""
        return self._places[id]

    @cached_property
    def _places(self) -> dict[str, str]:
        return {entry.claim["id"]: entry.href for entry in self.entries}

    def of_state(self, *states: str) -> list[Entry]:
        """The claims to which that happened."""
        return [entry for entry in self.entries if entry.state in states]


def _test(name: str, home: str, claim: Plain, root: Path) -> Test:
    cells = [cell for cell in claim["cells"] if cell["test"] == name]
    sentence = cells[0]["sentence"] if cells else claim["statement"]
    return Test(name, home, sentence, cells, code.of_test(root, name))


def beside(folder: Path, name: str) -> Any:
    """What a JSON file of the folder holds; None if it is not there."""
    path = folder / name
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def verdicts(entries: Iterable[Entry]) -> dict[str, int]:
    """How many claims have which verdict, in the order of the verdicts."""
    counts = Counter(entry.claim["verdict"] for entry in entries)
    return {verdict: counts[verdict] for verdict in (*VERDICTS, UNCHECKED) if counts[verdict]}
