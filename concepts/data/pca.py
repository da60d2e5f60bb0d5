"""Principal components: the directions along which centred data vary most, longest first.

    A - μ = U diag(S) Vᵀ        S_1 ≥ S_2 ≥ … ≥ 0

The columns of V are orthogonal and of length one, and of either sign; S²/(N - 1) are the variances
along them, the eigenvalues of the covariance. Keeping k of the D directions, (A - μ) V_k, loses
the sum of the other S², and no other k directions lose less (Eckart and Young). Keeping all of
them reduces nothing: it is a rotation.

Sources: chapter-three 7(1); pytorch-basics 1.1.
"""

import torch
from torch import Tensor


def pca_lowrank(
    A: Tensor, q: int, center: bool = True, niter: int = 2
) -> tuple[Tensor, Tensor, Tensor]:
    """Principal components: U, S, V with A - mean ≈ U diag(S) Vᵀ, of the q largest S.

    The columns of V are the directions of greatest variance, of either sign. torch finds them
    in `niter` steps from a random start; here they are the eigenvectors of AᵀA.
    """
    table = A - A.mean(0) if center else A
    squares, directions = torch.linalg.eigh(table.T @ table)  # in ascending order
    S, V = squares[-q:].flip(0).sqrt(), directions[:, -q:].flip(1)
    return table @ V / S, S, V


def restored(scores: Tensor, V: Tensor, mean: Tensor) -> Tensor:
    """What is left of the data after a projection to the columns of V: (N, k) to (N, D)."""
    return scores @ V.mT + mean
