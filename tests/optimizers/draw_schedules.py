"""Pictures of schedules."""

import torch

from concepts.optimizers.schedules import ExponentialLR, ReduceLROnPlateau, StepLR
from tests.optimizers.scheduled import rates
from tests.support.pictures import INK, shows

EPOCHS = 60


@shows("lr-step-decay", "lr-decay-to-zero", "lr-plateau-behaviour", "lr-plateau-arguments")
def test_lower_the_rate_by_the_clock_or_by_the_loss(figure):
    """A loss that stalls twice, and the rates that three schedules make of 0.1.

    Two of them count epochs. ReduceLROnPlateau looks at the loss, and takes the rate times 0.3
    when six epochs in a row were no better than the best. None reaches 0.
    """
    k = torch.arange(EPOCHS, dtype=torch.float64)
    losses = 0.2 + 0.9 ** k.clamp(max=12) + 0.5 * 0.8 ** (k - 27).clamp(0, 10)
    falls = {
        "StepLR, γ = 0.5 each 15": rates(StepLR, EPOCHS, lrs=[0.1], step_size=15, gamma=0.5),
        "ExponentialLR, γ = 0.93": rates(ExponentialLR, EPOCHS, lrs=[0.1], gamma=0.93),
        "ReduceLROnPlateau": rates(
            ReduceLROnPlateau, EPOCHS, lrs=[0.1], metrics=losses, factor=0.3, patience=5
        ),
    }
    figure.set_size_inches(6.4, 4.6)

    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[1, 2])
    above.plot(k, losses, color=INK)
    above.set_ylabel("loss")
    for name, seen in falls.items():
        below.semilogy(range(EPOCHS + 1), seen, label=name, drawstyle="steps-post")
    below.set_xlabel("epoch")
    below.set_ylabel("learning rate")
    below.legend(loc="lower left", fontsize=10)

    step, exponential, plateau = falls.values()
    assert step[[14, 15, 30, 45]].tolist() == [0.1, 0.05, 0.025, 0.0125]
    assert (exponential.diff() < 0).all()
    assert (plateau.diff() < 0).nonzero().flatten().tolist() == [18, 24, 43, 49, 55]
    assert min(seen[-1] for seen in falls.values()) > 0
