"""Softmax turns scores into probabilities:  p_i = exp(x_i) / Σ_j exp(x_j).

Subtracting max(x) first never changes the answer, and is exactly what keeps it finite when
the scores are large.

Sources: pytorch-basics 9.1, 9.3; chapter-three 3(4); softmax-regression 3.
"""

from torch import Tensor


def softmax(scores: Tensor, dim: int) -> Tensor:
    """Probabilities along `dim`, in the shape and dtype of `scores`.

    Finite for finite scores of any size. All -inf, or any +inf, gives nan.
    """
    exponentials = (scores - scores.amax(dim, keepdim=True)).exp()  # the largest is exp(0) = 1
    return exponentials / exponentials.sum(dim, keepdim=True)


def naive_softmax(scores: Tensor, dim: int) -> Tensor:
    """The textbook formula: correct until exp(x) overflows."""
    exponentials = scores.exp()
    return exponentials / exponentials.sum(dim, keepdim=True)
