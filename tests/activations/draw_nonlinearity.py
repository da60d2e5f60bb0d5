"""Pictures of what a nonlinearity does for a net."""

import torch

from concepts.activations.nonlinearity import collapse
from concepts.activations.relu import relu
from concepts.activations.tanh import tanh
from tests.support.pictures import INK, shows
from tests.support.strategies import gaussian

SEED = 20


@shows("linear-stack-collapses")
def test_bends_what_would_be_a_line(figure):
    """One net, 1-8-8-8-1, of the same random weights, with relu, with tanh, and with nothing.

    Without an activation it is the line that its product of weights is.
    """
    shapes = [(8, 1), (8, 8), (8, 8), (1, 8)]
    weights = [gaussian(SEED + k, *s, scale=2 / s[1] ** 0.5) for k, s in enumerate(shapes)]
    biases = [gaussian(SEED + 4 + k, s[0], scale=2) for k, s in enumerate(shapes)]
    x = torch.linspace(-3, 3, 241, dtype=torch.float64)[:, None]

    def net(activation):
        h = x
        for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
            h = activation(h @ weight.T + bias)
        return (h @ weights[-1].T + biases[-1])[:, 0]

    bends = {}
    axes = figure.subplots()
    for name, activation in (("none", lambda h: h), ("relu", relu), ("tanh", tanh)):
        y = net(activation)
        bends[name] = y.diff(n=2).abs().max()
        colour = {"color": INK, "linestyle": "--"} if name == "none" else {}
        axes.plot(x, (y - y.mean()) / y.std(), label=name, **colour)
    axes.set_xlabel("input")
    axes.set_ylabel("standardised output")
    axes.legend(title="activation")

    weight, bias = collapse(weights, biases)
    assert (net(lambda h: h) - (x @ weight.T + bias)[:, 0]).abs().max() < 1e-12
    assert bends["none"] < 1e-12
    assert min(bends["relu"], bends["tanh"]) > 1e-3
