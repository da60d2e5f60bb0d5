"""The report of a run: `ledger.json` for machines, and one page for people, offline."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.claims import NOTES, UNCHECKED, VERDICTS, Claim
from tests.support.ledger import FAILED, HELD, Cell, Ledger
from tests.support.terminal import SHORT, SIGNS

TEMPLATE = Path(__file__).with_name("report.html.j2")


def write(ledger: Ledger, folder: Path, root: Path) -> None:
    """Write both files into a folder that was found writable before the run."""
    ledger.write(folder)
    (folder / "index.html").write_text(page(ledger, root), encoding="utf-8")


def page(ledger: Ledger, root: Path) -> str:
    """The page: claims by concept, each with what the note says, its cells and its test."""
    import jinja2  # noqa: PLC0415  only a report needs it
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415

    template = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True
    ).from_string(TEMPLATE.read_text(encoding="utf-8"))
    cells = ledger.by_claim()
    home = {test: claim.id for claim in reversed(ledger.claims) for test in claim.tests}
    entries = [_entry(claim, cells.get(claim.id, []), root, home) for claim in ledger.claims]
    concepts = {
        name: {
            "code": _module(root, f"concepts/{name}.py"),
            "claims": [entry for entry in entries if entry["claim"].concept == name],
        }
        for name in dict.fromkeys(claim.concept for claim in ledger.claims)
    }
    return template.render(
        run=ledger.run,
        concepts=concepts,
        verdicts=_counts(ledger),
        outcomes=Counter(cell.outcome for cell in ledger.cells if cell.claims),
        notes=NOTES,
        style=HtmlFormatter(style="friendly").get_style_defs(".highlight"),
        dark=HtmlFormatter(style="github-dark").get_style_defs(".highlight"),
    )


def _counts(ledger: Ledger) -> dict[str, int]:
    counts = Counter(claim.verdict for claim in ledger.claims)
    return {verdict: counts[verdict] for verdict in (*VERDICTS, UNCHECKED) if counts[verdict]}


def _entry(claim: Claim, cells: list[Cell], root: Path, home: dict[str, str]) -> dict[str, Any]:
    tests = [
        {
            "name": test,
            "home": home[test],  # the claim that shows its code
            "sentence": next((c.sentence for c in cells if c.test == test), claim.statement),
            "cells": [_shown(cell) for cell in cells if cell.test == test],
            **_test(root, test),
        }
        for test in claim.tests
    ]
    outcomes = {cell.outcome for cell in cells}
    state = "failed" if FAILED in outcomes else "held" if HELD in outcomes else "not run"
    return {"claim": claim, "tests": tests, "state": state}


def _shown(cell: Cell) -> dict[str, Any]:
    axes = (cell.implementation, cell.device, SHORT[cell.dtype], cell.row)
    headroom = "" if cell.headroom is None else f"{cell.headroom:.2g}"
    return {
        "axes": " ".join(axis for axis in axes if axis) or "once",
        "sign": SIGNS[cell.outcome],
        "headroom": headroom,
        "cell": cell,
    }


@cache
def _source(path: Path) -> tuple[str, ast.Module] | None:
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    return text, ast.parse(text)


@cache
def _test(root: Path, test: str) -> dict[str, str]:
    """The docstring and the highlighted code of a test."""
    path, name = test.split("::")
    text, tree = _source(root / path) or ("", ast.Module([], []))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            lines = text.splitlines()[first - 1 : node.end_lineno]
            text = re.sub(r"(?<!\n)\n(?!\n)", " ", ast.get_docstring(node) or "")
            return {"text": text, "code": _highlight("\n".join(lines))}
    return {"text": "", "code": ""}


def _module(root: Path, path: str) -> str:
    source = _source(root / path)
    return _highlight(source[0]) if source else ""


def _highlight(code: str) -> str:
    from pygments import highlight  # noqa: PLC0415
    from pygments.formatters import HtmlFormatter  # noqa: PLC0415
    from pygments.lexers import PythonLexer  # noqa: PLC0415

    marked: str = highlight(code, PythonLexer(), HtmlFormatter())
    return re.sub(r'<span class="(?:n|p|w)">([^<]*)</span>', r"\1", marked)  # half, and unstyled
