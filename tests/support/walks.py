"""Where an optimizer takes two weights: along drawn gradients, or down a drawn bowl.

In float64, where even an eps of 1e-10 shows beside a gradient of ordinary size.
"""

from typing import Any

import torch
from torch import Tensor

from tests.support.strategies import gaussian

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


def walk(optimizer: Any, seed: int, device: str, **options: Any) -> Tensor:
    """The places of the weights after each step, one a gradient."""
    return walked(optimizer, seed, device, **options)[0]


def walked(
    optimizer: Any,
    seed: int,
    device: str,
    *,
    gradients: Any = noisy,
    sparse: bool = False,
    **options: Any,
) -> tuple[Tensor, Any]:
    """The same, and the optimizer as it is in the end."""
    weights = _weights(seed, device)
    made = optimizer(weights, **options)
    places = []
    for gradient in gradients(seed + 1).to(device):
        for weight, part in zip(weights, gradient.split(SIZES), strict=True):
            weight.grad = part.to_sparse() if sparse else part
        made.step()
        places.append(torch.cat(weights).detach())
    return torch.stack(places), made


def descend(optimizer: Any, seed: int, device: str, **options: Any) -> Tensor:
    """The places of the weights after each of two steps, which may ask for the slope at will."""
    weights = _weights(seed, device)
    made = optimizer(weights, **options)
    curvatures = (gaussian(seed + 1, sum(SIZES)).abs() + 0.5).to(device).split(SIZES)

    def slope() -> float:
        for weight, curvature in zip(weights, curvatures, strict=True):
            weight.grad = curvature * weight.detach()
        return sum(float((w.detach() * w.grad).sum()) for w in weights) / 2

    places = []
    for _ in range(2):
        made.step(slope)
        places.append(torch.cat(weights).detach())
    return torch.stack(places)


def _weights(seed: int, device: str) -> list[torch.nn.Parameter]:
    return [
        torch.nn.Parameter(part.clone())
        for part in gaussian(seed, sum(SIZES)).to(device).split(SIZES)
    ]
