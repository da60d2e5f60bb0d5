"""Augmentation at random: how often, how far, and where."""

import math
import warnings
from collections import Counter
from importlib import import_module
from importlib.util import find_spec

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from concepts.data.augmentation import gaussian_noise as noisy
from concepts.data.augmentation import rotate as turned
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, REFUTED, VERSION_DEPENDENT, claim
from tests.support.devices import WIDE
from tests.support.statistics import assert_mean, assert_rate
from tests.support.strategies import gaussian, seeded, seeds, tensors
from tests.support.tolerance import assert_equal
from tests.support.versions import TORCHVISION_HAS_GAUSSIAN_NOISE

FLIPS = 1200  # of which the share of each way strays by 0.1 once in 1e10
ANGLES = 2200
PIXELS = 36_000
MARKED = [[0.0, 1.0], [2.0, 3.0]]  # the first pixel tells which way it was flipped


@claim("aug-hflip-random", note="course Flip", verdict=HOLDS)
@cells(examples=0.05)
@pytest.mark.parametrize("chances", [{}, {"horizontal": 0.75, "vertical": 0.25}], ids=str)
@given(seed=seeds())
def test_flips_each_way_with_a_probability_of_its_own(random_flips, seed, chances, device):
    """The note: perhaps sideways, perhaps not; perhaps upside down, perhaps not. True.

    By default each with probability 1/2, so that all four outcomes are equally frequent.
    """
    p, q = chances.get("horizontal", 0.5), chances.get("vertical", 0.5)
    image, flip = torch.tensor([MARKED], device=device), random_flips(**chances)

    with seeded(seed, device):
        ways = torch.stack([flip(image)[0, 0, 0] for _ in range(FLIPS)])

    assert_rate(ways % 2 == 1, p, detects=0.2)
    assert_rate(ways >= 2, q, detects=0.2)
    assert_rate(ways == 3, p * q, detects=0.2)


@claim("aug-hflip-random", note="course Flip", verdict=HOLDS)
@claim("aug-flip-involution", note="course Flip", verdict=HOLDS)
@given(image=tensors(shape=(1, 2, 3)), seed=seeds())
def test_flips_always_with_probability_one_and_never_with_zero(
    random_flips, image, seed, device, dtype
):
    """The extremes: 1 is always and 0 never; a second flip restores the image."""
    x = image.to(device, dtype)

    with seeded(seed, device):
        sideways, upright = random_flips(horizontal=1.0, vertical=0.0), x[..., [2, 1, 0]]
        over, upside = random_flips(horizontal=0.0, vertical=1.0), x[..., [1, 0], :]
        never = random_flips(horizontal=0.0, vertical=0.0)

        assert_equal(sideways(x), upright)
        assert_equal(over(x), upside)
        assert_equal(never(x), x)
        assert_equal(sideways(sideways(x)), x)


@claim("aug-rotation-degrees", note="course Rotate", verdict=HOLDS, reading=IMPLIED)
@claim("aug-rotation-90-180", note="course Rotate", verdict=REFUTED, reading=IMPLIED)
@cells(examples=0.1)
@given(seed=seeds(), asked=st.sampled_from([(15, [-15.0, 15.0]), ([90, 180], [90.0, 180.0])]))
def test_turns_by_any_angle_of_the_range_and_not_by_its_ends_alone(random_rotation, seed, asked):
    """The note's listing is lost. It may be RandomRotation(15): by any angle within ±15°. True.

    Or RandomRotation([90, 180]), which does not choose 90° or 180°: it turns by any angle between,
    uniformly. An end itself comes once in 2²⁴ draws; as often as one in a hundred it would fail
    here.
    """
    degrees, (low, high) = asked
    turn = random_rotation(degrees)

    with seeded(seed):
        angles = torch.tensor([turn.get_params(turn.degrees) for _ in range(ANGLES)])

    quarter = (high - low) / 4
    assert turn.degrees == [low, high]
    assert_mean(angles, (low + high) / 2, low=low, high=high, detects=0.15 * (high - low))
    assert_rate((angles - (low + high) / 2).abs() < quarter, 0.5, detects=0.15)
    assert ((angles > low) & (angles < high)).double().mean() > 0.99


@claim("aug-rotation-90-180", note="course Rotate", verdict=REFUTED, reading=IMPLIED)
@pytest.mark.parametrize("angles", [[0, 90, 180], [90]], ids=str)
def test_turns_within_a_range_and_not_by_one_of_a_list(random_rotation, angles):
    """The counterexample: from a list of angles three, or one, could be chosen. ValueError.

    Of two the first must be the smaller: that is said when an angle is drawn.
    """
    with pytest.raises(ValueError, match="sequence of length 2"):
        random_rotation(angles)
    with pytest.raises(RuntimeError, match="uniform_ expects"):
        random_rotation([180, 90]).get_params([180, 90])


@claim("aug-rotation-degrees", note="course Rotate", verdict=HOLDS, reading=IMPLIED)
@cells(dtypes=WIDE)
@given(seed=seeds(), image=tensors(shape=(2, 3, 3)))
def test_turns_the_image_by_the_angle_drawn(random_rotation, seed, image, device, dtype):
    """What RandomRotation does with its angle: it rotates by it, as `rotate` would.

    Angles that lead halfway between two pixels are left out: there either is the nearest.
    """
    x, turn = image.to(device, dtype), random_rotation((-180.0, 180.0))
    with seeded(seed, device):
        angle = turn.get_params(turn.degrees)
    assume(torch.equal(turned(x, angle - 0.01), turned(x, angle + 0.01)))

    with seeded(seed, device):
        result = turn(x)

    assert_equal(result, turned(x, angle))


@claim("aug-randomcrop", note="course Crop", verdict=HOLDS)
@cells(examples=0.1)
@given(seed=seeds(), size=st.sampled_from([3, (3, 3), (2, 4)]))
def test_cuts_a_window_from_anywhere_inside(random_crop, seed, size, device):
    """The note: crop at random. True: a window of a fixed size, in any place where it fits.

    There are 9 places (8 for 2 × 4). That 500 draws miss one happens once in 1e24.
    """
    height, width = (size, size) if isinstance(size, int) else size
    image = torch.arange(25.0, device=device).reshape(1, 5, 5)
    cut = random_crop(size)

    with seeded(seed, device):
        windows = [cut(image) for _ in range(500)]

    first = torch.stack([window[0, 0, 0] for window in windows])
    places = {5.0 * y + x for y in range(6 - height) for x in range(6 - width)}
    assert set(Counter(first.tolist())) == places
    assert_mean(first.div(5).floor(), (5 - height) / 2, low=0, high=5 - height, detects=1)
    assert_mean(first % 5, (5 - width) / 2, low=0, high=5 - width, detects=1)
    rows = torch.arange(height, device=device)[:, None] * 5
    within = rows + torch.arange(width, device=device)
    assert_equal(torch.stack(windows)[:, 0], first[:, None, None] + within)


@claim("aug-randomcrop", note="course Crop", verdict=HOLDS)
@given(seed=seeds(), height=st.integers(1, 4), width=st.integers(1, 4))
def test_cuts_no_window_that_is_larger_than_the_image(random_crop, seed, height, width, device):
    """The limit: a window as large as the image is the image; larger, either way, a ValueError."""
    image = torch.arange(float(height * width), device=device).reshape(1, height, width)

    with seeded(seed, device):
        assert_equal(random_crop((height, width))(image), image)
        for size in ((height + 1, width), (height, width + 1), (height + 1, width + 1)):
            with pytest.raises(ValueError, match="larger than"):
                random_crop(size)(image)


@claim("aug-noise", note="course Noise", verdict=VERSION_DEPENDENT)
@cells(dtypes=WIDE)
@given(seed=seeds())
def test_adds_noise_by_torchvision_only_since_its_second_interface(seed, device, dtype):
    """The note: noise is seldom added. `transforms` has none ready, nor had `v2` before 0.19.

    Since then v2.GaussianNoise draws what the definition draws, number by number.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the second interface was announced as a trial
        from torchvision import transforms

        v2 = find_spec("torchvision.transforms.v2") and import_module("torchvision.transforms.v2")
    image = gaussian(seed, 3, 4, 4).to(device, dtype)

    assert not hasattr(transforms, "GaussianNoise")
    assert hasattr(v2, "GaussianNoise") == bool(TORCHVISION_HAS_GAUSSIAN_NOISE)
    if TORCHVISION_HAS_GAUSSIAN_NOISE:
        with seeded(seed, device):
            theirs = v2.GaussianNoise(sigma=0.25)(image)
        with seeded(seed, device):
            assert_equal(theirs, noisy(image, sigma=0.25))


@claim("aug-noise", note="course Noise", verdict=VERSION_DEPENDENT)
@cells(dtypes=WIDE, examples=0.2)
@given(seed=seeds(), sigma=st.sampled_from([0.02, 0.1]), mean=st.sampled_from([0.0, 0.1]))
def test_adds_a_number_of_its_own_to_each_pixel(gaussian_noise, seed, sigma, mean, device, dtype):
    """What noise is: x + μ + σ z, with z from N(0, 1).

    So 68.3 % of the noise lies within μ ± σ, by default ± 0.1. The result is cut off at 0 and 1
    unless told otherwise.
    """
    grey = torch.full((1, 1, PIXELS), 0.5, device=device, dtype=dtype)

    with seeded(seed, device):
        noise = (gaussian_noise(grey, mean, sigma) - grey - mean) / sigma
        wild = gaussian_noise(grey, sigma=5.0)
        free = gaussian_noise(grey, sigma=5.0, clip=False)
    with seeded(seed, device):
        told = gaussian_noise(grey, 0.0, 0.1, True)
    with seeded(seed, device):
        assert_equal(gaussian_noise(grey), told)

    for width in (0.5, 1.0, 2.0):
        assert_rate(noise.abs() < width, math.erf(width / 2**0.5), detects=0.037)
    assert_rate(noise > 0, 0.5, detects=0.037)
    assert_rate((wild == 0) | (wild == 1), 1 - math.erf(0.1 / 2**0.5), detects=0.037)
    assert free.min() < 0
    assert free.max() > 1
