"""A recurrent layer: a loop over the library's cell, the reference's loop, and the fused kernel."""

import pytest
import torch

from concepts.layers.rnn import RNN


class Cells(torch.nn.RNNCell):
    """One call a step."""

    def forward(self, x):
        h, states = None, []
        for x_t in x:
            h = super().forward(x_t, h)
            states.append(h)
        return torch.stack(states), h


@pytest.mark.parametrize("layer", [Cells, RNN, torch.nn.RNN], ids=["cells", "reference", "fused"])
@pytest.mark.parametrize("hidden", [16, 256], ids="hidden={}".format)
def test_step(bench, layer, hidden, device):
    """32 sequences of 50 steps, there and back."""
    x = torch.randn(50, 32, hidden, generator=torch.Generator().manual_seed(0)).to(device)
    x.requires_grad_()
    read = layer(hidden, hidden).to(device)

    def step():
        return torch.autograd.grad(read(x)[0].sum(), x)[0]

    gradient = bench(f"rnn hidden={hidden}", step)

    assert gradient.shape == x.shape
