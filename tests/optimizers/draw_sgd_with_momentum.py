"""Pictures of SGD with momentum."""

import torch

from concepts.optimizers.sgd import SGD
from tests.support.pictures import INK, shows

GLOBAL, LOCAL = -1.3008, 1.1309


def height(w):
    """A hilly line with a local minimum on the right and the global one on the left."""
    return w**4 - 3 * w**2 + w


def descend(momentum):
    """The places of 150 steps from w = 2."""
    weight = torch.tensor([2.0], dtype=torch.float64, requires_grad=True)
    made, places = SGD([weight], lr=0.01, momentum=momentum), [2.0]
    for _ in range(150):
        w = weight.detach()
        weight.grad = 4 * w**3 - 6 * w + 1
        made.step()
        places.append(weight.item())
    return torch.tensor(places, dtype=torch.float64)


@shows("mom-none-stops-local-min", "mom-escapes-local-min", "mom-continues-at-zero-gradient")
def test_runs_over_a_hill_if_it_has_enough_of_it(figure):
    """The line w⁴ - 3w² + w, and below it the way from w = 2, step by step downwards.

    Without momentum the descent stops in the first valley, with 0.8 it swings there for a while,
    and with 0.9 it runs on over the hill into the deeper one.
    """
    line = torch.linspace(-2, 2.1, 165, dtype=torch.float64)
    figure.set_size_inches(6.4, 5)

    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[2, 3])
    above.plot(line, height(line), color=INK)
    above.plot([LOCAL, GLOBAL], [height(LOCAL), height(GLOBAL)], "o", color=INK)
    above.set_ylabel("f(w)")
    ends = {}
    for momentum in (0.0, 0.8, 0.9):
        places = descend(momentum)
        ends[momentum] = places[-1].item()
        below.plot(places, range(151), label=f"{momentum:g}")
    for minimum in (LOCAL, GLOBAL):
        below.axvline(minimum, color=INK, linestyle=":", linewidth=1)
    below.invert_yaxis()
    below.set_xlabel("w")
    below.set_ylabel("step")
    below.legend(title="momentum", loc="lower center")

    assert abs(ends[0.0] - LOCAL) < 1e-3
    assert abs(ends[0.8] - LOCAL) < 1e-2
    assert abs(ends[0.9] - GLOBAL) < 1e-2
