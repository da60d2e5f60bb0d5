"""Pictures of logistic regression: three points on a line, and four corners of a square."""

from itertools import product

import pytest
import torch

from concepts.programs import logistic_regression as program
from tests.support.pictures import INK, shows

FASTER = 10  # times the note's rate: the same way in a tenth of the epochs, to the eye
MARKS = (0, 100, 1000, 10_000)


@pytest.fixture(scope="module")
def way():
    """Weight (1001, 1) and bias (1001,) on the way from zero, one row for ten of the epochs."""
    x, y = (torch.tensor(t, dtype=torch.float64) for t in (program.X, program.Y))
    zero = torch.zeros(1, dtype=torch.float64)
    return program.fit(x, y, zero, zero[0], program.LEARNING_RATE * FASTER, MARKS[-1] // FASTER)


@shows("logreg-separable-diverges", "prog-p07-logreg")
def test_gets_ever_steeper_between_the_classes(figure, way):
    """The probability of class 1 after so many epochs from zero; the dots are the three points.

    It is one half at the boundary, which comes to rest at 2.5. The slope there never does.
    """
    x = torch.linspace(0, 5, 101, dtype=torch.float64)
    boundary = -way.bias[-1] / way.weight[-1, 0]

    axes = figure.subplots()
    for epoch in MARKS:
        p = program.logistic_regression(
            x[:, None], way.weight[epoch // FASTER], way.bias[epoch // FASTER]
        )
        axes.plot(x, p, label=f"{epoch:,} epochs".replace(",", " "))
    axes.plot(torch.tensor(program.X), program.Y, "o", color=INK)
    axes.axvline(2.5, linestyle=":", linewidth=1, color=INK)
    axes.set(xlabel="x", ylabel="probability of class 1")
    axes.legend()

    assert (way.weight[[epoch // FASTER for epoch in MARKS], 0].diff() > 0.1).all()
    assert 2.4 < boundary < 2.5


@shows("logreg-result-1000-epochs", "logreg-separable-diverges")
def test_becomes_surer_about_4_the_longer_it_is_trained(figure, way):
    """The probability at x = 4 is 0.87 where the note stops, and on its way to 1.

    The weight below grows for ever: a longer training would only draw the two on to the right.
    """
    steps = torch.logspace(0, 3, 61).long()
    epochs, weight = steps * FASTER, way.weight[steps, 0]
    p = torch.sigmoid(program.ASKED * weight + way.bias[steps])

    above, below = figure.subplots(2, sharex=True)
    above.semilogx(epochs, p)
    below.semilogx(epochs, weight, color="C1")
    for axes in (above, below):
        axes.axvline(1000, linestyle=":", linewidth=1, color=INK)
    above.plot(1000, p[40], "o")
    above.annotate(f"{p[40]:.2f}", (1000, p[40]), (6, -12), textcoords="offset points")
    above.set(ylabel="p at x = 4")
    below.set(ylabel="weight w", xlabel="epoch")

    assert epochs[40] == 1000
    assert round(p[40].item(), 2) == 0.87
    assert p[-1] > 0.99
    assert weight[-1] - weight[40] > 2


@shows("logistic-boundary", "logistic-half-probability")
def test_gets_three_of_the_four_of_xor_right_at_most(figure):
    """The boundary is a straight line, and no line has both crosses on one side of it alone.

    Of 40,000 lines tried, the best leave one of the four on the wrong side.
    """
    x = torch.tensor(list(product((0.0, 1.0), repeat=2)))
    xor = x.sum(1) == 1
    angle, place = torch.meshgrid(
        torch.linspace(0, 2 * torch.pi, 200), torch.linspace(-1.5, 1.5, 200), indexing="ij"
    )
    normals = torch.stack([angle.cos(), angle.sin()], -1)
    right = ((normals @ x.T - place[..., None] > 0) == xor).sum(-1)
    weight, bias = torch.tensor([8.0, 8.0]), torch.tensor(-4.0)
    p = program.logistic_regression(x, weight, bias)

    axes = figure.subplots()
    axes.plot(*x[xor].T, "X", markersize=12, label="class 1")
    axes.plot(*x[~xor].T, "o", markersize=12, label="class 0")
    axes.axline((0.5, 0), (0, 0.5), color=INK, label="p = 1/2")
    axes.text(0.55, 0.55, "p > 1/2")
    axes.set(xlabel="x₁", ylabel="x₂", xlim=(-0.4, 1.4), ylim=(-0.4, 1.4), aspect="equal")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))

    assert right.max() == 3
    assert ((p > 0.5) == xor).sum() == 3
