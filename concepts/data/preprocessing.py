"""Bringing features to a common place and size, each column of (N, D) for itself.

    centred:         x - μ                      mean 0
    standardised:    (x - μ) / σ                mean 0, variance 1
    to [-1, 1]:      2 (x - min) / (max - min) - 1
    normalised:      (pixel - μ_c) / σ_c        an image, channel by channel, by given numbers

All are affine maps: they move and stretch a distribution and leave its shape. A constant feature
has σ = 0 and max = min, and comes out as 0/0, nan. σ divides by N - correction: torch's std by
N - 1, numpy's by N. What is new is mapped by the numbers of the training set.

Sources: chapter-three 7(1); course, feature scaling.
"""

from collections.abc import Sequence

from torch import Tensor


def centre(x: Tensor) -> Tensor:
    """(N, D) to (N, D) with the mean of each column at 0, but for rounding."""
    return x - x.mean(0)


def standardise(x: Tensor, correction: int = 1) -> Tensor:
    """(N, D) to (N, D), each column with mean 0 and variance 1, of the same correction."""
    centred = centre(x)
    variance = centred.square().sum(0) / (len(x) - correction)
    return centred / variance.sqrt()


def to_unit_range(x: Tensor) -> Tensor:
    """(N, D) to (N, D), the least of each column at -1 and its greatest at 1."""
    least, greatest = x.amin(0), x.amax(0)
    return 2 * ((x - least) / (greatest - least)) - 1


def by_greatest(x: Tensor) -> Tensor:
    """(N, D) to (N, D) within [-1, 1], in proportion: 0 stays 0 and one end may not be reached."""
    return x / x.abs().amax(0)


def normalize(image: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """(C, H, W) to (C, H, W): a mean and a standard deviation, no variance, for each channel."""
    middle, width = (image.new_tensor(numbers).reshape(-1, 1, 1) for numbers in (mean, std))
    return (image - middle) / width


def library_normalize(image: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """torchvision's, imported when it is called."""
    from torchvision.transforms.functional import normalize as theirs  # noqa: PLC0415

    result: Tensor = theirs(image, list(mean), list(std))
    return result


def standardised_moment(x: Tensor, order: int) -> Tensor:
    """E[((x - μ) / σ)^k] of each column: what is left of a shape (k = 3 skewness, 4 kurtosis)."""
    centred = x - x.mean(0)
    return (centred**order).mean(0) / centred.square().mean(0) ** (order / 2)
