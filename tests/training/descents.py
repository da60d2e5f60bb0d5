"""Gradient descent on a linear model with as many inputs as samples, watched from three sides.

Such a model can fit its 200 noisy samples exactly, and on the way there passes by the truth.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss

from concepts.training.early_stopping import EarlyStopping
from concepts.training.training_loop import train_epoch
from tests.support.strategies import gaussian

INPUTS, UNSEEN, EPOCHS, PATIENCE = 200, 600, 200, 10
SIGNAL = 4.0  # the length of the true weights


class Descent(NamedTuple):
    """The losses after each epoch, the epoch at which it was told to stop, and what was kept."""

    train: Tensor
    validation: Tensor
    test: Tensor
    stopped: int
    kept: tuple[float, float]  # validation and test loss of the weights that were kept


def descend(
    seed: int,
    noise: float,
    device: str,
    dtype: torch.dtype,
    *,
    epoch: Callable[..., Tensor] = train_epoch,
    early_stopping: Any = EarlyStopping,
    watch: str = "validation",
) -> Descent:
    """Train for all epochs, whatever the watcher says, and then let it restore what it kept."""
    rows = INPUTS + 2 * UNSEEN
    weights = gaussian(seed, INPUTS, 1)
    weights *= SIGNAL / weights.norm()
    x = gaussian(seed + 1, rows, INPUTS)
    y = x @ weights + noise * gaussian(seed + 2, rows, 1)
    sizes = (INPUTS, UNSEEN, UNSEEN)
    sets = list(zip(*(v.to(device, dtype).split(sizes) for v in (x, y)), strict=True))
    net = nn.Linear(INPUTS, 1, bias=False, device=device, dtype=dtype)
    nn.init.zeros_(net.weight)
    optimizer, watcher = torch.optim.SGD(net.parameters(), lr=0.1), early_stopping(net, PATIENCE)
    curves: dict[str, list[float]] = {"train": [], "validation": [], "test": []}
    stopped = EPOCHS
    for t in range(EPOCHS):
        epoch(net, sets[:1], optimizer, mse_loss)
        for curve, loss in zip(curves.values(), losses(net, sets), strict=True):
            curve.append(loss)
        if stopped == EPOCHS and watcher.should_stop(curves[watch][-1]):
            stopped = t
    watcher.restore()
    _, *kept = losses(net, sets)
    return Descent(*map(torch.tensor, curves.values()), stopped, tuple(kept))


def losses(net: nn.Module, sets: list[tuple[Tensor, Tensor]]) -> list[float]:
    """The mean squared errors on the sets."""
    with torch.no_grad():
        return [mse_loss(net(x), y).item() for x, y in sets]
