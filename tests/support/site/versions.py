"""What changed between versions: of the ledgers merged here, or else as it was last measured."""

from collections.abc import Iterable

from tests.support import matrix
from tests.support.site.model import Page, Report, beside


def pages(report: Report) -> Iterable[Page]:
    """`versions.html`."""
    merged = beside(report.folder, "matrix.json")
    yield Page(
        "versions.html",
        "versions.html.j2",
        "What changed between versions of torch",
        {
            "table": merged or matrix.measured(),
            "here": bool(merged),
            "places": {entry.claim["id"]: entry.href for entry in report.entries},
            "told": matrix.told,
            "span": matrix.span,
            "signs": report.signs | {matrix.NOT_RUN: ""},
            "shown": matrix.SHOWN,
        },
        nav="Versions",
    )
