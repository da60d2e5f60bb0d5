"""Iris: 150 flowers, four lengths of each in centimetres, and which of three species it is.

Of each species there are 50, one after the other. Two are hard to tell apart, one is not.

It is read from the file that scikit-learn ships, without importing scikit-learn, which takes
seconds. Data: E. Anderson; R. A. Fisher, The use of multiple measurements in taxonomic problems,
1936; CC BY 4.0.
"""

import importlib.util
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

SPECIES = ("setosa", "versicolor", "virginica")


class Iris(NamedTuple):
    """Lengths float32 (150, 4): of sepal and petal, each its length and width; species (150,)."""

    lengths: Tensor
    species: Tensor


def load() -> Iris:
    """The table; FileNotFoundError where there is no scikit-learn."""
    spec = importlib.util.find_spec("sklearn")
    folders = spec.submodule_search_locations if spec else None
    path = Path(folders[0] if folders else "", "datasets", "data", "iris.csv")
    if not path.is_file():
        raise FileNotFoundError("no iris.csv, which scikit-learn ships: pip install scikit-learn")
    table = torch.from_numpy(np.loadtxt(path, delimiter=",", skiprows=1))
    return Iris(table[:, :4].float(), table[:, 4].long())
