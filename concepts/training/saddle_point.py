"""A saddle point is where the gradient is 0 and the function rises one way and falls another.

    ∇f = 0, and the Hessian H has eigenvalues of both signs, as that of x² - y², diag(2, -2)

A zero gradient alone is no saddle: a minimum has it (all eigenvalues positive), a maximum (all
negative), a plateau (all zero). Where some are zero and the rest of one sign, the second
derivatives do not tell: x³ has neither minimum nor maximum at 0, x⁴ has a minimum.

Gradient descent stops at a saddle only if it comes exactly along the directions that rise.

Source: pytorch-basics 3.1, 3.3.
"""

from collections.abc import Callable

import torch
from torch import Tensor

Function = Callable[[Tensor], Tensor]


def slope(function: Function, point: Tensor) -> Tensor:
    """The gradient of a function of a vector, differentiable itself."""
    x = point.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(function(x), x)
    return gradient


def hessian(function: Function, point: Tensor) -> Tensor:
    """The matrix of second derivatives at `point`: the gradients of the gradient's entries."""
    x = point.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(function(x), x, create_graph=True)
    rows = []
    for entry in gradient:
        row = torch.zeros_like(x)
        if entry.requires_grad:  # else the gradient is constant
            (found,) = torch.autograd.grad(entry, x, retain_graph=True, allow_unused=True)
            row = row if found is None else found
        rows.append(row)
    return torch.stack(rows)


def kind_of_point(function: Function, point: Tensor) -> str:
    """`moving`, or by the signs of the Hessian `minimum`, `maximum`, `saddle`, or `undecided`."""
    if slope(function, point).any():
        return "moving"
    curvatures = torch.linalg.eigvalsh(hessian(function, point))
    noise = 16 * torch.finfo(curvatures.dtype).eps * curvatures.abs().max()
    rises, falls = (curvatures > noise).any(), (curvatures < -noise).any()
    if rises and falls:
        return "saddle"
    if (curvatures.abs() <= noise).any():
        return "undecided"
    return "minimum" if rises else "maximum"
