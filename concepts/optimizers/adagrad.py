"""Adagrad divides each coordinate's step by the root of all its squared gradients so far.

    g = gradient + weight_decay · θ
    s = s + g²      from initial_accumulator_value
    θ = θ - lr / (1 + (t - 1) · lr_decay) · g / (√s + eps)      at step t = 1, 2, …

Source: chapter-three 6(2).
"""

from typing import Any

import torch
from torch.optim import Optimizer

from concepts.optimizers import Closure, Params, loss_of, moving


class Adagrad(Optimizer):
    """The sum never forgets, so that the steps only become shorter."""

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
    ) -> None:
        """Take the options of the note, in its order."""
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "eps": eps,
        }
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move every parameter that has a gradient."""
        loss = loss_of(closure)
        for parameter, gradient, group, state in moving(self):
            if not state:
                start = torch.full_like(parameter, group["initial_accumulator_value"])
                state.update(step=0, sum=start)
            state["step"] += 1
            g = gradient + group["weight_decay"] * parameter
            state["sum"] = state["sum"] + g**2
            lr = group["lr"] / (1 + (state["step"] - 1) * group["lr_decay"])
            parameter.sub_(lr * g / (state["sum"].sqrt() + group["eps"]))
        return loss
