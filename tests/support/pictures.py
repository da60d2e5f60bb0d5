"""Pictures: where a person would rather look than read.

`tests/ROOM/draw_CONCEPT.py` holds tests that take a `figure`, each marked `@shows(*ids)` with the
claims beside which it lands. The name is the caption, the docstring tells more, and what is drawn
is asserted. They run for a report alone, and leave an SVG each under `pictures/` in it, with no
colour of their own for ink and paper, so that they are read by day and by night.
"""

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.run.ledger import Cell

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FILES = "draw_*.py"
INK, PAPER = "#1b1f24", "#ffffff"
STYLE = f"""<style>:root {{ --ink: {INK}; --paper: {PAPER}; }}
@media (prefers-color-scheme: dark) {{ :root {{ --ink: #e6edf3; --paper: #0d1117; }} }}</style>"""
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text, a tenth of the size
    "font.size": 12,  # 9 pixels on a phone
    "svg.hashsalt": "executable notes",  # the same picture is the same file
    "font.family": "sans-serif",
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "path.simplify_threshold": 0.2,
}


def shows(*claims: str) -> pytest.MarkDecorator:
    """Put a picture beside the claims with these ids."""
    return pytest.mark.shows(*claims)


def start() -> "Figure":
    """An empty figure, outside pyplot and its global state."""
    import matplotlib  # noqa: PLC0415  only a picture needs it
    from matplotlib.figure import Figure  # noqa: PLC0415

    matplotlib.rcParams.update(SETTINGS)
    return Figure(figsize=(6.4, 3.6), layout="constrained")


def strip(figure: "Figure", images: dict[str, Any], rows: int = 1, **style: Any) -> None:
    """Images (H, W) side by side under their titles, gray unless told otherwise."""
    columns = len(images) // rows
    figure.set_figheight((0.4 + 6 / columns) * rows)
    places = figure.subplots(rows, columns).flatten()
    for axes, (title, image) in zip(places, images.items(), strict=True):
        axes.imshow(image.numpy(), interpolation="none", **({"cmap": "gray"} | style))
        axes.set_title(title, fontsize=12)
        axes.set_axis_off()


def target(item: pytest.Item) -> str:
    """Where in the report the picture of a test lands."""
    path, function = item.nodeid.split("[")[0].split("::")
    room, _, file = path.removeprefix("tests/").removesuffix(".py").rpartition("/")
    folder = file.removeprefix("draw_")
    return f"pictures/{room}/{folder}/{function.removeprefix('test_')}.svg"


def keep(figure: "Figure", item: pytest.Item, folder: Path) -> None:
    """Write the figure as SVG."""
    path = folder / target(item)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, transparent=True, metadata={"Date": None})
    svg = path.read_text(encoding="utf-8").replace(INK, "var(--ink)")
    path.write_text(svg.replace("<defs>", f"{STYLE}<defs>", 1), encoding="utf-8")


def enter(cell: Cell, item: pytest.Function) -> None:
    """Note in its cell what a picture shows, and where it is."""
    mark = item.get_closest_marker("shows")
    if mark:
        text = " ".join((inspect.getdoc(item.function) or "").split())
        cell.picture = {"path": target(item), "text": text, "claims": list(mark.args)}
