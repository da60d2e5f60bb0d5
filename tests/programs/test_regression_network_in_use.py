"""The regression network in use: made, stored, moved, and asked for a prediction."""

import io

import pytest
import torch
from hypothesis import given
from torch import nn

from tests.data.reading import attempt
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPLIED, REFUTED, claim
from tests.support.strategies import INTEGERS, gaussian, seeded, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

CODE = "regression-network 4"
SYNTAX = "regression-network 1"
SMALL = {"hidden_layers": 2, "hidden": 5}

# the note's loop, and the names that it uses and does not define
LOOP = """
for i in range(1):
    prediction = net(x).to(device)
    loss = loss_func(prediction, y).to(device)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
OPEN = ["net", "x", "y", "device", "loss_func", "optimizer"]


def made(net_class, seed, device="cpu"):
    with seeded(seed):
        return net_class(**SMALL).to(device)


def first_weight(net):
    return next(layer for layer in net.modules() if isinstance(layer, nn.Linear)).weight


@claim("predict-single-vector", note=SYNTAX, verdict=REFUTED)
@given(x=tensors(INTEGERS, shape=(4,)), seed=seeds())
def test_takes_no_lone_vector(regression_network, x, seed, device):
    """The note: after eval(), model(torch.Tensor([area, rooms, region, …])). No: a ValueError.

    A batch norm takes rows: a batch of one, x[None], will do, though not in training.
    """
    net = made(regression_network, seed, device)
    x = x.float().to(device)

    for mode in (True, False):
        net.train(mode)
        with pytest.raises(ValueError, match="2D or 3D"):
            net(x)
    assert attempt(lambda: net(x[None]).shape) == (1, 3)
    with pytest.raises(ValueError, match="more than 1 value"):
        net.train()(x[None])


@claim("predict-single-vector", note=SYNTAX, verdict=REFUTED)
@given(x=tensors(INTEGERS, shape=(4,)), seed=seeds())
def test_would_take_a_lone_vector_without_its_norms(regression_network, x, seed, device, dtype):
    """Where it is true: of linear layers and tanh alone, which give the vector for that one row."""
    with seeded(seed):
        net = regression_network(**SMALL, batch_norm=False).to(device, dtype)
    x = x.to(device, dtype)

    assert attempt(lambda: net(x).shape) == (3,)
    alike = net(x[None])[0].double()
    assert_near(net(x), alike, roundings=16, scale=4.0, loose="one row is multiplied alike here")


@claim("net-instantiation-random", note=SYNTAX, verdict=HOLDS)
@given(seed=seeds())
def test_begins_at_random_unless_the_seed_is_set(regression_network, seed, device):
    """The note: model = Net() initialises the model. At random, so that no two of them agree.

    With the seed set anew before each they do, bit for bit; so do they with a state loaded.
    """
    with seeded(seed):
        first, second = (regression_network(**SMALL) for _ in range(2))
    again = made(regression_network, seed)
    weights = [first_weight(net) for net in (first, second, again)]

    assert not torch.equal(weights[0], weights[1])
    assert_equal(weights[2], weights[0])
    second.load_state_dict(first.state_dict())
    for mine, theirs in zip(first.parameters(), second.parameters(), strict=True):
        assert_equal(theirs, mine)


@claim("net-instantiation-random", note=SYNTAX, verdict=HOLDS)
@claim("program-003-net", note=CODE, verdict=HOLDS_IF)
@pytest.mark.filterwarnings("ignore:TypedStorage is deprecated")  # torch.load's, in torch 2.0
@cells(examples=0.5)
@given(seed=seeds())
def test_predicts_the_same_after_it_was_stored_and_loaded(regression_network, seed, device):
    """The note: save the state, load it into another model, eval(). The same, bit for bit.

    The running means and variances of the norms belong to the state.
    """
    net, other = (made(regression_network, s, device) for s in (seed, seed + 1))
    x, file = gaussian(seed, 8, 4).float().to(device) + 1, io.BytesIO()
    net(x)

    torch.save(net.state_dict(), file)
    file.seek(0)
    other.load_state_dict(torch.load(file, weights_only=True))

    assert_equal(other.eval()(x), net.eval()(x))
    assert not torch.equal(net.train()(x), net.eval()(x))


@claim("to-device-on-output", note="regression-network 6", verdict=REFUTED, reading=IMPLIED)
@given(seed=seeds())
def test_stays_where_it_is_when_its_output_is_moved(regression_network, seed, device):
    """The note: net(x).to(device) and loss.to(device), for training on a device. They are too late.

    The output has been computed where the net is, and it alone moves; on the same device it is
    the same tensor. What computes elsewhere is a net that is moved itself.
    """
    net = made(regression_network, seed, device)
    x = gaussian(seed, 8, 4).float().to(device)
    y = net(x)

    stayed, moved = y.to(y.device), y.to("meta")

    assert stayed is y
    assert moved.device.type == "meta"
    assert {p.device for p in net.parameters()} == {x.device}
    assert {p.device.type for p in net.to("meta").parameters()} == {"meta"}


@claim("program-003-train-progress", note="regression-network 6", verdict=HOLDS_IF)
@claim("program-003-loss-plot", note="regression-network 6", verdict=HOLDS_IF)
@pytest.mark.parametrize("missing", OPEN)
def test_needs_every_name_that_its_loop_leaves_open(missing):
    """The condition of the note's loop: net, data, device, loss and optimizer are given elsewhere.

    With any one of them left out it is a NameError.
    """
    net = nn.Linear(4, 3)
    sgd = torch.optim.SGD(net.parameters(), lr=0.1)
    given = (net, torch.ones(2, 4), torch.ones(2, 3), "cpu", nn.MSELoss(), sgd)
    names = dict(zip(OPEN, given, strict=True))

    exec(LOOP, dict(names))
    assert names["net"].weight.grad is not None
    del names[missing]

    with pytest.raises(NameError, match=f"'{missing}' is not defined"):
        exec(LOOP, names)


@claim("program-003-template", note=CODE, verdict=REFUTED)
@pytest.mark.parametrize("initialised", [False, True])
def test_starts_from_a_skeleton_that_cannot_be_called(module, initialised):
    """The note's empty class, `pass` for __init__. It can be made; to call it: AttributeError.

    With super().__init__() in its place it can be called, and gives None.
    """

    class Skeleton(module):
        def __init__(self):
            if initialised:
                super().__init__()

        def forward(self, x):
            pass

    net = Skeleton()

    if initialised:
        assert net(torch.ones(1)) is None
    else:
        with pytest.raises(AttributeError):
            net(torch.ones(1))
