"""The modes of a module: what evaluation changes, what it does not, and what does freeze."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, REFUTED, claim
from tests.support.devices import WIDE
from tests.support.strategies import gaussian, seeded, seeds
from tests.support.tolerance import assert_equal, assert_near

EXAMPLES = cells(dtypes=WIDE, examples=0.3)  # half precision trains nothing here


def linear_net(seed):
    """Three linear layers, as the note's: nothing in it depends on the mode."""
    with seeded(seed):
        return nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 3), nn.Sequential(nn.Linear(3, 2)))


def normalized_net(seed):
    """A net with batch norm between two layers: six parameters and three buffers."""
    with seeded(seed):
        return nn.Sequential(nn.Linear(4, 5), nn.Sequential(nn.BatchNorm1d(5)), nn.Linear(5, 2))


def dropout_net(seed):
    """A net that drops half of what it is given, one level down."""
    with seeded(seed):
        return nn.Sequential(nn.Sequential(nn.Dropout(0.5)), nn.Linear(64, 2))


@claim("eval-no-effect-here", note="chapter-three 8", verdict=HOLDS_IF)
@EXAMPLES
@given(seed=seeds())
def test_leave_a_net_of_linear_layers_as_it_is(eval_mode, seed, device, dtype):
    """The note: net.eval() switches to the test mode. It does, but here without effect.

    Every flag of the tree is off, and the output the same bit for bit, since no linear layer asks
    for the mode. Autograd goes on recording, which only no_grad would stop.
    """
    net = linear_net(seed).to(device, dtype)
    x = gaussian(seed, 3, 4).to(device, dtype)
    before = net(x).detach()

    switched = eval_mode(net)

    assert switched is net
    assert not any(module.training for module in net.modules())
    assert_equal(net(x).detach(), before)
    assert net(x).requires_grad
    assert all(parameter.requires_grad for parameter in net.parameters())


@claim("eval-no-effect-here", note="chapter-three 8", verdict=HOLDS_IF)
@EXAMPLES
@given(seed=seeds(), make=st.sampled_from([normalized_net, dropout_net]))
def test_change_a_net_with_dropout_or_batch_norm(eval_mode, seed, make, device, dtype):
    """The condition: with dropout or batch norm the output differs; train() brings it back."""
    net = make(seed).to(device, dtype)
    x = gaussian(seed, 3, next(p for p in net.parameters()).shape[1]).to(device, dtype)
    with seeded(seed, device):
        training = net(x).detach()

    eval_mode(net)
    evaluated = net(x).detach()
    with seeded(seed, device):
        again = net.train()(x).detach()

    assert not torch.equal(evaluated, training)
    assert_equal(again, training)


@claim("eval-freezes-parameters", note="regression-network 1", verdict=REFUTED)
@EXAMPLES
@given(seed=seeds())
def test_set_to_evaluation_freeze_no_parameter(eval_mode, seed, device, dtype):
    """The note: model.eval() fixes the trained parameters. No: a step still moves all six."""
    net = normalized_net(seed).to(device, dtype)
    eval_mode(net)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    before = [parameter.detach().clone() for parameter in net.parameters()]
    assert all(parameter.requires_grad for parameter in net.parameters())
    y = net(gaussian(seed, 8, 4).to(device, dtype))
    assert y.requires_grad

    y.square().sum().backward()
    optimizer.step()

    assert len(before) == 6
    for old, new in zip(before, net.parameters(), strict=True):
        assert not torch.equal(old, new)


@claim("eval-freezes-parameters", note="regression-network 1", verdict=REFUTED)
@EXAMPLES
@given(seed=seeds())
def test_set_to_evaluation_hold_the_running_statistics(eval_mode, seed, device, dtype):
    """What eval() does hold are no parameters: batch norm's running mean and variance."""
    net = normalized_net(seed).to(device, dtype)
    x = 3 + gaussian(seed, 8, 4).to(device, dtype)
    norm = net[1][0]
    net(x)
    trained = [buffer.clone() for buffer in norm.buffers()]

    eval_mode(net)
    net(x)

    assert_equal(trained[2], 1)
    assert not torch.equal(trained[0], torch.zeros_like(trained[0]))
    for old, new in zip(trained, norm.buffers(), strict=True):
        assert_equal(new, old)


@claim("eval-freezes-parameters", note="regression-network 1", verdict=REFUTED)
@EXAMPLES
@given(seed=seeds())
def test_set_to_evaluation_drop_nothing(eval_mode, seed, device, dtype):
    """What else eval() does: dropout becomes the identity, and each call gives the same output."""
    net = dropout_net(seed).to(device, dtype)
    x = gaussian(seed, 3, 64).to(device, dtype)

    eval_mode(net)

    assert_equal(net(x).detach(), net[1](x).detach())
    assert_equal(net(x).detach(), net(x).detach())


@claim("eval-freezes-parameters", note="regression-network 1", verdict=REFUTED)
@EXAMPLES
@given(seed=seeds())
def test_are_not_what_freezes_a_net_but_requires_grad_is(set_requires_grad, seed, device, dtype):
    """What the note wants is requires_grad_(False): no gradient, no step; the mode is unchanged.

    With True, its default, the parameters are trained again. A part of a net can be frozen.
    """
    net = normalized_net(seed).to(device, dtype)
    x = gaussian(seed, 8, 4).to(device, dtype)

    frozen = set_requires_grad(net, False)

    assert frozen is net
    assert not any(parameter.requires_grad for parameter in net.parameters())
    assert not net(x).requires_grad
    assert all(module.training for module in net.modules())
    set_requires_grad(net)
    set_requires_grad(net[1], False)
    assert [parameter.requires_grad for parameter in net.parameters()] == [
        *(True, True, False, False, True, True)
    ]
    assert net(x).requires_grad


@claim("eval-mode-effects", note="regression-network 1", verdict=HOLDS)
@EXAMPLES
@given(seed=seeds(), place=st.integers(0, 4))
def test_set_to_evaluation_treat_each_sample_alone(eval_mode, seed, place, device, dtype):
    """The note: call eval() before testing. True: with batch norm the output depends on it.

    In evaluation a sample's output is the same whatever else is in its batch; here, a copy of it.
    """
    net = normalized_net(seed).to(device, dtype)
    x = gaussian(seed, 5, 4).to(device, dtype)
    net(x)

    eval_mode(net)
    together, alone = net(x)[place], net(x[place].expand(2, -1))[0]

    reach = sum(layer.weight.abs().sum() + layer.bias.abs().sum() for layer in (net[0], net[2]))
    scale = (reach * (1 + x.abs().max())).item()
    apart = "the same sums, which a product of more rows may take in another order"
    assert_near(together, alone.double(), roundings=12, scale=scale, loose=apart)


@claim("eval-mode-effects", note="regression-network 1", verdict=HOLDS)
@EXAMPLES
@given(seed=seeds(), shift=st.integers(3, 8))
def test_set_to_training_mix_the_samples_of_a_batch(eval_mode, seed, shift, device, dtype):
    """The other side: in training a sample's output depends on the other samples of its batch.

    If those are shifted its own output moves, by far more than rounding; in evaluation it does not.
    """
    norm = nn.Sequential(nn.BatchNorm1d(4)).to(device, dtype)
    x = gaussian(seed, 5, 4).to(device, dtype)
    other = torch.cat([x[:1], x[1:] + shift])

    moved = (norm(other)[0] - norm(x)[0]).abs().max().item()
    eval_mode(norm)

    assert moved > 0.1
    assert_equal(norm(other)[0].detach(), norm(x)[0].detach())


@claim("eval-mode-effects", note="regression-network 1", verdict=HOLDS)
def test_set_to_evaluation_alone_take_a_single_sample(eval_mode, device, dtype):
    """Where the note needs it, to predict one house: a single row has no variance.

    In training batch norm refuses it, with a ValueError; in evaluation it gives an answer.
    """
    net = normalized_net(0).to(device, dtype)
    house = torch.ones(1, 4, device=device, dtype=dtype)
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        net(house)

    eval_mode(net)

    assert not net[1][0].training
    assert net(house).isfinite().all()
