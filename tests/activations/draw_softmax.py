"""Pictures of softmax."""

import torch

from concepts.activations.softmax import softmax
from tests.support.pictures import INK, shows


@shows("softmax-order-preserving", "softmax-positive-sum-one", "softmax-simplex")
def test_sharpens_where_scores_are_far_apart(figure):
    """Probabilities of the scores 1, 2, 3 times a factor: all alike at 0, one alone at 10.

    They add up to 1 and never change their order; none becomes 0.
    """
    factor = torch.logspace(-2, 1, 121, dtype=torch.float64)
    p = softmax(factor[:, None] * torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64), 1)

    axes = figure.subplots()
    for score in (3, 2, 1):
        axes.plot(factor, p[:, score - 1], f"C{3 - score}", label=f"score {score}")
    axes.axhline(1 / 3, color=INK, linestyle=":", linewidth=1)
    axes.text(0.01, 0.36, "⅓", color=INK)
    axes.set_xscale("log")
    axes.set_xlabel("factor of the scores, 1 / temperature")
    axes.set_ylabel("probability")
    axes.legend(loc="center left", bbox_to_anchor=(0, 0.72))

    assert (p.sum(1) - 1).abs().max() < 1e-12
    assert (p.diff() > 0).all()
    assert (p[0] - 1 / 3).abs().max() < 0.005
    assert p[-1, 2] > 0.9999
    assert p.min() > 0
