"""Many ledgers, one table: what each claim did in each version, and what changed between them."""

from collections.abc import Iterable

from tests.support.claims import UNCHECKED, VERSION_DEPENDENT
from tests.support.run.ledger import FAILED, HELD
from tests.support.run.terminal import WORST_FIRST
from tests.support.versions.runs import Plain, Run

NOT_RUN = "not run"
AXES = ("implementation", "device", "dtype")
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
        "histories": _histories([claim["id"] for claim in claims], runs),
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
    axes = implementation, device
    cells = run.cells(id)
    return _worst(c["outcome"] for c in cells if (c["implementation"], c["device"]) == axes)


def _histories(ids: Iterable[str], runs: list[Run]) -> list[Plain]:
    """What became of the cells from version to version; the claims, and cells, alike together."""
    found: dict[str, Plain] = {}
    for id in ids:
        cells: dict[str, dict[str, set[str]]] = {}
        for run in runs:
            for cell in run.cells(id):
                axes = " ".join(filter(None, map(cell.get, AXES))) or "once"
                of_runs = cells.setdefault(axes, {})
                of_runs.setdefault(run.label, set()).add(cell["outcome"])
        alike: dict[str, Plain] = {}
        for axes, outcomes in sorted(cells.items()):
            spans = _spans({run.label: _worst(outcomes.get(run.label, ())) for run in runs})
            if any(one["says"] in (HELD, FAILED) for one in spans):
                alike.setdefault(str(spans), {"cells": [], "spans": spans})["cells"].append(axes)
        if len(alike) == 1:
            next(iter(alike.values()))["cells"] = ["every cell"]
        history = [*alike.values()]
        found.setdefault(str(history), {"history": history, "claims": []})["claims"].append(id)
    return list(found.values())


def _worst(outcomes: Iterable[str]) -> str:
    found = {*outcomes}
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
                axes = [str(cell[axis]) for axis in AXES]
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
