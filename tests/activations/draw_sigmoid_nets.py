"""Pictures of deep nets of sigmoid."""

import torch
from torch import nn

from concepts.activations.nonlinearity import deep, gain
from concepts.activations.relu import relu
from concepts.activations.sigmoid import sigmoid
from tests.support.pictures import shows
from tests.support.strategies import gaussian

WIDTH, DEPTHS = 64, range(1, 21)


@shows("sigmoid-vanishing-gradient", "sigmoid-vanishing-depth", "tanh-still-vanishes")
def test_lose_a_gradient_that_others_keep(figure):
    """How much of a gradient arrives at the input, by depth, on a scale of powers of ten.

    With Xavier's weights, of standard deviation 1/√64, three quarters or more are lost in each
    layer of sigmoid, and next to nothing with tanh; with He's, √2 as large, relu loses nothing.
    Batch normalisation before each sigmoid keeps what is left above a hundredth.
    """
    weights = gaussian(1, 20, WIDTH, WIDTH, scale=WIDTH**-0.5)
    x = gaussian(2, 64, WIDTH)
    norm = nn.BatchNorm1d(WIDTH, affine=False).double()
    nets = {
        "relu, He's weights": (relu, 2**0.5 * weights),
        "tanh": (torch.tanh, weights),
        "batch norm and sigmoid": (lambda h: sigmoid(norm(h)), weights),
        "sigmoid": (sigmoid, weights),
    }

    left = {
        name: torch.tensor([gain(deep(activation, w[:depth]), x) for depth in DEPTHS])
        for name, (activation, w) in nets.items()
    }

    axes = figure.subplots()
    for name, shares in left.items():
        axes.semilogy(DEPTHS, shares, ".-", label=name)
    axes.set_xlabel("hidden layers")
    axes.set_xticks(range(0, 21, 5))
    axes.set_ylabel("share of the gradient left")
    axes.legend(loc="lower left")

    assert (left["sigmoid"] < 0.25 ** torch.tensor(DEPTHS)).all()
    assert left["sigmoid"][-1] < 1e-11
    assert min(shares[-1] for name, shares in left.items() if name != "sigmoid") > 0.01
