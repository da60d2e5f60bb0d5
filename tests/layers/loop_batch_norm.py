"""Batch normalisation one number at a time: the oracle of its claims."""

import math
from statistics import fmean, pvariance, variance

import torch
from hypothesis import strategies as st

from tests.support.strategies import gaussian

BATCHES = st.one_of(
    st.tuples(st.integers(2, 6), st.integers(1, 3)),
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(2, 3)),
)
"""Shapes (N, C) and (N, C, L) with two values of a feature or more."""

SEVERAL = st.lists(BATCHES, min_size=1, max_size=3)
"""Shapes of the batches of a training."""


def columns(x):
    """One column a feature: (N, C) as it is, (N, C, L) as (N·L, C)."""
    return x.detach().double().transpose(1, -1).flatten(0, -2)


def loop_batch_norm(x, eps=1e-5):
    """The columns standardised, √(var + eps) of each, and its max |x| / √(var + eps).

    The last is the scale of errors: a rounding of x, or of its mean, becomes that much of y.
    """
    standardised, deviations, scales = [], [], []
    for values in columns(x).T.tolist():
        mean, deviation = fmean(values), math.sqrt(pvariance(values) + eps)
        standardised.append([(value - mean) / deviation for value in values])
        deviations.append(deviation)
        scales.append(max(map(abs, values)) / deviation)
    found = standardised, deviations, scales
    table, *rows = (torch.tensor(it, dtype=torch.float64, device=x.device) for it in found)
    return table.T, *rows


def scaled_and_shifted(layer, seed):
    """`layer` with a drawn γ and β, and these in float64."""
    weight, bias = gaussian(seed, 2, layer.num_features)
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer, layer.weight.detach().double(), layer.bias.detach().double()


def draw_batches(shapes, seed, device, dtype):
    """Normal batches of two features, each with a mean and a deviation of its own."""
    for i, (n, _, *length) in enumerate(shapes):
        yield (gaussian(seed + i, n, 2, *length) * (i + 1) + 3 - i).to(device, dtype)


def running_statistics(batches, momentum):
    """Mean and variance as they run from 0 and 1: (1 - momentum) old + momentum · batch."""
    mean, var = [0.0, 0.0], [1.0, 1.0]
    for batch in batches:
        for i, values in enumerate(columns(batch).T.tolist()):
            mean[i] = (1 - momentum) * mean[i] + momentum * fmean(values)
            var[i] = (1 - momentum) * var[i] + momentum * variance(values)
    return torch.tensor([mean, var], dtype=torch.float64)
