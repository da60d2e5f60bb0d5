"""Recurrent layers: a loop over the library's cell, the reference's loop, and the fused kernel."""

import pytest
import torch

from concepts.layers.lstm import LSTM
from concepts.layers.rnn import RNN


class RNNCells(torch.nn.RNNCell):
    """One call a step."""

    def forward(self, x):
        h, states = None, []
        for x_t in x:
            h = super().forward(x_t, h)
            states.append(h)
        return torch.stack(states), h


class LSTMCells(torch.nn.LSTMCell):
    """One call a step."""

    def forward(self, x):
        state, states = None, []
        for x_t in x:
            state = super().forward(x_t, state)
            states.append(state[0])
        return torch.stack(states), state


LAYERS = {
    "rnn": {"cells": RNNCells, "reference": RNN, "fused": torch.nn.RNN},
    "lstm": {"cells": LSTMCells, "reference": LSTM, "fused": torch.nn.LSTM},
}


@pytest.mark.parametrize("way", ["cells", "reference", "fused"])
@pytest.mark.parametrize("kind", ["rnn", "lstm"])
@pytest.mark.parametrize("hidden", [16, 256], ids="hidden={}".format)
def test_step(bench, kind, way, hidden, device):
    """32 sequences of 50 steps, there and back."""
    x = torch.randn(50, 32, hidden, generator=torch.Generator().manual_seed(0)).to(device)
    x.requires_grad_()
    read = LAYERS[kind][way](hidden, hidden).to(device)

    def step():
        return torch.autograd.grad(read(x)[0].sum(), x)[0]

    gradient = bench(f"{kind} hidden={hidden}", step)

    assert gradient.shape == x.shape
