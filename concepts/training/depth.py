"""Depth: how many hidden layers a net has, and what that makes of its training.

    h_0 = x,    h_l = tanh(norm(h_{l-1} W_l + b_l)),    y = h_depth W + b

norm is batch normalisation or nothing. Each further layer costs width² + width numbers, with
normalisation 2 · width more, and width² products a sample.

Several nets of one shape are trained side by side, each on its own data, for the time of one: what
a training run shows of depth is only true on average.

Source: regression-network 4, 5, whose net has width 130, weights N(0, 0.1²) and biases -0.2.
"""

import torch
from torch import Tensor, nn

GAIN = 130 * 0.1**2  # width times the variance of a weight, as in the note
BIAS = -0.2


class Linears(nn.Module):
    """As many linear layers as nets: (nets, rows, fan_in) to (nets, rows, fan_out)."""

    def __init__(self, nets: int, fan_in: int, fan_out: int) -> None:
        """Draw the weights from torch's global generator, of variance GAIN / fan_in."""
        super().__init__()
        self.weight = nn.Parameter(torch.randn(nets, fan_in, fan_out) * (GAIN / fan_in) ** 0.5)
        self.bias = nn.Parameter(torch.full((nets, 1, fan_out), BIAS))

    def forward(self, x: Tensor) -> Tensor:
        """Each net's rows by its own weights."""
        return torch.baddbmm(self.bias, x, self.weight)


class Norms(nn.Module):
    """Batch normalisation of each unit of each net over its rows."""

    def __init__(self, nets: int, width: int) -> None:
        """Normalise all units as the features of one layer."""
        super().__init__()
        self.norm = nn.BatchNorm1d(nets * width)

    def forward(self, x: Tensor) -> Tensor:
        """Keep the shape, (nets, rows, width)."""
        nets, rows, width = x.shape
        flat = x.transpose(0, 1).reshape(rows, nets * width)
        return self.norm(flat).reshape(rows, nets, width).transpose(0, 1)


def deep_net(
    inputs: int, width: int, depth: int, batch_norm: bool = False, nets: int = 1
) -> nn.Sequential:
    """(nets, rows, inputs) to (nets, rows, 1), through `depth` hidden layers."""
    layers: list[nn.Module] = []
    for fan_in in [inputs] + [width] * (depth - 1):
        layers.append(Linears(nets, fan_in, width))
        if batch_norm:
            layers.append(Norms(nets, width))
        layers.append(nn.Tanh())
    return nn.Sequential(*layers, Linears(nets, width, 1))
