"""What changed between versions: of the ledgers merged here, or else as it was last measured."""

from collections.abc import Iterable

from tests.support.site.model import Page, Report
from tests.support.versions import matrix, merge


def pages(report: Report) -> Iterable[Page]:
    """`versions.html`."""
    yield Page(
        "versions.html",
        "versions.html.j2",
        "What changed between versions of torch",
        {
            "table": report.versions,
            "places": {entry.claim["id"]: entry.href for entry in report.entries},
            "steps": merge.steps,
            "span": merge.span,
            "signs": report.signs,
            "shown": matrix.SHOWN,
        },
        nav="Versions",
    )
