"""The diabetes table: 759 women, eight measurements each in [-1, 1], and a label of 0 or 1.

The label is 1 for the 496 who are healthy and 0 for the 263 who are ill: a net that learns it tells
the probability of health. A measurement of 0, mid-range, often stands for one not taken.

It is read from diabetes.csv in the folder that `EXECUTABLE_NOTES_DATA` names. Without one, the
breast cancer table that scikit-learn ships stands in: the first eight of its measurements, scaled
likewise, of 569 women, of whom again 1 marks the luckier, whose tumour is benign.

Source: pytorch-basics 7. Data: National Institute of Diabetes and Digestive and Kidney Diseases,
by way of J. Kim's PyTorchZeroToAll; W. Wolberg, O. Mangasarian, N. Street, W. Street, CC BY 4.0.
"""

import hashlib
import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from concepts.data.mnist import VARIABLE, chosen

MD5 = "bf3fcb4a2acfd7e7fbfdd883c0998b8a"
FEATURES = 8


@dataclass(frozen=True)
class Diabetes:
    """A table float32 (rows, 9), the label last; and where it came from."""

    table: NDArray[np.float32]
    source: str
    real: bool  # and no stand-in

    @property
    def description(self) -> str:
        """The source, and how many rows it gives."""
        return f"{self.source} ({len(self.table)} rows)"


@cache
def load() -> Diabetes:
    """The table or its stand-in; FileNotFoundError if there is neither, ValueError if damaged."""
    folder = chosen()
    if folder and (folder / "diabetes.csv").is_file():
        return _read(folder / "diabetes.csv")
    return _packaged()


def _read(path: Path) -> Diabetes:
    if hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() != MD5:
        raise ValueError(f"{path} is not the table of 759 rows: cut off copies are about")
    return Diabetes(np.loadtxt(path, delimiter=",", dtype=np.float32), f"{path}", True)


def _packaged() -> Diabetes:
    spec = importlib.util.find_spec("sklearn")  # whose import takes seconds
    folders = spec.submodule_search_locations if spec else None
    path = Path(folders[0] if folders else "", "datasets", "data", "breast_cancer.csv")
    if not path.is_file():
        raise FileNotFoundError(
            f"no diabetes.csv, and no scikit-learn, whose breast cancer table would stand in: set "
            f"{VARIABLE} to the folder that holds diabetes.csv, or pip install scikit-learn"
        )
    whole = np.loadtxt(path, delimiter=",", skiprows=1)
    x, labels = whole[:, :FEATURES], whole[:, [-1]]
    table = np.hstack([2 * (x - x.min(0)) / np.ptp(x, 0) - 1, labels])
    return Diabetes(table.astype(np.float32), "scikit-learn's breast cancer table", False)
