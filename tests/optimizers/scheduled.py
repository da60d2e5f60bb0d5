"""The learning rates that a schedule makes of those of an optimizer."""

from typing import Any

import torch
from torch import Tensor


def rates(
    schedule: Any, epochs: int, *, lrs: Any = (1.0,), metrics: Any = None, **options: Any
) -> Tensor:
    """The rate of each group before each epoch, and after the last."""
    weights = [torch.zeros(1, requires_grad=True) for _ in lrs]
    groups = [{"params": [w], "lr": lr} for w, lr in zip(weights, lrs, strict=True)]
    optimizer = torch.optim.SGD(groups, lr=1.0)
    made = schedule(optimizer, **options)
    metrics = None if metrics is None else iter(metrics)
    seen = [[group["lr"] for group in optimizer.param_groups]]
    for _ in range(epochs):
        optimizer.step()
        made.step(*([] if metrics is None else [next(metrics)]))
        seen.append([group["lr"] for group in optimizer.param_groups])
    return torch.tensor(seen, dtype=torch.float64).squeeze(-1)
