"""Pictures of residual nets against depth."""

import torch
from torch.nn.functional import mse_loss

from concepts.architectures.resnet import ResidualNet
from tests.support.pictures import shows
from tests.support.strategies import gaussian, seeded

DEPTHS = (1, 2, 5, 10, 15, 20, 30, 40, 50)
SEEDS = 3


def first_gradient(seed, depth, shortcuts):
    """How much the error tells the first layer."""
    x = gaussian(seed, 32, 4).float()
    with seeded(seed):
        net = ResidualNet(4, 16, depth, shortcuts)
    (gradient,) = torch.autograd.grad(mse_loss(net(x), x[:, :1].sin()), net.first.weight)
    return gradient.norm()


@shows("resnet-deep-not-worse", "resnet-zero-branch-identity")
def test_hands_on_a_gradient_at_any_depth(figure):
    """The gradient at the first layer, over the number of hidden layers, for three nets each.

    With shortcuts it stays what it is. Without, torch's initial weights lose some 60 % of it in
    each layer, and fifty layers leave nothing to learn from.
    """
    found = {
        shortcuts: torch.tensor(
            [[first_gradient(seed, depth, shortcuts) for seed in range(SEEDS)] for depth in DEPTHS]
        )
        for shortcuts in (True, False)
    }

    axes = figure.subplots()
    for shortcuts, colour in ((True, "C0"), (False, "C3")):
        lines = axes.semilogy(DEPTHS, found[shortcuts], ".-", color=colour, linewidth=1)
        lines[0].set_label("with shortcuts" if shortcuts else "without")
    axes.set_xlabel("hidden layers")
    axes.set_ylabel("gradient of the first weights")
    axes.legend(loc="lower left")

    assert found[True].min() > 1e-2
    assert found[False][-1].max() < 1e-12
