"""Products and inverses number by number, in float64 and in fractions."""

from fractions import Fraction
from itertools import product

import torch
from torch import Tensor


def loop_mm(a: Tensor, b: Tensor) -> Tensor:
    """Row by column."""
    result = torch.zeros(a.shape[0], b.shape[1], dtype=torch.float64)
    for i, j in product(range(a.shape[0]), range(b.shape[1])):
        result[i, j] = sum(x * y for x, y in zip(a[i].tolist(), b[:, j].tolist(), strict=True))
    return result


def loop_mul(a: Tensor, b: Tensor) -> Tensor:
    """Entry by entry; what has size 1, or no size, is the same for every index."""
    ndim = max(a.ndim, b.ndim)
    a, b = (x.double().reshape((1,) * (ndim - x.ndim) + x.shape) for x in (a, b))
    result = torch.zeros([max(m, n) for m, n in zip(a.shape, b.shape, strict=True)]).double()
    for place in product(*map(range, result.shape)):
        x, y = (part[tuple(map(min, place, (n - 1 for n in part.shape)))] for part in (a, b))
        result[place] = x.item() * y.item()
    return result


def determinant(rows: list[list[Fraction]]) -> Fraction:
    """By the first row and its minors."""
    if not rows:
        return Fraction(1)
    total = Fraction(0)
    for j, x in enumerate(rows[0]):
        total += (-1) ** j * x * determinant([row[:j] + row[j + 1 :] for row in rows[1:]])
    return total


def exact_inverse(a: Tensor) -> Tensor | None:
    """By Cramer's rule in fractions, rounded once; None if the matrix is singular."""
    rows = [[Fraction(x) for x in row] for row in a.tolist()]
    n, whole = len(rows), determinant(rows)
    if whole == 0:
        return None
    result = torch.zeros(n, n, dtype=torch.float64)
    for i, j in product(range(n), repeat=2):
        minor = [row[:i] + row[i + 1 :] for k, row in enumerate(rows) if k != j]
        result[i, j] = float((-1) ** (i + j) * determinant(minor) / whole)
    return result
