"""A page for each concept: the definition as formula and code, and every claim about it."""

from collections.abc import Iterable

from tests.support.site import code
from tests.support.site.model import Page, Report, verdicts


def pages(report: Report) -> Iterable[Page]:
    """`ROOM/CONCEPT.html`, each with the ones before and after it."""
    names = list(report.concepts)
    for i, name in enumerate(names):
        entries = report.concepts[name]
        yield Page(
            f"{name}.html",
            "concept.html.j2",
            name.rpartition("/")[2].replace("_", " "),
            {
                "name": name,
                "definition": code.of_module(report.root, f"concepts/{name}.py"),
                "entries": entries,
                "counts": verdicts(entries),
                "before": names[i - 1] if i else "",
                "after": names[i + 1] if i + 1 < len(names) else "",
            },
        )
