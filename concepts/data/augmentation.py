"""Augmentation: more images out of few, (..., H, W) to (..., H', W').

    hflip:     t[y, x] = s[y, W - 1 - x]          vflip likewise with y
    rotate:    t at p = s at R p,  zoom: t at p = s at p / k, from the centre; outside 0
    resize:    t at p = s at (p + 1/2) · (old / new) - 1/2, between four pixels, no centre
    crop:      a window; the random one is anywhere inside, with equal probability
    recolored: k · image + (1 - k) · black, mean grey or its own grey, within [0, 1]

A pixel of the result asks where in the source it comes from. Whether the label stays is up to the
task: a cat in a mirror is a cat, a left hand a right one, and a 6 turned by half is a 9.

Source: course, augmentation.
"""

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

GREY = (0.2989, 0.587, 0.114)  # what red, green and blue give to the brightness (ITU-R 601)


def hflip(image: Tensor) -> Tensor:
    """Left and right exchanged."""
    return image[..., torch.arange(image.shape[-1] - 1, -1, -1, device=image.device)]


def vflip(image: Tensor) -> Tensor:
    """Top and bottom exchanged."""
    return hflip(image.transpose(-2, -1)).transpose(-2, -1)


class RandomFlips:
    """Each of the two flips with a probability of its own, independently."""

    def __init__(self, horizontal: float = 0.5, vertical: float = 0.5) -> None:
        """Take the two probabilities."""
        self.horizontal, self.vertical = horizontal, vertical

    def __call__(self, image: Tensor) -> Tensor:
        """The image, in one of four ways."""
        image = hflip(image) if torch.rand(1).item() < self.horizontal else image
        return vflip(image) if torch.rand(1).item() < self.vertical else image


def _centred(height: int, width: int) -> tuple[Tensor, Tensor]:
    """The coordinates of each pixel from the centre of the image: down and to the right."""
    down, right = (torch.arange(n, dtype=torch.float64) - (n - 1) / 2 for n in (height, width))
    return down[:, None], right[None, :]


def _nearest(image: Tensor, down: Tensor, right: Tensor) -> Tensor:
    """The pixel nearest to each point, which is given from the centre; 0 outside."""
    height, width = image.shape[-2:]
    y = (down + (height - 1) / 2).round().long()
    x = (right + (width - 1) / 2).round().long()
    outside = (y < 0) | (y >= height) | (x < 0) | (x >= width)
    found = image[..., y.clamp(0, height - 1), x.clamp(0, width - 1)]
    return found.masked_fill(outside.to(image.device), 0)


def rotate(image: Tensor, angle: float, expand: bool = False) -> Tensor:
    """By `angle` degrees against the clock; on a canvas of the same size unless it may expand."""
    height, width = image.shape[-2:]
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    if expand:
        tall, wide = abs(cos) * height + abs(sin) * width, abs(cos) * width + abs(sin) * height
        height, width = math.ceil(round(tall, 3)), math.ceil(round(wide, 3))
    down, right = _centred(height, width)
    return _nearest(image, sin * right + cos * down, cos * right - sin * down)


class RandomRotation:
    """By an angle anywhere between two; a single number d stands for -d and d."""

    def __init__(self, degrees: float | Sequence[float]) -> None:
        """Take the two angles, the least first, or one."""
        degrees = (-degrees, degrees) if isinstance(degrees, (int, float)) else degrees
        if len(degrees) != 2:
            raise ValueError(f"degrees should be a sequence of length 2, and not {degrees}")
        self.degrees = [float(angle) for angle in degrees]

    @staticmethod
    def get_params(degrees: Sequence[float]) -> float:
        """An angle: every one in the range is as likely as another."""
        return torch.empty(1).uniform_(degrees[0], degrees[1]).item()

    def __call__(self, image: Tensor) -> Tensor:
        """The image, turned."""
        return rotate(image, self.get_params(self.degrees))


def zoom(image: Tensor, factor: float) -> Tensor:
    """About the centre, on a canvas of the same size: above 1 the rim is lost."""
    down, right = _centred(image.shape[-2], image.shape[-1])
    return _nearest(image, down / factor, right / factor)


def _between(image: Tensor, new: int) -> Tensor:
    """(..., W) to (..., new), each pixel linear between the two that lie to its left and right."""
    old = image.shape[-1]
    place = ((torch.arange(new, dtype=torch.float64) + 0.5) * old / new - 0.5).clamp(0, old - 1)
    left = place.long()
    right, share = (left + 1).clamp(max=old - 1), (place - left).to(image)
    return (1 - share) * image[..., left] + share * image[..., right]


def resize(image: Tensor, size: int | Sequence[int]) -> Tensor:
    """To [height, width], or by one number for the shorter side, the other in proportion."""
    height, width = image.shape[-2:]
    if isinstance(size, int):
        shorter = min(height, width)
        tall, wide = int(size * height / shorter), int(size * width / shorter)
    else:
        tall, wide = size
    return _between(_between(image, wide).transpose(-2, -1), tall).transpose(-2, -1)


def center_crop(image: Tensor, size: int) -> Tensor:
    """The square of this side in the middle; half a pixel is rounded to the even one."""
    top, left = (round((side - size) / 2) for side in image.shape[-2:])
    return image[..., top : top + size, left : left + size]


class RandomCrop:
    """A window of (height, width), or a square, from anywhere inside the image."""

    def __init__(self, size: int | Sequence[int]) -> None:
        """Take the size of the window."""
        self.size = (size, size) if isinstance(size, int) else tuple(size)

    def __call__(self, image: Tensor) -> Tensor:
        """A window; one that does not fit is a ValueError."""
        (height, width), (tall, wide) = image.shape[-2:], self.size
        if tall > height or wide > width:
            raise ValueError(f"crop size {self.size} is larger than the image, {(height, width)}")
        top = int(torch.randint(height - tall + 1, (1,)))
        left = int(torch.randint(width - wide + 1, (1,)))
        return image[..., top : top + tall, left : left + wide]


def recolored(
    image: Tensor, brightness: float = 1, contrast: float = 1, saturation: float = 1
) -> Tensor:
    """(3, H, W) within [0, 1]: brighter, then with more contrast, then more colourful."""
    weights = image.new_tensor(GREY).reshape(3, 1, 1)
    image = (brightness * image).clamp(max=1)
    grey = (weights * image).sum(0)
    image = (contrast * image + (1 - contrast) * grey.mean()).clamp(0, 1)
    grey = (weights * image).sum(0)
    return (saturation * image + (1 - saturation) * grey).clamp(0, 1)


def gaussian_noise(
    image: Tensor, mean: float = 0.0, sigma: float = 0.1, clip: bool = True
) -> Tensor:
    """Each pixel moved by a number of its own, and kept within [0, 1] if `clip`."""
    noisy = image + (mean + sigma * torch.randn_like(image))
    return noisy.clamp(0, 1) if clip else noisy


# torchvision's, imported when they are called


def _theirs() -> Any:
    from torchvision import transforms  # noqa: PLC0415

    return transforms


def library_hflip(image: Tensor) -> Tensor:
    """Torchvision's hflip."""
    return _theirs().functional.hflip(image)


def library_vflip(image: Tensor) -> Tensor:
    """Torchvision's vflip."""
    return _theirs().functional.vflip(image)


def library_random_flips(**probabilities: float) -> Any:
    """Torchvision's two random flips, with their own defaults unless told otherwise."""
    p, q = (
        {"p": probabilities[n]} if n in probabilities else {} for n in ("horizontal", "vertical")
    )
    flips = [_theirs().RandomHorizontalFlip(**p), _theirs().RandomVerticalFlip(**q)]
    return _theirs().Compose(flips)


def library_rotate(image: Tensor, angle: float, expand: bool = False) -> Tensor:
    """Torchvision's rotate, which takes the nearest pixel."""
    return _theirs().functional.rotate(image, angle, expand=expand)


def library_random_rotation(degrees: float | Sequence[float]) -> Any:
    """Torchvision's RandomRotation."""
    return _theirs().RandomRotation(degrees)


def library_zoom(image: Tensor, factor: float) -> Tensor:
    """Torchvision's affine, of which only the scale is used."""
    return _theirs().functional.affine(image, 0.0, [0, 0], factor, [0.0])


def library_resize(image: Tensor, size: int | Sequence[int]) -> Tensor:
    """Torchvision's resize, bilinear, without the smoothing that came to be its default."""
    return _theirs().functional.resize(image, size, antialias=False)


def library_center_crop(image: Tensor, size: int) -> Tensor:
    """Torchvision's center_crop."""
    return _theirs().functional.center_crop(image, [size, size])


def library_random_crop(size: int | Sequence[int]) -> Any:
    """Torchvision's RandomCrop."""
    return _theirs().RandomCrop(size)


def library_recolored(
    image: Tensor, brightness: float = 1, contrast: float = 1, saturation: float = 1
) -> Tensor:
    """The three steps of torchvision's ColorJitter, in this order."""
    change = _theirs().functional
    image = change.adjust_contrast(change.adjust_brightness(image, brightness), contrast)
    return change.adjust_saturation(image, saturation)
