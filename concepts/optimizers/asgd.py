"""Averaged stochastic gradient descent steps as SGD does, and keeps an average beside.

    g = gradient + weight_decay · θ
    η = lr / (1 + lambd · lr · t)^alpha      after t = 0, 1, … steps
    θ = (1 - lambd · η) · θ - η · g
    a = a + (θ - a) / max(1, t - t0)

The average begins only after t0 steps, a million by default; until then a is θ itself. It is
kept in `state[parameter]["ax"]`, and never written into the parameter.

Source: chapter-three 6(9).
"""

from typing import Any

import torch
from torch.optim import Optimizer

from concepts.optimizers import Closure, Params, loss_of, moving


class ASGD(Optimizer):
    """The average is for whoever asks for it in the end."""

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
    ) -> None:
        """Take the options of the note, in its order."""
        defaults = {
            "lr": lr,
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": weight_decay,
        }
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move every parameter that has a gradient, and its average."""
        loss = loss_of(closure)
        for parameter, gradient, group, state in moving(self):
            if not state:
                state.update(step=0, ax=torch.zeros_like(parameter))
            t, lr, lambd = state["step"], group["lr"], group["lambd"]
            state["step"] += 1
            g = gradient + group["weight_decay"] * parameter
            eta = lr / (1 + lambd * lr * t) ** group["alpha"]
            parameter.mul_(1 - lambd * eta).sub_(eta * g)
            state["ax"] = state["ax"].lerp(parameter, 1 / max(1, t - group["t0"]))
        return loss
