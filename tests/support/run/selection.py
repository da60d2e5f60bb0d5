"""Leaving files unread that `-k` cannot select, so that one concept costs what one concept is.

A test's name, its file's path and its parameters are what `-k` matches. A file is passed over
only if none of the words asked for occurs in its path or text, or in the listings of options from
which some files make their ids; an expression with `not` or a cell's name is left to pytest.
"""

import re
from pathlib import Path

from concepts.optimizers.defaults import LISTINGS
from tests.support.devices import DTYPES, META
from tests.support.implementations import LIBRARY, REFERENCE

CELLS = (LIBRARY, REFERENCE, META, "cpu", *DTYPES)
DECLARED = re.compile(r'@claim\(\s*"([^"]+)"')


def passed_over(path: Path, expression: str, implementations: frozenset[str]) -> set[str] | None:
    """The ids declared in a test file that the expression cannot select; None if it may."""
    words = set(re.findall(r"[^\s()]+", expression.lower())) - {"and", "or"}
    open_ended = {*CELLS, *(name.lower() for name in implementations)}
    if not words or "not" in words or any(w in cell for w in words for cell in open_ended):
        return None
    text = path.read_text(encoding="utf-8")
    listed = f"{LISTINGS} sparse_adam" if "LISTINGS" in text else ""
    haystack = f"{path} {named(text)} {listed}".lower()
    if any(word in haystack for word in words):
        return None
    return set(DECLARED.findall(text))


def named(text: str) -> str:
    """What is left of a test file without that from which no name or id can come."""
    kept, inside = [], False
    for line in text.splitlines():
        if line.startswith("def "):
            kept.append(line)
            inside = True  # until something stands at the margin again
        elif line[:1] not in (" ", "", ")", "#"):
            inside = line.startswith(("from ", "import ", '"""', "@claim("))
        if not inside:
            kept.append(line)
    return "\n".join(kept)
