"""The mutation score of `concepts`: how many of mutmut's edits the claims notice.

    mutmut run && python -m tests.support.faults.mutation

writes `report/mutation.json`, each survivor with its edit, and fails under 90 %. A mutant that
crashes or hangs is noticed; one that no test runs is not.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

LEAST = 0.9
UNNOTICED = {0, 5, 33}  # exit codes of the tests: all passed, or there was none
RESULTS = Path("mutants")


def outcomes() -> dict[str, int | None]:
    """The exit code of the tests on each mutant, off the files that mutmut leaves."""
    found: dict[str, int | None] = {}
    for path in sorted(RESULTS.rglob("*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return {name: code for name, code in found.items() if code is not None}


def edit(name: str) -> str:
    """What the mutant changes, as a diff."""
    command = [sys.executable, "-m", "mutmut", "show", name]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def main() -> int:
    """Print the score by room, write the survivors down."""
    found = outcomes()
    survivors = [name for name, code in found.items() if code in UNNOTICED]
    rooms = Counter(name.split(".")[1] for name in found)
    left = Counter(name.split(".")[1] for name in survivors)
    for room, n in rooms.items():
        print(f"{room:14} {n - left[room]:5} of {n:5} mutants killed, {1 - left[room] / n:.1%}")
    killed = len(found) - len(survivors)
    print(f"{'all':14} {killed:5} of {len(found):5} mutants killed, {killed / len(found):.1%}")
    entries = [{"mutant": name, "edit": edit(name)} for name in survivors]
    target = Path("report/mutation.json")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    print(f"survivors: {target}")
    return killed < LEAST * len(found)


if __name__ == "__main__":
    sys.exit(main())
