"""Pictures of the cross entropy."""

import torch

from concepts.activations.sigmoid import sigmoid
from concepts.losses.cross_entropy import cross_entropy
from tests.support.pictures import shows


@shows("ce-geometric-vs-probability", "ce-gradient", "crossentropy-gradient", "ce-two-class-bce")
def test_pulls_hardest_at_confident_mistakes(figure):
    """Two classes, over how far the right score z is ahead: the loss, and its pull on z.

    With p = σ(z), cross entropy pulls by 1 - p, the more the worse. The squared distance (1 - p)²
    pulls by 2p(1 - p)², most at p = ⅓, and lets go of the worst mistakes.
    """
    z = torch.linspace(-6, 6, 241, dtype=torch.float64, requires_grad=True)
    scores = torch.stack([z, torch.zeros_like(z)], 1)
    right = torch.zeros(len(z), dtype=torch.int64)
    losses = {
        "cross entropy": cross_entropy(scores, right, reduction="none"),
        "squared distance": (1 - sigmoid(z)).square(),
    }
    pulls = {
        name: -torch.autograd.grad(y.sum(), z, retain_graph=True)[0] for name, y in losses.items()
    }

    above, below = figure.subplots(1, 2)
    for name, loss in losses.items():
        above.plot(z.detach(), loss.detach(), label=name)
        below.plot(z.detach(), pulls[name])
    above.set_title("loss")
    below.set_title("pull on z")
    for axes in (above, below):
        axes.set_xlabel("lead of the right score, z")
        axes.set_xticks([-6, -3, 0, 3, 6])
    above.legend()

    p = sigmoid(z).detach()
    assert (pulls["cross entropy"] - (1 - p)).abs().max() < 1e-12
    assert pulls["cross entropy"][0] > 0.99
    assert pulls["squared distance"][0] < 0.01
    assert abs(p[pulls["squared distance"].argmax()] - 1 / 3) < 0.01
