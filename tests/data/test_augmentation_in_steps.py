"""Augmentation in steps: Compose, windows and colours, and the package that has them."""

import importlib

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.data.augmentation import center_crop as central
from concepts.data.augmentation import resize as resized
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import generator, seeds
from tests.support.tolerance import assert_equal, assert_near

FACTORS = st.sampled_from([0.0, 0.5, 1.0, 1.5, 3.0])


def numbered(side):
    """A square image on which each pixel is known by its number."""
    return torch.arange(float(side * side)).reshape(1, side, side)


@claim("aug-compose-order", note="course Compose", verdict=HOLDS)
@given(numbers=st.lists(st.integers(-9, 9), max_size=4), start=st.integers(-9, 9))
def test_runs_from_the_first_to_the_last(compose, numbers, start):
    """The note: Compose joins the steps. True, in their order, and it matters.

    To double and then add 1 is not to add 1 and then double. An empty chain changes nothing.
    """
    expected = start
    for n in numbers:
        expected = 2 * expected + n

    steps = [lambda x, n=n: 2 * x + n for n in numbers]
    twice = [abs, *[lambda x: x + 1] * 2]

    assert compose(steps)(start) == expected
    assert compose(twice)(start) == abs(start) + 2
    assert compose([lambda x: 2 * x, lambda x: x + 1])(start) == 2 * start + 1
    assert compose([lambda x: x + 1, lambda x: 2 * x])(start) == 2 * start + 2


@claim("aug-compose-order", note="course Compose", verdict=HOLDS)
@cells(dtypes=WIDE)
def test_shows_in_the_picture_which_came_first(compose, device, dtype):
    """The note: flips, turns, crops and resizes are combined. True, and the order is seen.

    Half the size and then the middle is the middle of averages; the other way round it is the
    average of the middle.
    """
    image = numbered(8).to(device, dtype)

    def halve(x):
        return resized(x, [x.shape[-2] // 2, x.shape[-1] // 2])

    def middle(x):
        return central(x, 2)

    assert compose([halve, middle])(image).flatten().tolist() == [22.5, 24.5, 38.5, 40.5]
    assert compose([middle, halve])(image).flatten().tolist() == [31.5]


@claim("aug-in-torchvision", note="course Compose", verdict=HOLDS)
def test_comes_with_torchvision():
    """The note: transforms belong to torchvision. True; torch itself has none."""
    compose = importlib.import_module("torchvision.transforms").Compose

    assert compose.__module__.startswith("torchvision.transforms")
    assert not hasattr(torch, "transforms")


@claim("transforms-module-name", note="course Compose", verdict=IMPRECISE)
def test_is_imported_from_transforms_in_the_plural():
    """The note calls the package transform. It is torchvision.transforms; no transform exists."""
    torchvision = importlib.import_module("torchvision")

    assert hasattr(torchvision, "transforms")
    assert not hasattr(torchvision, "transform")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("torchvision.transform")


@claim("aug-randomcrop", note="course Crop", verdict=HOLDS)
@given(height=st.integers(3, 8), width=st.integers(3, 8), size=st.integers(1, 3))
def test_by_a_central_crop_leaves_the_same_rim_on_both_sides(
    center_crop, height, width, size, device, dtype
):
    """The crop without chance: what is cut off on one side and the other differs by one at most.

    Half of an odd rim is rounded to the even number, as Python rounds.
    """
    image = torch.arange(float(height * width)).reshape(1, height, width).to(device, dtype)
    top, left = ((n - size) // 2 + ((n - size) % 4 == 3) for n in (height, width))

    window = center_crop(image, size)

    assert_equal(window, image.narrow(1, top, size).narrow(2, left, size))


@cells(dtypes=WIDE)
@given(seed=seeds(), brightness=FACTORS, contrast=FACTORS, saturation=FACTORS)
def test_by_new_colours_blends_with_black_with_mean_grey_and_with_own_grey(
    recolored, seed, brightness, contrast, saturation, device, dtype
):
    """The formula of colour jitter: k · image + (1 - k) · x, cut off at 0 and 1.

    For brightness x is black, for contrast the mean grey of the image, for saturation each pixel's
    own grey. k = 1 changes nothing; without saturation the three channels agree. The grey of a
    pixel is 0.2989 r + 0.587 g + 0.114 b.
    """
    image = torch.rand(3, 2, 3, generator=generator(seed), dtype=torch.float64).to(dtype)
    pixels = [tuple(colour) for colour in image.double().flatten(1).T.tolist()]

    def grey(pixel):
        return 0.2989 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]

    def blend(pixel, k, other):
        return tuple(min(max(k * value + (1 - k) * other, 0.0), 1.0) for value in pixel)

    pixels = [blend(pixel, brightness, 0.0) for pixel in pixels]
    mean = sum(grey(pixel) for pixel in pixels) / len(pixels)
    pixels = [blend(pixel, contrast, mean) for pixel in pixels]
    pixels = [blend(pixel, saturation, grey(pixel)) for pixel in pixels]
    expected = torch.tensor(pixels, dtype=torch.float64).T.reshape(3, 2, 3)

    result = recolored(image.to(device), brightness, contrast, saturation)

    assert_near(result, expected, roundings=20, scale=1 + brightness * contrast * saturation)
    assert_equal(recolored(image.to(device)), image.to(device))
