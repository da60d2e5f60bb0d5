"""SparseAdam is Adam on the coordinates that a sparse gradient names, and on no other.

    m = beta1 · m + (1 - beta1) · g
    v = beta2 · v + (1 - beta2) · g²
    θ = θ - lr · √(1 - beta2^t) / (1 - beta1^t) · m / (√v + eps)      at step t = 1, 2, …

The other coordinates keep their means and their places, where Adam's would fade and move; t
counts the steps of the whole parameter. eps is added before the correction, where Adam adds it
after.

Source: chapter-three 6(7).
"""

from math import sqrt
from typing import Any

import torch
from torch.optim import Optimizer

from concepts.optimizers import Closure, Params, loss_of, moving


class SparseAdam(Optimizer):
    """For the gradients of embeddings, which have rows for the words of a batch alone."""

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        """Take the options of the note, in its order."""
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move the coordinates of every parameter that a sparse gradient names."""
        loss = loss_of(closure)
        for parameter, gradient, group, state in moving(self):
            if not gradient.is_sparse:
                raise RuntimeError("SparseAdam does not support dense gradients")
            if not state:
                zeros = torch.zeros_like(parameter)
                state.update(step=0, exp_avg=zeros, exp_avg_sq=zeros.clone())
            t = state["step"] = state["step"] + 1
            beta1, beta2 = group["betas"]
            once = gradient.coalesce()  # an index that occurs twice counts once, with the sum
            here, g = tuple(once.indices()), once.values()
            m = beta1 * state["exp_avg"][here] + (1 - beta1) * g
            v = beta2 * state["exp_avg_sq"][here] + (1 - beta2) * g**2
            state["exp_avg"][here], state["exp_avg_sq"][here] = m, v
            lr = group["lr"] * sqrt(1 - beta2**t) / (1 - beta1**t)
            parameter[here] -= lr * m / (v.sqrt() + group["eps"])
        return loss
