"""An optimizer without a rule of its own: what all of them do around θ - lr · g.

It manages the parameters that it is given, in groups that may each have their own options. A
step moves those that have a gradient. Between steps `zero_grad` ends the accumulation of
gradients: it forgets them, or makes them zeros, which a step with weight decay still acts on.

Sources: chapter-three 6(1), 8.
"""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor


class BareOptimizer:
    """The plainest rule, θ - lr · (gradient + weight_decay · θ)."""

    def __init__(
        self,
        params: Iterable[Tensor] | Iterable[dict[str, Any]],
        lr: float | Tensor,
        *,
        weight_decay: float = 0,
    ) -> None:
        """Take tensors, or groups `{"params": tensors, option: value}`; an iterator only once."""
        if isinstance(params, Tensor):  # whose rows it would otherwise take for parameters
            raise TypeError("params must be an iterable of tensors or dicts, and not a tensor")
        if lr < 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        entries = list(params)
        if not entries:
            raise ValueError("optimizer got an empty parameter list")
        groups: list[Any] = entries if isinstance(entries[0], dict) else [{"params": entries}]
        defaults: dict[str, Any] = {"lr": lr, "weight_decay": weight_decay}
        self.param_groups: list[dict[str, Any]] = [defaults | group for group in groups]
        for group in self.param_groups:
            members = group["params"]
            group["params"] = [members] if isinstance(members, Tensor) else list(members)
        if len(self.managed()) != len({id(parameter) for parameter in self.managed()}):
            raise ValueError("some parameters appear in more than one parameter group")

    def managed(self) -> list[Tensor]:
        """The parameters of all groups."""
        return [parameter for group in self.param_groups for parameter in group["params"]]

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of the managed parameters, or set them to zero."""
        for parameter in self.managed():
            if set_to_none:
                parameter.grad = None
            elif parameter.grad is not None:
                parameter.grad.zero_()

    @torch.no_grad()
    def step(self) -> None:
        """Move every managed parameter that has a gradient."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    g = parameter.grad + group["weight_decay"] * parameter
                    parameter.sub_(group["lr"] * g)
