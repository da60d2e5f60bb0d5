"""Batch normalisation: a step forward and back, next to the fused kernel."""

import pytest
import torch

from concepts.layers.batch_norm import BatchNorm, naive_batch_norm


@pytest.mark.parametrize(
    "layer",
    [lambda features: naive_batch_norm, BatchNorm, torch.nn.BatchNorm1d],
    ids=["naive", "reference", "fused"],
)
@pytest.mark.parametrize("features", [32, 1024], ids="features={}".format)
def test_step(bench, layer, features, device):
    """256 samples in training, and the gradient of their weighted sum."""
    x, weight = torch.randn(2, 256, features, generator=torch.Generator().manual_seed(0)).to(device)
    x.requires_grad_()
    normalise = layer(features)
    normalise = normalise.to(device) if isinstance(normalise, torch.nn.Module) else normalise

    def step():
        return torch.autograd.grad((normalise(x) * weight).sum(), x)[0]

    gradient = bench(f"batch norm features={features}", step)

    assert gradient.shape == x.shape
