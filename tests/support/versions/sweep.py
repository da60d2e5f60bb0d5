"""Every version in turn, by tox: an environment is made, used and removed before the next is made.

`tox -e matrix` runs this, over the environments of the label `matrix` or those that follow `--`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def main(names: list[str]) -> int:
    """Run all, whatever fails; the exit status counts those that failed."""
    work = Path(os.environ["TOX_WORK_DIR"])
    cache = work / "matrix-cache"  # beside them, so that uv links its files and keeps none
    if not names:
        command = ["tox", "list", "-m", "matrix", "--no-desc"]
        names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    failed: list[str] = []
    without: list[str] = []
    for name in names:
        command = ["tox", "run", "-e", name]
        run = subprocess.run(command, check=False, env=os.environ | {"UV_CACHE_DIR": str(cache)})
        if run.returncode:
            (failed if (work / name).exists() else without).append(name)
        for folder in (work / name, cache):
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(names)} versions; failed: {', '.join(failed) or 'none'}", end="; ")
    print(f"without a Python for them: {', '.join(without) or 'none'}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
