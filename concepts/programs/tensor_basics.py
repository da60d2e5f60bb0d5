"""The first program of chapter three: sizes, products, concatenation, inverse, numpy and back.

    (A C)_ij = Σ_k a_ik c_kj      (A ∘ B)_ij = a_ij b_ij      C C⁻¹ = 1

Each line of the note is one entry of `run`, here from the definitions.

Source: chapter-three 1.
"""

import torch
from torch import Tensor

A = ((2.0, 3.0), (4.0, 8.0), (7.0, 9.0))
B = ((1.0, 2.0), (2.0, 3.0), (3.0, 4.0))
C = ((3.0, 4.0), (2.0, 3.0))


def run(a: Tensor, b: Tensor, c: Tensor) -> dict[str, Tensor]:
    """What the program prints, by the name of the operation; `c` is 2 × 2."""
    swapped = torch.stack([c[1, 1], -c[0, 1], -c[1, 0], c[0, 0]]).reshape(2, 2)
    determinant = c[0, 0] * c[1, 1] - c[0, 1] * c[1, 0]
    return {
        "size": torch.tensor(a.shape),
        "mm": (a.unsqueeze(-1) * c).sum(-2),
        "cat": torch.stack([*a.T, *b.T], dim=1),
        "mul": a * b,
        "inverse": swapped / determinant,
    }


def library(a: Tensor, b: Tensor, c: Tensor) -> dict[str, Tensor]:
    """The same by the functions that the note calls."""
    return {
        "size": torch.tensor(a.size()),
        "mm": torch.mm(a, c),
        "cat": torch.cat((a, b), 1),
        "mul": torch.mul(a, b),
        "inverse": torch.inverse(c),
    }
