"""Pictures of upsampling."""

import torch

from concepts.layers.upsampling import interpolate
from tests.support.pictures import INK, shows


@shows("up-nearest-copies", "up-uneven")
def test_copies_pixels_or_draws_lines_between_their_centres(figure):
    """A row of four pixels made eleven times as long, in three ways.

    Nearest copies each. Linear goes from centre to centre and is flat beyond the outer ones; with
    align_corners it is stretched, so that the first and last new pixel are the old ones.
    """
    row = torch.tensor([[[1.0, 3.0, 2.0, 0.0]]], dtype=torch.float64)
    centres = (torch.arange(44) + 0.5) / 11
    ways = {
        "nearest": interpolate(row, 44),
        "linear": interpolate(row, 44, mode="linear"),
        "align_corners": interpolate(row, 44, mode="linear", align_corners=True),
    }

    axes = figure.subplots()
    for (name, y), style in zip(ways.items(), ("-", "-", "--"), strict=True):
        drawn = "steps-mid" if name == "nearest" else "default"
        axes.plot(centres, y[0, 0], label=name, drawstyle=drawn, linestyle=style)
    axes.plot(torch.arange(4) + 0.5, row[0, 0], "o", color=INK, label="old pixels")
    axes.set_xticks(range(5))
    axes.set_xlabel("place, in old pixels")
    axes.set_ylabel("value")
    axes.legend()

    nearest, linear, aligned = (y[0, 0] for y in ways.values())
    assert (nearest == row[0, 0].repeat_interleave(11)).all()
    assert (linear[:6] == 1).all()
    assert (linear[-6:] == 0).all()
    assert [aligned[0], aligned[-1]] == [1, 0]
    assert (linear != aligned).any()
