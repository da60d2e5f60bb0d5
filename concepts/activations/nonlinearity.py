"""Why layers need an activation between them: without one, they are a single layer.

    W_n (… W_2 (W_1 x + b_1) + b_2 …) + b_n  =  W x + b    with    W = W_n ⋯ W_2 W_1

With one, each layer multiplies the gradient on its way back by the slope of the activation and by
Wᵀ: what is left of it after n layers is the gain of the net.

Sources: chapter-three 3; regression-network 2, 3.
"""

from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor

Net = Callable[[Tensor], Tensor]
"""A function of activations: one layer's activation, or a whole net."""


def collapse(weights: Sequence[Tensor], biases: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """The weight (out, in) and bias (out) of the one affine map that a stack of them is.

    The first layer comes first; weights are (out, in) and biases (out), as in a linear layer.
    """
    weight, bias = weights[0], biases[0]
    for outer, shift in zip(weights[1:], biases[1:], strict=True):
        weight, bias = outer @ weight, outer @ bias + shift
    return weight, bias


def deep(activation: Net, weights: Iterable[Tensor]) -> Net:
    """A net without biases, whose layers are activation(h Wᵀ)."""

    def net(h: Tensor) -> Tensor:
        for weight in weights:
            h = activation(h @ weight.T)
        return h

    return net


def gain(net: Net, x: Tensor) -> float:
    """How much of a gradient arrives at x: |∂L/∂x| ÷ |∂L/∂y| for L = Σ y and y = net(x)."""
    x = x.detach().requires_grad_()
    y = net(x)
    (gradient,) = torch.autograd.grad(y.sum(), x)
    return gradient.norm().item() / y.numel() ** 0.5
