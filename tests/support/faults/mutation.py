"""The mutation score of `concepts`: how many of mutmut's edits the claims notice.

    mutmut run && python -m tests.support.faults.mutation

writes `report/mutation.json`, each survivor with its edit and why it survives, and a page of them;
it fails under 90 %. A mutant that crashes or hangs is noticed; one that no test runs is not. Edits
that nobody can notice stand with a concept's faults, in `EQUIVALENT`.
"""

import importlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.support.run.ledger import save, write_pages

LEAST = 0.9
UNNOTICED = {0, 5, 33}  # exit codes of the tests: all passed, or there was none
RESULTS = Path("mutants")
MISSING = "missing: no claim notices it"
STRICT = {
    ("strict=True", other): "what is zipped is as long; strict would only say that it is not"
    for other in ("strict=None", "strict=False", "")
}


def outcomes() -> dict[str, dict[str, int]]:
    """The exit code of the tests on each mutant of each module that was run, off mutmut's files."""
    found = {}
    for path in sorted(RESULTS.rglob("*.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        module = str(path.relative_to(RESULTS / "concepts")).removesuffix(".py.meta")
        found[module] = {name: code for name, code in codes.items() if code is not None}
    return found


def survivors(module: str, codes: dict[str, int]) -> list[dict[str, str]]:
    """The edits of a module that nothing noticed, and why."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant  # noqa: PLC0415  its own environment

    reasons, found = equivalent(module) | STRICT, []
    for name in (name for name, code in codes.items() if code in UNNOTICED):
        diff = get_diff_for_mutant(name, path=Path("concepts", f"{module}.py")).splitlines()[2:]
        old, new = ("\n".join(x[1:].strip() for x in diff if x[0] == sign) for sign in "-+")
        why = (text for pair, text in reasons.items() if says(old, new, *pair))
        found.append({"module": module, "old": old, "new": new, "why": next(why, MISSING)})
    return found


def equivalent(module: str) -> dict[tuple[str, str], str]:
    """The edits that nobody can notice: what is replaced by what, and why."""
    try:
        faults = importlib.import_module(f"tests.faults.{module.replace('/', '.')}")
    except ModuleNotFoundError:
        return {}
    return getattr(faults, "EQUIVALENT", {})


def says(old: str, new: str, phrase: str, replacement: str) -> bool:
    """Whether one line became the other by a replacement of this phrase."""
    places = (i for i in range(len(old)) if old.startswith(phrase, i))
    return any(old[:i] + replacement + old[i + len(phrase) :] == new for i in places)


def score(found: dict[str, dict[str, int]]) -> dict[str, Any]:
    """What `mutation.json` holds."""
    generated = Counter(key.partition("/")[0] for key, codes in found.items() for _ in codes)
    left = [one for module, codes in found.items() for one in survivors(module, codes)]
    lost = Counter(one["module"].partition("/")[0] for one in left)
    rooms = {room: {"mutants": n, "killed": n - lost[room]} for room, n in generated.items()}
    total = generated.total()
    return {"mutants": total, "killed": total - len(left), "rooms": rooms, "survivors": left}


def main() -> int:
    """Print the score by room, write the survivors down."""
    result = score(outcomes())
    for room, one in (*result["rooms"].items(), ("all", result)):
        n, killed = one["mutants"], one["killed"]
        print(f"{room:14} {killed:5} of {n:5} mutants killed, {killed / n:.1%}")
    left = Counter(one["why"].startswith("missing") for one in result["survivors"])
    print(f"{left[False]} survivors that nobody can notice, {left[True]} that no claim does")
    folder = Path("report")
    folder.mkdir(exist_ok=True)
    save(result, folder / "mutation.json")
    write_pages(folder, Path.cwd())
    print(f"survivors: {folder / 'mutation.json'}")
    return result["killed"] < LEAST * result["mutants"]


if __name__ == "__main__":
    sys.exit(main())
