"""Max pooling: windows in a row, next to the fused kernel."""

import pytest
import torch

from concepts.layers.pooling import MaxPool2d


@pytest.mark.parametrize("layer", [MaxPool2d, torch.nn.MaxPool2d], ids=["reference", "fused"])
@pytest.mark.parametrize("kernel", [2, 5], ids="kernel={}".format)
def test_step(bench, layer, kernel, device):
    """16 images of 8 × 56 × 56, there and back."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(16, 8, 56, 56, generator=generator).to(device).requires_grad_()
    pool = layer(kernel)

    def step():
        return torch.autograd.grad(pool(x).sum(), x)[0]

    gradient = bench(f"max pooling kernel={kernel}", step)

    assert gradient.shape == x.shape
