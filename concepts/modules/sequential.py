"""A sequence of modules is the composition of their functions, the first one applied first:

    Sequential(f, g, h)(x) = h(g(f(x)))

Flatten is what stands between images and a linear layer: (N, C, H, W) becomes (N, C · H · W).

Source: course, nn.Module.
"""

import math
from typing import Any

from torch import Tensor, nn


class Sequential(nn.Module):
    """Run modules in the order given; they are registered as "0", "1", …"""

    def __init__(self, *layers: nn.Module) -> None:
        """Take any number of modules; none is the identity."""
        super().__init__()
        for place, layer in enumerate(layers):
            self.add_module(str(place), layer)

    def forward(self, x: Any) -> Any:
        """Hand the output of each to the next."""
        for layer in self.children():
            x = layer(x)
        return x


class Flatten(nn.Module):
    """Join the dimensions from `start_dim` to `end_dim`; a sample stays a row by default."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        """Negative dimensions count from the end."""
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, x: Tensor) -> Tensor:
        """The entries stay in their order."""
        start, end = self.start_dim % x.ndim, self.end_dim % x.ndim + 1
        joined = math.prod(x.shape[start:end])
        return x.reshape(*x.shape[:start], joined, *x.shape[end:])
