"""`python -m tests.support.site DIR` builds the pages of a report anew."""

import sys
from pathlib import Path

from tests.support import site

if len(sys.argv) != 2 or not Path(sys.argv[1], "ledger.json").is_file():
    sys.exit("usage: python -m tests.support.site DIR, where DIR holds ledger.json")
print(f"{len(site.rebuild(Path(sys.argv[1])))} pages in {sys.argv[1]}")
