"""Arithmetic of whole tensors: the matrix product, the product entry by entry, the inverse, cat.

    (A B)_ij = Σ_k a_ik b_kj      (A ∘ B)_ij = a_ij b_ij      A A⁻¹ = A⁻¹ A = 1

`mm` takes two matrices that fit and nothing else; `mul` stretches sizes of 1.

Source: chapter-three 1.
"""

from collections.abc import Sequence

import torch
from torch import Tensor


def mm(a: Tensor, b: Tensor) -> Tensor:
    """(a b)_ij = Σ_k a_ik b_kj, of two matrices of one type. RuntimeError if they do not fit."""
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0] or a.dtype != b.dtype:
        raise RuntimeError(f"no matrix product: {a.dtype} {a.shape} by {b.dtype} {b.shape}")
    return (a.unsqueeze(-1) * b).sum(-2)


def mul(a: Tensor, b: Tensor) -> Tensor:
    """Entry by entry. Sizes are aligned from the right, and a size of 1 stretches to the other."""
    sizes: list[int] = []
    ndim = max(a.ndim, b.ndim)
    for back in range(1, ndim + 1):
        m = a.shape[-back] if back <= a.ndim else 1
        n = b.shape[-back] if back <= b.ndim else 1
        if m != n and 1 not in (m, n):
            raise RuntimeError(f"size {m} does not match size {n} at dimension {ndim - back}")
        sizes.insert(0, n if m == 1 else m)
    return a.expand(sizes) * b.expand(sizes)


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """One behind the other along `dim`. RuntimeError unless all other sizes are equal.

    Empty vectors, of shape (0,), are passed over. The type is the narrowest that holds them all.
    """
    kind = tensors[0].dtype
    for part in tensors:
        kind = torch.promote_types(kind, part.dtype)
    parts = [part for part in tensors if part.shape != (0,)] or list(tensors)
    dim %= parts[0].ndim
    others = {(*part.shape[:dim], *part.shape[dim + 1 :]) for part in parts}
    if len(others) > 1 or len({part.ndim for part in parts}) > 1:
        raise RuntimeError(f"sizes differ beside dimension {dim}: {others}")
    total = sum(part.shape[dim] for part in parts)
    shape = (*parts[0].shape[:dim], total, *parts[0].shape[dim + 1 :])
    result = torch.empty(shape, dtype=kind, device=parts[0].device)
    start = 0
    for part in parts:
        result.narrow(dim, start, part.shape[dim]).copy_(part)
        start += part.shape[dim]
    return result


def inverse(a: Tensor) -> Tensor:
    """The matrix that gives 1 with `a`, by elimination with the largest pivot; batches in front.

    RuntimeError unless square and floating, LinAlgError, which is one, if singular.
    """
    if a.ndim < 2 or a.shape[-1] != a.shape[-2] or not a.dtype.is_floating_point:
        raise RuntimeError(f"only square matrices of floats have an inverse, not {a.shape}")
    if a.ndim > 2:
        return torch.stack([inverse(matrix) for matrix in a])
    n = len(a)
    rows = [*torch.cat([a, a.new_ones(n).diag()], 1)]  # a | 1
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k].item()))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        if rows[k][k] == 0:
            raise torch.linalg.LinAlgError("the matrix is singular")  # type: ignore[attr-defined]
        rows[k] = rows[k] / rows[k][k]
        rows = [row if i == k else row - row[k] * rows[k] for i, row in enumerate(rows)]
    return torch.stack(rows)[:, n:]  # 1 | inverse
