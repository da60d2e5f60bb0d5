"""Optimizers, each written as its update rule; what all of them do around it is here."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

Params = Iterable[Tensor] | Iterable[dict[str, Any]]
Closure = Callable[[], Any]


def loss_of(closure: Closure | None) -> Any:
    """What the closure computes, with gradients, which a step itself goes without."""
    if closure is None:
        return None
    with torch.enable_grad():
        return closure()


def moving(optimizer: Optimizer) -> Iterator[tuple[Tensor, Tensor, dict[str, Any], dict[str, Any]]]:
    """Each parameter that has a gradient, with the gradient, its group's options and its state."""
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            if parameter.grad is not None:
                yield parameter, parameter.grad, group, optimizer.state[parameter]
