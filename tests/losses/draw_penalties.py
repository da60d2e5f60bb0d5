"""Pictures of penalties."""

import torch

from concepts.losses.penalties import lasso, ridge
from tests.support.pictures import INK, shows
from tests.support.strategies import gaussian

MATTER = (3.0, -2.0, 1.0)


@shows("l2-shrinks-weights", "reg-forces-weights-near-zero", "reg-ridge-norm-decreases")
def test_shrink_every_weight_by_l2_and_drop_them_one_by_one_by_l1(figure):
    """Six weights over the strength of the penalty; the data ask for three of them, in colour.

    L2 divides: all become small together, and none is ever 0. L1 subtracts: the idle three are
    exactly 0 first, then the others, the smallest first.
    """
    x = gaussian(1, 60, 6)
    y = x @ torch.tensor([*MATTER, 0, 0, 0], dtype=torch.float64) + gaussian(2, 60)
    strengths = torch.logspace(0, 3, 31, dtype=torch.float64)
    paths = {
        "L2": torch.stack([ridge(x, y, l2.item()) for l2 in strengths]),
        "L1": torch.stack([lasso(x, y, l1.item(), steps=40) for l1 in strengths]),
    }

    for axes, (name, path) in zip(figure.subplots(1, 2, sharey=True), paths.items(), strict=True):
        for k, weight in enumerate(path.T):
            idle = k >= len(MATTER)
            axes.semilogx(strengths, weight, color=INK if idle else f"C{k}", lw=0.8 if idle else 2)
        axes.set_title(name)
        axes.set_xlabel("strength λ")
        axes.axhline(0, color=INK, linestyle=":", linewidth=1)
    figure.axes[0].set_ylabel("weight")

    gone = (paths["L1"] == 0).double().argmax(0)
    assert (paths["L2"] != 0).all()
    assert (paths["L2"].norm(dim=1).diff() < 0).all()
    assert (paths["L1"][-1] == 0).all()
    assert gone[3:].max() < gone[2] < gone[1] < gone[0]
