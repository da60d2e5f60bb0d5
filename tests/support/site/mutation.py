"""What mutmut's edits of the concepts survive, if it was run: by concept, and why."""

from collections.abc import Iterable
from itertools import groupby

from tests.support.site.model import Page, Report, beside


def pages(report: Report) -> Iterable[Page]:
    """`mutation.html`, where there is a `mutation.json`."""
    found = beside(report.folder, "mutation.json")
    if found:
        survivors = groupby(found["survivors"], key=lambda one: one["module"])
        context = {"found": found, "modules": [(name, [*some]) for name, some in survivors]}
        yield Page("mutation.html", "mutation.html.j2", "Mutants", context, nav="Mutants")
