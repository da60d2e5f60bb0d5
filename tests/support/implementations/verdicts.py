"""What the claims say of an implementation that the user named: on the terminal and as JSON.

The report makes a page of the JSON.

A claim is failed if one of its cells is, else not implemented if one is, else held if one held;
not applicable where there is nothing to run, as in a dtype that the device lacks.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.claims import Claim
from tests.support.devices import DTYPES
from tests.support.run.ledger import FAILED, HELD, LACKING, MISSING, SKIPPED, Cell, Ledger, save

NOT_APPLICABLE = "not applicable"
STATES = (HELD, FAILED, LACKING, NOT_APPLICABLE)
WORST = {
    FAILED: FAILED,
    LACKING: LACKING,
    HELD: HELD,
    SKIPPED: NOT_APPLICABLE,
    MISSING: NOT_APPLICABLE,
}
SHOWN = (
    *("test", "sentence", "device", "dtype", "row", "outcome", "reason", "examples"),
    *("call", "paste"),
)
_DTYPES = ["", *DTYPES]


@dataclass
class Verdict:
    """One implementation, and its cells of each claim about its concept."""

    name: str
    claims: list[tuple[Claim, list[Cell]]] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """How many claims came out how."""
        return Counter(state(cells) for _, cells in self.claims)

    @property
    def empty(self) -> bool:
        """Whether nothing at all was asserted of it."""
        return not (self.counts[HELD] or self.counts[FAILED])

    def __str__(self) -> str:
        """`mypkg.kernels.softmax: 41 claims held, 2 failed, 1 not implemented`."""
        counts = self.counts
        rest = [f"{counts[it]} {it}" for it in STATES[1:] if counts[it] or it == FAILED]
        return (
            f"{self.name}: {counts[HELD]} claim{'s' * (counts[HELD] != 1)} held, {', '.join(rest)}"
        )


def state(cells: Iterable[Cell]) -> str:
    """How a claim came out."""
    outcomes = {cell.outcome for cell in cells}
    return next(it for outcome, it in WORST.items() if outcome in outcomes)


def read(ledger: Ledger, names: Iterable[str]) -> list[Verdict]:
    """The verdict on each implementation that has cells."""
    cells = ledger.by_claim()
    found = []
    for name in sorted(names):
        mine = [
            (claim, [cell for cell in cells.get(claim.id, ()) if cell.implementation == name])
            for claim in ledger.claims
        ]
        found.append(Verdict(name, [(claim, some) for claim, some in mine if some]))
    return [verdict for verdict in found if verdict.claims]


def lines(verdict: Verdict) -> Iterable[str]:
    """For the terminal: the sum, then each test that failed, and what shows it."""
    yield str(verdict)
    told: set[str] = set()
    for _, cells in verdict.claims:
        for cell in sorted(cells, key=lambda cell: (cell.test, _DTYPES.index(cell.dtype))):
            if cell.outcome in (FAILED, LACKING) and cell.test not in told:
                told.add(cell.test)
                sign = "✗" if cell.outcome == FAILED else "○ not implemented:"
                yield f"  {sign} {cell.sentence}: {cell.reason.removeprefix('AssertionError: ')}"
                yield from (f"      {line}" for line in (cell.call or cell.paste,) if line)


def as_json(verdict: Verdict, run: dict[str, Any]) -> dict[str, Any]:
    """The verdict as plain data."""
    entries = [
        {
            "id": claim.id,
            "statement": claim.statement,
            "note_is": claim.verdict,
            "sources": claim.sources,
            "state": state(cells),
            "cells": [_plain(cell) for cell in cells],
        }
        for claim, cells in verdict.claims
    ]
    counts = {it: verdict.counts[it] for it in STATES}
    return {"implementation": verdict.name, "counts": counts, "run": run, "claims": entries}


def _plain(cell: Cell) -> dict[str, Any]:
    return {name: getattr(cell, name) for name in SHOWN}


def write(verdicts: list[Verdict], run: dict[str, Any], folder: Path) -> None:
    """Write `implementations/NAME.json` for each."""
    room = folder / "implementations"
    for verdict in verdicts:
        room.mkdir(exist_ok=True)
        save(as_json(verdict, run), room / f"{file_name(verdict.name)}.json")


def file_name(name: str) -> str:
    """A name that every file system and every address can hold."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", name)
