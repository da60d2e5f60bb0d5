"""Pictures of maxout."""

import torch

from concepts.activations.maxout import maxout
from tests.support.pictures import INK, shows


def pieces_of_parabola(count):
    """The slopes and offsets of the lines that together come closest to x² on [-1, 1]."""
    middles = (2 * torch.arange(count, dtype=torch.float64) + 1) / count - 1
    offsets = 1 / (2 * count**2) - middles.square()
    return 2 * middles.reshape(-1, 1, 1), offsets.reshape(-1, 1)


@shows("maxout-approximates-convex", "maxout-capacity-grows-with-k", "maxout-definition")
def test_fits_a_parabola_from_above_and_below(figure):
    """The largest of 2 and of 4 lines, beside x²: off by 1/8 and by 1/32, at 4 and 8 places."""
    x = torch.linspace(-1, 1, 129, dtype=torch.float64)

    panels = figure.subplots(1, 2, sharey=True)
    for axes, count in zip(panels, (2, 4), strict=True):
        weight, bias = pieces_of_parabola(count)
        y = maxout(x[:, None], weight, bias)[:, 0]
        for slope, offset in zip(weight.flatten(), bias.flatten(), strict=True):
            axes.plot(x, slope * x + offset, color=INK, linewidth=0.8, alpha=0.5)
        axes.plot(x, x**2, "C1--", label="x²")
        axes.plot(x, y, "C0", label="maxout")
        axes.set_ylim(-0.5, 1.3)
        axes.set_title(f"{count} pieces")
        axes.set_xlabel("x")

        error = (y - x**2).abs()
        assert error.max() == 1 / (2 * count**2)
        assert (error == error.max()).sum() == 2 * count + 1
        assert (y.diff().diff() >= -1e-12).all()
    panels[0].legend(loc="upper center")
