"""Logistic regression on three points: x = 1, 2, 3 with the classes 0, 0, 1.

    p = σ(x · w + b)        cost = -Σ (y log p + (1 - y) log(1 - p))

p is 1/2 where x · w + b = 0: a point on the line, a line in the plane, always flat. The gradient
of the cost is Σ (p - y) x in w and Σ (p - y) in b. It is 0 nowhere if a flat boundary separates the
classes, as 2.5 does here: steeper is always better, so that w grows for ever, by ever less.

Source: pytorch-basics 6.2, whose program takes 1000 steps from random parameters.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from concepts.activations.sigmoid import sigmoid
from concepts.losses.binary_cross_entropy import binary_cross_entropy_with_logits

X = ((1.0,), (2.0,), (3.0,))
Y = (0.0, 0.0, 1.0)
ASKED = 4.0
LEARNING_RATE = 0.01
EPOCHS = 1000


def logistic_regression(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """The probability of class 1 for each row of x (N, D), by a weight (D,) and a bias ()."""
    return sigmoid((x * weight).sum(1) + bias)


def library(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """The same by torch."""
    return torch.sigmoid(nn.functional.linear(x, weight[None], bias[None])).squeeze(1)


class LogisticRegression(nn.Module):
    """The model of the program: (N, D) to probabilities (N, 1)."""

    def __init__(self, features: int = 1) -> None:
        """Start from what a linear layer starts from."""
        super().__init__()
        self.linear = nn.Linear(features, 1)

    def forward(self, x: Tensor) -> Tensor:
        """One probability a row."""
        return torch.sigmoid(self.linear(x))


class Fit(NamedTuple):
    """The way of the parameters, and the cost before each step."""

    weight: Tensor  # (epochs + 1, features)
    bias: Tensor  # (epochs + 1,)
    cost: Tensor  # (epochs,)


def fit(
    x: Tensor,
    y: Tensor,
    weight: Tensor,
    bias: Tensor,
    lr: float = LEARNING_RATE,
    epochs: int = EPOCHS,
    reduction: str = "sum",
) -> Fit:
    """Gradient descent by hand, on the sum of the losses or on their mean."""
    share = lr / len(x) if reduction == "mean" else lr
    weights, biases, costs = [weight], [bias], []
    for _ in range(epochs):
        scores = (x * weight).sum(1) + bias
        costs.append(binary_cross_entropy_with_logits(scores, y, reduction=reduction))
        error = sigmoid(scores) - y
        weight = weight - share * (error[:, None] * x).sum(0)
        bias = bias - share * error.sum()
        weights.append(weight)
        biases.append(bias)
    return Fit(torch.stack(weights), torch.stack(biases), torch.stack(costs))


def library_fit(
    x: Tensor,
    y: Tensor,
    weight: Tensor,
    bias: Tensor,
    lr: float = LEARNING_RATE,
    epochs: int = EPOCHS,
    reduction: str = "sum",
) -> Fit:
    """The loop of the program: autograd, BCELoss and SGD."""
    model = LogisticRegression(x.shape[1]).to(x)
    criterion = nn.BCELoss(reduction=reduction)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    with torch.no_grad():
        model.linear.weight.copy_(weight)
        model.linear.bias.copy_(bias)
    weights, biases, costs = [weight], [bias], []
    for _ in range(epochs):
        cost = criterion(model(x), y[:, None])
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        costs.append(cost.detach())
        weights.append(model.linear.weight.detach()[0].clone())
        biases.append(model.linear.bias.detach()[0].clone())
    return Fit(torch.stack(weights), torch.stack(biases), torch.stack(costs))
