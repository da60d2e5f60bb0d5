"""Whitening: data turned to their principal axes and each of these brought to variance 1.

    C = (x - μ)ᵀ(x - μ) / (N - 1) = V Λ Vᵀ        y = (x - μ) V (Λ + ε)^(-1/2)

y has covariance 1 (with ε = 0, and if no eigenvalue is 0). It is the square root of the eigenvalue,
the deviation along its axis, that divides; the eigenvalue itself would leave variances 1/λ. Turned
back by Vᵀ the result is the white data that lie nearest to the given ones, y Vᵀ (ZCA). A Gaussian
becomes N(0, 1); another distribution keeps its shape. White noise is a signal with a flat
spectrum: order among the rows, which whitening does not touch.

Source: chapter-three 7(1).
"""

import torch
from torch import Tensor


def covariance(x: Tensor) -> Tensor:
    """(N, D) to (D, D), of the correction 1."""
    centred = x - x.mean(0)
    return centred.mT @ centred / (len(x) - 1)


def whiten(x: Tensor, eps: float = 0.0) -> Tensor:
    """(N, D) to (N, D), the axis of the greatest variance first; the signs mean nothing."""
    eigenvalues, axes = torch.linalg.eigh(covariance(x))  # in ascending order
    return ((x - x.mean(0)) @ axes / (eigenvalues + eps).sqrt()).flip(1)


def whiten_in_place(x: Tensor, eps: float = 0.0) -> Tensor:
    """(N, D) to (N, D), turned back: each feature remains itself as far as it can (ZCA)."""
    eigenvalues, axes = torch.linalg.eigh(covariance(x))
    return (x - x.mean(0)) @ (axes / (eigenvalues + eps).sqrt()) @ axes.mT


def divided_by_eigenvalues(x: Tensor) -> Tensor:
    """What the note's words say: variances 1/λ."""
    eigenvalues, axes = torch.linalg.eigh(covariance(x))
    return ((x - x.mean(0)) @ axes / eigenvalues).flip(1)
