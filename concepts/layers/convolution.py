"""A convolution layer slides a kernel over an image, multiplies entry by entry, and adds up:

    y[m, i, j] = bias[m] + Σ_c Σ_a Σ_b  w[m, c, a, b] · x[c, i·s + a·d − p, j·s + b·d − p]

with stride s, padding p (x is 0 outside) and dilation d, each for rows and for columns. The
kernel is not flipped: mathematics calls this a cross-correlation. Filter m has a slice of its
own for every input channel c, and makes output channel m. With g groups, the channels and the
filters are split into g parts that do not see each other.

Sources: pytorch-basics 10, 10.1, 10.2; course, Convolution, Terms, Multi-Kernels.
"""

from itertools import product

import torch
from torch import Tensor

Pair = int | tuple[int, int]


def output_size(
    side: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """How many windows fit: ⌊(side + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1."""
    return (side + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> Tensor:
    """Correlate (N, C, H, W) with (M, C / groups, h, w) to (N, M, H', W'); N may be left out.

    A pair is (rows, columns), the order of height and width. RuntimeError for dimensions,
    channels or dtypes that do not match, and where no window fits.
    """
    _check(input, weight, stride=stride, padding=padding, dilation=dilation, groups=groups)
    (down, right), (above, beside), (apart, abreast) = map(_pair, (stride, padding, dilation))
    height, width = weight.shape[-2:]
    rows = output_size(input.shape[-2], height, down, above, apart)
    columns = output_size(input.shape[-1], width, right, beside, abreast)
    if rows < 1 or columns < 1:
        raise RuntimeError(f"kernel size {height} × {width} exceeds the padded input")

    padded = torch.nn.functional.pad(input, (beside, beside, above, above))
    image = padded.unflatten(-3, (groups, -1))
    kernel = weight.unflatten(0, (groups, -1))
    y = image.new_zeros(())
    for a, b in product(range(height), range(width)):
        top, left = a * apart, b * abreast
        pixels = image[..., top : top + rows * down : down, left : left + columns * right : right]
        y = y + torch.einsum("...gcij,gmc->...gmij", pixels, kernel[..., a, b])
    y = y.flatten(-4, -3)
    return y if bias is None else y + bias[:, None, None]


def naive_conv2d(input: Tensor, weight: Tensor) -> Tensor:
    """One window after the other, as the slides draw it: plain, and slow."""
    height, width = weight.shape[-2:]
    rows, columns = output_size(input.shape[-2], height), output_size(input.shape[-1], width)
    y = input.new_empty(*input.shape[:-3], len(weight), rows, columns)
    for i, j in product(range(rows), range(columns)):
        window = input[..., None, :, i : i + height, j : j + width]
        y[..., i, j] = (window * weight).sum((-3, -2, -1))
    return y


def _pair(value: Pair) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


def _check(input: Tensor, weight: Tensor, *, groups: int, **pairs: Pair) -> None:
    for name, value in {**pairs, "groups": groups}.items():
        if min(_pair(value)) < (least := 0 if name == "padding" else 1):
            raise RuntimeError(f"{name} is at least {least}, not {value}")
    if input.ndim not in (3, 4) or weight.ndim != 4:
        raise RuntimeError(f"an image is 3D or 4D, not {input.ndim}D; a weight is 4D")
    if input.dtype != weight.dtype:
        raise RuntimeError(f"input type {input.dtype} is not the weight type {weight.dtype}")
    if input.shape[-3] != weight.shape[1] * groups or len(weight) % groups:
        raise RuntimeError(
            f"the channels of an image {tuple(input.shape)} are not those of "
            f"filters {tuple(weight.shape)} in {groups} groups"
        )
