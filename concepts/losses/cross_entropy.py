"""Cross entropy scores a prediction p = softmax(z), given as raw scores z, against a target q:

    H(q, p) = -Σ_c q_c log p_c        log p_c = z_c - log Σ_j exp(z_j)

For a class y that is log Σ_j exp(z_j) - z_y: LogSoftmax followed by NLL, in one call, so that
no exponential overflows and no logarithm of 0 is taken. Its gradient is softmax(z) - q.

Scores are (C,), (N, C) or (N, C, d1, …). Targets are classes, int64 or uint8, in the shape of
the scores without C; or distributions, floating, in the shape of the scores.
Weighted by class, the mean over classes y divides by Σ w_y, over distributions by their number.

Sources: pytorch-basics 6.2, 9.1, 9.3; softmax-regression 3, 5.
"""

import torch
from torch import Tensor

from concepts.activations.softmax import softmax


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """-Σ_c w_c q_c log p_c of raw scores; smoothing mixes q with the uniform distribution.

    Samples of the class `ignore_index` count nothing, in the denominator neither.
    """
    if label_smoothing > 1:
        raise RuntimeError(f"label_smoothing must be between 0 and 1, not {label_smoothing}")
    dim = min(1, input.ndim - 1)
    classes = input.shape[dim]
    along = (classes, *(1 for _ in input.shape[dim + 1 :]))
    w = input.new_ones(along) if weight is None else weight.reshape(along)
    if target.shape == input.shape:
        _check_distributions(target, ignore_index)
        q, kept = target, torch.ones_like(target.sum(dim, keepdim=True))
        share = kept
    else:
        _check_classes(input, target, ignore_index)
        y = target.long().unsqueeze(dim)
        numbers = torch.arange(classes, device=input.device).reshape(along)
        q = ((y == numbers) & (y != ignore_index)).to(input.dtype)
        kept = q.sum(dim, keepdim=True)
        share = w * q
    q = (1 - label_smoothing) * q + label_smoothing * kept / classes

    shifted = input - input.amax(dim, keepdim=True)
    log_p = shifted - shifted.exp().sum(dim, keepdim=True).log()
    terms = -w * q * log_p
    if target.shape != input.shape:
        terms = terms.masked_fill(q == 0, 0)  # a class that is not the target is not looked at
    return _reduced(terms.sum(dim), share, reduction)


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Tensor:
    """-w_y x_y of log-probabilities x, which it takes as they are: no logarithm, no check."""
    _check_classes(input, target, ignore_index)
    dim = min(1, input.ndim - 1)
    if weight is not None and weight.shape != (input.shape[dim],):
        raise RuntimeError(f"expected a weight per class, not {tuple(weight.shape)}")
    ignored = target == ignore_index
    y = target.long().masked_fill(ignored, 0)
    share = torch.ones_like(y, dtype=input.dtype) if weight is None else weight[y]
    share = share.masked_fill(ignored, 0)
    chosen = input.gather(dim, y.unsqueeze(dim)).squeeze(dim)
    return _reduced((-share * chosen).masked_fill(ignored, 0), share, reduction)


def naive_cross_entropy(input: Tensor, target: Tensor) -> Tensor:
    """Softmax, then its logarithm: infinite, with a gradient of nan, once a probability is 0."""
    return nll_loss(softmax(input, min(1, input.ndim - 1)).log(), target)


def _reduced(losses: Tensor, share: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.sum() / share.sum()
    raise ValueError(f"{reduction} is not a valid value for reduction")


def _check_classes(input: Tensor, target: Tensor, ignore_index: int) -> None:
    dim = min(1, input.ndim - 1)
    if target.dtype not in (torch.int64, torch.uint8):
        raise RuntimeError(f"expected target dtype to be Long or Byte, but got {target.dtype}")
    if target.shape != input.shape[:dim] + input.shape[dim + 1 :]:
        raise RuntimeError(f"expected {tuple(input.shape)} without its classes as target shape")
    outside = ((target < 0) | (target >= input.shape[dim])) & (target != ignore_index)
    if outside.any():
        raise IndexError(f"target {target[outside][0].item()} is out of bounds")


def _check_distributions(target: Tensor, ignore_index: int) -> None:
    if not target.is_floating_point():
        raise RuntimeError(f"expected floating point class probabilities, got {target.dtype}")
    if ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for class probabilities")
