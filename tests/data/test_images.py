"""Images: from bytes in a picture to floats in a tensor."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, REFUTED, claim
from tests.support.strategies import INTEGERS, REALS, tensors
from tests.support.tolerance import assert_equal

SIDES = st.integers(1, 4)
SCALED_BY_THE_NOTE = "chapter-three 8 MNIST program"


@st.composite
def pictures(draw):
    """Bytes (H, W) or (H, W, C), and the same as a PIL image if it has such a mode."""
    height, width = draw(SIDES), draw(SIDES)
    shape = draw(st.sampled_from([(height, width), *((height, width, c) for c in (1, 2, 3, 4))]))
    pixels = draw(arrays(np.uint8, shape))
    pixels = np.asfortranarray(pixels) if draw(st.booleans()) else pixels
    if shape[2:] != (1,) and draw(st.booleans()):
        from PIL import Image

        return pixels, Image.fromarray(pixels)
    return pixels, pixels


@claim("totensor-scales", note=SCALED_BY_THE_NOTE, verdict=HOLDS_IF)
@claim("image-totensor-scales", note="pytorch-basics 9.2", verdict=HOLDS_IF)
@claim("image-totensor-input-types", note="pytorch-basics 9.2", verdict=HOLDS)
@given(picture=pictures())
def test_of_bytes_become_fractions_of_255_channel_first(to_tensor, picture):
    """The notes: ToTensor turns an image, of PIL or an array, into floats in [0, 1].

    True of bytes: float32, k/255, (H, W) and (H, W, C) alike to (C, H, W).
    """
    pixels, image = picture
    channels = np.atleast_3d(pixels)
    height, width, depth = channels.shape
    expected = [
        [[float(channels[y, x, c]) / 255 for x in range(width)] for y in range(height)]
        for c in range(depth)
    ]

    tensor = to_tensor(image)

    assert_equal(tensor, torch.tensor(expected, dtype=torch.float32))
    assert 0 <= tensor.min() <= tensor.max() <= 1


@claim("image-gray-0-255", note="pytorch-basics 9.2", verdict=HOLDS)
@claim("image-totensor-scales", note="pytorch-basics 9.2", verdict=HOLDS_IF)
def test_of_bytes_have_256_levels_from_black_to_white(to_tensor):
    """The note: a grey pixel is a number from 0 to 255. True of 8 bits: 0 black, 255 white.

    As floats 0, 0.502 and 1; all 256 stay apart, in order, here three pixels of each.
    """
    levels = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 48)

    grey = to_tensor(levels)

    assert grey.shape == (1, 16, 48)
    grey = grey.reshape(256, 3)
    assert_equal(grey[:, 1:], grey[:, :2])
    grey = grey[:, 0]
    assert [round(grey[k].item(), 3) for k in (0, 128, 255)] == [0, 0.502, 1]
    assert (grey.diff() > 0).all()
    assert_equal((grey * 255).round().to(torch.uint8), torch.arange(256).to(torch.uint8))


@claim("totensor-scales", note=SCALED_BY_THE_NOTE, verdict=HOLDS_IF)
@claim("image-totensor-scales", note="pytorch-basics 9.2", verdict=HOLDS_IF)
@pytest.mark.parametrize(
    "kind", ["int8", "int16", "int32", "int64", "float16", "float32", "float64", "bool"]
)
@given(x=tensors(REALS, shape=(2, 3)))
def test_of_anything_but_bytes_keep_their_numbers(to_tensor, kind, x):
    """The condition: an array of anything but bytes keeps numbers and dtype: 127.0 stays 127.0.

    A float that is missing stays nan.
    """
    numbers = (16 * x.abs() - 1).numpy().astype(kind)
    numbers[1, 2] = np.nan if "float" in kind else 0

    tensor = to_tensor(numbers)

    assert_equal(tensor, torch.from_numpy(numbers)[None])


@claim("totensor-scales", note=SCALED_BY_THE_NOTE, verdict=HOLDS_IF)
@claim("image-totensor-scales", note="pytorch-basics 9.2", verdict=HOLDS_IF)
@pytest.mark.parametrize(
    ("mode", "kind"),
    [("I", torch.int32), ("I;16", torch.int16), ("F", torch.float32)],
    ids=["I", "I;16", "F"],
)
def test_of_wide_pictures_keep_their_numbers(to_tensor, mode, kind):
    """The condition for PIL: modes of more than 8 bits a channel are not divided either."""
    from PIL import Image

    picture = Image.new(mode, (3, 2), 200)

    assert_equal(to_tensor(picture), torch.full((1, 2, 3), 200, dtype=kind))


@claim("image-totensor-scales", note="pytorch-basics 9.2", verdict=HOLDS_IF)
@pytest.mark.parametrize(("ink", "value"), [(0, 0.0), (1, 1.0)])
def test_of_one_bit_become_zero_and_one(to_tensor, ink, value):
    """The case of PIL's mode 1: a bit counts as the byte 0 or 255, and becomes 0.0 or 1.0."""
    from PIL import Image

    assert_equal(to_tensor(Image.new("1", (3, 2), ink)), torch.full((1, 2, 3), value))


@claim("image-channel-width-height", note="pytorch-basics 9.2", verdict=REFUTED)
@given(width=st.integers(2, 7), height=st.integers(2, 7), data=st.data())
def test_are_channel_height_width_where_pil_says_width_height(to_tensor, width, height, data):
    """The note: (channel, width, height). No: (C, H, W), which a square image does not show.

    PIL's size is (W, H), and its pixel (x, y) is [:, y, x] of the tensor.
    """
    from PIL import Image

    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    picture = Image.new("RGB", (width, height))
    picture.putpixel((x, y), (51, 102, 255))
    assert picture.size == (width, height)

    tensor = to_tensor(picture)

    assert tensor.shape == (3, height, width)
    assert [round(value, 1) for value in tensor[:, y, x].tolist()] == [0.2, 0.4, 1.0]
    assert_equal(tensor.count_nonzero(), torch.tensor(3))


@claim("image-channel-width-height", note="pytorch-basics 9.2", verdict=REFUTED)
def test_keep_the_order_of_the_channels(to_tensor):
    """Nothing tells ToTensor which channel is red: OpenCV's order, blue, green, red, stays so."""
    red = np.array([[[255, 0, 0]]], dtype=np.uint8)

    assert_equal(to_tensor(red).flatten(), torch.tensor([1.0, 0.0, 0.0]))
    assert_equal(to_tensor(red[..., ::-1].copy()).flatten(), torch.tensor([0.0, 0.0, 1.0]))


@claim("image-totensor-input-types", note="pytorch-basics 9.2", verdict=HOLDS)
@pytest.mark.parametrize("kind", ["tensor", "list", "number"])
def test_are_not_made_from_a_tensor_a_list_or_a_number(to_tensor, kind):
    """The note: from PIL or numpy. True: anything else, even a tensor, is a TypeError."""
    thing = {"tensor": torch.zeros(1, 2, 2), "list": [[0, 1]], "number": 3.0}[kind]

    with pytest.raises(TypeError, match=f"(?i)got .*{type(thing).__name__}"):
        to_tensor(thing)


@claim("image-totensor-input-types", note="pytorch-basics 9.2", verdict=HOLDS)
@pytest.mark.parametrize("shape", [(4,), (1, 2, 2, 3)], ids=str)
def test_must_have_two_or_three_dimensions(to_tensor, shape):
    """What an array must be: a row is no image, and neither is a batch. Both are a ValueError."""
    with pytest.raises(ValueError, match="dimension"):
        to_tensor(np.zeros(shape, dtype=np.uint8))


@claim("make-grid-shape", note=SCALED_BY_THE_NOTE, verdict=HOLDS)
@given(
    data=st.data(),
    count=st.integers(2, 7),
    channels=st.sampled_from([1, 3]),
    sides=st.tuples(SIDES, SIDES),
    nrow=st.integers(1, 8),
    padding=st.integers(0, 3),
)
def test_in_a_grid_lie_in_rows_with_black_between(
    make_grid, data, count, channels, sides, nrow, padding, device, dtype
):
    """What make_grid does: images left to right, rows of `nrow`, zeros around each, 3 channels."""
    height, width = sides
    images = data.draw(tensors(INTEGERS, shape=(count, channels, height, width)))
    columns = min(nrow, count)
    rows = -(-count // columns)
    shape = 3, rows * (height + padding) + padding, columns * (width + padding) + padding
    expected = torch.zeros(shape, dtype=torch.float64)
    for k in range(count):
        top = padding + k // columns * (height + padding)
        left = padding + k % columns * (width + padding)
        expected[:, top : top + height, left : left + width] = images[k]

    grid = make_grid(images.to(device, dtype), nrow=nrow, padding=padding)

    assert_equal(grid, expected.to(device, dtype))


@claim("make-grid-shape", note=SCALED_BY_THE_NOTE, verdict=HOLDS)
@cells(meta=True)
def test_in_a_grid_of_64_digits_make_242_by_242(make_grid, device):
    """The note's batch: 64 grey 28 × 28 digits make 3 × 242 × 242, since 8 · (28 + 2) + 2 = 242."""
    digits = torch.zeros(64, 1, 28, 28, device=device)

    assert make_grid(digits).shape == (3, 242, 242)


@claim("make-grid-shape", note=SCALED_BY_THE_NOTE, verdict=HOLDS)
@pytest.mark.parametrize("channels", [1, 3])
@given(data=st.data())
def test_alone_in_a_grid_have_no_border(make_grid, channels, data, device, dtype):
    """The exception: an image that is alone in its grid keeps its size, and gets no zeros."""
    image = data.draw(tensors(INTEGERS, shape=(1, channels, 2, 3))).to(device, dtype)

    assert_equal(make_grid(image), image[0].expand(3, -1, -1))


@claim("image-784-view", note="pytorch-basics 9.3 code", verdict=HOLDS_IF)
@cells(examples=0.3)
@given(data=st.data(), count=st.sampled_from([1, 2, 40]))
def test_of_28_by_28_become_rows_of_784(as_rows, data, count, device, dtype):
    """The note: view(-1, 784) makes a row of each image. True of 28 × 28, in reading order."""
    image = data.draw(tensors(INTEGERS, shape=(1, 1, 28, 28))).to(device, dtype)
    images = torch.cat([image * (1 + n % 3) for n in range(count)])
    k, y, x = (data.draw(st.integers(0, n - 1)) for n in images[:, 0].shape)

    rows = as_rows(images)

    assert rows.shape == (count, 784)
    assert_equal(rows[k, 28 * y + x], images[k, 0, y, x])
    assert_equal(rows, torch.cat([images[:, 0, line] for line in range(28)], 1))
    assert_equal(rows.sum(1), images.sum((1, 2, 3)))


@claim("image-784-view", note="pytorch-basics 9.3 code", verdict=HOLDS_IF)
@given(
    count=st.integers(1, 100).filter(lambda count: count % 49),
    other=st.sampled_from([24, 27, 29, 32]),
)
def test_of_another_size_are_refused_unless_784_divides_the_total(as_rows, count, other, device):
    """The condition: 28 × 28. Other sizes are refused while the total is no multiple of 784.

    But 49 images of 32 × 32 become 64 rows, none of them an image, without an error.
    """
    entries = torch.arange(49 * 32 * 32, device=device).reshape(49, 1, 32, 32)

    rows = as_rows(entries)

    assert rows.shape == (64, 784)
    assert_equal(rows[1, 0], entries[0, 0, 24, 16])
    with pytest.raises(RuntimeError, match=str(count * other * other)):
        as_rows(entries.new_zeros(count, 1, other, other))
