"""Adam steps by a running mean of the gradient over the root of one of its square.

    g = gradient + weight_decay · θ
    m = beta1 · m + (1 - beta1) · g
    v = beta2 · v + (1 - beta2) · g²      amsgrad: the largest v so far stands for v below
    θ = θ - lr · m̂ / (√v̂ + eps)      m̂ = m / (1 - beta1^t), v̂ = v / (1 - beta2^t), t = 1, 2, …

Both means start from 0; the hats divide by the weight that they have gathered since.

Source: chapter-three 6(5).
"""

from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from concepts.optimizers import Closure, Params, loss_of, moving


class Adam(Optimizer):
    """Momentum and RMSprop, each corrected for its start from zero."""

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
    ) -> None:
        """Take the options of the note, in its order."""
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
        }
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move every parameter that has a gradient."""
        loss = loss_of(closure)
        for parameter, gradient, group, state in moving(self):
            g = gradient + group["weight_decay"] * parameter
            self.update(parameter, g, group, state)
        return loss

    def update(
        self, parameter: Tensor, g: Tensor, group: dict[str, Any], state: dict[str, Any]
    ) -> None:
        """Move one parameter against the means of g."""
        if not state:
            zero = torch.zeros_like(parameter)
            state.update(step=0, exp_avg=zero, exp_avg_sq=zero, max_exp_avg_sq=zero)
        t = state["step"] = state["step"] + 1
        beta1, beta2 = group["betas"]
        m = state["exp_avg"] = beta1 * state["exp_avg"] + (1 - beta1) * g
        v = state["exp_avg_sq"] = beta2 * state["exp_avg_sq"] + (1 - beta2) * g**2
        if group["amsgrad"]:
            v = state["max_exp_avg_sq"] = torch.maximum(state["max_exp_avg_sq"], v)
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        parameter.sub_(group["lr"] * m_hat / (v_hat.sqrt() + group["eps"]))
