"""Pictures of initialization."""

import torch

from concepts.activations.relu import relu
from concepts.training.initialization import kaiming_normal_, normal_, uniform_, xavier_normal_
from tests.support.pictures import shows
from tests.support.strategies import gaussian, seeded

WIDTH, DEPTH = 128, 20
RECIPES = {
    "He": kaiming_normal_,
    "Xavier": xavier_normal_,
    "torch's linear": lambda w: uniform_(w, -(WIDTH**-0.5), WIDTH**-0.5),
    "N(0, 0.01²)": lambda w: normal_(w, std=0.01),
}


def spreads(activation, fill):
    """The standard deviation of the activations after each layer."""
    h, found = gaussian(1, 64, WIDTH).float(), []
    with seeded(2):
        for _ in range(DEPTH):
            h = activation(h @ fill(torch.empty(WIDTH, WIDTH)).T)
            found.append(h.std())
    return torch.stack(found)


@shows("init-normal-001", "random-init-gaussian-uniform", "deep-tanh-without-bn-saturates")
def test_decides_what_is_left_of_a_signal(figure):
    """The spread of the activations of 20 layers of 128 units, by recipe and activation.

    He's weights keep it through relu, and Xavier's nearly through tanh. Each layer of torch's own
    leaves 0.58 or 0.41 of it, and one of N(0, 0.01²) a ninth or so.
    """
    found = {}
    panels = figure.subplots(1, 2, sharey=True)
    for axes, activation in zip(panels, (torch.tanh, relu), strict=True):
        for name, fill in RECIPES.items():
            found[activation, name] = spreads(activation, fill)
            axes.semilogy(range(1, DEPTH + 1), found[activation, name], label=name)
        axes.set_title(activation.__name__)
        axes.set_xlabel("layer")
        axes.set_xticks([1, 5, 10, 15, 20])
    panels[0].set_ylabel("standard deviation")
    panels[0].legend(loc="lower left", fontsize=10)

    last = {key: spread[-1] for key, spread in found.items()}
    assert last[relu, "He"] > 0.3
    assert last[relu, "Xavier"] < 1e-2
    assert last[torch.tanh, "Xavier"] > 0.1
    for activation, most in ((torch.tanh, 1e-3), (relu, 1e-5)):
        assert last[activation, "N(0, 0.01²)"] < 1e-15
        assert 1e-9 < last[activation, "torch's linear"] < most
