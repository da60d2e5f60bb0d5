"""Stochastic gradient descent, plain, with momentum, or with Nesterov's.

    g = gradient + weight_decay · θ      with `maximize`, - gradient + weight_decay · θ
    v = g at the first step, then momentum · v + (1 - dampening) · g
    θ = θ - lr · d      d is g without momentum, v with, g + momentum · v with Nesterov's

Sources: chapter-three 6(1); course Momentum.
"""

from typing import Any

import torch
from torch.optim import Optimizer

from concepts.optimizers import Closure, Params, loss_of, moving


class SGD(Optimizer):
    """Only Nesterov's momentum looks ahead, and it needs momentum without dampening."""

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        """Take the options of the note, in its order."""
        if lr < 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move every parameter that has a gradient."""
        loss = loss_of(closure)
        for parameter, gradient, group, state in moving(self):
            momentum, decay = group["momentum"], group["weight_decay"]
            g = direction = -gradient if group["maximize"] else gradient.clone()
            if decay != 0:
                g = direction = g + decay * parameter
            if momentum != 0:
                v = state.get("momentum_buffer")
                v = g if v is None else momentum * v + (1 - group["dampening"]) * g
                state["momentum_buffer"] = v
                direction = g + momentum * v if group["nesterov"] else v
            parameter.sub_(group["lr"] * direction)
        return loss
