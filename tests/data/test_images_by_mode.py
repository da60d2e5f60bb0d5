"""Images by mode: what PIL keeps for a pixel is what becomes a channel."""

import pytest
import torch

from tests.support.claims import HOLDS, claim
from tests.support.tolerance import assert_equal


@claim("image-totensor-input-types", note="pytorch-basics 9.2", verdict=HOLDS)
@pytest.mark.parametrize(
    ("mode", "channels"), [("L", 1), ("P", 1), ("LA", 2), ("RGB", 3), ("RGBA", 4), ("CMYK", 4)]
)
def test_have_a_channel_for_each_byte_of_a_pixel(to_tensor, mode, channels):
    """The note passes PIL images. What is a byte in them is a channel, divided by 255.

    Of a palette (P) it is the number of the colour, and no colour; of print (CMYK) all four inks.
    """
    from PIL import Image

    data = bytes(range(6 * channels))
    picture = Image.frombytes(mode, (3, 2), data)

    expected = torch.arange(6.0 * channels).reshape(2, 3, channels).permute(2, 0, 1) / 255
    assert_equal(to_tensor(picture), expected)
