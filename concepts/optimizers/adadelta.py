"""Adadelta scales the gradient by the ratio of two running roots, of past steps and of gradients.

    g = gradient + weight_decay · θ
    s = rho · s + (1 - rho) · g²
    δ = √(d + eps) / √(s + eps) · g
    d = rho · d + (1 - rho) · δ²      after the step was computed: the first has d = 0
    θ = θ - lr · δ

Source: chapter-three 6(4).
"""

from typing import Any

import torch
from torch.optim import Optimizer

from concepts.optimizers import Closure, Params, loss_of, moving


class Adadelta(Optimizer):
    """The steps have the unit of the parameter, and so need no learning rate: lr is 1."""

    def __init__(
        self,
        params: Params,
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
    ) -> None:
        """Take the options of the note, in its order."""
        defaults = {"lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move every parameter that has a gradient."""
        loss = loss_of(closure)
        for parameter, gradient, group, state in moving(self):
            if not state:
                zero = torch.zeros_like(parameter)
                state.update(square_avg=zero, acc_delta=zero)
            rho, eps, d = group["rho"], group["eps"], state["acc_delta"]
            g = gradient + group["weight_decay"] * parameter
            s = state["square_avg"] = rho * state["square_avg"] + (1 - rho) * g**2
            delta = (d + eps).sqrt() / (s + eps).sqrt() * g
            state["acc_delta"] = rho * d + (1 - rho) * delta**2
            parameter.sub_(group["lr"] * delta)
        return loss
