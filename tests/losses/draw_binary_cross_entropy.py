"""Pictures of the binary cross entropy."""

import torch

from concepts.losses.binary_cross_entropy import binary_cross_entropy
from tests.support.pictures import INK, shows


@shows("bce-nonnegative", "bce-formula")
def test_is_least_where_the_prediction_is_the_target(figure):
    """Over the prediction p, for the targets 0, 0.3 and 1: least at p = y, and infinite opposite.

    The least loss is 0 for a sure target only. For others it is their entropy, the dotted curve.
    """
    p = torch.arange(1, 1000, dtype=torch.float64) / 1000
    entropy = binary_cross_entropy(p, p, reduction="none")

    axes = figure.subplots()
    axes.plot(p, entropy, color=INK, linestyle=":", label="entropy of p")
    for target, colour in ((0.0, "C0"), (0.3, "C2"), (1.0, "C1")):
        loss = binary_cross_entropy(p, torch.full_like(p, target), reduction="none")
        least = loss.argmin()
        axes.plot(p[::3], loss[::3], colour, label=f"target {target:g}")
        axes.plot(p[least], loss[least], f"{colour}o")

        assert abs(p[least] - target) < 0.0015
        assert abs(loss[least] - entropy[least]) < 1e-12 or target in (0, 1)
        assert (loss >= 0).all()
    axes.set_ylim(0, 3)
    axes.set_xlabel("prediction p")
    axes.set_ylabel("loss")
    axes.legend(loc="upper center")
