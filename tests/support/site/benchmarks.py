"""What each concept costs, off the JSON that pytest-benchmark writes.

In a report if a `benchmarks.json` lies in its folder, or in `benchmarks` of the checkout; and by
itself, with an earlier run to compare with: `python -m tests.support.site NEW.json [OLD.json]`.
"""

from collections.abc import Iterable

from tests.support.site import timings
from tests.support.site.model import Page, Report


def pages(report: Report) -> Iterable[Page]:
    """`benchmarks.html`, where anything was timed."""
    if report.timed:
        yield page(report.timed)


def page(run: timings.Run) -> Page:
    """The page of a run."""
    return Page("benchmarks.html", "benchmarks.html.j2", "Benchmarks", {"run": run}, "Benchmarks")
