"""Initialization: the numbers that training starts from.

    N(m, s²):  m + s √(-2 ln u) cos 2πv  of uniform u and v        U(a, b):  a + (b - a) u

A sum of n products w·x has n Var(w) times the mean square of x. To keep the scale of what goes
through a layer, forward and back, the variance of its weights must go as 1 over its width:

    Xavier   2 / (in + out), for activations that are their argument near 0 (tanh)
    He       2 / in, for relu, which drops half of the mean square
    torch's nn.Linear, weight and bias   1 / (3 in), that is U(-1/√in, 1/√in)

Whether the numbers are Gaussian or uniform does not matter. That they differ does: hidden units
that start alike have the same gradient, and stay alike.

All fill a tensor in place and return it. The shape of a weight is (out, in). The random numbers
come from torch's global generator, in the precision of the tensor, single at least.

Sources: chapter-three 7(2); softmax-regression 2; regression-network 4.
"""

import math

import torch
from torch import Tensor, nn

B_INIT = -0.2  # the note's "bad" bias
STD = 0.1


def _rand(shape: tuple[int, ...], like: Tensor) -> Tensor:
    dtype = torch.promote_types(like.dtype, torch.float32)
    return torch.rand(shape, dtype=dtype, device=like.device)


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0) -> Tensor:
    """U(a, b), of mean (a + b)/2 and variance (b - a)²/12."""
    u = _rand(tensor.shape, tensor)
    with torch.no_grad():
        return tensor.copy_(a + (b - a) * u)


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """N(mean, std²): `std` is the standard deviation, and not the variance."""
    u, v = _rand((2, *tensor.shape), tensor)
    standard = (-2 * (1 - u).log()).sqrt() * (2 * math.pi * v).cos()
    with torch.no_grad():
        return tensor.copy_(mean + std * standard)


def constant_(tensor: Tensor, val: float) -> Tensor:
    """The same number everywhere."""
    with torch.no_grad():
        return tensor.copy_(torch.full_like(tensor, val))


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01) -> Tensor:
    """N(0, std²), but in each column a share of 0s: the number of them is rounded up."""
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    normal_(tensor, 0, std)
    with torch.no_grad():
        for column in range(columns):
            tensor[torch.randperm(rows)[:zeros].to(tensor.device), column] = 0
    return tensor


def fans(tensor: Tensor) -> tuple[int, int]:
    """How many inputs a unit has, and to how many outputs an input goes; times a kernel's area."""
    area = tensor[0, 0].numel()
    return tensor.shape[1] * area, tensor.shape[0] * area


def xavier_normal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Variance 2 gain² / (in + out)."""
    return normal_(tensor, 0, gain * math.sqrt(2 / sum(fans(tensor))))


def xavier_uniform_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """The same variance, of U(-b, b), which has b²/3."""
    bound = gain * math.sqrt(6 / sum(fans(tensor)))
    return uniform_(tensor, -bound, bound)


def kaiming_normal_(tensor: Tensor, a: float = 0.0) -> Tensor:
    """He's: variance 2 / ((1 + a²) in), for a relu whose slope is `a` on the left."""
    return normal_(tensor, 0, math.sqrt(2 / ((1 + a * a) * fans(tensor)[0])))


def kaiming_uniform_(tensor: Tensor, a: float = 0.0) -> Tensor:
    """The same variance, uniform."""
    bound = math.sqrt(6 / ((1 + a * a) * fans(tensor)[0]))
    return uniform_(tensor, -bound, bound)


class Linear(nn.Module):
    """A linear layer as torch makes it: weight and bias from U(-1/√in, 1/√in)."""

    def __init__(
        self,
        in_features: int,
        out_features: int,
        *,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        """Draw the parameters."""
        super().__init__()
        weight = torch.empty(out_features, in_features, device=device, dtype=dtype)
        bias = torch.empty(out_features, device=device, dtype=dtype)
        bound = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter(kaiming_uniform_(weight, a=math.sqrt(5)))  # the same bound
        self.bias = nn.Parameter(uniform_(bias, -bound, bound))


def set_init(net: nn.Module) -> None:
    """The note's `_set_init` of every linear layer in a net: N(0, 0.1²), and biases of -0.2."""
    for layer in net.modules():
        if isinstance(layer, nn.Linear):
            normal_(layer.weight, 0, STD)
            constant_(layer.bias, B_INIT)
