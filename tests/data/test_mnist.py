"""MNIST: what the data set holds, and how its files are laid out."""

import struct

import numpy as np
import pytest
import torch
from hypothesis import given

from concepts.data import mnist as source
from tests.support.axes import NOT_AVAILABLE, cells
from tests.support.claims import HOLDS, claim
from tests.support.strategies import generator, seeds
from tests.support.tolerance import assert_equal


@claim("mnist-sizes", note="softmax-regression 1", verdict=HOLDS)
def test_has_60000_images_to_train_and_10000_to_test(mnist):
    """The note: 60,000 and 10,000 images. True; the ten digits are not equally frequent."""
    if not mnist.full:
        pytest.skip(f"{NOT_AVAILABLE}{mnist.source} are not the whole of MNIST")

    assert mnist.rows == (60_000, 10_000)
    assert mnist.train_labels.bincount().tolist() == [
        *(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
    ]


@claim("mnist-sizes", note="softmax-regression 1", verdict=HOLDS)
def test_has_square_grey_images_of_ten_digits(mnist):
    """What every source of it shares: 28 × 28 bytes an image, and labels from 0 to 9."""
    for images, labels in (
        (mnist.train_images, mnist.train_labels),
        (mnist.test_images, mnist.test_labels),
    ):
        assert images.shape == (len(labels), 28, 28)
        assert images.dtype == torch.uint8
        assert labels.unique().tolist() == list(range(10))


@claim("sample-shape", note="softmax-regression 2", verdict=HOLDS)
@cells(examples=0.2)
@given(seed=seeds())
def test_makes_samples_of_one_channel(seed):
    """The note: a sample has shape (1, 28, 28). True after ToTensor: channel, height, width."""
    from PIL import Image
    from torchvision.transforms import ToTensor

    image = torch.randint(256, (28, 28), generator=generator(seed), dtype=torch.uint8)

    sample = ToTensor()(Image.fromarray(image.numpy()))

    assert sample.shape == (1, 28, 28)
    assert_equal((sample[0] * 255).round().to(torch.uint8), image)


def write_idx(path, array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}i", *array.shape)
    path.write_bytes(header + array.astype(np.uint8).tobytes())


@claim("mnist-root-shared-by-splits", note="chapter-three 8", verdict=HOLDS)
def test_keeps_both_splits_in_one_folder(tmp_path):
    """The note gives both splits the same root. True: `train` picks the files, not the folder.

    With another root, files are needed there as well.
    """
    from torchvision.datasets import MNIST

    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for name in source.FILES:
        rows = 3 if name.startswith("train") else 2
        shape = (rows, 28, 28) if "images" in name else (rows,)
        write_idx(raw / name, np.zeros(shape))

    assert [len(MNIST(tmp_path, train=train)) for train in (True, False)] == [3, 2]
    with pytest.raises(RuntimeError, match="not found"):
        MNIST(tmp_path / "elsewhere")
