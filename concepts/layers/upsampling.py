"""Upsampling makes an image larger: a new pixel takes its value from the old ones near it.

Old pixel k and new pixel i of a side that grows from n to m lie over each other where

    nearest:        k = ⌊i · n / m⌋            the old pixel that new pixel i begins in
    nearest-exact:  k = ⌊(i + 1/2) · n / m⌋    the one that its centre is in: the nearest
    linear, bilinear:  z = (i + 1/2) · n / m − 1/2, at least 0; between its two neighbours,
                       y_i = (1 − t) · x_k + t · x_(k + 1)  with k = ⌊z⌋ and t = z − k
    align_corners:  z = i · (n − 1) / (m − 1) instead, so that first falls on first, last on last

Where m is a multiple of n, nearest copies each pixel m / n times; else "nearest" is not always.

Shapes: (N, C, L), (N, C, H, W) or (N, C, D, H, W); linear the first, bilinear the second. Raises
NotImplementedError for other ranks, ValueError for both or none of `size` and `scale_factor`, and
for `align_corners` where nothing is interpolated.

Source: course Up-sampling.
"""

import math

import torch
from torch import Tensor

RANKS = {"nearest": (3, 4, 5), "nearest-exact": (3, 4, 5), "linear": (3,), "bilinear": (4,)}


def interpolate(
    x: Tensor,
    size: int | tuple[int, ...] | None = None,
    scale_factor: float | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """`x` with its sides after the second as in `size`, or `scale_factor` times as long."""
    if align_corners is not None and mode.startswith("nearest"):
        raise ValueError(f"align_corners is an option of linear and bilinear, not of {mode}")
    if (size is None) == (scale_factor is None):
        raise ValueError("give either size or scale_factor")
    if x.ndim not in RANKS[mode]:
        raise NotImplementedError(f"{mode} takes {RANKS[mode]} dimensions, not {x.ndim}")

    for dim in range(2, x.ndim):
        old = x.shape[dim]
        if scale_factor is not None:
            new, ratio = math.floor(old * scale_factor), 1 / scale_factor
        elif size is not None:
            new = size if isinstance(size, int) else size[dim - 2]
            ratio = old / new
        i = torch.arange(new, device=x.device, dtype=torch.float64)
        if mode.startswith("nearest"):
            offset = 0.5 if mode == "nearest-exact" else 0.0
            k = ((i + offset) * ratio).floor().long()
            x = x.index_select(dim, k)
        elif align_corners:
            x = between(x, dim, i * (old - 1) / max(new - 1, 1))
        else:
            x = between(x, dim, ((i + 0.5) * ratio - 0.5).clamp(min=0))
    return x


def between(x: Tensor, dim: int, positions: Tensor) -> Tensor:
    """What a line through neighbouring pixels has at these positions, flat beyond the last."""
    left = positions.floor().long()
    right = (left + 1).clamp(max=x.shape[dim] - 1)
    t = (positions - left).to(x.dtype).view(-1, *[1] * (x.ndim - 1 - dim))
    return (1 - t) * x.index_select(dim, left) + t * x.index_select(dim, right)
