"""ReLU, the rectified linear unit, keeps what is positive:  relu(x) = max(x, 0).

Its slope is 1 where x > 0 and 0 elsewhere, at 0 itself too: what passes is not weakened, and a
unit that no sample activates learns nothing.

Sources: chapter-three 3(3); regression-network 2.
"""

import torch
from torch import Tensor


def relu(x: Tensor) -> Tensor:
    """Each element, or 0 if that is larger, in the shape and dtype of `x`; nan stays nan."""
    return torch.where(x <= 0, 0, x)


def naive_relu(x: Tensor) -> Tensor:
    """A product with the mask: nan for -inf, since 0 · inf is no number."""
    return x * (x > 0)
