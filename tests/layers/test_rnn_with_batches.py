"""The recurrent layer and the axes of its input: time, batch and features."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.layers.loop_rnn import COUNTS, KINDS, drawn, running_sum
from tests.support import versions
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal


@claim("rnn-shapes", note="pytorch-basics 11", verdict=HOLDS)
@cells(meta=True)
@pytest.mark.parametrize(
    ("length", "batch", "width", "hidden", "layers", "ends"),
    [(3, 1, 4, 2, 1, 1), (1, 1, 1, 1, 2, 1), (5, 3, 2, 4, 3, 2)],
    ids=["slide", "ones", "both-ends"],
)
def test_takes_time_first_then_the_batch(
    rnn, length, batch, width, hidden, layers, ends, device, dtype
):
    """The note's slide: (3, 1, 4) and a state (1, 1, 2) give (3, 1, 2) and a state (1, 1, 2). True.

    In general (S, B, in) and (L, B, H) give (S, B, H) and (L, B, H): time, batch, width; and
    layers, batch, width. Read from both ends, the outputs are twice as wide and the states twice as
    many.
    """
    options = {"bidirectional": ends == 2, "device": device, "dtype": dtype}
    layer = rnn(width, hidden, num_layers=layers, **options)
    x = torch.zeros(length, batch, width, device=device, dtype=dtype)
    h = torch.zeros(layers * ends, batch, hidden, device=device, dtype=dtype)

    outputs, last = layer(x, h)

    assert (outputs.shape, outputs.dtype) == ((length, batch, ends * hidden), dtype)
    assert (last.shape, last.dtype) == (h.shape, dtype)


@claim("rnn-shapes", note="pytorch-basics 11", verdict=HOLDS)
@pytest.mark.parametrize("shape", [(4,), (1, 1, 1, 4)], ids=str)
def test_rejects_an_input_of_another_rank(rnn, shape, device):
    """What is neither a sequence nor a batch of them is an error: a ValueError since torch 2.1.

    Before it was an AssertionError, and in 1.13 a RuntimeError.
    """
    errors = (ValueError, AssertionError, RuntimeError)
    with pytest.raises(errors, match=r"[Ee]xpected|must have 3 dim") as refusal:
        rnn(4, 2, device=device)(torch.zeros(shape, device=device))
    if rnn is torch.nn.RNN:
        versions.seen("a recurrent layer given four dimensions", f"raises {refusal.typename}")


@claim("rnn-shapes", note="pytorch-basics 11", verdict=HOLDS)
@pytest.mark.parametrize("width", [3, 5])
def test_rejects_an_input_of_another_width(rnn, width, device):
    """The last axis must be as wide as the layer was told: a RuntimeError otherwise."""
    with pytest.raises(RuntimeError):
        rnn(4, 2, device=device)(torch.zeros(3, 1, width, device=device))


@claim("rnn-batch-first", note="pytorch-basics 11", verdict=HOLDS)
@given(x=tensors(REALS, shape=(4, 3, 2)), h=tensors(REALS, shape=(3, 3, 3)), seed=seeds())
def test_first_swaps_the_axes_of_inputs_and_outputs_but_not_of_states(
    rnn, x, h, seed, device, dtype
):
    """The note: batch and time may change places. True of inputs and outputs, by batch_first=True.

    The values are the same. The states stay (L, B, H), both given and returned.
    """
    options = {"num_layers": 3, "device": device, "dtype": dtype}
    usual = drawn(rnn(2, 3, **options), seed)
    swapped = rnn(2, 3, batch_first=True, **options)
    swapped.load_state_dict(usual.state_dict())
    x, h = x.to(device, dtype), h.to(device, dtype)

    outputs, last = usual(x, h)
    found, reached = swapped(x.transpose(0, 1), h)

    assert_equal(found, outputs.transpose(0, 1))
    assert_equal(reached, last)


@claim("rnn-batch-first", note="pytorch-basics 11", verdict=HOLDS)
@pytest.mark.parametrize("state", [(3, 1, 2), (1, 1, 2), (1, 5, 2)], ids=str)
def test_first_rejects_a_state_whose_batch_is_first(rnn, state, device):
    """With batch_first=True too, a first state (B, L, H), or one of another batch, is an error."""
    layer, x = rnn(4, 2, batch_first=True, device=device), torch.zeros(3, 5, 4, device=device)

    with pytest.raises(RuntimeError, match="Expected hidden size"):
        layer(x, torch.zeros(state, device=device))


@claim("rnn-swapped-silent", note="pytorch-basics 11", verdict=HOLDS)
@given(x=COUNTS)
def test_put_first_runs_along_them_unless_told_so(rnn, x, device, dtype):
    """The note: the axes may be swapped. Without batch_first that is no error, but wrong.

    A net that adds up its inputs over time adds up the samples instead.
    """
    x = x.to(device, dtype)
    options = {"device": device, "dtype": dtype}

    told, _ = running_sum(rnn, 2, batch_first=True, **options)(x)
    silent, _ = running_sum(rnn, 2, **options)(x)

    assert_equal(told, x.cumsum(1))
    assert_equal(silent, x.cumsum(0))
    assert not torch.equal(told, silent)


@claim("rnn-unbatched", note="pytorch-basics 11", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize("first", [False, True], ids=["time-first", "batch-first"])
@given(x=tensors(REALS, shape=(6, 3)), h=tensors(REALS, shape=(1, 5)), seed=seeds())
def test_takes_a_single_sequence_without_a_batch(rnn, first, x, h, seed, device, dtype):
    """Beyond the note: (S, in) alone gives (S, H) and a state (L, H), as in a batch of one.

    Time is its first axis, with batch_first as well.
    """
    layer = drawn(rnn(3, 5, batch_first=first, device=device, dtype=dtype), seed)
    x, h = x.to(device, dtype), h.to(device, dtype)

    outputs, last = layer(x, h)
    in_batch, last_in_batch = layer(x.unsqueeze(0 if first else 1), h.unsqueeze(1))

    assert (outputs.shape, last.shape) == ((6, 5), (1, 5))
    assert_equal(outputs, in_batch.squeeze(0 if first else 1))
    assert_equal(last, last_in_batch.squeeze(1))
    assert_equal(layer(x)[0], layer(x, torch.zeros_like(h))[0])
    h.requires_grad_()
    (alone,) = torch.autograd.grad(layer(x, h)[0].sum(), h, allow_unused=True)
    (among,) = torch.autograd.grad(
        layer(x.unsqueeze(0 if first else 1), h.unsqueeze(1))[0].sum(), h, allow_unused=True
    )
    assert alone is not None
    assert among is not None
    assert_equal(alone, among)


@claim("rnn-shapes", note="pytorch-basics 11", verdict=HOLDS)
@cells(dtypes=WIDE)
@pytest.mark.parametrize("first", [False, True], ids=["time-first", "batch-first"])
@given(x=tensors(INTEGERS, shape=(3, 2, 2)), layers=st.integers(1, 3), seed=seeds())
def test_reads_from_both_ends_with_weights_for_each(rnn, first, x, layers, seed, device, dtype):
    """Beyond the note: bidirectional. A layer of its own reads the sequence from its end.

    Its outputs stand beside the others, at the step that they belong to; its last state is the one
    at the first step. Each layer above reads both. Exactly so on whole numbers.
    """
    options = {"nonlinearity": "relu", "device": device, "dtype": dtype}
    more = {"num_layers": layers, "bidirectional": True, "batch_first": first}
    both = drawn(rnn(2, 2, **more, **options), seed, whole=True)
    weights, outputs, last = both.state_dict(), x.sign().to(device, dtype), []
    found = both(outputs.transpose(0, 1) if first else outputs)
    assert {f"{kind}_l0" for kind in KINDS} <= weights.keys()
    for layer in range(layers):
        read = []
        for end in ("", "_reverse"):
            single = rnn(outputs.shape[-1], 2, **options)
            names = {f"{kind}_l0": weights[f"{kind}_l{layer}{end}"] for kind in KINDS}
            single.load_state_dict(names)
            states, final = single(outputs.flip(0) if end else outputs)
            read.append(states.flip(0) if end else states)
            last.append(final)
        outputs = torch.cat(read, -1)

    assert_equal(found[0], outputs.transpose(0, 1) if first else outputs)
    assert_equal(found[1], torch.cat(last))


@claim("rnn-shapes", note="pytorch-basics 11", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(large=st.integers(10, 60), place=st.integers(0, 3), seed=seeds())
def test_reads_numbers_of_any_size_and_keeps_nan_within_a_sequence(
    rnn, large, place, seed, device, dtype
):
    """Nothing is clipped: 2^k times the input with 2^-k times the weights is the same, exactly.

    A nan is in all states of its own sequence from its step on, and in no other's.
    """
    layer = drawn(rnn(2, 3, device=device, dtype=dtype), seed)
    x = gaussian(seed + 1, 4, 2, 2).to(device, dtype)
    usual, _ = layer(x)
    ill = x.clone()
    ill[place, 0, 0] = math.nan

    spread, _ = layer(ill)
    layer.weight_ih_l0.data *= 2.0**-large
    scaled, _ = layer(x * 2.0**large)

    assert_equal(scaled, usual)
    expected = torch.zeros(4, 2, 3, dtype=torch.bool, device=device)
    expected[place:, 0] = True
    assert_equal(spread.isnan(), expected)
