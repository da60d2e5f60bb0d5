"""Convolution one product at a time: the oracle of its claims, and the problems it is put to."""

from itertools import product
from typing import NamedTuple

import numpy as np
import torch
from hypothesis import strategies as st

from tests.support.strategies import tensors

FEW = np.resize(np.array([0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0]), 256)
"""Whole numbers so small that the sums of a few products are exact in bfloat16 too (256)."""


class Side(NamedTuple):
    """What a convolution does along the height, or along the width."""

    size: int
    kernel: int
    stride: int
    padding: int
    dilation: int

    def starts(self):
        """Where a window may begin, from within the padding before to that after the image."""
        reach = self.dilation * (self.kernel - 1)
        return range(-self.padding, self.size + self.padding - reach, self.stride)


def sides(size=5, kernel=3, stride=3, padding=2, dilation=2):
    """Sides up to these numbers, with room for at least one window."""
    least = (1, 1, 1, 0, 1)
    most = (size, kernel, stride, padding, dilation)
    return st.builds(Side, *map(st.integers, least, most)).filter(Side.starts)


def options(rows, columns):
    """The arguments of a convolution: each is a pair in the order rows, columns."""
    pairs = zip(rows[2:], columns[2:], strict=True)
    return dict(zip(("stride", "padding", "dilation"), pairs, strict=True))


class Problem(NamedTuple):
    """Images and filters of small whole numbers, and how to slide the one over the other."""

    images: torch.Tensor
    filters: torch.Tensor
    rows: Side
    columns: Side
    groups: int

    @property
    def options(self):
        """The arguments of the convolution."""
        return options(self.rows, self.columns) | {"groups": self.groups}

    @property
    def shape(self):
        """The shape of the result."""
        windows = len(self.rows.starts()), len(self.columns.starts())
        return len(self.images), len(self.filters), *windows

    def products(self):
        """Every product of the definition: where it goes, the pixel, and the weight."""
        count, depth, height, width = self.filters.shape
        of_group = count // self.groups
        for image, filter, (i, top), (j, left), channel, a, b in product(
            range(len(self.images)),
            range(count),
            enumerate(self.rows.starts()),
            enumerate(self.columns.starts()),
            range(depth),
            range(height),
            range(width),
        ):
            y, x = top + a * self.rows.dilation, left + b * self.columns.dilation
            if 0 <= y < self.rows.size and 0 <= x < self.columns.size:
                seen = filter // of_group * depth + channel
                yield (image, filter, i, j), (image, seen, y, x), (filter, channel, a, b)

    def result(self):
        """Images correlated with filters."""
        y, (images, filters) = np.zeros(self.shape), self.numbers()
        for target, pixel, weight in self.products():
            y[target] += images[pixel] * filters[weight]
        return torch.from_numpy(y)

    def gradients(self, v):
        """Of Σ v · result, by the images and by the filters."""
        v, (images, filters) = v.numpy(), self.numbers()
        by_images, by_filters = np.zeros(images.shape), np.zeros(filters.shape)
        for target, pixel, weight in self.products():
            by_images[pixel] += v[target] * filters[weight]
            by_filters[weight] += v[target] * images[pixel]
        return torch.from_numpy(by_images), torch.from_numpy(by_filters)

    def numbers(self):
        """Images and filters as arrays."""
        return [x.detach().cpu().double().numpy() for x in (self.images, self.filters)]


@st.composite
def problems(draw):
    """Problems with one or two images, channels of a group, filters of a group, and groups."""
    count, depth, of_group, groups = (draw(st.integers(1, 2)) for _ in range(4))
    rows, columns = draw(sides()), draw(sides())
    images = tensors(FEW, shape=(count, groups * depth, rows.size, columns.size))
    filters = tensors(FEW, shape=(groups * of_group, depth, rows.kernel, columns.kernel))
    return Problem(draw(images), draw(filters), rows, columns, groups)


def dense(images, filters):
    """The problem of sliding filters by single steps over images without padding."""
    rows, columns = (
        Side(size, kernel, 1, 0, 1)
        for size, kernel in zip(images.shape[2:], filters.shape[2:], strict=True)
    )
    return Problem(images, filters, rows, columns, 1)
