"""Adamax is Adam with the largest gradient of late in the place of the root mean square.

    g = gradient + weight_decay · θ
    m = beta1 · m + (1 - beta1) · g
    u = max(beta2 · u, |g| + eps)
    θ = θ - lr / (1 - beta1^t) · m / u      at step t = 1, 2, …; u needs no correction

Source: chapter-three 6(6).
"""

from typing import Any

import torch
from torch.optim import Optimizer

from concepts.optimizers import Closure, Params, loss_of, moving


class Adamax(Optimizer):
    """The infinity norm makes its steps bounded by about lr."""

    def __init__(
        self,
        params: Params,
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
    ) -> None:
        """Take the options of the note, in its order."""
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move every parameter that has a gradient."""
        loss = loss_of(closure)
        for parameter, gradient, group, state in moving(self):
            if not state:
                zero = torch.zeros_like(parameter)
                state.update(step=0, exp_avg=zero, exp_inf=zero)
            t = state["step"] = state["step"] + 1
            beta1, beta2 = group["betas"]
            g = gradient + group["weight_decay"] * parameter
            m = state["exp_avg"] = beta1 * state["exp_avg"] + (1 - beta1) * g
            u = torch.maximum(beta2 * state["exp_inf"], g.abs() + group["eps"])
            state["exp_inf"] = u
            parameter.sub_(group["lr"] / (1 - beta1**t) * m / u)
        return loss
