"""The progress bar: it is for those who watch a terminal, and for nobody else."""

import io
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import NOT_AVAILABLE
from tests.support.claims import HOLDS_IF, claim

NOTE = "regression-network 6"
EMPTIED = "\x1b[2K"  # the line; and 1A is the one above


class Terminal(io.StringIO):
    """A terminal as far as a program can tell."""

    def isatty(self):
        return True


@claim("track-progress", note=NOTE, verdict=HOLDS_IF)
@given(items=st.lists(st.integers(), max_size=5))
def test_hands_on_every_item_and_writes_not_one_byte_to_a_file(progress, items):
    """The note: track shows a bar. On a terminal; here it leaves a file or a pipe as it was."""
    file = io.StringIO()

    assert list(progress(items, file)) == items
    assert file.getvalue() == ""


@claim("track-progress", note=NOTE, verdict=HOLDS_IF)
@pytest.mark.parametrize("steps", [1, 5])
def test_shows_on_a_terminal_how_far_it_is(progress, monkeypatch, steps):
    """The note's bar: drawn while the items are handed on, all of them, and gone in the end."""
    pytest.importorskip("rich", reason=f"{NOT_AVAILABLE}rich is not installed")
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    screen = Terminal()

    items = list(progress(range(steps), screen))

    assert items == list(range(steps))
    assert f"{EMPTIED}training " in screen.getvalue()
    assert "100%" in screen.getvalue()
    assert screen.getvalue().endswith(f"\x1b[1A{EMPTIED}")


@claim("track-progress", note=NOTE, verdict=HOLDS_IF)
def test_is_silent_in_ci_though_that_may_give_it_a_terminal(progress, monkeypatch):
    """What a log would suffer from: a line for every step. Where CI is set nothing is drawn."""
    monkeypatch.setenv("CI", "true")
    screen = Terminal()

    assert list(progress(range(3), screen)) == [0, 1, 2]
    assert screen.getvalue() == ""


@claim("track-progress", note=NOTE, verdict=HOLDS_IF)
def test_hands_items_on_before_the_last_is_there(progress):
    """What a training needs: each item when it is its turn, and an end that may never come."""

    def endless():
        step = 0
        while True:
            yield step
            step += 1

    steps = progress(endless(), io.StringIO())

    assert list(islice(steps, 4)) == [0, 1, 2, 3]
