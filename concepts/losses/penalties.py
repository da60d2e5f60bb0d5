"""Penalties on the size of the weights, and what each makes of a linear model.

    L(w) + l1 · Σ|w| + l2/2 · Σ w²        gradient ∇L + l1 · sign(w) + l2 · w

The L2 pull is proportional to the weight: it shrinks every one and zeroes none. The L1 pull is the
same for all: it takes the small ones to 0, exactly so if the step is proximal, that is, if what
would cross zero stops there. Both at once is the elastic net. With the half, l2 is what the
optimizers call weight_decay.

    ridge   argmin ½|x w - y|² + l2/2 |w|²
    lasso   argmin ½|x w - y|² + l1 Σ|w|

Sources: chapter-three 7(3); course Regularisation, L1, L2. Hoerl and Kennard, Ridge regression,
Technometrics 12 (1970); Tibshirani, Regression shrinkage and selection via the lasso, JRSS B 58
(1996).
"""

from collections.abc import Iterable

import torch
from torch import Tensor


def penalised(
    loss: Tensor, parameters: Iterable[Tensor], l1: float = 0.0, l2: float = 0.0
) -> Tensor:
    """The objective: the loss and the penalties of all entries of all parameters, 0-d.

    At a weight of 0 the gradient of |w| is 0, one of its subgradients, [-1, 1].
    """
    w = torch.cat([parameter.flatten() for parameter in parameters])
    return loss + l1 * w.abs().sum() + l2 / 2 * w.square().sum()


def soft_threshold(w: Tensor, lambd: float = 0.5) -> Tensor:
    """The proximal step of L1: towards 0 by `lambd`, and no further. Shape and dtype are kept."""
    return w.sign() * (w.abs() - lambd).clamp(min=0)


def ridge(x: Tensor, y: Tensor, l2: float) -> Tensor:
    """The weights (…, d) for the rows of x (…, n, d) and targets y (…, n).

    They solve (xᵀx + l2 I) w = xᵀy, here as least squares with d rows √l2 · I more, which squares
    no condition number. With l2 = 0 the columns of x must be independent.
    """
    d = x.shape[-1]
    rows = l2**0.5 * torch.eye(d, device=x.device, dtype=x.dtype).expand(*x.shape[:-2], d, d)
    q, r = torch.linalg.qr(torch.cat([x, rows], -2))
    target = torch.cat([y, y.new_zeros(*y.shape[:-1], d)], -1).unsqueeze(-1)
    return torch.linalg.solve_triangular(r, q.mT @ target, upper=True).squeeze(-1)


def lasso(x: Tensor, y: Tensor, l1: float, steps: int = 200) -> Tensor:
    """The weights (d) for x (n, d) and y (n), by proximal gradient descent; some exactly 0."""
    w, lr = x.new_zeros(x.shape[1]), safe_step(x)
    for _ in range(steps):
        w = soft_threshold(w - lr * x.mT @ (x @ w - y), lr * l1)
    return w


def naive_lasso(x: Tensor, y: Tensor, l1: float, steps: int = 200) -> Tensor:
    """The same by subgradients: the small weights step to and fro across 0."""
    w, lr = x.new_zeros(x.shape[1]), safe_step(x)
    for _ in range(steps):
        w = w - lr * (x.mT @ (x @ w - y) + l1 * w.sign())
    return w


def safe_step(x: Tensor) -> float:
    """1/L, for the largest curvature L of ½|x w - y|²."""
    return 1 / torch.linalg.matrix_norm(x, 2).item() ** 2
