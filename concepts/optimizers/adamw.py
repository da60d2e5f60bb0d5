"""AdamW is Adam with the decay taken out of the gradient: the parameter itself shrinks.

    θ = (1 - lr · weight_decay) · θ
    θ = θ - lr · m̂ / (√v̂ + eps)      Adam's step, from the bare gradient

In Adam the decay passes through the means, and is divided by √v̂ like any gradient.

Source: chapter-three 6(8).
"""

from typing import Any

import torch

from concepts.optimizers import Closure, Params, loss_of, moving
from concepts.optimizers.adam import Adam


class AdamW(Adam):
    """It decays by 0.01 unless told otherwise, where Adam's default is no decay."""

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
    ) -> None:
        """Take the options of the note, in its order."""
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad)

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Shrink and move every parameter that has a gradient."""
        loss = loss_of(closure)
        for parameter, gradient, group, state in moving(self):
            parameter.mul_(1 - group["lr"] * group["weight_decay"])
            self.update(parameter, gradient, group, state)
        return loss
