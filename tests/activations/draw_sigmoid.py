"""Pictures of the sigmoid."""

import torch

from concepts.activations.sigmoid import sigmoid
from tests.support.pictures import shows


@shows("sigmoid-formula", "sigmoid-range", "sigmoid-specials")
def test_is_steepest_in_the_middle_and_flat_on_both_sides(figure):
    """σ(x) rises from 0 to 1; its slope is at most ¼, at 0, and dies off on both sides."""
    x = torch.linspace(-8, 8, 321, dtype=torch.float64, requires_grad=True)
    y = sigmoid(x)
    (slope,) = torch.autograd.grad(y.sum(), x)

    axes = figure.subplots()
    axes.plot(x.detach(), y.detach(), label="σ(x)")
    axes.plot(x.detach(), slope, label="its slope σ(1 − σ)")
    axes.axhline(0.25, linestyle=":", linewidth=1)
    axes.set_xlabel("x")
    axes.legend()

    assert slope.argmax() == 160
    assert abs(slope.max() - 0.25) < 1e-12
