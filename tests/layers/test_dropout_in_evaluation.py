"""Dropout in evaluation: off, and what the whole network has to do with the thinned ones."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.statistics import assert_mean
from tests.support.strategies import INTEGERS, NASTY, seeded, seeds, tensors
from tests.support.tolerance import assert_equal

NETWORKS = 9_000  # of which the mean shows a deviation of
DETECTED = 0.074  # of their range, and strays half as far by chance once in 1e10


@claim("dropout-eval-identity", note="chapter-three 7(3)", verdict=HOLDS)
@claim("drop-eval", note="course Dropout", verdict=HOLDS)
@given(x=tensors(NASTY), p=st.floats(0, 1), seed=seeds())
def test_changes_nothing(dropout, x, p, seed, device, dtype):
    """The notes: it acts only while training; eval() connects all units. True, to the bit."""
    x = x.to(device, dtype)

    with seeded(seed, device):
        before = torch.rand(3)
    with seeded(seed, device):
        assert_equal(dropout(p).eval()(x), x)
        assert_equal(torch.rand(3), before)


@claim("dropout-eval-identity", note="chapter-three 7(3)", verdict=HOLDS)
@claim("drop-eval", note="course Dropout", verdict=HOLDS)
@given(seed=seeds())
def test_follows_the_mode_of_the_network_around_it(dropout, seed, device, dtype):
    """The note: the key is net.eval(). True; and net.train() turns it on again, no_grad not off.

    That 100 units are all kept happens once in 2¹⁰⁰.
    """
    net = torch.nn.Sequential(torch.nn.Sequential(dropout(0.5)))
    ones = torch.ones(100, device=device, dtype=dtype)

    with seeded(seed, device), torch.no_grad():
        trained, evaluated, retrained = net(ones), net.eval()(ones), net.train()(ones)

    assert (trained == 0).any()
    assert_equal(evaluated, ones)
    assert (retrained == 0).any()


@claim("dropout-eval-identity", note="chapter-three 7(3)", verdict=HOLDS)
@claim("drop-eval", note="course Dropout", verdict=HOLDS)
@given(seed=seeds())
def test_as_a_function_does_not_know_the_mode(seed, device, dtype):
    """Where eval() is not the key: F.dropout drops, unless told that training=False."""
    ones = torch.ones(100, device=device, dtype=dtype)

    with seeded(seed, device):
        assert (torch.nn.functional.dropout(ones, 0.5) == 0).any()
        assert_equal(torch.nn.functional.dropout(ones, 0.5, training=False), ones)


@claim("drop-eval-is-ensemble", note="course Dropout", verdict=IMPRECISE)
@cells(dtypes=WIDE, examples=0.2)
@given(weight=tensors(INTEGERS, shape=(4,)), p=st.sampled_from([0.1, 0.3, 0.5, 0.9]), seed=seeds())
def test_is_the_mean_of_training_if_linear(dropout, weight, p, seed, device, dtype):
    """The note: with all units connected, one tests the ensemble. True of a linear map.

    The mean of 9,000 thinned networks is the whole one, within 3.7 % of their range.
    """
    layer, weight = dropout(p), weight.to(device, dtype)
    ones = torch.ones(NETWORKS, 4, device=device, dtype=dtype)
    reach = 1.01 / (1 - p) * weight.abs().sum().item()

    with seeded(seed, device):
        trained, whole = layer(ones) @ weight, layer.eval()(ones[0]) @ weight

    assert_mean(trained, whole.item(), low=-reach, high=reach, detects=DETECTED * 2 * reach)


@claim("drop-eval-is-ensemble", note="course Dropout", verdict=IMPRECISE)
@cells(dtypes=WIDE, examples=0.1)
@given(seed=seeds())
def test_is_not_the_mean_behind_a_rectifier(dropout, seed, device, dtype):
    """Where it fails: relu(a - b) with a = b = 1 is 0, but 2 if b alone drops: on average 1/2."""
    layer = dropout(0.5)
    ones = torch.ones(NETWORKS, 2, device=device, dtype=dtype)
    weight = torch.tensor([1.0, -1.0], device=device, dtype=dtype)

    with seeded(seed, device):
        trained, whole = layer(ones) @ weight, layer.eval()(ones[0]) @ weight

    assert_equal(whole.relu(), 0.0)
    assert_mean(trained.relu(), 0.5, low=0, high=2, detects=2 * DETECTED)
