"""SGD number by number, in float64, and where an implementation of it takes the same weights."""

import torch
from torch import Tensor

ROUNDINGS = 9  # a step: 2 for g, 3 for v, 2 for the direction, 2 for the weight


def loop_sgd(
    start: Tensor,
    gradients: Tensor,
    lrs: list[float],
    *,
    momentum: float = 0,
    dampening: float = 0,
    weight_decay: float = 0,
    nesterov: bool = False,
    maximize: bool = False,
) -> tuple[Tensor, Tensor]:
    """The weights after each step, and how large they would be if nothing had cancelled."""
    places, sizes = torch.empty(2, *gradients.shape, dtype=torch.float64)
    for i, theta in enumerate(start.tolist()):
        weight, v, size, reach = theta, None, abs(theta), 0.0
        for t, (gradient, lr) in enumerate(zip(gradients[:, i].tolist(), lrs, strict=True)):
            g = -gradient if maximize else gradient
            height = abs(g) + weight_decay * size
            if weight_decay:
                g += weight_decay * weight
            if not momentum:
                direction, far = g, height
            else:
                first = v is None
                v = g if first else momentum * v + (1 - dampening) * g
                reach = height if first else momentum * reach + (1 - dampening) * height
                direction, far = (
                    (g + momentum * v, height + momentum * reach) if nesterov else (v, reach)
                )
            weight, size = weight - lr * direction, size + lr * far
            places[t, i], sizes[t, i] = weight, size
    return places, sizes


def stepped(optimizer, start: Tensor, gradients: Tensor, lrs: list[float], **options) -> Tensor:
    """The weights after each step of an optimizer, to which they are two parameters."""
    weights = [part.clone().requires_grad_() for part in start.chunk(2)]
    made = optimizer(weights, lr=lrs[0], **options)
    places = []
    for gradient, lr in zip(gradients, lrs, strict=True):
        made.param_groups[0]["lr"] = lr
        for weight, part in zip(weights, gradient.chunk(2), strict=True):
            weight.grad = part.clone()
        made.step()
        places.append(torch.cat(weights).detach())
    return torch.stack(places)
