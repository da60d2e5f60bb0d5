"""Pictures of overfitting."""

import torch

from concepts.losses.penalties import ridge
from concepts.training.overfitting import polynomial_errors, powers
from tests.support.pictures import INK, shows
from tests.training.waves import noisy_waves, wave

NOISE, SETS, SEED = 0.2, 200, 8


@shows(
    "overfitting-complex-model-fits-noise",
    "overfitting-small-data",
    "underfitting-definition",
    "reg-degree-7",
)
def test_begins_where_only_the_training_error_goes_on_falling(figure):
    """Polynomials through twelve noisy points of a wave: three of them, and the errors of all.

    A line misses the wave itself, degree 3 is about right, and degree 10 fits the noise, at no cost
    to the points that it knows. The errors are medians of 200 such data sets.
    """
    grid = torch.linspace(-1, 1, 161, dtype=torch.float64)
    t, y = noisy_waves(SEED, SETS, 12, NOISE, "cpu")
    new = noisy_waves(SEED + 1, SETS, 100, NOISE, "cpu")
    degrees = range(11)

    errors = torch.tensor(
        [[e.median() for e in polynomial_errors((t, y), new, degree)] for degree in degrees]
    )

    left, right = figure.subplots(1, 2)
    left.plot(grid, wave(grid), color=INK, linestyle="--", linewidth=1)
    for degree in (1, 3, 10):
        curve = powers(grid, degree) @ ridge(powers(t[0], degree), y[0], 0.0)
        left.plot(grid, curve, label=f"degree {degree}", linewidth=1.2)
    left.plot(t[0], y[0], "o", color=INK, markersize=4)
    left.set_ylim(-2, 2.6)
    left.set_xlabel("t")
    left.legend(loc="upper left", fontsize=10)
    right.semilogy(degrees, errors[:, 0], ".-", color=INK, label="training")
    right.semilogy(degrees, errors[:, 1], ".--", color=INK, label="new data")
    right.axhline(NOISE**2, color=INK, linestyle=":", linewidth=1)
    for number, degree in enumerate((1, 3, 10)):
        right.plot([degree] * 2, errors[degree], f"C{number}o", linestyle="none")
    right.set_ylim(1e-3, 3e5)
    right.set_xticks(range(0, 11, 2))
    right.set_xlabel("degree")
    right.set_title("squared error")
    right.legend(loc="upper left", fontsize=10)

    assert (errors[:, 0].diff() < 0).all()
    assert errors[:, 1].argmin() == 3
    assert errors[10, 1] > 100 * errors[3, 1]
    assert errors[1].min() > 2 * NOISE**2
