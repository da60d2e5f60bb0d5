"""A page for each implementation that a user named: what held, and what refutes the rest."""

import json
from collections.abc import Iterable
from typing import Any

from tests.support.run.ledger import FAILED, LACKING
from tests.support.site.model import Page, Report


def pages(report: Report) -> Iterable[Page]:
    """`implementations/NAME.html` for each JSON file there, and what leads to them."""
    files = sorted((report.folder / "implementations").glob("*.json"))
    found = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}
    if found:
        nav = "Implementations"
        yield Page(
            "implementations/index.html", "implementations.html.j2", nav, {"found": found}, nav
        )
    for stem, verdict in found.items():
        yield Page(
            f"implementations/{stem}.html",
            "implementation.html.j2",
            verdict["implementation"],
            {"verdict": verdict, "groups": _groups(verdict), "signs": report.signs},
        )


def _groups(verdict: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The claims by what became of them, the worst first, each with a cell of each of its tests."""
    states = (FAILED, LACKING, *(it for it in verdict["counts"] if it not in (FAILED, LACKING)))
    return {
        state: [
            claim | {"shown": _shown(claim["cells"], state)}
            for claim in verdict["claims"]
            if claim["state"] == state
        ]
        for state in states
    }


def _shown(cells: list[dict[str, Any]], state: str) -> list[dict[str, Any]]:
    """Of each test the first cell that came out so."""
    return list(
        {cell["test"]: cell for cell in reversed(cells) if cell["outcome"] == state}.values()
    )
