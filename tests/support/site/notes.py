"""The contents by note: its sentences, section by section."""

import re
from collections.abc import Iterable
from typing import Any

from tests.support.claims import NOTES
from tests.support.site.model import Entry, Page, Report, verdicts


def pages(report: Report) -> Iterable[Page]:
    """`notes/NAME.html` for each note of which a sentence is here, and what leads to them."""
    found = {note: sections(report, note) for note in NOTES}
    found = {note: some for note, some in found.items() if some}
    yield Page("notes/index.html", "notes.html.j2", "The notes", {"notes": found}, nav="Notes")
    for note, some in found.items():
        entries = list({e.claim["id"]: e for group in some.values() for e in group}.values())
        yield Page(
            f"notes/{note}.html",
            "note.html.j2",
            NOTES[note],
            {"note": note, "sections": some, "counts": verdicts(entries)},
        )


def sections(report: Report, note: str) -> dict[str, list[Entry]]:
    """The claims of each section of a note, 2 before 10."""
    found: dict[str, list[Entry]] = {}
    for entry in report.entries:
        for source in entry.claim["sources"]:
            name, _, section = source.partition(" ")
            if name == note:
                found.setdefault(section or "as a whole", []).append(entry)
    return dict(sorted(found.items(), key=lambda item: natural(item[0])))


def natural(section: str) -> list[Any]:
    """A key that sorts 9.2 before 10.1, and numbers before words."""
    parts = re.findall(r"\d+|\D+", section)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]
