"""The layers that come ready-made, and the nets that are made of them."""

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import nn

from tests.modules.note_nets import regression_net
from tests.support.claims import HOLDS, claim

LAYERS = {  # name, arguments, input, output, entries of the state
    "linear": (nn.Linear, (3, 2), (5, 3), (5, 2), 2),
    "convolution": (nn.Conv2d, (3, 4, 3), (2, 3, 8, 8), (2, 4, 6, 6), 2),
    "pooling": (nn.MaxPool2d, (2,), (2, 3, 8, 8), (2, 3, 4, 4), 0),
    "upsampling": (nn.Upsample, (None, 2), (2, 3, 8, 8), (2, 3, 16, 16), 0),
    "batch-norm": (nn.BatchNorm1d, (3,), (5, 3), (5, 3), 5),
    "layer-norm": (nn.LayerNorm, (3,), (5, 3), (5, 3), 2),
    "dropout": (nn.Dropout, (0.5,), (5, 3), (5, 3), 0),
    "relu": (nn.ReLU, (), (5, 3), (5, 3), 0),
    "flatten": (nn.Flatten, (), (2, 3, 4), (2, 12), 0),
    "rnn-cell": (nn.RNNCell, (3, 4), (5, 3), (5, 4), 4),
}


@claim("mod-many-layers", note="course nn.Module", verdict=HOLDS)
@pytest.mark.parametrize("name", LAYERS)
def test_comes_ready_made(name, device):
    """The note: it offers many layers ready for use. True, and each is a module of its own.

    Each maps to the shape, and has the number of parameters and buffers, that it should: batch norm
    has two parameters and three buffers.
    """
    layer, arguments, shape, expected, entries = LAYERS[name]

    ready = layer(*arguments).to(device)

    assert isinstance(ready, nn.Module)
    assert ready(torch.ones(shape, device=device)).shape == expected
    assert len(ready.state_dict()) == entries
    assert len(list(ready.parameters())) == min(entries, 4) - (name == "batch-norm") * 2


@claim("setattr-registers", note="regression-network 4", verdict=HOLDS)
@example(depth=20, width=130)
@given(depth=st.integers(1, 5), width=st.integers(1, 8))
def test_in_a_plain_list_is_not_registered(module, depth, width):
    """The note's net has its layers in lists, and by setattr too. Rightly: lists register nothing.

    Without setattr 401 of the 329,821 parameters are left. The net runs all the same, but an
    optimizer, a state or a move would miss those layers. An nn.ModuleList is a list that registers.
    """
    net = regression_net(module, depth, width, registered=False)

    y = net(torch.arange(8.0).reshape(2, 4))

    assert y.shape == (2, 3)
    assert len(net.state_dict()) == 5 + 2
    assert sum(p.numel() for p in net.parameters()) == 2 * 4 + (width + 1) * 3
    assert len(nn.ModuleList(net.fcs).state_dict()) == 2 * depth


@claim("setattr-registers", note="regression-network 4", verdict=HOLDS)
@claim("state-dict-content", note="regression-network 4", verdict=HOLDS)
@example(depth=20, width=130)
@given(depth=st.integers(1, 5), width=st.integers(1, 8))
def test_with_twenty_hidden_layers_has_147_entries_and_329821_parameters(module, depth, width):
    """The note's net as it stands: setattr registers each layer of its lists.

    Its state has five entries for the norm of the input, 2 + 5 for each hidden layer and its norm,
    and 2 for the output: with 20 layers of 130 these are 147 entries and 329,821 parameters.
    """
    net = regression_net(module, depth, width)

    entries = 5 + 7 * depth + 2
    hidden = (4 + 1) * width + (depth - 1) * (width + 1) * width + depth * 2 * width
    parameters = 2 * 4 + hidden + (width + 1) * 3

    assert len(net.state_dict()) == entries
    assert sum(parameter.numel() for parameter in net.parameters()) == parameters
    if (depth, width) == (20, 130):
        assert (entries, parameters) == (147, 329821)
