"""Pooling one pixel at a time: the oracle of its claims, and the problems it is put to."""

import math
from itertools import product
from typing import NamedTuple

import numpy as np
import torch
from hypothesis import strategies as st

from tests.layers.loop_convolution import Side, options
from tests.support.strategies import INTEGERS, tensors


def starts(side, ceil):
    """Where windows begin: up to the last that fits, with `ceil` until one reaches the end."""
    reach, end = side.dilation * (side.kernel - 1) + 1, side.size + side.padding
    found, start = [], -side.padding
    while start + reach <= end or (
        ceil and start < side.size and not (found and found[-1] + reach >= end)
    ):
        found.append(start)
        start += side.stride
    return found


def seen(side, start):
    """The pixels of the image that the window from `start` has along a side."""
    places = (start + i * side.dilation for i in range(side.kernel))
    return [place for place in places if 0 <= place < side.size]


class Problem(NamedTuple):
    """An image, and the windows to pool it by."""

    image: torch.Tensor
    rows: Side
    columns: Side
    ceil_mode: bool

    @property
    def options(self):
        """The arguments of the pooling layer."""
        kernel = {"kernel_size": (self.rows.kernel, self.columns.kernel)}
        return kernel | options(self.rows, self.columns) | {"ceil_mode": self.ceil_mode}

    def windows(self, image):
        """For each number of the result its place, and the places and values of its pixels."""
        numbers = image.detach().cpu().double().numpy()
        for channel, (i, top), (j, left) in product(
            range(len(numbers)),
            enumerate(starts(self.rows, self.ceil_mode)),
            enumerate(starts(self.columns, self.ceil_mode)),
        ):
            places = [
                (channel, y, x) for y in seen(self.rows, top) for x in seen(self.columns, left)
            ]
            yield (channel, i, j), places, [float(numbers[place]) for place in places]

    @property
    def shape(self):
        """The shape of the result."""
        sides = (self.rows, self.columns)
        return (len(self.image), *(len(starts(side, self.ceil_mode)) for side in sides))

    def pooled(self, image, of_window):
        """Each window's number."""
        y = np.zeros(self.shape)
        for target, _, values in self.windows(image):
            y[target] = of_window(values)
        return torch.from_numpy(y)

    def pixels_counted(self, include_padding):
        """How many pixels each window averages over: with the padding, not what is past it."""
        y = np.zeros(self.shape)
        for (channel, i, j), places, _ in self.windows(self.image):
            spans = []
            for side, n in ((self.rows, i), (self.columns, j)):
                start = starts(side, self.ceil_mode)[n]
                spans.append(min(start + side.kernel, side.size + side.padding) - start)
            y[channel, i, j] = math.prod(spans) if include_padding else len(places)
        return torch.from_numpy(y)


def maximum(values):
    """nan if there is one."""
    return math.nan if any(map(math.isnan, values)) else max(values)


def sides(dilation):
    """Sides of up to 5 with room for a window, and a pixel of the image in each window."""
    some = st.builds(
        Side,
        st.integers(1, 5),
        st.integers(1, 3),
        st.integers(1, 3),
        st.integers(0, 1),
        st.integers(1, dilation),
    )
    return some.filter(
        lambda side: (
            side.padding <= side.kernel // 2
            and starts(side, False)
            and all(seen(side, start) for start in starts(side, True))
        )
    )


@st.composite
def problems(draw, table=INTEGERS, dilation=2):
    """Images of up to three channels, and windows of all kinds."""
    rows, columns, ceil = draw(sides(dilation)), draw(sides(dilation)), draw(st.booleans())
    image = draw(tensors(table, shape=(draw(st.integers(1, 3)), rows.size, columns.size)))
    return Problem(image, rows, columns, ceil)


PAST = Problem(torch.ones(1, 4, 4, dtype=torch.float64), *[Side(4, 3, 2, 1, 1)] * 2, True)
"""The third window of a side has a pixel, one of the padding, and one past it."""


def undilated(problem):
    """The arguments of average pooling, which knows no dilation."""
    return {name: value for name, value in problem.options.items() if name != "dilation"}
