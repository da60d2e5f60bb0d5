"""Features: a table of N rows and D columns is N points in D dimensions, one a feature.

D is the number of columns, not of the tensor's own dimensions, which are two. What is said of
many dimensions (the curse of dimensionality) is said of features that are independent:

    a cube that holds the part f of a unit cube has the edge        f^(1/D)  →  1
    distances from a point vary about their mean by                 √(0.3/D)  →  0
    the nearest of n points lies at a distance that falls like      n^(-1/D)

None of it depends on D itself: points of a plane keep their distances in a space of 1000.

Sources: pytorch-basics 1.1.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor


def dimensionality(table: Tensor) -> int:
    """The number of features of each of the rows of `table`, which has no labels in it."""
    return table.shape[1]


def append_features(tables: Sequence[Tensor]) -> Tensor:
    """Tables of as many rows side by side; each row gets longer, none is added."""
    ends = torch.tensor([table.shape[1] for table in tables]).cumsum(0).tolist()
    wide = tables[0].new_empty(len(tables[0]), ends[-1])
    for table, end in zip(tables, ends, strict=True):
        if len(table) != len(wide):
            raise RuntimeError(f"a table of {len(table)} rows beside one of {len(wide)}")
        wide[:, end - table.shape[1] : end] = table
    return wide


def select_features(table: Tensor, dim: int, index: Tensor) -> Tensor:
    """The columns (dim = 1) that `index` names, in its order."""
    return torch.stack([table.select(dim, i) for i in index.tolist()], dim)


def distances(queries: Tensor, points: Tensor) -> Tensor:
    """Euclidean, of every query (rows) to every point (columns). Where it is 0, so is its slope."""
    return torch.stack([(points - query).norm(dim=1) for query in queries])


def relative_contrast(far: Tensor) -> Tensor:
    """(d_max - d_min) / d_min of the distances of each row: how much farther the farthest is."""
    nearest = far.amin(1)
    return (far.amax(1) - nearest) / nearest


def cube_edge(part: float, dimensions: int) -> float:
    """The edge of the cube that holds a part of the volume of a unit cube."""
    return part ** (1 / dimensions)


class Costs(NamedTuple):
    """What a number of features costs, counted."""

    operations: int  # of a linear layer: a multiplication and an addition for each weight and row
    parameters: int  # of a linear layer: its weights and biases
    covariances: int  # of every two features
    cells: int  # of a grid with so many steps along each feature


def costs(features: int, *, rows: int, outputs: int, steps: int) -> Costs:
    """Linear in the features, linear, quadratic, exponential."""
    return Costs(
        2 * rows * features * outputs,
        features * outputs + outputs,
        features**2,
        steps**features,
    )


class Fit(NamedTuple):
    """The weights found."""

    solution: Tensor


def least_squares(A: Tensor, B: Tensor) -> Fit:
    """The weights w of the least |A w - B|²; of many such, where D > N, the shortest."""
    rows, features = A.shape[-2:]
    if rows >= features:
        return Fit(torch.linalg.solve(A.mT @ A, A.mT @ B))
    return Fit(A.mT @ torch.linalg.solve(A @ A.mT, B))
