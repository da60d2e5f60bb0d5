"""A mini-batch is M of the N samples; its gradient stands for that of all.

    g = 1/M · Σ ∇ loss_i      over the M samples of the batch

M = N is gradient descent on the cost, M = 1 the stochastic kind. If every sample is equally
likely to be drawn, g is right on average, with the variance s²/M · (N - M)/(N - 1) when none is
drawn twice, s² being that of a single one: zero for M = N. An epoch takes ⌈N/M⌉ steps, each
of which waits for the one before it.

The losses here are squared errors of a linear model, (x·w - y)².

Sources: pytorch-basics 3.3, 3.4; course SGD; softmax-regression 4.
"""

import torch
from torch import Tensor
from torch.utils.data import BatchSampler, RandomSampler


def mini_batches(samples: int, size: int, generator: torch.Generator) -> list[Tensor]:
    """The batches of an epoch: each sample once, in random order; the last may be smaller."""
    order = torch.randperm(samples, generator=generator)
    return [order[start : start + size] for start in range(0, samples, size)]


def library_batches(samples: int, size: int, generator: torch.Generator) -> list[Tensor]:
    """The same by the samplers with which a DataLoader shuffles."""
    order = RandomSampler(range(samples), generator=generator)
    return [torch.tensor(batch) for batch in BatchSampler(order, size, drop_last=False)]


def mini_batch_gradient(x: Tensor, y: Tensor, weight: Tensor) -> Tensor:
    """The gradient of the mean loss over the rows of x, (M, features), and y, (M,)."""
    errors = x @ weight - y
    return (2 * x * errors[:, None]).sum(0) / len(y)


def library_gradient(x: Tensor, y: Tensor, weight: Tensor) -> Tensor:
    """The same, found by torch from the loss alone."""
    w = weight.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(torch.nn.functional.mse_loss(x @ w, y), w)
    return gradient
