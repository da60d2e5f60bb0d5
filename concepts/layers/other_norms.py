"""Layer, instance and group norm standardise within a sample, then scale and shift:

    y = γ · (x - mean) / √(var + eps) + β      var with divisor n

They differ from each other, and from batch norm, in what mean and var are taken over. Of a
sample (C, L): layer norm over the last dimensions, those of its `normalized_shape`; instance norm
over the positions of one channel; group norm over the positions of a group of channels. Since no
other sample is looked at, all three do the same while training and at test time.

Shapes: layer norm (…, *normalized_shape), instance norm (N, C, L) or (C, L), group norm
(N, C, …), each to the same. γ and β are those of each element in layer norm, of each channel in
group norm and, with `affine`, in instance norm.

Sources: course Batch Norm. Ba, Kiros and Hinton, Layer Normalization, 2016; Ulyanov, Vedaldi and
Lempitsky, Instance Normalization, 2016; Wu and He, Group Normalization, 2018.
"""

import torch
from torch import Tensor, nn

Device = torch.device | str | None


def standardised(x: Tensor, dims: tuple[int, ...], eps: float) -> Tensor:
    """`x` less its mean over `dims`, divided by its standard deviation there."""
    deviation = x - x.mean(dims, keepdim=True)
    return deviation / (deviation.square().mean(dims, keepdim=True) + eps).sqrt()


class LayerNorm(nn.Module):
    """Standardise over the last dimensions; each element there has a scale and a shift."""

    weight: Tensor  # γ and β, or None
    bias: Tensor

    def __init__(
        self,
        normalized_shape: int | tuple[int, ...],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        """Start as the plain standardisation."""
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else normalized_shape
        self.normalized_shape, self.eps = tuple(shape), eps
        self.elementwise_affine = elementwise_affine
        scale, shift = _identity(self.normalized_shape, elementwise_affine, device, dtype)
        self.register_parameter("weight", scale)
        self.register_parameter("bias", shift)

    def forward(self, x: Tensor) -> Tensor:
        """RuntimeError unless the shape ends in `normalized_shape`."""
        if tuple(x.shape[-len(self.normalized_shape) :]) != self.normalized_shape:
            raise RuntimeError(f"{tuple(x.shape)} does not end in {self.normalized_shape}")
        y = standardised(x, tuple(range(-len(self.normalized_shape), 0)), self.eps)
        return y * self.weight + self.bias if self.elementwise_affine else y


class InstanceNorm(nn.Module):
    """Standardise each channel of each sample over its positions; nothing is learned by default."""

    weight: Tensor  # γ and β, or None
    bias: Tensor

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        *,
        affine: bool = False,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        """Start as the plain standardisation."""
        super().__init__()
        self.num_features, self.eps, self.affine = num_features, eps, affine
        scale, shift = _identity((num_features,), affine, device, dtype)
        self.register_parameter("weight", scale)
        self.register_parameter("bias", shift)

    def forward(self, x: Tensor) -> Tensor:
        """ValueError for other ranks, and for a single position: it has no deviation."""
        if x.ndim not in (2, 3):
            raise ValueError(f"expected 2D or 3D input, (C, L) or (N, C, L), not {tuple(x.shape)}")
        if x.shape[-1] == 1:
            raise ValueError(f"Expected more than 1 spatial element, not {tuple(x.shape)}")
        y = standardised(x, (-1,), self.eps)
        return y * self.weight[:, None] + self.bias[:, None] if self.affine else y


class GroupNorm(nn.Module):
    """Standardise each group of neighbouring channels of a sample over channels and positions."""

    weight: Tensor  # γ and β, or None
    bias: Tensor

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Device = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        """ValueError unless the groups are of one size."""
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels must be divisible by {num_groups} groups")
        self.num_groups, self.num_channels = num_groups, num_channels
        self.eps, self.affine = eps, affine
        scale, shift = _identity((num_channels,), affine, device, dtype)
        self.register_parameter("weight", scale)
        self.register_parameter("bias", shift)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, …) to the same."""
        groups = x.reshape(len(x), self.num_groups, -1)
        y = standardised(groups, (-1,), self.eps).reshape(x.shape)
        if not self.affine:
            return y
        per_channel = (-1, *[1] * (x.ndim - 2))
        return y * self.weight.view(per_channel) + self.bias.view(per_channel)


def _identity(
    shape: tuple[int, ...], learned: bool, device: Device, dtype: torch.dtype | None
) -> tuple[nn.Parameter, nn.Parameter] | tuple[None, None]:
    if not learned:
        return None, None
    return (
        nn.Parameter(torch.ones(shape, device=device, dtype=dtype)),
        nn.Parameter(torch.zeros(shape, device=device, dtype=dtype)),
    )
