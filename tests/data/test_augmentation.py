"""Augmentation: what flips, turns, resizing and new colours do to an image."""

import math

import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from concepts.data.augmentation import zoom as zoomed
from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS, IMPRECISE, REFUTED, claim, not_checkable
from tests.support.devices import WIDE
from tests.support.strategies import NASTY, shapes, tensors
from tests.support.tolerance import assert_equal, assert_near

SIDES = st.integers(1, 5)
ROUND_THE_CENTRE = st.sampled_from([(1, 1), (2, 1), (0, 3), (3, 0), (2, 40)])  # pixels each way
SIX = [[0, 1, 1], [1, 0, 0], [1, 1, 1], [1, 0, 1], [1, 1, 1]]
NINE = [[1, 1, 1], [1, 0, 1], [1, 1, 1], [0, 0, 1], [1, 1, 0]]

NOT_CHECKABLE = [
    not_checkable(
        "aug-hungry-for-labels",
        note="course augmentation",
        statement="neural networks need large labelled data sets",
        reason="how many are large depends on task and network, and the note names neither",
    ),
    not_checkable(
        "aug-three-remedies",
        note="course augmentation",
        statement="with few data take fewer layers, regularise, or augment",
        reason="advice: which of the three is best, and by how much, is left open",
    ),
]


def numbered(height, width, channels=1):
    """An image on which each pixel is known by its number, the first being 1."""
    return torch.arange(1.0, channels * height * width + 1).reshape(channels, height, width)


@claim("aug-flip-involution", note="course Flip", verdict=HOLDS)
@table(
    "flip, axis",
    [row("horizontal", "hflip", -1), row("vertical", "vflip", -2)],
)
@given(image=tensors(NASTY, shape=shapes(min_dims=2, max_dims=4, max_side=3)))
def test_by_a_flip_mirrors_and_by_a_second_flip_restores(flip, axis, image, device, dtype):
    """The note: images are flipped sideways or upside down. True; twice restores them.

    The pixel in place i comes from the place n - 1 - i of the same axis, in any layout.
    """
    x = image.to(device, dtype)
    n = x.shape[axis]
    expected = torch.stack([x.select(axis, n - 1 - i) for i in range(n)], axis)

    mirrored = flip(x)

    assert_equal(mirrored, expected)
    assert_equal(flip(mirrored), x)


@claim("aug-rotate", note="course Rotate", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(side=SIDES, channels=st.integers(1, 4), quarters=st.integers(-7, 8))
def test_by_quarter_turns_goes_counterclockwise(rotate, side, channels, quarters, device, dtype):
    """The note: rotate. True: by 90° the right edge becomes the top, exactly on a square.

    In float32 and float64: torchvision computes its grid in the precision of the image.
    """
    image = numbered(side, side, channels).to(device, dtype)
    image = torch.stack([image, image + 1])
    expected = image
    for _ in range(quarters % 4):
        expected = torch.stack([expected[..., side - 1 - y] for y in range(side)], -2)

    assert_equal(rotate(image, 90.0 * quarters), expected)


@claim("aug-rotate", note="course Rotate", verdict=HOLDS)
@cells(dtypes=WIDE)
def test_by_an_eighth_of_a_turn_loses_the_corners(rotate, device, dtype):
    """What a turn costs: what leaves the canvas is lost, and what enters is 0.

    It is 0 even where all of the image is nan. With expand the canvas grows instead, and nothing is
    lost.
    """
    white = torch.ones(1, 5, 5, device=device, dtype=dtype)

    same, larger = rotate(white, 45.0), rotate(white, 45.0, expand=True)

    assert_equal(same[0, 0], torch.tensor([0, 1, 1, 1, 0], device=device, dtype=dtype))
    assert_equal(same.sum(), torch.tensor(21, device=device, dtype=dtype))
    assert_equal(rotate(white * math.nan, 45.0)[0, 0, 0], 0.0)
    assert min(larger.shape[1:]) >= 7
    assert larger.sum() >= 24


@claim("aug-rotate", note="course Rotate", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(height=SIDES, width=SIDES, angle=st.floats(-800, 800), expand=st.booleans())
def test_by_any_angle_takes_the_nearest_pixel(rotate, height, width, angle, expand, device, dtype):
    """The definition: each pixel comes from where the turn back about the centre leads.

    Angles that lead halfway between two pixels are left out: there either is the nearest. A canvas
    that expands is as large as the turned image, but for the pixels that its edges cut.
    """
    image = numbered(height, width)
    turned = rotate(image.to(device, dtype), angle, expand)
    tall, wide = turned.shape[1:]
    expected = torch.zeros(1, tall, wide)
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    assert (tall, wide) == (height, width) or expand
    if expand:
        assert -2e-3 <= tall - abs(cos) * height - abs(sin) * width < 2
        assert -2e-3 <= wide - abs(cos) * width - abs(sin) * height < 2
    for y in range(tall):
        for x in range(wide):
            down, right = y - (tall - 1) / 2, x - (wide - 1) / 2
            source = (
                down * cos + right * sin + (height - 1) / 2,
                right * cos - down * sin + (width - 1) / 2,
            )
            assume(all(abs(place % 1 - 0.5) > 1e-3 for place in source))
            v, u = (round(place) for place in source)
            if 0 <= v < height and 0 <= u < width:
                expected[0, y, x] = image[0, v, u]

    assert_equal(turned, expected.to(device, dtype))


@claim("aug-small-gain", note="course augmentation", verdict=IMPRECISE)
@cells(dtypes=WIDE)
def test_by_half_a_turn_makes_a_6_into_a_9(rotate, device, dtype):
    """The note: variants are close to their originals. Not all: a 6 upside down is a 9.

    Turned by 15° it stays closer to the 6. Which transforms keep the label depends on the labels.
    """
    six, nine = (torch.tensor([digit], device=device).to(dtype) for digit in (SIX, NINE))

    upside_down, leaning = rotate(six, 180.0), rotate(six, 15.0)

    assert_equal(upside_down, nine)
    assert leaning.shape == six.shape
    assert (leaning - six).abs().sum() < (leaning - nine).abs().sum()


@claim("aug-resize-list", note="course Scale", verdict=HOLDS)
@cells(meta=True, dtypes=WIDE)
@given(height=st.integers(1, 9), width=st.integers(1, 9), size=st.integers(1, 20))
def test_by_a_resize_gives_the_listed_sides_or_the_shorter_one(
    resize, height, width, size, device, dtype
):
    """The note: Resize takes a list. True, [height, width].

    A single number is the shorter side, the other stays in proportion; it makes no square.
    """
    image = torch.zeros(1, height, width, device=device, dtype=dtype)
    long = size * max(height, width) // min(height, width)

    assert resize(image, [size, 7]).shape == (1, size, 7)
    assert resize(image, size).shape == (1, *((long, size) if height > width else (size, long)))


@claim("aug-resize-list", note="course Scale", verdict=HOLDS)
def test_by_a_resize_takes_the_height_first_of_a_picture_too():
    """The list is [height, width] of PIL's images too, though their size is (width, height)."""
    from PIL import Image
    from torchvision.transforms import Resize

    picture = Image.new("L", (4, 5))

    assert Resize([10, 20])(picture).size == (20, 10)
    assert Resize(10)(picture).size == (10, 12)


@claim("aug-resize-centre", note="course Scale", verdict=REFUTED)
@cells(dtypes=WIDE)
@given(half=st.integers(1, 4), factor=st.integers(2, 4))
def test_by_a_resize_keeps_the_corners(resize, half, factor, device, dtype):
    """The note: Resize scales about the centre. No: it has none. All of the image grows alike.

    The corners of the larger image are those of the smaller, where a zoom about the centre, with
    the size kept, pushes them out.
    """
    image = numbered(2 * half + 2, 2 * half + 2).to(device, dtype)
    corners = image[:, :: 2 * half + 1, :: 2 * half + 1]

    larger = resize(image, [factor * side for side in image.shape[1:]])

    assert_equal(larger[:, :: larger.shape[1] - 1, :: larger.shape[2] - 1], corners)
    assert not torch.isin(corners, zoomed(image, 2.0)).any()


@claim("aug-resize-centre", note="course Scale", verdict=REFUTED)
@cells(dtypes=WIDE)
@given(
    image=tensors(shape=st.tuples(st.just(3), SIDES, SIDES)),
    tall=st.integers(1, 9),
    wide=st.integers(1, 9),
)
def test_by_a_resize_mixes_the_four_pixels_around(resize, image, tall, wide, device, dtype):
    """The definition: new pixel i lies at (i + 1/2) · old/new - 1/2, but never beyond the rim.

    Its value is a mixture of the old pixels around that place, each by how near it is. (Torchvision
    has come to mix more of them by default where an image gets smaller; antialias=False does not.)
    """
    _, height, width = image.shape

    def mixture(i, old, new):
        place = min(max((i + 0.5) * old / new - 0.5, 0.0), old - 1.0)
        low = math.floor(place)
        return (low, 1 - (place - low)), (min(low + 1, old - 1), place - low)

    rows, columns = (
        [mixture(i, o, n) for i in range(n)] for o, n in ((height, tall), (width, wide))
    )
    expected = torch.stack(
        [
            torch.stack(
                [sum(p * q * image[:, v, u] for v, p in y for u, q in x) for x in columns], -1
            )
            for y in rows
        ],
        -2,
    )

    result = resize(image.to(device, dtype), [tall, wide])

    assert_near(result, expected, roundings=24, scale=8.0)


@claim("aug-resize-centre", note="course Scale", verdict=REFUTED)
@cells(dtypes=WIDE)
@given(halves=ROUND_THE_CENTRE, factor=st.sampled_from([3.0, 5.0, 1 / 3, 1 / 9]))
def test_by_a_zoom_keeps_the_centre_and_the_size(zoom, halves, factor, device, dtype):
    """What the note describes is the scale of an affine map: size kept, centre fixed.

    Magnified, the image loses its rim; made smaller, it is surrounded by zeros.
    """
    image = numbered(*(2 * half + 1 for half in halves)).to(device, dtype)
    old = {(v, u): n for v, row in enumerate(image[0].tolist()) for u, n in enumerate(row)}
    down, right = ([h + round(i / factor) for i in range(-h, h + 1)] for h in halves)
    expected = [[old.get((v, u), 0.0) for u in right] for v in down]

    result = zoom(image, factor)

    assert_equal(result, torch.tensor([expected], device=device, dtype=dtype))
    assert_equal(result[0, halves[0], halves[1]], image[0, halves[0], halves[1]])
