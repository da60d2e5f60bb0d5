"""Noisy samples of a sine wave, many data sets at once."""

import torch
from torch import Tensor

from tests.support.strategies import generator


def wave(t: Tensor) -> Tensor:
    """The truth: sin 3t, which over [-1, 1] is nearly a cubic, and of degree 7 within 3e-3."""
    return torch.sin(3 * t)


def noisy_waves(seed: int, sets: int, n: int, noise: float, device: str) -> tuple[Tensor, Tensor]:
    """Points (sets, n), uniform in [-1, 1], and the wave there through noise, in float64."""
    draw = generator(seed)
    t = 2 * torch.rand(sets, n, generator=draw, dtype=torch.float64) - 1
    y = wave(t) + noise * torch.randn(sets, n, generator=draw, dtype=torch.float64)
    return t.to(device), y.to(device)
