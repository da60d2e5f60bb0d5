"""Images as tensors: bytes (H, W, C) become floats (C, H, W) in [0, 1], and then standardised.

    to_tensor:    t[c, y, x] = picture[y, x, c] / 255      if the picture holds bytes
    Normalize:    t[c] = (t[c] - μ_c) / σ_c                σ a deviation, not a variance
    Compose:      t = fₙ(… f₂(f₁(picture)))                the first in the list comes first
    make_grid:    images in rows of `nrow`, a border of `padding` around each

The height comes before the width, here and in numpy; PIL's `size` alone is (W, H). Only 8-bit
pictures are divided by 255: other arrays, and PIL's modes I, I;16 and F, keep their numbers.
Channels stay in the order in which they come: red first from PIL, blue first from OpenCV.

Sources: pytorch-basics 9.2, 9.3; chapter-three 8; course, augmentation.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from concepts.data.preprocessing import normalize


def to_tensor(picture: Any) -> Tensor:
    """A PIL image or an array, (H, W) or (H, W, C), as (C, H, W); a tensor is a TypeError."""
    mode = picture.mode if hasattr(picture, "getbands") else None
    if mode is None and not isinstance(picture, np.ndarray):
        raise TypeError(f"wanted a PIL image or an array, and got {type(picture).__name__}")
    pixels = np.array(picture)
    if mode == "1":
        pixels = 255 * pixels.astype(np.uint8)
    if mode == "I;16":
        pixels = pixels.astype(np.int16)
    if pixels.ndim not in (2, 3):
        raise ValueError(f"an image has 2 or 3 dimensions, and this {pixels.ndim}")
    height, width = pixels.shape[:2]
    channels_first = torch.from_numpy(pixels.reshape(height, width, -1)).permute(2, 0, 1)
    return channels_first.float() / 255 if pixels.dtype == np.uint8 else channels_first


class Normalize:
    """(C, H, W) or (N, C, H, W), of floats: a mean and a deviation for each channel, or for all."""

    def __init__(self, mean: float | Sequence[float], std: float | Sequence[float]) -> None:
        """Take a number for each channel; a bare number is one for all."""
        self.mean, self.std = (
            torch.tensor(numbers, dtype=torch.float64).reshape(-1) for numbers in (mean, std)
        )

    def __call__(self, image: Tensor) -> Tensor:
        """A new tensor; what is no float, no tensor or no image is refused, and so is std 0."""
        if not isinstance(image, Tensor) or not image.is_floating_point():
            raise TypeError("wanted a tensor of floats: to_tensor comes first")
        if image.ndim < 3:
            raise ValueError(f"wanted (..., C, H, W), and got {tuple(image.shape)}")
        if (self.std.to(image.dtype) == 0).any():
            raise ValueError(f"std is 0 in {image.dtype}: nothing is divided by it")
        return normalize(image, self.mean.tolist(), self.std.tolist())


class Compose:
    """One transform out of several, in their order; of none, the identity."""

    def __init__(self, transforms: Iterable[Callable[[Any], Any]]) -> None:
        """Take the transforms, the first to be applied first."""
        self.transforms = list(transforms)

    def __call__(self, picture: Any) -> Any:
        """The picture behind all of them."""
        for transform in self.transforms:
            picture = transform(picture)
        return picture


def make_grid(images: Tensor, nrow: int = 8, padding: int = 2) -> Tensor:
    """(N, C, H, W) to one image (3, H', W'), zeros between; a single image gets no border.

    H' = rows · (H + padding) + padding, and W' likewise; a grey channel is repeated three times.
    """
    count, _, height, width = images.shape
    images = images.expand(-1, 3, -1, -1)
    if count == 1:
        return images[0].clone()
    columns, tall, wide = min(nrow, count), height + padding, width + padding
    rows = math.ceil(count / columns)
    grid = images.new_zeros(images.shape[1], rows * tall + padding, columns * wide + padding)
    for k, image in enumerate(images):
        top, left = k // columns * tall + padding, k % columns * wide + padding
        grid[:, top : top + height, left : left + width] = image
    return grid


def as_rows(images: Tensor, width: int = 784) -> Tensor:
    """`images.view(-1, width)`: consecutive entries, whichever image they are of."""
    rows, left = divmod(images.numel(), width)
    if left:
        raise RuntimeError(f"{images.numel()} entries do not fill rows of {width}")
    return torch.stack([images.flatten()[width * row : width * (row + 1)] for row in range(rows)])


def pixel_statistics(images: Tensor) -> tuple[float, float]:
    """Mean and deviation (by N, not N - 1) of all bytes / 255, exactly, from their histogram."""
    counts = torch.bincount(images.flatten()).tolist()
    total = sum(counts)
    mean = sum(k * count for k, count in enumerate(counts)) / total
    variance = sum((k - mean) ** 2 * count for k, count in enumerate(counts)) / total
    return mean / 255, math.sqrt(variance) / 255


# torchvision's, imported when they are called; and torch's


def library_to_tensor(picture: Any) -> Tensor:
    """Torchvision's ToTensor."""
    from torchvision.transforms import ToTensor  # noqa: PLC0415

    return ToTensor()(picture)


def library_normalizer(mean: float | Sequence[float], std: float | Sequence[float]) -> Any:
    """Torchvision's Normalize."""
    from torchvision.transforms import Normalize as Theirs  # noqa: PLC0415

    return Theirs(mean, std)


def library_compose(transforms: Iterable[Callable[[Any], Any]]) -> Any:
    """Torchvision's Compose."""
    from torchvision.transforms import Compose as Theirs  # noqa: PLC0415

    return Theirs(list(transforms))


def library_grid(images: Tensor, **layout: int) -> Tensor:
    """Torchvision's make_grid, with its own defaults."""
    from torchvision.utils import make_grid as theirs  # noqa: PLC0415

    return theirs(images, **layout)


def library_rows(images: Tensor, width: int = 784) -> Tensor:
    """What the note writes."""
    return images.view(-1, width)


def library_statistics(images: Tensor) -> tuple[float, float]:
    """What torch makes of the bytes as floats."""
    deviation, mean = torch.std_mean(images.float(), unbiased=False)
    return mean.item() / 255, deviation.item() / 255
