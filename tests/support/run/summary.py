"""The summary of a run on GitHub, where a step asks for one: a short table in Markdown."""

import os
from collections import Counter
from pathlib import Path

from tests.support.claims import UNCHECKED, VERDICTS
from tests.support.run.ledger import FAILED, HELD, Cell, Ledger

VARIABLE = "GITHUB_STEP_SUMMARY"
MOST = 20  # failures that are listed


def append(ledger: Ledger) -> None:
    """Add to the file that the environment names, if it names one."""
    path = os.environ.get(VARIABLE)
    if path and ledger.cells:
        with Path(path).open("a", encoding="utf-8") as page:
            page.write("\n".join((*_lines(ledger), "")))


def _lines(ledger: Ledger) -> list[str]:
    cells = ledger.by_claim()
    states = {claim.id: _state(cells.get(claim.id, [])) for claim in ledger.claims}
    counts = Counter((claim.verdict, states[claim.id]) for claim in ledger.claims)
    found = Counter(states.values())
    run = ledger.run
    rows = [
        (verdict, *(counts[verdict, state] for state in (HELD, FAILED, "")))
        for verdict in (*VERDICTS, UNCHECKED)
        if any(claim.verdict == verdict for claim in ledger.claims)
    ]
    failures = [cell for cell in ledger.cells if cell.outcome == FAILED and cell.claims]
    where = f"torch {run['torch']} on {', '.join(run['devices'])}, Python {run['python']}"
    return [
        f"### {found[HELD]} claims held, {found[FAILED]} failed: {where}",
        "",
        "| verdict on the note | held | failed | not decided here |",
        "|---|---|---|---|",
        *(f"| {' | '.join(map(str, row))} |" for row in rows),
        "",
        *(f"- ✗ {_plain(cell)}" for cell in failures[:MOST]),
        *([f"- and {len(failures) - MOST} more"] if len(failures) > MOST else []),
        "",
    ]


def _state(cells: list[Cell]) -> str:
    outcomes = {cell.outcome for cell in cells}
    return next((state for state in (FAILED, HELD) if state in outcomes), "")


def _plain(cell: Cell) -> str:
    axes = " ".join(filter(None, (cell.implementation, cell.device, cell.dtype, cell.row)))
    text = f"{cell.sentence} ({axes or 'once'}): {cell.reason}"
    return "".join(f"\\{c}" if c in r"\`*_{}[]<>|#~$&" else c for c in text)
