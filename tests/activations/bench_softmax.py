"""Softmax: what the max-subtraction costs, next to the fused kernel."""

import pytest
import torch

from concepts.activations.softmax import naive_softmax, softmax


@pytest.mark.parametrize(
    "implementation",
    [naive_softmax, softmax, torch.softmax],
    ids=["naive", "reference", "fused"],
)
@pytest.mark.parametrize("width", [256, 16_384], ids="width={}".format)
def test_forward(bench, implementation, width, device):
    """64 rows of scores."""
    x = torch.randn(64, width, generator=torch.Generator().manual_seed(0)).to(device)

    p = bench(f"softmax width={width}", implementation, x, -1)

    assert p.shape == x.shape
