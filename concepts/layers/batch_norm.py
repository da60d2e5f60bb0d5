"""Batch normalisation standardises each feature over the batch, then scales and shifts it:

    y = γ · (x - mean) / √(var + eps) + β

While training, mean and var are those of the batch, var with divisor n, so that a sample's output
depends on its companions. At test time they are running averages of what the training batches
had, var with divisor n - 1:  running ← (1 - momentum) · running + momentum · batch.  Here momentum
is the weight of the new batch; None weighs all batches the same.

Shapes: (N, C) or (N, C, L) to the same; a feature has N or N·L values. Any floating dtype.
Raises ValueError for other ranks and, while training, for a single value of a feature; RuntimeError
for another number of features.

Sources: chapter-three 7(2); regression-network 3, 4; course Batch Norm, BatchNorm.
Ioffe and Szegedy, Batch Normalization, 2015.
"""

import torch
from torch import Tensor, nn


class BatchNorm(nn.Module):
    """Normalise each of `num_features` features, over the samples and their positions."""

    weight: Tensor  # γ and β, or None unless `affine`
    bias: Tensor
    running_mean: Tensor  # these three None unless `track_running_stats`
    running_var: Tensor
    num_batches_tracked: Tensor

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        """Start as the plain standardisation, with the statistics of a standard normal."""
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        zeros = torch.zeros(num_features, device=device, dtype=dtype)
        ones = torch.ones(num_features, device=device, dtype=dtype)
        none_yet = torch.tensor(0, device=device)
        self.register_parameter("weight", nn.Parameter(ones.clone()) if affine else None)
        self.register_parameter("bias", nn.Parameter(zeros.clone()) if affine else None)
        self.register_buffer("running_mean", zeros if track_running_stats else None)
        self.register_buffer("running_var", ones if track_running_stats else None)
        self.register_buffer("num_batches_tracked", none_yet if track_running_stats else None)

    def forward(self, x: Tensor) -> Tensor:
        """The normalised batch; in training mode the running statistics move on."""
        if x.ndim not in (2, 3):
            raise ValueError(f"expected 2D or 3D input, (N, C) or (N, C, L), not {tuple(x.shape)}")
        if x.shape[1] != self.num_features:
            raise RuntimeError(f"expected {self.num_features} features, not {x.shape[1]}")
        x = x.transpose(1, -1)  # features last, to broadcast with one number a feature
        mean, var = self.running_mean, self.running_var
        if self.training or not self.track_running_stats:
            mean, var = self.statistics(x)
        y = (x - mean) / (var + self.eps).sqrt()
        if self.affine:
            y = y * self.weight + self.bias
        return y.transpose(1, -1)

    def statistics(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and biased variance of each feature of a batch (N, C) or (N, L, C)."""
        n = x.numel() // x.shape[-1]
        if n == 1:
            raise ValueError(f"expected more than 1 value per channel, not {tuple(x.shape)}")
        every_sample = tuple(range(x.ndim - 1))
        mean = x.mean(every_sample)
        var = (x - mean).square().mean(every_sample)
        if self.training and self.track_running_stats:
            self.remember(mean.detach(), var.detach() * n / (n - 1))
        return mean, var

    def remember(self, mean: Tensor, var: Tensor) -> None:
        """Move the running statistics towards those of a batch."""
        self.num_batches_tracked += 1
        new = 1 / self.num_batches_tracked.item() if self.momentum is None else self.momentum
        self.running_mean.copy_((1 - new) * self.running_mean + new * mean)
        self.running_var.copy_((1 - new) * self.running_var + new * var)


def naive_batch_norm(x: Tensor, eps: float = 1e-5) -> Tensor:
    """Variance as the mean square less the squared mean: one pass, and lost where mean ≫ std."""
    mean = x.mean(0)
    return (x - mean) / (x.square().mean(0) - mean.square() + eps).sqrt()
