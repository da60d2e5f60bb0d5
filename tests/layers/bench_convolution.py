"""Convolution: window by window, weight by weight, and by the fused kernel."""

import pytest
import torch

from concepts.layers.convolution import conv2d, naive_conv2d


@pytest.mark.parametrize(
    "implementation",
    [naive_conv2d, conv2d, torch.nn.functional.conv2d],
    ids=["naive", "reference", "fused"],
)
@pytest.mark.parametrize("channels", [1, 32], ids="channels={}".format)
def test_forward(bench, implementation, channels, device):
    """16 images of 28 × 28 pixels, and 16 filters of 5 × 5 for each channel."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(16, channels, 28, 28, generator=generator).to(device)
    w = torch.randn(16, channels, 5, 5, generator=generator).to(device)

    y = bench(f"convolution channels={channels}", implementation, x, w)

    assert y.shape == (16, 16, 24, 24)
