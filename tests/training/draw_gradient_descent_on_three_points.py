"""Pictures of gradient descent on the three points of the note."""

import torch

from concepts.programs.linear_model import X, Y
from concepts.training.gradient_descent import batch_descent
from tests.support.pictures import INK, shows

RATES = {0.02: "C0", 0.18: "C2", 0.23: "C3"}


@shows("gd-step-size-threshold", "gd-nonincreasing-cost", "gd-recurrence")
def test_walks_swings_or_runs_away_by_its_rate(figure):
    """The cost of y = w x over w, with eight steps from w = 1; and the distance from w = 2.

    A small rate comes from one side, a larger one from both, and with more than 3/14 = 0.214 each
    step ends farther away than it began.
    """
    x, y = (torch.tensor(t, dtype=torch.float64) for t in (X, Y))
    start = torch.tensor(1.0, dtype=torch.float64)
    ways = {lr: torch.cat([start[None], batch_descent(x, y, lr, 20, start).weight]) for lr in RATES}

    def cost(w):
        return (x * w[:, None] - y).square().mean(1)

    left, right = figure.subplots(1, 2)
    line = torch.linspace(-1.1, 4.9, 96, dtype=torch.float64)
    left.plot(line, cost(line), color=INK, linewidth=1)
    for lr, colour in RATES.items():
        left.plot(ways[lr][:9], cost(ways[lr][:9]), ".-", color=colour, linewidth=1)
        right.semilogy((ways[lr] - 2).abs(), ".-", color=colour, label=f"rate {lr}")
    left.set_xlabel("weight w")
    left.set_title("cost")
    right.set_xlabel("step")
    right.set_xticks([0, 5, 10, 15, 20])
    right.set_title("distance |w − 2|")
    right.legend(loc="lower left")

    for lr, way in ways.items():
        kept = 1 - lr * 28 / 3
        assert ((way - 2) + kept ** torch.arange(21).double()).abs().max() < 1e-9
        assert (abs(kept) < 1) == (lr < 3 / 14) == (cost(way).diff() < 0).all()
