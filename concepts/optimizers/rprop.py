"""Resilient propagation trusts the sign of the gradient, and no other part of it.

    σ = sign(g) · sign(the last g)      0 at the first step
    s = s · etaplus if σ > 0, s · etaminus if σ < 0, kept within step_sizes; from lr
    g = 0 where σ < 0: after a turn a coordinate rests for one step
    θ = θ - sign(g) · s

Source: chapter-three 6(11).
"""

from typing import Any

import torch
from torch.optim import Optimizer

from concepts.optimizers import Closure, Params, loss_of, moving


class Rprop(Optimizer):
    """Each coordinate has a step of its own, longer while it goes on and shorter when it turns."""

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
    ) -> None:
        """Take the options of the note, in its order."""
        super().__init__(params, {"lr": lr, "etas": etas, "step_sizes": step_sizes})

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move every parameter that has a gradient."""
        loss = loss_of(closure)
        for parameter, gradient, group, state in moving(self):
            if not state:
                size = torch.full_like(parameter, group["lr"])
                state.update(prev=torch.zeros_like(parameter), step_size=size)
            etaminus, etaplus = group["etas"]
            agrees = gradient.sign() * state["prev"].sign()
            change = torch.ones_like(agrees)
            change = change.masked_fill(agrees > 0, etaplus).masked_fill(agrees < 0, etaminus)
            size = state["step_size"] = (state["step_size"] * change).clamp(*group["step_sizes"])
            g = state["prev"] = gradient.masked_fill(agrees < 0, 0)
            parameter.sub_(g.sign() * size)
        return loss
