"""Cross entropy one number at a time, in plain Python, and the problems to pose to it."""

import math
from typing import NamedTuple

import torch
from hypothesis import strategies as st

from tests.support.strategies import REALS, tensors

WEIGHTS = [1.0, 2.0, 0.5, 3.0, 0.25]  # a power of two or a small integer: exact in any precision
SPREAD = max(WEIGHTS) / min(WEIGHTS)


class Answer(NamedTuple):
    """Of each sample: its loss, what it counts in the mean, the size of what is rounded."""

    losses: list[float]
    shares: list[float]
    sizes: list[float]

    def reduced(self, reduction, shape):
        """The losses as `reduction` wants them, and the scale of their errors."""
        return _reduced(self.losses, self.shares, reduction, shape), _reduced(
            self.sizes, self.shares, reduction, shape
        )


def _reduced(values, shares, reduction, shape):
    if reduction == "none":
        return torch.tensor(values, dtype=torch.float64).reshape(shape)
    total = math.fsum(values) if all(map(math.isfinite, values)) else sum(values)
    if reduction == "mean":
        total = total / sum(shares) if sum(shares) else math.nan
    return torch.tensor(total, dtype=torch.float64)


def log_softmax(row):
    """z_c - log Σ_j exp(z_j), of a list."""
    top = max(row)
    if math.isinf(top) or any(map(math.isnan, row)):
        return [math.nan for _ in row]
    return [z - top - math.log(sum(math.exp(other - top) for other in row)) for z in row]


def rows(scores):
    """The scores as lists of classes, one for each sample."""
    last = scores.double() if scores.ndim == 1 else scores.double().movedim(1, -1)
    return last.reshape(-1, last.shape[-1]).tolist()


def of_classes(scores, target, weight=None, ignore_index=-100, smoothing=0.0):
    """-w_y log p_y, mixed with the mean of -w_c log p_c over the classes c."""
    answer = Answer([], [], [])
    for row, y in zip(rows(scores), target.flatten().tolist(), strict=True):
        w = [1.0] * len(row) if weight is None else weight.tolist()
        if y == ignore_index:
            loss, share, size = 0.0, 0.0, 0.0
        else:
            terms = [-w_c * log_p_c for w_c, log_p_c in zip(w, log_softmax(row), strict=True)]
            loss = (1 - smoothing) * terms[y]
            if smoothing:
                loss += smoothing * sum(terms) / len(row)
            share, size = w[y], max(w) * (1 + max(map(abs, row)))
        answer.losses.append(loss)
        answer.shares.append(share)
        answer.sizes.append(size)
    return answer


def of_distributions(scores, target, weight=None, smoothing=0.0):
    """-Σ_c w_c q_c log p_c of distributions q, each of which counts one in the mean."""
    answer = Answer([], [], [])
    for row, given in zip(rows(scores), rows(target), strict=True):
        w = [1.0] * len(row) if weight is None else weight.tolist()
        q = [(1 - smoothing) * q_c + smoothing / len(row) for q_c in given]
        log_p = log_softmax(row)
        answer.losses.append(-sum(a * b * c for a, b, c in zip(w, q, log_p, strict=True)))
        answer.shares.append(1.0)
        answer.sizes.append(max(w) * sum(q) * (1 + max(map(abs, row))))
    return answer


class Problem(NamedTuple):
    """Scores of a batch, and everything else that cross entropy takes."""

    scores: torch.Tensor
    target: torch.Tensor
    weight: torch.Tensor | None
    ignore_index: int
    reduction: str


@st.composite
def problems(draw, table=REALS, *, weights=True, ignored=True):
    """Problems with classes as targets: (C,), (N, C) or (N, C, d), contiguous or not."""
    shape = draw(st.sampled_from([(3,), (2, 3), (1, 1), (4, 2), (2, 3, 2), (3, 4, 1)]))
    dim = min(1, len(shape) - 1)
    classes = shape[dim]
    ignore_index = draw(st.sampled_from([-100, -1, classes - 1, 255])) if ignored else -100
    choices = [*range(classes), *([ignore_index] if ignored else [])]
    positions = shape[:dim] + shape[dim + 1 :]
    size = math.prod(positions)
    target = draw(st.lists(st.sampled_from(choices), min_size=size, max_size=size))
    weighted = weights and draw(st.booleans())
    weight = st.lists(st.sampled_from(WEIGHTS), min_size=classes, max_size=classes)
    return Problem(
        draw(tensors(table, shape=shape, layouts=True)),
        torch.tensor(target).reshape(positions),
        torch.tensor(draw(weight), dtype=torch.float64) if weighted else None,
        ignore_index,
        draw(reductions()),
    )


def reductions():
    """The three ways to reduce the losses of a batch."""
    return st.sampled_from(["mean", "sum", "none"])
