"""How near to failing each claim is, what it would notice, and how often chance fails it."""

from collections.abc import Iterable
from typing import NamedTuple

from tests.support.devices import DTYPES
from tests.support.run.strength import TIGHT
from tests.support.site.model import Page, Plain, Report, Test


class Row(NamedTuple):
    """A numeric test: for each device and dtype the worst of its cells."""

    test: Test
    href: str
    columns: dict[tuple[str, str], tuple[float, float | None]]

    @property
    def worst(self) -> float:
        """The nearest to 1 of its columns."""
        return max(headroom for headroom, _ in self.columns.values())

    @property
    def reasons(self) -> set[str]:
        """Why it may allow more than was seen, if it says so."""
        return {cell["loose"] for cell in self.test.cells if cell.get("loose")}


def pages(report: Report) -> Iterable[Page]:
    """`headroom.html`."""
    rows = sorted(_rows(report), key=lambda row: -row.worst)
    columns = {column for row in rows for column in row.columns}
    risky = [(_risk(test), test, href) for test, href in _tests(report) if _risk(test)]
    yield Page(
        "headroom.html",
        "headroom.html.j2",
        "Headroom",
        {
            "rows": rows,
            "columns": sorted(columns, key=lambda c: (c[0], [*DTYPES, ""].index(c[1]))),
            "loose": [row for row in rows[::-1] if row.worst < TIGHT],
            "risky": sorted(risky, key=lambda entry: -entry[0]),
            "risk": sum(risk for risk, _, _ in risky),
        },
        nav="Headroom",
    )


def _tests(report: Report) -> Iterable[tuple[Test, str]]:
    """Every test once, with where its code stands."""
    for entry in report.entries:
        for test in entry.tests:
            if test.home == entry.claim["id"]:
                yield test, entry.href


def _rows(report: Report) -> Iterable[Row]:
    for test, href in _tests(report):
        columns: dict[tuple[str, str], tuple[float, float | None]] = {}
        for cell in test.cells:
            if cell.get("headroom") is not None:
                column = (cell["device"] or "cpu", cell["dtype"])
                columns[column] = _worse(columns.get(column), cell)
        if columns:
            yield Row(test, href, columns)


def _worse(seen: tuple[float, float | None] | None, cell: Plain) -> tuple[float, float | None]:
    """The larger error, and the fault that every implementation's cell would notice."""
    headroom, detects = seen or (0.0, None)
    found = [value for value in (detects, cell.get("detects")) if value is not None]
    return max(headroom, cell["headroom"]), max(found, default=None)


def _risk(test: Test) -> float:
    return test.total("risk")
