"""Pooling keeps one number of each window of each channel, its maximum or its mean:

    max:   y[c, i, j] = max_(a, b)  x[c, i·s + a·d − p, j·s + b·d − p]
    mean:  y[c, i, j] = Σ_(a, b)  x[c, i·s + a − p, j·s + b − p] / number of pixels counted

with stride s, which is the kernel's size unless given, padding p and dilation d. Outside the image
x is −∞ for the maximum; for the mean it is 0, and counts unless told not to. A last window that
reaches beyond the padding is left out, or with `ceil_mode` cut off there. Of equal maxima the
first, row by row, gets the gradient. Adaptive pooling is told the number of windows instead.

Shapes: (N, C, H, W) or (C, H, W). Raises RuntimeError for other ranks, for a padding of more than
half of the kernel, and where no window fits.

Sources: pytorch-basics 10, 10.3; course Pooling.
"""

import math

import torch
from torch import Tensor, nn

Pair = int | tuple[int, int]


class MaxPool2d(nn.Module):
    """The largest pixel of each window; nan if one is nan."""

    def __init__(
        self,
        kernel_size: Pair,
        stride: Pair | None = None,
        padding: Pair = 0,
        dilation: Pair = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        """Keep the options: there is nothing to learn."""
        super().__init__()
        self.kernel_size, self.padding, self.dilation = kernel_size, padding, dilation
        self.stride = kernel_size if stride is None else stride
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        """The maxima, and with `return_indices` the place of each in its channel laid flat."""
        layout = self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode
        pixels = windows(x, *layout, padded_with=-math.inf)
        numbers = torch.arange(math.prod(x.shape[-2:]), device=x.device).view(1, *x.shape[-2:])
        places = windows(numbers, *layout, padded_with=-1).expand(pixels.shape)

        largest = pixels.amax(-1, keepdim=True)
        candidates = (pixels == largest) | pixels.isnan()
        first = (candidates & (places >= 0)).to(torch.uint8).argmax(-1, keepdim=True)
        maxima = pixels.gather(-1, first).squeeze(-1)
        return (maxima, places.gather(-1, first).squeeze(-1)) if self.return_indices else maxima


class AvgPool2d(nn.Module):
    """The mean of the pixels of each window; of whole numbers, without what is after the point."""

    def __init__(
        self,
        kernel_size: Pair,
        stride: Pair | None = None,
        padding: Pair = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        """Keep the options: there is nothing to learn."""
        super().__init__()
        self.kernel_size, self.padding, self.ceil_mode = kernel_size, padding, ceil_mode
        self.stride = kernel_size if stride is None else stride
        self.count_include_pad, self.divisor_override = count_include_pad, divisor_override

    def forward(self, x: Tensor) -> Tensor:
        """The means, or the sums divided by `divisor_override`."""
        layout = self.kernel_size, self.stride, self.padding, 1, self.ceil_mode
        one = torch.ones_like(x[..., :1, :, :])
        counted = windows(one, *layout, padded_with=int(self.count_include_pad), beyond=0)
        divisor = self.divisor_override or counted.sum(-1)
        total = windows(x, *layout, padded_with=0).sum(-1)
        rounding = None if x.is_floating_point() else "trunc"
        return torch.div(total, divisor, rounding_mode=rounding)


def adaptive_avg_pool2d(x: Tensor, output_size: int | tuple[int | None, int | None]) -> Tensor:
    """The means of as many windows as asked for, whatever the size; None keeps a side as it is.

    Along a side of n, window i of m is from ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉: neighbours may overlap.
    """
    sizes = output_size if isinstance(output_size, tuple) else (output_size, output_size)
    height, width = x.shape[-2:]
    rows, columns = _spans(height, sizes[0] or height), _spans(width, sizes[1] or width)
    return torch.stack(
        [torch.stack([x[..., i, j].mean((-2, -1)) for j in columns], -1) for i in rows], -2
    )


def output_size(
    side: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool
) -> int:
    """How many windows fit; with `ceil_mode`, how many begin before the padding at the end."""
    room = side + 2 * padding - dilation * (kernel - 1) - 1
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    return count - ((count - 1) * stride >= side + padding)


def windows(
    x: Tensor,
    kernel: Pair,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    ceil_mode: bool,
    padded_with: float,
    beyond: float | None = None,
) -> Tensor:
    """The pixels of every window in a row: (…, H, W) to (…, H', W', height · width).

    `beyond` is what a window of `ceil_mode` finds past the padding, if not the same.
    """
    if x.ndim not in (3, 4):
        raise RuntimeError(f"an image is (N, C, H, W) or (C, H, W), not {x.ndim}D")
    down, across = zip(*map(_pair, (kernel, stride, padding, dilation)), strict=True)
    below = _excess(x.shape[-2], *down, ceil_mode=ceil_mode)
    beside = _excess(x.shape[-1], *across, ceil_mode=ceil_mode)

    pad = torch.nn.functional.pad
    x = pad(x, (across[2], across[2], down[2], down[2]), value=padded_with)
    x = pad(x, (0, beside, 0, below), value=padded_with if beyond is None else beyond)
    for size, step, _, apart in (down, across):  # rows are second to last, then columns are
        x = x.unfold(-2, apart * (size - 1) + 1, step)[..., ::apart]
    return x.flatten(-2)


def _excess(side: int, size: int, step: int, padding: int, apart: int, *, ceil_mode: bool) -> int:
    """How far the last window reaches beyond the padding."""
    reach = apart * (size - 1) + 1
    if not 0 <= padding <= size // 2:
        raise RuntimeError(f"a padding of {padding} is more than half of a kernel of {size}")
    count = output_size(side, size, step, padding, apart, ceil_mode)
    if count < 1:
        raise RuntimeError(f"no window of {reach} fits into {side} pixels")
    return max(0, (count - 1) * step + reach - side - 2 * padding)


def _pair(value: Pair) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


def _spans(side: int, count: int) -> list[slice]:
    return [slice(i * side // count, -(-(i + 1) * side // count)) for i in range(count)]
