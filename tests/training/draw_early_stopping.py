"""Pictures of early stopping."""

import torch

from tests.support.pictures import INK, shows
from tests.training.descents import EPOCHS, PATIENCE, descend


@shows("es-val-set", "es-stop-before-overfit", "es-needs-experience")
def test_looks_back_from_where_its_patience_ends(figure):
    """The losses of a linear model with a weight for each of its 200 noisy samples.

    The training loss falls all the time. On the validation set the best is reached early, is
    known to be the best ten checks later, at the dashed line, and is then restored.
    """
    run = descend(1, 2.5, "cpu", torch.float32)
    best = int(run.validation.argmin())
    epochs = torch.arange(1, EPOCHS + 1)

    axes = figure.subplots()
    axes.plot(epochs, run.train, label="training")
    axes.plot(epochs, run.validation, label="validation")
    axes.plot(best + 1, run.validation[best], "C1o", markersize=9)
    axes.axvline(run.stopped + 1, color=INK, linestyle="--", linewidth=1)
    axes.text(run.stopped + 4, 22, "stopped")
    axes.set_ylim(0)
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss")
    axes.legend()

    assert run.stopped == best + PATIENCE
    assert run.kept[0] == run.validation[best] < run.validation[-1]
    assert (run.train.diff() < 0).all()
