"""Binary cross entropy scores a probability p against a target y in [0, 1]:

    BCE(p, y) = -(y log p + (1 - y) log(1 - p))

It is the cross entropy of two classes. From p = σ(z) its gradient in z is p - y; once p rounds
to 0 or 1 nothing is left of z, so that only the form that takes z itself stays right:

    BCE(σ(z), y) = y log(1 + exp(-z)) + (1 - y) log(1 + exp(z))

Input and target have one shape and one dtype, and so have the losses unreduced; weights broadcast.

Sources: pytorch-basics 6.2, 7, 9.3.
"""

from collections.abc import Callable

import torch
from torch import Tensor

FLOOR = -100.0
"""The least logarithm, so that a wrong certainty costs 100 and not infinity."""


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, reduction: str = "mean"
) -> Tensor:
    """-w (y log p + (1 - y) log(1 - p)) of probabilities; the mean is over all elements."""
    _check_shapes(input, target)
    if target.dtype != input.dtype:
        raise RuntimeError(f"found dtype {target.dtype} but expected {input.dtype}")
    for name, values in (("input", input), ("target", target)):
        if not ((values >= 0) & (values <= 1)).all():
            raise RuntimeError(f"all elements of {name} should be between 0 and 1")

    log_p = _floored(torch.log, input, pole=0)
    log_not_p = _floored(torch.log1p, -input, pole=-1)
    losses = -(target * log_p + (1 - target) * log_not_p)
    return _reduced(losses, weight, reduction)


def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, reduction: str = "mean"
) -> Tensor:
    """The same of σ(z), from the raw score z; finite for every finite score."""
    _check_shapes(input, target)
    zero = torch.zeros_like(input)
    miss = torch.logaddexp(zero, -input)  # -log σ(z)
    alarm = torch.logaddexp(zero, input)  # -log(1 - σ(z))
    losses = target * miss + (1 - target) * alarm
    return _reduced(losses, weight, reduction)


def _floored(log: Callable[[Tensor], Tensor], x: Tensor, *, pole: float) -> Tensor:
    """`log(x)`, but not under FLOOR; at the pole a constant, so that no gradient is nan there."""
    at_pole = x == pole
    return log(x.masked_fill(at_pole, 1)).masked_fill(at_pole, FLOOR).clamp(min=FLOOR)


def _check_shapes(input: Tensor, target: Tensor) -> None:
    if target.shape != input.shape:
        raise ValueError(f"target has {tuple(target.shape)}, input {tuple(input.shape)}")


def _reduced(losses: Tensor, weight: Tensor | None, reduction: str) -> Tensor:
    weighted = losses if weight is None else weight * losses
    if reduction == "none":
        return weighted
    if reduction == "sum":
        return weighted.sum()
    if reduction == "mean":
        return weighted.mean()
    raise ValueError(f"{reduction} is not a valid value for reduction")
