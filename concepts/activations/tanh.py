"""Tanh, the hyperbolic tangent:  tanh(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x)).

It is the sigmoid stretched to (-1, 1), 2 s(2x) - 1, and odd, so that inputs symmetric about 0 give
outputs of mean 0. Its slope 1 - tanh² is 1 at 0 and smaller everywhere else.

Sources: chapter-three 3(2); regression-network 2.
"""

import torch
from torch import Tensor


def tanh(x: Tensor) -> Tensor:
    """The hyperbolic tangent of each element, in the shape and dtype of `x`.

    The quotient expanded by exp(-|x|): no exponential exceeds 1, and expm1(y) = exp(y) - 1 keeps
    the digits that a difference of two exponentials near 1 would lose.
    """
    less = torch.where(x < 0, 2 * x, -2 * x).expm1()  # exp(-2|x|) - 1, between -1 and 0
    return torch.where(x < 0, less, -less) / (2 + less)


def naive_tanh(x: Tensor) -> Tensor:
    """The textbook quotient: nan once exp(|x|) overflows, and few digits of a small x."""
    return (x.exp() - (-x).exp()) / (x.exp() + (-x).exp())
