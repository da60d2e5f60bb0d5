"""Pictures of softplus."""

import math

import torch

from concepts.activations.relu import relu
from concepts.activations.softplus import softplus
from tests.support.pictures import INK, shows


@shows("softplus-formula", "softplus-negative-zero", "softplus-threshold-minus3")
def test_bends_around_the_corner_of_relu(figure):
    """Always above relu: by ln 2 / β at 0, where it is most, and by some everywhere."""
    x = torch.linspace(-3, 3, 181, dtype=torch.float64)

    axes = figure.subplots()
    axes.plot(x, relu(x), color=INK, linestyle="--", label="relu")
    for number, beta in enumerate((1, 2, 5)):
        y = softplus(x, beta)
        axes.plot(x, y, f"C{number}", label=f"softplus, β = {beta}")
        axes.plot(0, y[90], f"C{number}o")

        assert (y > relu(x)).all()
        assert (y - relu(x)).argmax() == 90
        assert abs(y[90] - math.log(2) / beta) < 1e-12
    axes.set_xlabel("x")
    axes.legend()
