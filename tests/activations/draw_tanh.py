"""Pictures of tanh."""

import torch

from concepts.activations.sigmoid import sigmoid
from concepts.activations.tanh import tanh
from tests.support.pictures import INK, shows


@shows("saturation-thresholds-consistent", "tanh-saturation-2", "sigmoid-saturation-4")
def test_is_twice_as_fast_as_a_stretched_sigmoid(figure):
    """Tanh and 2σ(x) - 1 have the same shape: tanh is at 2 where the other is at 4.

    There each has gone 96 % of its way. Neither ever gets to the end.
    """
    x = torch.linspace(-6, 6, 241, dtype=torch.float64)
    ends = torch.tensor([-2.0, 2.0], dtype=torch.float64)
    both = tanh(x), 2 * sigmoid(x) - 1

    axes = figure.subplots()
    axes.plot(x, both[0], label="tanh(x)")
    axes.plot(x, both[1], label="2σ(x) − 1")
    axes.plot(ends, tanh(ends), "C0o")
    axes.plot(2 * ends, tanh(ends), "C1o")
    for height in tanh(ends):
        axes.axhline(height, color=INK, linestyle=":", linewidth=1)
    axes.set_xlabel("x")
    axes.set_xticks(range(-6, 7, 2))
    axes.legend(loc="center right")

    assert round(tanh(ends)[1].item(), 3) == 0.964
    assert (tanh(ends) - (2 * sigmoid(2 * ends) - 1)).abs().max() < 1e-12
    assert max(y.abs().max() for y in both) < 1
