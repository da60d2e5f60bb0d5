"""The module of parts: what is assigned twice, frozen, or a state of its own."""

import pytest
import torch
from torch import nn

from tests.support.claims import HOLDS, HOLDS_IF, claim

NOTE = "course nn.Module"


def net_of(module):
    """A net with a parameter, a buffer and a child, which takes two inputs."""

    class Net(module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.ones(2))
            self.register_buffer("seen", torch.zeros(2))
            self.child = nn.Linear(2, 1)

        def forward(self, x, y):
            return self.child(self.w * x - y)

    return Net()


@claim("mod-parameter-registers", note=NOTE, verdict=HOLDS)
def test_has_what_was_assigned_last(module):
    """What follows: an attribute assigned again is replaced, in the state too, in its old place."""
    net = net_of(module)
    net.w, net.seen, net.child = nn.Parameter(torch.zeros(3)), torch.ones(1), nn.Linear(1, 2)

    shapes = {name: tuple(value.shape) for name, value in net.state_dict().items()}

    assert shapes == {"w": (3,), "seen": (1,), "child.weight": (2, 1), "child.bias": (2,)}
    assert [tuple(parameter.shape) for parameter in net.parameters()] == [(3,), (2, 1), (2,)]
    assert list(net.children()) == [net.child]


@claim("mod-parameters-generator", note=NOTE, verdict=HOLDS)
def test_lists_a_frozen_parameter_too(module):
    """Beyond the note: requires_grad=False takes nothing out of parameters(), or of the state."""
    net = net_of(module)
    net.w.requires_grad = net.child.bias.requires_grad = False

    assert [name for name, _ in net.named_parameters()] == ["w", "child.weight", "child.bias"]
    assert len(list(net.parameters())) == 3
    assert list(net.state_dict()) == ["w", "seen", "child.weight", "child.bias"]


@claim("mod-parameter-registers", note=NOTE, verdict=HOLDS)
def test_shares_no_part_with_another_of_its_class(module):
    """Two nets of a class have parameters of their own, and a state that shares their memory."""
    net, other = net_of(module), net_of(module)

    for entry in net.state_dict().values():
        entry.fill_(5)

    assert net.seen.tolist() == net.w.tolist() == [5, 5]
    assert (other.seen.tolist(), other.w.tolist()) == ([0, 0], [1, 1])
    net.eval()
    assert (net.training, other.training) == (False, True)


@claim("module-base-class", note="regression-network 1", verdict=HOLDS_IF)
@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_hands_all_its_inputs_to_its_forward(module, scale):
    """A forward may take several inputs, in their order."""
    net, x, y = net_of(module), torch.full((2,), scale), torch.ones(2)

    assert net(x, y).equal(net.child(x - y))
    assert net(y, x).equal(net.child(y - x))
