"""Pictures of penalties on polynomials."""

import torch

from concepts.losses.penalties import ridge
from concepts.training.overfitting import powers
from tests.support.pictures import INK, shows
from tests.training.waves import noisy_waves, wave


@shows("reg-degree-7", "reg-penalty-smooths", "reg-may-lower-degree")
def test_calm_a_curve_of_degree_7(figure):
    """Ten noisy points, and polynomials of degree 7 through them, with an L2 penalty of λ.

    Without one, the curve runs after the noise and away between the points. A little of it makes
    the curve follow the truth, and much of it a flat line.
    """
    t, y = noisy_waves(27, 1, 10, 0.1, "cpu")
    grid = torch.linspace(-1, 1, 161, dtype=torch.float64)
    curves = {l2: powers(grid, 7) @ ridge(powers(t, 7), y, l2)[0] for l2 in (0.0, 0.1, 10.0)}

    axes = figure.subplots()
    axes.plot(grid, wave(grid), color=INK, linestyle="--", linewidth=1, label="truth")
    for l2, curve in curves.items():
        axes.plot(grid, curve, label=f"λ = {l2:g}")
    axes.plot(t[0], y[0], "o", color=INK)
    axes.set_ylim(-2, 2)
    axes.set_xlabel("t")
    axes.legend(loc="upper left")

    slopes = [curve.diff().square().mean() for curve in curves.values()]
    errors = [(curve - wave(grid)).square().mean() for curve in curves.values()]
    assert slopes[0] > 2 * slopes[1] > 4 * slopes[2]
    assert errors[1] < min(errors[0], errors[2]) / 4
