"""The recurrent layer and the past: what its states remember, and for how long."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.layers.loop_rnn import COUNTS, drawn, reach, running_sum
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPLIED, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.statistics import risk
from tests.support.strategies import INTEGERS, SCORES, seeded, seeds, tensors
from tests.support.tolerance import assert_equal


@claim("rnn-last-output-is-hn", note="pytorch-basics 11", verdict=HOLDS_IF)
@given(x=tensors(SCORES, shape=(4, 2, 3)), layers=st.integers(1, 3), seed=seeds())
def test_ends_with_the_last_state_of_its_last_layer(rnn, x, layers, seed, device, dtype):
    """The note: an output is a hidden state. True: the last output is the last layer's last state.

    So it is if the layer reads in one direction.
    """
    layer = drawn(rnn(3, 2, num_layers=layers, device=device, dtype=dtype), seed)

    outputs, last = layer(x.to(device, dtype))

    assert_equal(outputs[-1], last[-1])


@claim("rnn-last-output-is-hn", note="pytorch-basics 11", verdict=HOLDS_IF)
@given(x=COUNTS)
def test_ends_at_the_first_input_where_it_reads_backwards(rnn, x, device, dtype):
    """Where it fails: with bidirectional=True the backward half has its last state at the start.

    There it has summed all inputs; at the end of the sequence it has seen only one.
    """
    x = x.to(device, dtype)

    outputs, last = running_sum(rnn, 2, bidirectional=True, device=device, dtype=dtype)(x)
    forward, backward = outputs.chunk(2, -1)

    assert_equal(forward, x.cumsum(0))
    assert_equal(backward, x.flip(0).cumsum(0).flip(0))
    assert_equal(last, torch.stack([forward[-1], backward[0]]))
    assert not torch.equal(outputs[-1], torch.cat([*last], -1))


@claim("rnn-vs-cnn-context", note="course RNN", verdict=IMPRECISE)
@given(length=st.integers(1, 60), reach=st.integers(1, 8))
def test_remembers_further_back_than_a_convolution_reaches(rnn, length, reach, device, dtype):
    """The note: unlike a CNN it updates by context. A CNN sees context too, but a bounded one.

    If the first input changes, every state may change; of a convolution of width r only the first r
    outputs do.
    """
    x = torch.ones(length, 1, 1, device=device, dtype=dtype)
    other = x.clone()
    other[0] += 1
    layer = running_sum(rnn, 1, device=device, dtype=dtype)
    filter = torch.ones(1, 1, reach, device=device, dtype=dtype)

    def convolved(sequence):
        return torch.conv1d(sequence.permute(1, 2, 0), filter, padding=reach - 1)[0, 0, :length]

    assert_equal(layer(other)[0] - layer(x)[0], torch.ones_like(x))
    seen = (convolved(other) - convolved(x)) != 0
    assert_equal(seen, torch.arange(length, device=device) < reach)


@claim("rnn-causal", note="pytorch-basics 11", verdict=HOLDS)
@claim("rnn-vs-cnn-context", note="course RNN", verdict=IMPRECISE)
@given(x=tensors(SCORES, shape=(6, 1, 2)), now=st.integers(0, 4), seed=seeds())
def test_does_not_see_the_future(rnn, x, now, seed, device, dtype):
    """The notes: it updates by context. True of the context so far: it is causal.

    Whatever comes later, the outputs until now stay as they were, bit for bit, in each layer.
    """
    layer = drawn(rnn(2, 3, num_layers=2, device=device, dtype=dtype), seed)
    x = x.to(device, dtype)
    other = x.clone()
    other[now + 1 :] += 1

    assert_equal(layer(other)[0][: now + 1], layer(x)[0][: now + 1])


@claim("rnn-causal", note="pytorch-basics 11", verdict=HOLDS)
@given(x=COUNTS)
def test_sees_the_future_if_it_reads_from_both_ends(rnn, x, device, dtype):
    """Where it fails: with bidirectional=True the first output depends on the last input."""
    layer = running_sum(rnn, 2, bidirectional=True, device=device, dtype=dtype)
    x = x.to(device, dtype)
    other = x.clone()
    other[-1] += 1

    assert_equal(layer(other)[0][0, :, 2:], layer(x)[0][0, :, 2:] + 1)


@claim("rnn-causal", note="pytorch-basics 11", verdict=HOLDS)
@given(x=COUNTS)
def test_depends_on_the_order_of_its_inputs(rnn, x, device, dtype):
    """What follows: a sequence and its reverse, with the same elements, end in different states.

    With a recurrent weight of 2 the first of three inputs counts four times, the last once.
    """
    x = x.to(device, dtype)
    layer = running_sum(rnn, 2, decay=2.0, device=device, dtype=dtype)

    assert_equal(layer(x)[0][-1], 4 * x[0] + 2 * x[1] + x[2])
    assert_equal(layer(x.flip(0))[0][-1], 4 * x[2] + 2 * x[1] + x[0])


@claim("rnn-output-range", note="pytorch-basics 11", verdict=HOLDS, reading=IMPLIED)
@given(x=tensors(SCORES, shape=(3, 2, 2)), seed=seeds())
def test_stays_within_one(rnn, x, seed, device, dtype):
    """What the tanh implies: all states are from -1 to 1, for inputs of any size."""
    layer = drawn(rnn(2, 3, device=device, dtype=dtype), seed)

    outputs, _ = layer(x.to(device, dtype))

    assert outputs.abs().max() <= 1


@claim("rnn-output-range", note="pytorch-basics 11", verdict=HOLDS, reading=IMPLIED)
@given(signs=tensors(INTEGERS, shape=(3, 1, 2)))
def test_reaches_one_where_it_saturates(rnn, signs, device, dtype):
    """The ends are included: the tanh of a large number rounds to exactly 1."""
    x = signs.sign().to(device, dtype) * 1000
    layer = rnn(2, 2, bias=False, device=device, dtype=dtype)
    with torch.no_grad():
        layer.weight_ih_l0.copy_(torch.eye(2))
        layer.weight_hh_l0.zero_()

    assert_equal(layer(x)[0], x.sign())


@claim("rnn-captures-time", note="pytorch-basics 11", verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.1)
@given(seed=seeds())
def test_forgets_the_distant_past_with_the_weights_it_starts_from(rnn, seed, device, dtype):
    """The note: it captures dependency in time. True at short range, with torch's initial weights.

    The gradient of the last output by the first input, of 16 states, in powers of ten: over 2000
    seeds -1.3 ± 0.3 after 5 steps, and -13.8 ± 2.0 after 50. Means of four are 10 deviations off.
    """
    risk(deviations=10)
    with seeded(seed, device):
        layers = [rnn(4, 16, device=device, dtype=dtype) for _ in range(4)]

    assert -3 < reach(layers, 5, seed) < 0
    assert reach(layers, 50, seed) < -4


@claim("rnn-captures-time", note="pytorch-basics 11", verdict=HOLDS_IF)
@pytest.mark.parametrize("length", [1, 5, 100])
def test_keeps_the_past_where_nothing_shrinks_it(rnn, length, device, dtype):
    """Where it does reach far: an orthogonal W_hh, and states of 0, where tanh has slope 1."""
    layer = rnn(2, 2, bias=False, device=device, dtype=dtype)
    with torch.no_grad():
        layer.weight_ih_l0.copy_(torch.eye(2))
        layer.weight_hh_l0.copy_(torch.tensor([[0.0, 1.0], [-1.0, 0.0]]))
    x = torch.zeros(length, 1, 2, device=device, dtype=dtype, requires_grad=True)

    (gradient,) = torch.autograd.grad(layer(x)[0][-1].sum(), x)

    assert_equal(gradient[0].norm(), torch.ones(2, device=device, dtype=dtype).norm())
