"""A maxout unit is the largest of K affine functions:  max_k (w_k · x + b_k).

It is convex and piecewise linear with at most K pieces: K = 2 makes ReLU and |x|, and more pieces
come closer to any continuous convex function on a bounded set. It has K times the parameters of a
linear layer. The library ships none.

Sources: chapter-three 3(5).
"""

import torch
from torch import Tensor


def maxout(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """Inputs (..., in), weights (pieces, out, in), biases (pieces, out): outputs (..., out)."""
    pieces = torch.einsum("koi,...i->...ko", weight, x) + bias
    return pieces.amax(-2)
