"""Where an optimizer takes two weights: along drawn gradients, or down a drawn bowl."""

from functools import partial
from typing import Any

import torch
from torch import Tensor

from concepts.optimizers.defaults import LISTINGS
from tests.support.strategies import gaussian

CONCEPT = {name: name.lower() for name in LISTINGS} | {"SparseAdam": "sparse_adam"}
"""The concept that an optimizer of torch is."""

SIZES = (4, 2)


def noisy(seed: int) -> Tensor:
    """Eight gradients of mixed signs, a good third of each zero, so that running means shrink."""
    drawn = gaussian(seed, 8, sum(SIZES))
    return drawn * (drawn.abs() > 0.5)


def swinging(seed: int) -> Tensor:
    """Sixty-four gradients: one coordinate never changes its sign, another does each time."""
    drawn = gaussian(seed, 64, sum(SIZES))
    drawn[:, :2] = drawn[:, :2].abs()
    drawn[::2, 1] *= -1
    return drawn


def walk(optimizer: Any, seed: int, device: str, dtype: torch.dtype, **options: Any) -> Tensor:
    """The places of the weights, at the start and after each step, one a gradient."""
    return walked(optimizer, seed, device, dtype, **options)[0]


def walked(
    optimizer: Any,
    seed: int,
    device: str,
    dtype: torch.dtype,
    *,
    gradients: Any = noisy,
    sparse: bool = False,
    **options: Any,
) -> tuple[Tensor, Any]:
    """The same, and the optimizer as it is in the end."""
    weights = _weights(seed, device, dtype)
    made = optimizer(weights, **options)
    places = [torch.cat(weights).detach()]
    for gradient in gradients(seed + 1).to(device, dtype):
        for weight, part in zip(weights, gradient.split(SIZES), strict=True):
            weight.grad = part.to_sparse() if sparse else part
        made.step()
        places.append(torch.cat(weights).detach())
    return torch.stack(places), made


def descend(optimizer: Any, seed: int, device: str, dtype: torch.dtype, **options: Any) -> Tensor:
    """The same of two steps, each of which may ask for the slope of a bowl as often as it likes."""
    weights = _weights(seed, device, dtype)
    made = optimizer(weights, **options)
    curvature = gaussian(seed + 1, sum(SIZES)).abs() + 0.5

    def slope() -> float:
        loss = 0.0
        for weight, part in zip(weights, curvature.to(device, dtype).split(SIZES), strict=True):
            weight.grad = gradient = part * weight.detach()
            loss += float((gradient * weight.detach()).sum()) / 2
        return loss

    places = [torch.cat(weights).detach()]
    for _ in range(2):
        made.step(slope)
        places.append(torch.cat(weights).detach())
    return torch.stack(places)


def _weights(seed: int, device: str, dtype: torch.dtype) -> list[Tensor]:
    start = gaussian(seed, sum(SIZES)).to(device, dtype)
    return [part.clone().requires_grad_() for part in start.split(SIZES)]


WAYS = {
    "SparseAdam": partial(walk, sparse=True),
    "LBFGS": descend,
    "Rprop": partial(walk, gradients=swinging),  # so long that its steps meet both bounds
}
"""The way that suits an optimizer, where it is no plain walk."""
