"""The module: what registers, what the walks through the tree find, and what they switch."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.modules.note_nets import chain, course_net
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near


def sine_layer(module, weight):
    """A layer of one's own, sin(w x), with one parameter."""

    class Sine(module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(weight)

        def forward(self, x):
            return torch.sin(self.w * x)

    return Sine()


@claim("module-base-class", note="regression-network 1", verdict=HOLDS_IF)
@given(x=tensors(REALS, shape=(2, 4)))
def test_is_the_base_of_a_net_that_is_called(module, x):
    """The note: a net is a class on torch.nn.Module. True: calling it runs its forward."""
    net, (_, _, first, relu, last) = course_net(module)
    x = x.float()

    y = net(x)

    assert isinstance(net, module)
    assert_equal(y, last(relu(first(x))))
    assert y.requires_grad


@claim("module-base-class", note="regression-network 1", verdict=HOLDS_IF)
def test_is_found_in_torch_and_not_in_orch():
    """The note's class line reads orch.nn.Module: a letter is missing, which is a NameError."""
    with pytest.raises(NameError, match="orch"):
        exec("class Net(orch.nn.Module): pass")


@claim("mod-own-layer", note="course nn.Module", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(x=tensors(REALS, shape=(3, 2)), w=tensors(REALS, shape=(2,)), v=tensors(shape=(3, 2)))
def test_makes_a_new_layer_of_a_parameter_and_a_forward(module, x, w, v, device, dtype):
    """The note: implement your own layer. True: write the forward, and autograd does the rest.

    Here sin(w x): its gradients are v w cos(w x) in x and Σ v x cos(w x) in w, and w is found as a
    parameter.
    """
    x, w, v = (tensor.to(device, dtype) for tensor in (x, w, v))
    layer, x = sine_layer(module, w), x.requires_grad_()

    y = layer(x)
    to_x, to_w = torch.autograd.grad((y * v).sum(), (x, layer.w))

    assert [name for name, _ in layer.named_parameters()] == ["w"]
    x, w, v = (tensor.detach().double() for tensor in (x, w, v))
    angle = 1 + (w * x).abs()  # what the rounding of w x does to the sine
    assert_near(y, (w * x).sin(), roundings=4, scale=angle)
    assert_near(to_x, v * w * (w * x).cos(), roundings=8, scale=angle * (v * w).abs())
    scale = (angle * (v * x).abs()).sum(0)
    assert_near(to_w, (v * x * (w * x).cos()).sum(0), roundings=12, scale=scale)


@claim("mod-parameter-registers", note="course nn.Module", verdict=HOLDS)
def test_registers_parameters_and_modules_but_no_plain_tensors_or_lists(module):
    """The note: nn.Parameter makes a parameter of one's own. True, once it is an attribute.

    A module is registered too. A plain tensor is not, nor what stands in a Python list or tuple; a
    buffer belongs to the state and is no parameter.
    """

    class Net(module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.zeros(2))
            self.plain = torch.zeros(2)
            self.hidden = [nn.Linear(1, 1)]
            self.pair = (nn.Parameter(torch.zeros(1)),)
            self.register_buffer("seen", torch.zeros(2))
            self.ml = nn.ModuleList([nn.Linear(1, 1)])
            self.seen = torch.ones(2)

    net = Net()
    parameters = dict(net.named_parameters())

    assert list(parameters) == ["w", "ml.0.weight", "ml.0.bias"]
    assert all(parameter.requires_grad for parameter in parameters.values())
    assert list(net.state_dict()) == ["w", "seen", "ml.0.weight", "ml.0.bias"]
    assert net.state_dict()["seen"].tolist() == net.seen.tolist() == [1, 1]


@claim("mod-parameter-registers", note="course nn.Module", verdict=HOLDS)
@pytest.mark.parametrize("kind", [torch.int64, torch.int32, torch.bool], ids=str)
def test_has_no_integer_parameters(kind):
    """The condition: a parameter wants a gradient, so an integer or a bool is a RuntimeError."""
    with pytest.raises(RuntimeError, match="floating point"):
        nn.Parameter(torch.zeros(2, dtype=kind))


@claim("mod-parameters-generator", note="course nn.Module", verdict=HOLDS)
@given(seed=seeds())
def test_hands_its_parameters_to_an_optimizer(module, seed):
    """The note: net.parameters() returns the parameters, for an optimizer. True, all of them.

    One step of gradient descent moves each of them by lr times its gradient.
    """
    net, (_, _, first, _, last) = course_net(module)
    x = gaussian(seed, 8, 4).float()
    mine = [first.weight, first.bias, last.weight, last.bias]
    before = [parameter.detach().double() for parameter in mine]
    assert len(list(net.parameters())) == 4

    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    net(x).square().sum().backward()
    optimizer.step()

    steps = [0.5 * parameter.grad.double() for parameter in mine]
    for old, step, new in zip(before, steps, mine, strict=True):
        assert_near(new, old - step, roundings=2, scale=old.abs() + step.abs())
    assert steps[-1].any()


@claim("mod-parameters-generator", note="course nn.Module", verdict=HOLDS)
def test_yields_its_parameters_once_a_call(module):
    """Beyond the note: parameters() is a generator. Read once it is empty, and SGD refuses it."""
    net, _ = course_net(module)
    parameters = net.parameters()

    assert len(list(parameters)) == 4
    assert list(parameters) == []
    with pytest.raises(ValueError, match="empty parameter list"):
        torch.optim.SGD(parameters, lr=0.1)


@claim("mod-five-nodes", note="course nn.Module", verdict=IMPRECISE)
@claim("mod-modules-vs-children", note="course nn.Module", verdict=IMPRECISE)
def test_of_the_course_has_five_nodes_beside_itself(module):
    """The note: modules() has all nodes, children() the direct ones; the net has 5 nodes.

    children() does: there is one. modules() begins with the net itself, and so has 6.
    """
    net, five = course_net(module)

    assert list(net.modules()) == [net, *five]
    assert list(net.children()) == five[:1]


@claim("mod-modules-vs-children", note="course nn.Module", verdict=IMPRECISE)
@cells(examples=0.3)
@given(depths=st.lists(st.integers(1, 3), min_size=1, max_size=4))
def test_walks_every_level_by_modules_and_one_by_children(module, depths):
    """The same of other trees, of chains within chains with one layer at each end."""
    net = chain(module, *(nested(module, depth) for depth in depths))

    assert len(list(net.children())) == len(depths)
    assert len(list(net.modules())) == 1 + sum(depth + 1 for depth in depths)
    assert len(list(net.parameters())) == 2 * len(depths)


def nested(module, depth):
    """A layer within as many chains."""
    return chain(module, nested(module, depth - 1)) if depth else nn.Linear(1, 1)


@claim("mod-modules-vs-children", note="course nn.Module", verdict=IMPRECISE)
def test_counts_what_has_two_names_once(module):
    """What the note leaves out: a module under two names is one node, with one set of parameters.

    The state lists it under either name.
    """
    shared = nn.Linear(2, 2)
    net = chain(module, shared, chain(module, shared), shared)

    assert list(net.modules()) == [net, shared, next(m for m in net.children() if m is not shared)]
    assert len(list(net.children())) == 2
    assert [name for name, _ in net.named_parameters()] == ["0.weight", "0.bias"]
    assert len(list(net.parameters())) == 2
    assert len(net.state_dict()) == 6


@claim("mod-parameter-registers", note="course nn.Module", verdict=HOLDS)
@given(value=st.integers(-8, 8))
def test_shares_its_memory_with_its_state(module, value):
    """Beyond the note: state_dict() is no copy. A write to an entry is a write to the net."""
    net = chain(module, sine_layer(module, torch.ones(2)), nn.BatchNorm1d(2))

    for entry in net.state_dict().values():
        entry.fill_(value)

    assert len(net.state_dict()) == 1 + 5
    assert [parameter.tolist() for parameter in net.parameters()] == 3 * [[value, value]]


@claim("mod-train-eval", note="course nn.Module", verdict=HOLDS)
@given(modes=st.lists(st.booleans(), min_size=1, max_size=4))
def test_switches_its_mode_with_all_below_it(module, modes):
    """The note: switching between train and test is convenient. True: one call, the whole tree.

    A new net is in training mode. Which parameters require a gradient stays as it is.
    """
    net, below = course_net(module)
    _, _, first, _, last = below
    first.weight.requires_grad = False
    assert net.training

    switched = [net.train() if mode else net.eval() for mode in modes]

    assert all(it is net for it in switched)
    assert {node.training for node in (net, *below)} == {modes[-1]}
    mine = [first.weight, first.bias, last.weight, last.bias]
    assert [parameter.requires_grad for parameter in mine] == [False, True, True, True]
    assert net.train(False) is net
    assert not net.training
