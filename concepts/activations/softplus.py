"""Softplus is a smooth ReLU:  softplus(x) = ln(1 + exp(βx)) / β.

It is positive everywhere, its slope is sigmoid(βx), and it tends to ReLU as β grows. Where βx
exceeds a threshold it is the identity, as in the library: the rest is under exp(-threshold) / β.

Sources: regression-network 2, 3.
"""

import torch
from torch import Tensor


def softplus(x: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """Softplus of each element, in the shape and dtype of `x`.

    ln(1 + exp(y)) = max(y, 0) + ln(1 + exp(-|y|)), in which no exponential exceeds 1.
    """
    y = beta * x
    small = torch.where(y < 0, y, -y).exp()  # exp(-|y|), but with a slope at 0
    smooth = torch.where(y < 0, 0, y) + small.log1p()
    return torch.where(y > threshold, x, smooth / beta)


def naive_softplus(x: Tensor, beta: float = 1) -> Tensor:
    """The textbook formula: inf where exp(βx) overflows, 0 where it is lost beside the 1."""
    return (1 + (beta * x).exp()).log() / beta
