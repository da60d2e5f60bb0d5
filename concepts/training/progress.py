"""A progress bar for a long training: on a terminal, and nowhere else.

`bar(items)` hands the items on one by one, and beside them shows how far it is. It writes not one
byte where nobody watches: to a file, a pipe, or in CI. Programs take a `track` argument, which is
`iter` by default, and shows nothing; `bar` is what to give them.

rich draws it, as in the note; it is imported only where there is something to draw, and where it
is missing nothing is drawn.

Source: regression-network 6.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TextIO

Track = Callable[[Any], Iterable[Any]]
"""Hands items on, whatever they are."""


def watched(stream: TextIO) -> bool:
    """Whether somebody looks: a terminal, and no run of CI."""
    return stream.isatty() and not os.environ.get("CI")


def bar(items: Iterable[Any], stream: TextIO | None = None) -> Iterator[Any]:
    """The items; the bar is on `stream`, stderr if none is given, and vanishes in the end."""
    stream = stream or sys.stderr
    if not watched(stream):
        yield from items
        return
    try:
        from rich.console import Console  # noqa: PLC0415  only where it draws
        from rich.progress import track  # noqa: PLC0415
    except ImportError:
        yield from items
        return
    yield from track(items, description="training", console=Console(file=stream), transient=True)
