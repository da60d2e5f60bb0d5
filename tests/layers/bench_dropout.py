"""Dropout: what coins and rescaling cost, a step forward and back."""

import pytest
import torch

from concepts.layers.dropout import Dropout, unscaled_dropout


@pytest.mark.parametrize(
    "layer",
    [lambda p: lambda x: unscaled_dropout(x, p), Dropout, torch.nn.Dropout],
    ids=["unscaled", "reference", "fused"],
)
@pytest.mark.parametrize("width", [256, 16_384], ids="width={}".format)
def test_step(bench, layer, width, device):
    """64 rows of activations, half of which are dropped."""
    x = torch.randn(64, width, generator=torch.Generator().manual_seed(0)).to(device)
    x.requires_grad_()
    drop = layer(0.5)

    def step():
        return torch.autograd.grad(drop(x).sum(), x)[0]

    gradient = bench(f"dropout width={width}", step)

    assert gradient.shape == x.shape
