"""The programs of the notes: what they print, beside what was measured here."""

from collections.abc import Iterable

from tests.support import figures
from tests.support.site.model import Page, Report


def pages(report: Report) -> Iterable[Page]:
    """`figures.html`, if any figure was measured."""
    if report.figures:
        context = {"head": figures.HEAD, "rows": figures.rows(report.figures)}
        yield Page("figures.html", "figures.html.j2", "The programs", context, nav="Programs")
