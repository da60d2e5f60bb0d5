"""Functions of one number at a time: the oracle of the activations that work by element."""

import math

import torch


def elementwise(function, x):
    """`function` of each element, in float64."""
    values = [function(n) for n in x.detach().double().flatten().tolist()]
    return torch.tensor(values, dtype=torch.float64).reshape(x.shape)


def logistic(y):
    """1 / (1 + e^-y); e^y where e^-y would overflow."""
    return 1 / (1 + math.exp(-y)) if y > -700 else math.exp(y)
