"""Gradient descent: a step against the gradient, again and again,  θ ← θ - lr ∇f(θ).

A step moves by lr · ‖∇f‖, in the direction that falls steepest. Where the gradient changes by at
most L per unit, each step with lr < 2/L lowers f; on a quadratic a larger one makes it diverge.

The note fits ŷ = x w by the mean of the squared errors, whose gradient is the mean of
2x (x w - y). One step on all samples multiplies the distance to the best weight by
1 - 2 lr mean(x²). One step on a single sample, where y = a x, multiplies w - a by 1 - 2 lr x².

Sources: chapter-three 6; pytorch-basics 3.1 to 3.3.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from concepts.programs.linear_model import mean_squared_error, squared_error

Gradient = Callable[[Tensor], Tensor]

LEARNING_RATE = 0.01
EPOCHS = 100
START = 1.0


def gradient_descent(gradient: Gradient, start: Tensor, lr: float, steps: int) -> Tensor:
    """Every place on the way down, (steps + 1, *start.shape)."""
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - lr * gradient(places[-1]))
    return torch.stack(places)


def library(gradient: Gradient, start: Tensor, lr: float, steps: int) -> Tensor:
    """The same way, taken by torch's optimizer, which is plain gradient descent by default."""
    place = start.clone()
    optimizer = torch.optim.SGD([place], lr=lr)
    places = [start]
    for _ in range(steps):
        place.grad = gradient(place.clone())
        optimizer.step()
        places.append(place.clone())
    return torch.stack(places)


def batch_gradient(x: Tensor, y: Tensor, w: Tensor) -> Tensor:
    """The slope of the mean squared error at w; of a single sample, that of its loss."""
    return (2 * x * (x * w - y)).sum() / len(x)


def autograd_gradient(x: Tensor, y: Tensor, w: Tensor) -> Tensor:
    """The same slope, found by torch from the cost alone."""
    weight = w.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(torch.nn.functional.mse_loss(x * weight, y), weight)
    return gradient


class Epochs(NamedTuple):
    """A line an epoch: the weight after its step, and the cost before it, as the note prints."""

    weight: Tensor  # (epochs,)
    cost: Tensor  # (epochs,)


def batch_descent(x: Tensor, y: Tensor, lr: float, epochs: int, start: Tensor) -> Epochs:
    """The program of 3.2: one step an epoch, on the mean over all samples."""
    w, weights, costs = start, [], []
    for _ in range(epochs):
        costs.append(mean_squared_error(x * w, y))
        w = w - lr * batch_gradient(x, y, w)
        weights.append(w)
    return Epochs(torch.stack(weights), torch.stack(costs))


class Updates(NamedTuple):
    """Each gradient, the weight after its step, and at an epoch's end the last sample's loss."""

    gradient: Tensor  # (epochs, samples)
    weight: Tensor  # (epochs, samples)
    loss: Tensor  # (epochs,)


def cyclic_descent(x: Tensor, y: Tensor, lr: float, epochs: int, start: Tensor) -> Updates:
    """The program of 3.3: one step a sample, in the order of the samples, nothing random."""
    w, gradients, weights, losses = start, [], [], []
    for _ in range(epochs):
        for sample, target in zip(x, y, strict=True):
            gradients.append(2 * sample * (sample * w - target))
            w = w - lr * gradients[-1]
            weights.append(w)
        losses.append(squared_error(x[-1] * w, y[-1]))
    rows = (epochs, len(x))
    stacked = torch.stack(gradients).reshape(rows), torch.stack(weights).reshape(rows)
    return Updates(*stacked, torch.stack(losses))


class Draws(NamedTuple):
    """A line an update: which sample was drawn, and the weight after its step."""

    sample: Tensor  # (steps,)
    weight: Tensor  # (steps,)


def random_descent(
    x: Tensor, y: Tensor, lr: float, steps: int, start: Tensor, generator: torch.Generator
) -> Draws:
    """What the text of 3.3 describes: each step on one sample, all being equally likely."""
    samples = torch.randint(len(x), (steps,), generator=generator)
    w, weights = start, []
    for sample, target in zip(x[samples.to(x.device)], y[samples.to(y.device)], strict=True):
        w = w - lr * 2 * sample * (sample * w - target)
        weights.append(w)
    return Draws(samples, torch.stack(weights))
