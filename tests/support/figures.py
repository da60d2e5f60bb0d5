"""The figures of the programs: what a note prints, and what was measured here.

A test asserts a figure of a run, be it exact or within a band, and so enters it in the ledger;
the table of programs is a view of those.
"""

import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from torch import Tensor

from tests.support import tolerance
from tests.support.run.ledger import FAILED
from tests.support.statistics import Spread, risk

THREE = "three points"  # what the first programs of a note are trained on

Timed = Callable[..., tuple[Any, float]]


def timed(run: Callable[..., Any]) -> Timed:
    """`run`, which says as well how many seconds of CPU it took: others do not disturb these."""

    def timing(*args: Any, **options: Any) -> tuple[Any, float]:
        begun = time.process_time()
        result = run(*args, **options)
        return result, time.process_time() - begun

    return timing


def assert_figure(
    name: str,
    measured: float | Tensor,
    expected: Spread | tuple[float, float] | float,
    *,
    note: str = "",
    seconds: float | None = None,
    data: str = "",
) -> None:
    """A figure is what it should be: in the band of a spread, between two numbers, or exact.

    `note` is what the note prints; `data` what was trained on, where no fixture tells; `seconds`
    those of the program, where the test does more than run it.
    """
    __tracebackhide__ = True
    tolerance.current.assertions += 1
    low, high = _band(expected)
    since = time.process_time() - tolerance.current.begun
    found = float(measured)
    tolerance.current.figures[name] = {
        "name": name,
        "note": note,
        "measured": found,
        "band": [low, high],
        "seeds": expected.seeds if isinstance(expected, Spread) else 0,
        "seconds": since / (1 + tolerance.current.examples) if seconds is None else seconds,
        "data": data,
    }
    assert low <= found <= high, f"{name}: {found:.6g} is not in [{low:.6g}, {high:.6g}]"


def _band(expected: Spread | tuple[float, float] | float) -> tuple[float, float]:
    if isinstance(expected, Spread):
        risk(deviations=expected.reach)
        return expected.band()
    return expected if isinstance(expected, tuple) else (float(expected), float(expected))


HEAD = ("program", "figure", "note", "measured", "band over seeds", "CPU s", "data")


def rows(figures: Iterable[dict[str, Any]]) -> list[tuple[str, ...]]:
    """A row for each figure of a program and each set of data, in the words of HEAD."""
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for figure in figures:
        key = figure["program"], figure["name"], figure["data"]
        found.setdefault(key, []).append(figure)
    return [_row(found[key]) for key in sorted(found, key=_natural)]


def _natural(key: tuple[str, ...]) -> list[Any]:
    """Program by program, and epoch 2 before epoch 10."""
    return [
        [part.zfill(9) if part.isdigit() else part for part in re.split(r"(\d+)", text)]
        for text in key
    ]


def _row(cells: list[dict[str, Any]]) -> tuple[str, ...]:
    first = cells[0]
    low, high = (f"{end:.4g}" for end in first["band"])
    exact = low == high
    measured = dict.fromkeys(f"{cell['measured']:{',.13g' if exact else '.5g'}}" for cell in cells)
    seeds = f" ({first['seeds']})" if first["seeds"] else ""
    texts = (
        first["program"],
        first["name"],
        first["note"],
        ", ".join(measured) + " ✗" * any(cell["outcome"] == FAILED for cell in cells),
        "exact" if exact else f"{low} to {high}{seeds}",
        f"{first['seconds']:.3g}",
        first["data"],
    )
    return tuple(text or "–" for text in texts)
