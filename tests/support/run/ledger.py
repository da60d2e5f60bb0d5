"""What a run found: per claim, one cell for each implementation, device and dtype.

Only plain strings and numbers leave a test process, since a worker of pytest-xdist must hand
them to its controller.
"""

import importlib.metadata
import json
import platform
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support import devices, tolerance
from tests.support.axes import NOT_AVAILABLE
from tests.support.claims import Claim, concept_of, ids, sentence
from tests.support.faults import JUDGED
from tests.support.implementations.counterexamples import WITNESS
from tests.support.implementations.missing import NOT_IMPLEMENTED

HELD, FAILED, SKIPPED, MISSING = "held", "failed", "skipped", "not available"
LACKING = "not implemented"
BY_PREFIX = {NOT_AVAILABLE: MISSING, NOT_IMPLEMENTED: LACKING}


@dataclass
class Cell:
    """One test on one implementation, device and dtype, or on none of an axis it lacks."""

    test: str
    claims: list[str]
    sentence: str
    implementation: str
    device: str
    dtype: str
    row: str
    outcome: str = HELD
    reason: str = ""
    examples: int = 1
    assertions: int = 0
    headroom: float | None = None
    detects: float | None = None  # the smallest relative fault that would have failed
    loose: str = ""
    risk: float = 0.0
    sides: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    data: str = ""
    picture: dict[str, Any] = field(default_factory=dict)
    figures: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Any] = field(default_factory=list)
    call: str = ""
    paste: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What distinguishes the cells of a claim."""
        return self.implementation, self.device, self.dtype, self.row


def cell_of(item: pytest.Item) -> Cell:
    """The cell that an item is, read off its parameters."""
    path, function = item.nodeid.split("[")[0].split("::", 1)
    params = getattr(item, "callspec", None)
    values = params.params if params else {}
    words = params.id.split("-") if params else []
    device = str(values.get("device", ""))
    dtype = (
        next((w for w in reversed(words) if w in devices.DTYPES), "") if "dtype" in values else ""
    )
    known = [w for w in (device, dtype) if w]
    rest = [w for w in words if w not in known]
    mark = item.get_closest_marker("claim")
    statement = mark.kwargs["statement"] if mark else None
    implementation = _implementation(item, rest)
    return Cell(
        f"{path}::{function}",
        list(ids(item)),
        statement or sentence(path, function),
        implementation,
        device,
        dtype,
        "-".join(w for w in rest if w != implementation),
    )


def _implementation(item: pytest.Item, words: list[str]) -> str:
    chosen = item.config.stash[IMPLEMENTATIONS]
    return next((word for word in words if word in chosen), "")


NOT_SHOWN = ("claims", "faults", "picture", "figures", "call", "paste")
DATA = ("mnist", "diabetes")  # the fixtures that say where their data come from
IMPLEMENTATIONS = pytest.StashKey[frozenset[str]]()


def close(cell: Cell, item: pytest.Item, report: pytest.TestReport) -> str:
    """The finished cell as JSON."""
    seen, given = tolerance.current, getattr(item, "funcargs", {})
    cell.data = next((given[name].description for name in DATA if name in given), "")
    cell.faults = list(item.stash.get(JUDGED, ()))
    cell.seconds = round(report.duration, 4)
    cell.examples = seen.examples or 1
    cell.assertions = seen.assertions
    cell.headroom, cell.detects = seen.headroom, seen.detects
    cell.loose = seen.loose
    cell.risk = seen.risk
    cell.sides = seen.sides
    cell.figures = list(seen.figures.values())
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        cell.outcome, cell.reason = _of_skipped(reason.removeprefix("Skipped: "))
        cell.examples = 0
    elif report.failed:
        cell.outcome = FAILED
        cell.reason = _last_line(report)
        if witness := item.stash.get(WITNESS, None):
            cell.call, cell.paste = witness.call, witness.paste
    return json.dumps(asdict(cell))


def _of_skipped(reason: str) -> tuple[str, str]:
    for prefix, outcome in BY_PREFIX.items():
        if reason.startswith(prefix):
            return outcome, reason.removeprefix(prefix)
    return SKIPPED, reason


def _last_line(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return (crash.message if crash else str(report.longrepr)).splitlines()[0]


@dataclass
class Ledger:
    """All claims, and all cells that ran."""

    claims: list[Claim] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    partial: list[str] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)  # files, as they were read
    run: dict[str, Any] = field(default_factory=dict)
    started: float = field(default_factory=time.time)

    def add_all(self, reports: list[Any]) -> None:
        """Enter the cells that the reports of test processes carry."""
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "cell" and report.when != "teardown":
                    self.cells.append(Cell(**json.loads(value)))

    def handed_over(self) -> str:
        """What a worker collected, for the trip to its controller."""
        claims = [claim.as_json() for claim in self.claims]
        files = {"unread": sorted(self.unread), "skipped": sorted(self.skipped)}
        cells = [asdict(cell) for cell in self.cells]
        return json.dumps({"claims": claims, "cells": cells, "partial": self.partial} | files)

    def take_over(self, text: str) -> None:
        """What a worker collected; all workers collect the same."""
        found = json.loads(text)
        self.claims = self.claims or [Claim(**entry) for entry in found.get("claims", [])]
        self.cells += [Cell(**entry) for entry in found.get("cells", [])]
        self.unread |= set(found.get("unread", []))
        self.skipped |= set(found.get("skipped", []))
        self.partial = self.partial or found.get("partial", [])

    def close(self, run: dict[str, Any]) -> None:
        """The run is over: order the cells whatever the order of the run, and say what it was."""
        self.cells.sort(key=lambda cell: (cell.test, cell.key))
        sources = sorted({cell.data for cell in self.cells if cell.data})
        self.run = (
            versions() | run | {"data": sources, "seconds": round(time.time() - self.started, 1)}
        )

    def by_claim(self) -> dict[str, list[Cell]]:
        """The cells of each claim that has any."""
        found: dict[str, list[Cell]] = {}
        for cell in self.cells:
            for id in cell.claims:
                found.setdefault(id, []).append(cell)
        return found

    def as_json(self) -> dict[str, Any]:
        """The whole ledger as plain data."""
        cells = self.by_claim()

        def plain(cell: Cell) -> dict[str, Any]:
            return {k: v for k, v in asdict(cell).items() if k not in NOT_SHOWN}

        entries = [
            claim.as_json() | {"cells": [plain(cell) for cell in cells.get(claim.id, [])]}
            for claim in self.claims
        ]
        views = {"pictures": self.pictures(), "figures": self.figures()}
        return {"run": self.run, "claims": entries} | views

    def pictures(self) -> list[dict[str, Any]]:
        """What was drawn, with the claims beside which it lands."""
        return [cell.picture | {"sentence": cell.sentence} for cell in self.cells if cell.picture]

    def figures(self) -> list[dict[str, Any]]:
        """What the programs print, a figure of each cell that asserted it."""
        return [
            figure
            | {
                "program": concept_of(cell.test.split("::")[0]),
                "data": figure["data"] or cell.data,
                "outcome": cell.outcome,
            }
            for cell in self.cells
            for figure in cell.figures
        ]


def save(data: object, path: Path) -> None:
    """Write JSON that people can read."""
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_pages(folder: Path, root: Path) -> None:
    """Make the pages of what lies in a folder, unless faults alone were run."""
    if (folder / "ledger.json").exists():
        from tests.support import site  # noqa: PLC0415  imported for a report alone

        site.rebuild(folder, root)


def versions() -> dict[str, str]:
    """What the claims were run on; torchvision is asked for its version without an import."""
    found = {"python": platform.python_version(), "platform": sys.platform}
    for package in ("torch", "torchvision", "numpy", "hypothesis", "pytest"):
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found
