"""A data set answers `dataset[i]`, the sample at an index, and `len(dataset)`, how many there are.

That is the whole contract. Nothing has to inherit from `Dataset`: a list and a range are data
sets. `Dataset` can be made, is of no use by itself, and has no length, since there are data
whose length nobody knows; only what counts samples or puts them in order asks for one.

Sources: pytorch-basics 8.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor


class Dataset:
    """What a data set may inherit from; it says which method is still to be written."""

    def __getitem__(self, index: int) -> Any:
        """Fetch the sample at an index, not the index of a sample."""
        raise NotImplementedError(f"{type(self).__name__} does not say which sample is at {index}")


class TensorDataset(Dataset):
    """Tensors of equal length: sample i is the tuple of their rows i."""

    def __init__(self, *tensors: Tensor) -> None:
        """Take inputs, labels and whatever else belongs to a sample."""
        self.tensors = tensors

    def __getitem__(self, index: int) -> tuple[Tensor, ...]:
        """Take row `index` of each tensor; negative ones count from the end."""
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        """Count the rows."""
        return self.tensors[0].shape[0]


class TableDataset(Dataset):
    """The note's data set: a comma-separated table without header, the label in its last column.

    `[:, [-1]]` keeps the column a matrix, so that a label has shape (1,) as the net's output
    has; `[:, -1]` would make it a number of shape ().
    """

    def __init__(self, file: str | Path | Iterable[str]) -> None:
        """Read it all at once, as float32."""
        table = np.loadtxt(file, delimiter=",", dtype=np.float32, ndmin=2)
        self.inputs = torch.from_numpy(table[:, :-1])
        self.labels = torch.from_numpy(table[:, [-1]])

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        """Pair the row without its last entry with that entry."""
        return self.inputs[index], self.labels[index]

    def __len__(self) -> int:
        """Count the rows."""
        return self.inputs.shape[0]
