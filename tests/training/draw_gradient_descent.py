"""Pictures of gradient descent."""

import torch

from concepts.training.gradient_descent import gradient_descent
from tests.support.pictures import INK, shows

GLOBAL = torch.tensor([-1.036, -1.059], dtype=torch.float64)


def height(places):
    """Four valleys, the lowest of them bottom left, at each of the places (..., 2)."""
    x, y = places.unbind(-1)
    return (x**2 - 1) ** 2 + (y**2 - 1) ** 2 + 0.3 * x + 0.5 * y


def slope(places):
    """The gradient at each of the places."""
    return 4 * places**3 - 4 * places + torch.tensor([0.3, 0.5]).to(places)


@shows("gd-local-optimum-only", "gd-steepest-descent-greedy", "gd-fixed-point-zero-gradient")
def test_leads_each_start_into_its_own_valley(figure):
    """Forty-nine starts on a landscape of four valleys; in blue those that find the deepest.

    All ways cross the contours at right angles, and none climbs: where it starts decides.
    """
    side = torch.linspace(-1.8, 1.8, 7, dtype=torch.float64)
    starts = torch.cartesian_prod(side, side)
    grid = torch.linspace(-2, 2, 41, dtype=torch.float64)
    x, y = torch.meshgrid(grid, grid, indexing="xy")

    places = gradient_descent(slope, starts, lr=0.02, steps=100)
    deepest = (places[-1] - GLOBAL).norm(dim=1) < 0.01

    figure.set_size_inches(6.4, 5)
    axes = figure.subplots()
    levels = [-0.6, -0.2, 0.2, 0.7, 1.3, 2, 3.5, 5]
    ink = {"colors": INK, "alpha": 0.3, "linewidths": 1, "linestyles": "-"}
    axes.contour(x, y, height(torch.stack([x, y], -1)), levels, **ink)
    for path, best in zip(
        places[[0, 1, 2, 4, 7, 12, 18, 26, 40, 100]].transpose(0, 1), deepest, strict=True
    ):
        colour = "C0" if best else "C1"
        axes.plot(*path.T, color=colour, linewidth=1)
        axes.plot(*path[0], ".", color=colour)
    axes.set_aspect("equal")
    axes.set_xlabel("w₁")
    axes.set_ylabel("w₂")

    assert (height(places).diff(dim=0) <= 0).all()
    assert slope(places[-1]).abs().max() < 0.1
    assert 5 < deepest.sum() < 25
    assert (height(places[-1][~deepest]) > height(GLOBAL) + 0.3).all()
