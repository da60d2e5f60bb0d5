"""Overfitting, seen on the model whose complexity is one number: the degree of a polynomial.

    f(t) = w_0 + w_1 t + … + w_d t^d,    w by least squares on n noisy points

The training error falls with every degree, to 0 at d = n - 1: the noise is fitted too. What new
data cost depends on how much noise was. For new values at the same points, noise of variance σ²,
and a truth that is within reach:

    expected training error   σ² (1 - (d + 1)/n)
    expected test error       σ² (1 + (d + 1)/n)

so that the gap, 2σ²(d + 1)/n, shrinks with more data, fewer weights, or less noise. Underfitting
is the other failure: an error on the training set itself that stays above the noise, however much
data there is.

Sources: chapter-three 4; regression-network 5; course Overfitting. Mallows, Some comments on Cp,
Technometrics 15 (1973).
"""

import torch
from torch import Tensor

from concepts.losses.penalties import ridge

Sample = tuple[Tensor, Tensor]
"""Points (…, n) and the values there."""


def powers(t: Tensor, degree: int) -> Tensor:
    """1, t, t², … t^degree in a last dimension of degree + 1."""
    return torch.stack([t**k for k in range(degree + 1)], -1)


def polynomial_errors(train: Sample, test: Sample, degree: int) -> tuple[Tensor, Tensor]:
    """The mean squared errors on both samples (…) of the polynomial that fits the first best.

    The degree is at most the number of training points less one; batches are fitted one by one.
    """
    points, values = train
    weights = ridge(powers(points, degree), values, l2=0.0).unsqueeze(-1)
    errors = [
        ((powers(t, degree) @ weights).squeeze(-1) - y).square().mean(-1) for t, y in (train, test)
    ]
    return errors[0], errors[1]
