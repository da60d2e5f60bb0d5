"""`pytest --merge=PATH`: the ledgers of many runs in one table, told in words and in pages."""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from tests.support.run.ledger import save
from tests.support.run.options import check_report
from tests.support.versions.matrix import merged
from tests.support.versions.runs import Plain, Run, find, label, read


def span(one: Plain) -> str:
    """How a span of runs is written: 2.0, or 2.0 to 2.3."""
    return str(one["from"]) if one["from"] == one["to"] else f"{one['from']} to {one['to']}"


def steps(spans: list[Plain]) -> Iterable[tuple[Plain, str]]:
    """Each span with what it says; of a list that only grew, what came."""
    before: list[str] = []
    for one in spans:
        words = one["says"].split(", ")
        grew = bool(before) and {*before} < {*words}
        came = [word for word in words if word not in before]
        yield one, f"also {', '.join(came)}" if grew else one["says"]
        before = words


def told(change: Plain) -> str:
    """A change in a sentence."""
    (_, first), *rest = steps(change["spans"])
    later = "".join(f"; from {one['from']} {words}" for one, words in rest)
    return f"{change['subject']} {first}{later}"


def text(table: Plain) -> Iterable[str]:
    """What changed, for a terminal, GitHub's summary and the README."""
    yield f"{table['total']} claims on torch {', '.join(run['label'] for run in table['runs'])}"
    failing = len({failure["claim"] for failure in table["failures"]})
    yield f"{failing or 'none'} of them fail{'s' * (failing == 1)}"
    failures = {f"✗ {one['claim']} on {one['run']}: {one['reason']}" for one in table["failures"]}
    yield from sorted(failures)
    for one in table["lacking"]:
        claims = one["claims"]
        more = f" and {len(claims) - 3} more" * (len(claims) > 3)
        yield f"not run on {', '.join(one['runs'])}: {', '.join(claims[:3])}{more}"
    if len(table["runs"]) > 1:
        yield f"{len(table['changes'])} things changed that claims depend on:"
    yield from (f"  {told(change)}" for change in table["changes"])


KEPT = ("runs", "failures", "changes", "lacking", "steady", "availability", "histories")
MEASURED = Path(__file__).with_name("measured.json")


def measured() -> Plain:
    """What the last run over many versions found, as it is kept in the checkout."""
    table: Plain = {"claims": []} | json.loads(MEASURED.read_text(encoding="utf-8"))
    return table


def write(table: Plain, newest: Run, folder: Path) -> None:
    """Write `matrix.json`, of `measured.json` what is worth keeping, and the site of the newest."""
    from tests.support import site  # noqa: PLC0415  what writes pages is imported for a report

    lists = (
        f"{json.dumps(key)}: [\n"
        + ",\n".join(f"  {json.dumps(entry, ensure_ascii=False)}" for entry in table[key])
        + "\n]"
        for key in KEPT
    )
    count = f'"total": {table["total"]}'
    kept = "{\n" + ",\n".join((count, *lists)) + "\n}\n"
    (folder / MEASURED.name).write_text(kept, encoding="utf-8")
    save(table, folder / "matrix.json")
    site.write(newest.ledger | {"pictures": []}, folder, Path(__file__).parents[3])


def merge(paths: Sequence[str], folder: str | None) -> pytest.ExitCode:
    """Merge the ledgers, print what changed, write the folder if there is one, and run nothing."""
    check_report(folder)
    runs = label([read(path) for path in find(paths)])
    table = merged(runs)
    lines = list(text(table))
    print(*lines, sep="\n")
    if folder:
        write(table, runs[-1], Path(folder))
        print(f"report: {Path(folder, 'versions.html')}")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as page:
            page.write("\n".join(("```text", *lines, "```", "")))
    return pytest.ExitCode.OK
