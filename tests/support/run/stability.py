"""Run the fast profile again and again, each time from another seed and in another order.

    python -m tests.support.run.stability 200        seeds 1 to 200; not one run may fail

What a failing run printed is kept in `report/stability`. No run knows of the examples that failed
in another: hypothesis would begin with them.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path("report/stability")
COMMAND = (
    *(sys.executable, "-m", "pytest", "--ignore=tests/meta", "--hypothesis-profile=fast", "-q"),
    *("-n", "2", "-p", "randomly", "-p", "no:cacheprovider"),
)


def run(seed: int) -> bool:
    """One run; says how it went in a line."""
    started = time.monotonic()
    command = [*COMMAND, f"--hypothesis-seed={seed}", f"--randomly-seed={seed}"]
    with tempfile.TemporaryDirectory() as memory:
        env = os.environ | {"HYPOTHESIS_STORAGE_DIRECTORY": memory}
        found = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    verdict = (found.stdout.strip().splitlines() or [found.stderr])[-1]
    print(f"seed {seed}: {verdict} ({time.monotonic() - started:.0f} s in all)", flush=True)
    if found.returncode:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"seed-{seed}.txt").write_text(found.stdout + found.stderr, encoding="utf-8")
    return found.returncode == 0


def main() -> int:
    """Run the seeds asked for, `200` or `101-200`, and count the failures."""
    first, _, last = (sys.argv[1] if len(sys.argv) > 1 else "200").rpartition("-")
    seeds = range(int(first or 1), int(last) + 1)
    failed = [seed for seed in seeds if not run(seed)]
    print(f"{len(seeds)} runs, {len(failed)} failed{': see ' + str(FOLDER) if failed else ''}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
