"""Many ledgers, one table: what each claim did in each version, and what changed between them."""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from tests.support.claims import UNCHECKED, VERSION_DEPENDENT
from tests.support.run.ledger import FAILED, HELD
from tests.support.run.options import check_report
from tests.support.run.terminal import WORST_FIRST
from tests.support.versions.runs import Plain, Run, find, label, read

NOT_RUN = "not run"
SHOWN = ("torch", "torchvision", "numpy", "python", "platform", "devices", "implementations")


def merged(runs: list[Run]) -> Plain:
    """The table as plain data, what changed before what did not."""
    ids = dict.fromkeys(id for run in reversed(runs) for id in run.claims)
    about = {id: next(r.claims[id] for r in reversed(runs) if id in r.claims) for id in ids}
    known = ("id", "concept", "verdict", "statement", "sources")
    claims: list[Plain] = [
        {key: about[id].get(key) for key in known} | {"cells": _rows(id, runs)}
        for id in ids
        if about[id].get("verdict") != UNCHECKED
    ]
    changes = _changes(ids, runs)
    moved = {id for change in changes for id in change["claims"]}
    return {
        "runs": [{"label": r.label, **{key: r.about.get(key) for key in SHOWN}} for r in runs],
        "total": len(claims),
        "failures": _failures(ids, runs),
        "changes": changes,
        "availability": _availability(ids, runs),
        "steady": [
            {"id": c["id"], "statement": c["statement"], "text": about[c["id"]].get("text", "")}
            for c in claims
            if c["verdict"] == VERSION_DEPENDENT and c["id"] not in moved
        ],
        "lacking": _lacking([claim["id"] for claim in claims], runs),
        "claims": claims,
    }


def _lacking(ids: Iterable[str], runs: list[Run]) -> list[Plain]:
    """The claims that no cell decided, by the runs where none did."""
    found: dict[tuple[str, ...], list[str]] = {}
    for id in ids:
        without = [run.label for run in runs if not _decided(run.cells(id))]
        found.setdefault(tuple(without), []).append(id)
    return [{"runs": list(runs), "claims": some} for runs, some in found.items() if runs]


def _decided(cells: list[Plain]) -> bool:
    return any(cell["outcome"] in (HELD, FAILED) for cell in cells)


def _rows(id: str, runs: list[Run]) -> list[Plain]:
    """Per implementation and device, the worst outcome of each run that has it."""
    axes = dict.fromkeys((c["implementation"], c["device"]) for r in runs for c in r.cells(id))
    return [
        {
            "implementation": implementation,
            "device": device,
            "outcomes": {run.label: _outcome(run, id, implementation, device) for run in runs},
        }
        for implementation, device in axes
    ]


def _outcome(run: Run, id: str, implementation: str, device: str) -> str:
    found = {
        cell["outcome"]
        for cell in run.cells(id)
        if (cell["implementation"], cell["device"]) == (implementation, device)
    }
    return next((outcome for outcome in WORST_FIRST if outcome in found), NOT_RUN)


def _spans(says: dict[str, str]) -> list[Plain]:
    """Neighbouring runs that say the same, together."""
    spans: list[Plain] = []
    for run, text in says.items():
        if not spans or spans[-1]["says"] != text:
            spans.append({"from": run, "says": text})
        spans[-1]["to"] = run
    return [{key: span[key] for key in ("from", "to", "says")} for span in spans]


def _changes(ids: Iterable[str], runs: list[Run]) -> list[Plain]:
    """What the tests themselves noted of a difference, where it differs between these runs."""
    found: dict[str, tuple[dict[str, None], dict[str, set[str]]]] = {}
    for run in runs:
        for id in ids:
            for cell in run.cells(id):
                for subject, side in cell.get("sides", {}).items():
                    claims, says = found.setdefault(subject, ({}, {}))
                    claims[id] = None
                    says.setdefault(run.label, set()).add(side)
    changes = [
        {"subject": subject, "spans": spans, "claims": list(claims)}
        for subject, (claims, says) in found.items()
        if len(spans := _spans({run: " and ".join(sorted(s)) for run, s in says.items()})) > 1
    ]
    order = [run.label for run in runs]
    return sorted(changes, key=lambda change: -order.index(change["spans"][-1]["from"]))


def _availability(ids: Iterable[str], runs: list[Run]) -> list[Plain]:
    """Cells that ran in one version and not in another, those alike together."""
    found: dict[tuple[str, ...], dict[str, dict[str, str]]] = {}
    for run in runs:
        for id in ids:
            for cell in run.cells(id):
                axes = [str(cell[axis]) for axis in ("implementation", "device", "dtype")]
                key = (id, *axes, cell["test"], cell["row"])
                found.setdefault(key, {})[run.label] = cell
    alike: dict[str, Plain] = {}
    for (id, *axes, _test, _row), cells in found.items():
        says = {run: cell["outcome"] for run, cell in cells.items() if cell["outcome"] != FAILED}
        if len(set(says.values())) < 2:
            continue
        where, spans = " ".join(filter(None, axes)) or "once", _spans(says)
        entry = alike.setdefault(
            f"{where} {spans}", {"subject": where, "spans": spans, "claims": [], "reasons": []}
        )
        reasons = [cell["reason"] for cell in cells.values() if cell["outcome"] in says.values()]
        entry["claims"] = list(dict.fromkeys([*entry["claims"], id]))
        entry["reasons"] = sorted({*entry["reasons"], *filter(None, reasons)})
    return list(alike.values())


def _failures(ids: Iterable[str], runs: list[Run]) -> list[Plain]:
    return [
        {"claim": id, "run": run.label, "test": cell["test"], "reason": cell.get("reason", "")}
        for id in ids
        for run in runs
        for cell in run.cells(id)
        if cell["outcome"] == FAILED
    ]


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


KEPT = ("runs", "failures", "changes", "lacking", "steady", "availability")
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
    plain = json.dumps(table, indent=1, ensure_ascii=False)
    (folder / "matrix.json").write_text(plain + "\n", encoding="utf-8")
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
