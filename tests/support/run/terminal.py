"""The tables that end a run: claims by cell, faults by claim, and the plain list of claims."""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support import figures
from tests.support.claims import UNCHECKED, Claim, concept_of, ids
from tests.support.faults import kills as kill
from tests.support.faults.kills import Kills
from tests.support.implementations import verdicts
from tests.support.implementations.verdicts import Verdict
from tests.support.run import ledger as book
from tests.support.run import strength, vacuity
from tests.support.run.ledger import Cell, Ledger

SIGNS = {
    book.HELD: "✓",
    book.FAILED: "✗",
    book.LACKING: "○",
    book.SKIPPED: "s",
    book.MISSING: "–",
}
WORST_FIRST = (book.FAILED, book.LACKING, book.HELD, book.SKIPPED, book.MISSING)
SHORT = {"": "", "float32": "f32", "float64": "f64", "float16": "f16", "bfloat16": "bf16"}


def claims_table(ledger: Ledger) -> Iterable[str]:
    """One block a concept: its sentences, their verdicts, and a sign for each cell."""
    by_id = ledger.by_claim()
    shown = [claim for claim in ledger.claims if claim.id in by_id]
    for concept in dict.fromkeys(claim.concept for claim in shown):
        rows: dict[str, tuple[list[str], dict[str, Cell]]] = {}
        for claim in (c for c in shown if c.concept == concept):
            for cell in by_id[claim.id]:
                verdicts, cells = rows.setdefault(cell.sentence, ([], {}))
                if claim.verdict not in verdicts:
                    verdicts.append(claim.verdict)
                cells[repr((cell.test, *cell.key))] = cell
        yield from _block(concept, rows)
    yield from _reasons(ledger.cells)
    left = len({claim.id for claim in ledger.claims} | ledger.unread) - len(shown)
    unchecked = sum(claim.verdict == UNCHECKED for claim in ledger.claims)
    yield f"{len(shown)} claims run, {left - unchecked} not run, {unchecked} not checkable"
    yield from vacuity.complaints(ledger)
    yield from strength.complaints(ledger)
    yield f"chance alone fails {strength.risk(ledger):.1g} of such runs"


def _block(concept: str, rows: dict[str, tuple[list[str], dict[str, Cell]]]) -> Iterable[str]:
    columns = sorted({_column(c) for _, cells in rows.values() for c in cells.values()}, key=_order)
    subjects = dict.fromkeys(subject for subject, _ in columns)
    widths = {s: max(len(s), 5 * sum(s == other for other, _ in columns) - 1) for s in subjects}
    yield concept
    yield "    " + "  ".join(subject.ljust(widths[subject]) for subject in subjects)
    yield "    " + "  ".join(
        " ".join(SHORT[dtype].ljust(4) for s, dtype in columns if s == subject).ljust(width)
        for subject, width in widths.items()
    )
    for text, (judged, cells) in rows.items():
        blocks = (
            " ".join(_sign(cells, c).ljust(4) for c in columns if c[0] == subject).ljust(width)
            for subject, width in widths.items()
        )
        yield "    " + "  ".join(blocks) + f"  {text}  [{', '.join(judged)}]"
    yield ""


def _sign(cells: dict[str, Cell], column: tuple[str, str]) -> str:
    here = [cell.outcome for cell in cells.values() if _column(cell) == column]
    return next((SIGNS[outcome] for outcome in WORST_FIRST if outcome in here), "")


def _column(cell: Cell) -> tuple[str, str]:
    device = cell.device if cell.device != "cpu" else ""
    return " ".join(filter(None, (cell.implementation, device))), cell.dtype


def _order(column: tuple[str, str]) -> tuple[bool, bool, str, int]:
    subject, dtype = column
    return not subject, not subject.startswith("torch"), subject, list(SHORT).index(dtype)


def _reasons(cells: list[Cell]) -> Iterable[str]:
    for outcome in (book.FAILED, book.LACKING, book.SKIPPED, book.MISSING):
        reasons: dict[str, int] = {}
        for cell in cells:
            if cell.outcome == outcome and cell.claims:
                reasons[cell.reason] = reasons.get(cell.reason, 0) + 1
        for reason, n in sorted(reasons.items(), key=lambda entry: -entry[1])[:20]:
            yield f"{SIGNS[outcome]} {outcome}, {n} cell{'s' * (n > 1)}: {reason}"


def kill_matrix(matrix: list[Kills]) -> Iterable[str]:
    """The matrix fault × claim of each concept, and what is wrong or thin."""
    for kills in matrix:
        columns = sorted(kills.tests, key=lambda test: (kills.tests[test], test))
        yield kills.concept
        yield "    " + " ".join(f"{n:>2}" for n in range(1, len(columns) + 1))
        for fault, killers in kills.killers.items():
            tried = kills.tried[fault]
            signs = " ".join(
                " ✗" if t in killers else " ·" if t in tried else "  " for t in columns
            )
            yield f"    {signs}  {fault}{'  (thin)' * (len(killers) == 1)}"
        yield from (f"    {n:>2} {kills.tests[test]}" for n, test in enumerate(columns, 1))
        yield ""
    idle, survivors = kill.idle(matrix), kill.survivors(matrix)
    undecided = {k.concept: n for k in matrix if k.partial and (n := len(k.rejected_by(0)))}
    total = sum(len(kills.killers) for kills in matrix)
    thin = sum(len(kills.rejected_by(1)) for kills in matrix)
    yield from (f"rejects nothing: {claim}" for claim in idle)
    parts = ", ".join(f"{n} of {concept}" for concept, n in undecided.items())
    yield from ([f"undecided, since not all tests ran: {parts}"] if parts else [])
    yield from (f"SURVIVED: {fault}" for fault in survivors)
    rejected = total - len(survivors) - sum(undecided.values())
    yield (
        f"{rejected} of {total} faults rejected, over {len(matrix)} concepts; "
        f"{thin} of them by one test alone"
    )


def programs_table(rows: list[tuple[str, ...]]) -> Iterable[str]:
    """What the programs print, beside the figures of the notes."""
    table = [figures.HEAD, *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        yield "  ".join(map(str.ljust, row, widths)).rstrip()


def summarize(
    reporter: Any,
    ledger: Ledger,
    matrix: list[Kills],
    found: list[Verdict],
    report: str | None,
) -> None:
    """End the run with the kill matrix, or with the claims table and the user's verdicts."""
    if matrix:
        reporter.section("faults")
        lines: Iterable[str] = kill_matrix(matrix)
    elif any(cell.claims for cell in ledger.cells):
        reporter.section("claims")
        lines = claims_table(ledger)
    else:
        return
    for line in lines:
        reporter.line(line)
    for verdict in found:
        reporter.section("verdict")
        for line in verdicts.lines(verdict):
            reporter.line(line)
    if not matrix and (programs := figures.rows(ledger.figures())):
        reporter.section("programs")
        for line in programs_table(programs):
            reporter.line(line)
    if report:
        name = "faults.json" if reporter.config.getoption("faults") else "index.html"
        reporter.line(f"report: {Path(report, name)}")


def talk_on_stderr(config: pytest.Config) -> None:
    """Leave stdout to the JSON alone."""
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    stderr = os.fdopen(os.dup(2), "w")
    config.add_cleanup(stderr.close)
    reporter._tw._file = stderr


def list_claims(
    config: pytest.Config, ledger: Ledger, items: Sequence[pytest.Item], form: str
) -> None:
    """Print the claims that the selected tests decide, and those of their files not checkable."""
    selected = {id for item in items for id in ids(item)}
    concepts = {concept_of(item.nodeid.split("::")[0]) for item in items}
    shown = [
        claim
        for claim in ledger.claims
        if claim.id in selected or (claim.verdict == UNCHECKED and claim.concept in concepts)
    ]
    capture: Any = config.pluginmanager.get_plugin("capturemanager")
    with capture.global_and_fixture_disabled():
        if form == "json":
            print(json.dumps([claim.as_json() for claim in shown], indent=1, ensure_ascii=False))
        else:
            print("", *_listing(shown), sep="\n")


def _listing(claims: list[Claim]) -> Iterable[str]:
    for concept in dict.fromkeys(claim.concept for claim in claims):
        yield concept
        for claim in (c for c in claims if c.concept == concept):
            yield f"    {claim.id}  [{claim.verdict}]  {', '.join(claim.sources)}"
            yield f"        {claim.statement}"
            yield from (f"        {test}" for test in claim.tests)
            if claim.reason:
                yield f"        not checkable: {claim.reason}"
    yield f"{len(claims)} claims"
