"""The linear model, and the search for its best weight by trying them all.

    ŷ = x w + b        loss = (ŷ - y)²        MSE(w, b) = the mean of the losses

On the note's points x = 1, 2, 3 and y = 2x the mean is (14/3)(w - 2)². Its first program tries
the 41 weights 0, 0.1 … 4, its second all 41 · 41 pairs of a weight and a bias, on y = 2x + 1.
Weights, biases and points are arguments here; the note's functions read them as globals.

Source: pytorch-basics 2.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor

X = (1.0, 2.0, 3.0)
Y = (2.0, 4.0, 6.0)
Y_WITH_BIAS = (3.0, 5.0, 7.0)
STOP, STEP = 4.1, 0.1  # the grid of the note, from 0


def linear_model(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """The prediction for each x: linear in (w, b), affine in x."""
    return x * w + b


def squared_error(prediction: Tensor, y: Tensor) -> Tensor:
    """The loss of each sample: the square of a distance, and no distance itself."""
    difference = prediction - y
    return difference * difference


def mean_squared_error(prediction: Tensor, y: Tensor) -> Tensor:
    """The mean over all samples, however many; the note divides by the literal 3."""
    return squared_error(prediction, y).sum() / prediction.numel()


def grid(start: float, stop: float, step: float) -> Tensor:
    """What numpy.arange gives: multiples of the step from `start`, up to but without `stop`.

    The length is a rounded quotient: where the step is rounded, `stop` is met now and then.
    """
    length = math.ceil((stop - start) / step)
    step = (start + step) - start  # numpy takes the distance of the first two
    return start + torch.arange(length, dtype=torch.float64) * step


class Sweep(NamedTuple):
    """One row a trial: what the programs print, and what their pictures show."""

    weight: Tensor  # (trials,)
    bias: Tensor  # (trials,)
    losses: Tensor  # (trials, samples)
    mse: Tensor  # (trials,)


def sweep(x: Tensor, y: Tensor, weights: Tensor, biases: Tensor) -> Sweep:
    """Try every pair, the bias in the inner loop; `biases` may be a lone 0.

    `mse.reshape(len(weights), len(biases))` is the surface over the plane of pairs.
    """
    weight = weights.repeat_interleave(len(biases))
    bias = biases.repeat(len(weights))
    losses = squared_error(linear_model(x, weight[:, None], bias[:, None]), y)
    return Sweep(weight, bias, losses, losses.sum(1) / len(x))
