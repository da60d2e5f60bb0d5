"""Sigmoid, the logistic function, turns a score into a probability:  s(x) = 1 / (1 + exp(-x)).

It rises from 0 to 1 through s(0) = 1/2, and s(-x) = 1 - s(x). Its slope s(1 - s) is at most 1/4,
which is what makes gradients fade in deep sigmoid nets.

Sources: chapter-three 3(1); pytorch-basics 6.1, 6.2, 7; regression-network 2.
"""

import torch
from torch import Tensor


def sigmoid(x: Tensor) -> Tensor:
    """The probability of each score, in the shape and dtype of `x`.

    Where x is negative the fraction is expanded by exp(x), so that no exponential exceeds 1:
    value and gradient are right for every x, ±inf included.
    """
    small = torch.where(x < 0, x, -x).exp()  # exp(-|x|), but with a slope at 0
    return torch.where(x < 0, small, 1.0) / (1 + small)


def naive_sigmoid(x: Tensor) -> Tensor:
    """The textbook formula: its value survives, but not its gradient, where exp(-x) overflows."""
    return 1 / (1 + (-x).exp())
