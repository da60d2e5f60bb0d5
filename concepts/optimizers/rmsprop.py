"""RMSprop divides each coordinate's step by the root of a running mean of its squared gradients.

    g = gradient + weight_decay · θ
    s = alpha · s + (1 - alpha) · g²      from 0, and not corrected for it
    a = alpha · a + (1 - alpha) · g       centered alone: a running mean, and s - a² for s below
    b = momentum · b + g / (√s + eps)
    θ = θ - lr · b

Source: chapter-three 6(3).
"""

from typing import Any

import torch
from torch.optim import Optimizer

from concepts.optimizers import Closure, Params, loss_of, moving


class RMSprop(Optimizer):
    """Adagrad that forgets: old gradients fade at the rate alpha."""

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
    ) -> None:
        """Take the options of the note, in its order."""
        defaults = {
            "lr": lr,
            "alpha": alpha,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "centered": centered,
        }
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move every parameter that has a gradient."""
        loss = loss_of(closure)
        for parameter, gradient, group, state in moving(self):
            if not state:
                zero = torch.zeros_like(parameter)
                state.update(square_avg=zero, grad_avg=zero, momentum_buffer=zero)
            alpha = group["alpha"]
            g = gradient + group["weight_decay"] * parameter
            s = state["square_avg"] = alpha * state["square_avg"] + (1 - alpha) * g**2
            if group["centered"]:
                state["grad_avg"] = alpha * state["grad_avg"] + (1 - alpha) * g
                s = s - state["grad_avg"] ** 2
            scaled = g / (s.sqrt() + group["eps"])
            state["momentum_buffer"] = group["momentum"] * state["momentum_buffer"] + scaled
            parameter.sub_(group["lr"] * state["momentum_buffer"])
        return loss
