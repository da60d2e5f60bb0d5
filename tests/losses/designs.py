"""Inputs on which the weights of a linear model do not get in each other's way."""

import torch
from torch import Tensor


def orthogonal(device: str, dtype: torch.dtype) -> Tensor:
    """Four columns, each orthogonal to the others, of length 2: all arithmetic is exact."""
    two = torch.tensor([[1, 1], [1, -1]], device=device, dtype=dtype)
    return torch.kron(two, two)
