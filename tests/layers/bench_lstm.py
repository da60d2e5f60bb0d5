"""An LSTM: a loop over the library's cell, the reference's loop, and the fused kernel."""

import pytest
import torch

from concepts.layers.lstm import LSTM


class Cells(torch.nn.LSTMCell):
    """One call a step."""

    def forward(self, x):
        state, states = None, []
        for x_t in x:
            state = super().forward(x_t, state)
            states.append(state[0])
        return torch.stack(states), state


@pytest.mark.parametrize("layer", [Cells, LSTM, torch.nn.LSTM], ids=["cells", "reference", "fused"])
@pytest.mark.parametrize("hidden", [16, 256], ids="hidden={}".format)
def test_step(bench, layer, hidden, device):
    """32 sequences of 50 steps, there and back."""
    x = torch.randn(50, 32, hidden, generator=torch.Generator().manual_seed(0)).to(device)
    x.requires_grad_()
    read = layer(hidden, hidden).to(device)

    def step():
        return torch.autograd.grad(read(x)[0].sum(), x)[0]

    gradient = bench(f"lstm hidden={hidden}", step)

    assert gradient.shape == x.shape
