"""`python -m tests.support.site DIR` builds the pages of a report anew, from its ledger.

`python -m tests.support.site NEW.json [OLD.json]` writes `benchmarks.html` beside NEW.json.
"""

import sys
from pathlib import Path

from tests.support import site
from tests.support.site import benchmarks, timings
from tests.support.site.model import Report


def main(first: Path, *rest: Path) -> str:
    """Write what is asked for, and say where it is."""
    if first.suffix == ".json":
        report = Report(first.parent, Path(), {}, [])
        site.render(report, [benchmarks.page(timings.read(first, *rest))])
        return f"{first.parent / 'benchmarks.html'}"
    return f"{len(site.rebuild(first))} pages in {first}"


if __name__ == "__main__":
    paths = [Path(argument) for argument in sys.argv[1:]]
    files = all(path.suffix == ".json" and path.is_file() for path in paths)
    folder = len(paths) == 1 and (paths[0] / "ledger.json").is_file()
    if not (folder or (files and 1 <= len(paths) <= 2)):
        sys.exit((__doc__ or "").strip())
    print(main(*paths))
