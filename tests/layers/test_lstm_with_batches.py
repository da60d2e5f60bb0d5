"""The LSTM and the axes of its input: time, batch and features; and the weights it starts from."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.layers.loop_rnn import drawn
from tests.support import versions
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, claim
from tests.support.devices import WIDE
from tests.support.statistics import assert_mean
from tests.support.strategies import REALS, gaussian, seeded, seeds, tensors
from tests.support.tolerance import assert_equal, eps

NOTE = "course memory update"
STATES = tensors(REALS, shape=(2, 2, 3, 4))


@claim("lstm-shapes", note=NOTE, verdict=HOLDS)
@pytest.mark.parametrize("first", [False, True], ids=["time-first", "batch-first"])
@given(x=tensors(REALS, shape=(5, 3, 2)), states=STATES, seed=seeds())
def test_swaps_no_axes_of_its_states(lstm, first, x, states, seed, device, dtype):
    """What batch_first leaves as it is: the states given and returned, (L, B, H)."""
    options = {"num_layers": 2, "device": device, "dtype": dtype}
    layer, usual = lstm(2, 4, batch_first=first, **options), drawn(lstm(2, 4, **options), seed)
    layer.load_state_dict(usual.state_dict())
    x, (h, c) = x.to(device, dtype), states.to(device, dtype)

    outputs, (h_n, c_n) = layer(x.transpose(0, 1) if first else x, (h, c))
    wanted, (h_last, c_last) = usual(x, (h, c))

    assert_equal(outputs, wanted.transpose(0, 1) if first else wanted)
    assert_equal(h_n, h_last)
    assert_equal(c_n, c_last)


@claim("lstm-shapes", note=NOTE, verdict=HOLDS)
@pytest.mark.parametrize("first", [False, True], ids=["time-first", "batch-first"])
@given(x=tensors(REALS, shape=(5, 2)), states=STATES, seed=seeds())
def test_takes_a_single_sequence_without_a_batch(lstm, first, x, states, seed, device, dtype):
    """Beyond the note: (S, in) and states (L, H) alone, as in a batch of one. Time is first."""
    options = {"num_layers": 2, "batch_first": first, "device": device, "dtype": dtype}
    layer, batch = drawn(lstm(2, 4, **options), seed), 0 if first else 1
    x, (h, c) = x.to(device, dtype), states[:, :, 0].to(device, dtype).contiguous()

    outputs, (h_n, c_n) = layer(x, (h, c))
    wanted, (h_last, c_last) = layer(x.unsqueeze(batch), (h.unsqueeze(1), c.unsqueeze(1)))

    assert_equal(outputs, wanted.squeeze(batch))
    assert_equal(h_n, h_last.squeeze(1))
    assert_equal(c_n, c_last.squeeze(1))


@claim("lstm-shapes", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE)
@given(large=st.integers(10, 60), place=st.integers(0, 3), seed=seeds())
def test_reads_numbers_of_any_size_and_keeps_nan_within_a_sequence(
    lstm, large, place, seed, device, dtype
):
    """Nothing is clipped: 2^k times the input with 2^-k times the weights is the same, exactly.

    A nan is in all states of its own sequence from its step on, and in no other's.
    """
    layer = drawn(lstm(2, 3, device=device, dtype=dtype), seed)
    x = gaussian(seed + 1, 4, 2, 2).to(device, dtype)
    usual, _ = layer(x)
    ill = x.clone()
    ill[place, 0, 0] = math.nan

    spread, (h, c) = layer(ill)
    layer.weight_ih_l0.data *= 2.0**-large
    scaled, _ = layer(x * 2.0**large)

    assert_equal(scaled, usual)
    expected = torch.zeros(4, 2, 3, dtype=torch.bool, device=device)
    expected[place:, 0] = True
    assert_equal(spread.isnan(), expected)
    assert_equal(h.isnan(), expected[3:])
    assert_equal(c.isnan(), expected[3:])


@claim("lstm-shapes", note=NOTE, verdict=HOLDS)
@pytest.mark.parametrize("wrong", [0, 1], ids=["state", "memory"])
@pytest.mark.parametrize("shape", [(1, 1, 2), (3, 1, 2), (2, 3, 2)], ids=str)
def test_rejects_states_of_another_shape(lstm, wrong, shape, device):
    """A state or a memory of another batch, or of other layers, is an error: none is stretched."""
    states = [torch.zeros(1, 3, 2, device=device) for _ in range(2)]
    states[wrong] = torch.zeros(shape, device=device)

    with pytest.raises(RuntimeError, match=r"Expected hidden"):
        lstm(4, 2, device=device)(torch.zeros(5, 3, 4, device=device), tuple(states))


@claim("lstm-shapes", note=NOTE, verdict=HOLDS)
@pytest.mark.parametrize("shape", [(4,), (1, 1, 1, 4)], ids=str)
def test_rejects_an_input_of_another_rank(lstm, shape, device):
    """What is neither a sequence nor a batch of them is an error: a ValueError since torch 2.1.

    Before it was an AssertionError, and in 1.13 a RuntimeError.
    """
    errors = (ValueError, AssertionError, RuntimeError)
    with pytest.raises(errors, match=r"[Ee]xpected|must have 3 dim") as refusal:
        lstm(4, 2, device=device)(torch.zeros(shape, device=device))
    if lstm is torch.nn.LSTM:
        versions.seen("a recurrent layer given four dimensions", f"raises {refusal.typename}")


@claim("lstm-params-4x", note=NOTE, verdict=HOLDS, reading=IMPLIED)
@cells(examples=0.3)
@given(width=st.sampled_from([4, 100]), seed=seeds())
def test_starts_from_weights_within_one_over_the_root_of_its_width(lstm, width, seed, device):
    """All four tensors of a layer are uniform in ±1/√H, whatever the width of the input."""
    with seeded(seed, device):
        layer = lstm(width, 100, num_layers=2, device=device)

    for weight in layer.parameters():
        scaled = weight.detach().double() * 10
        assert scaled.abs().max() <= 1 + eps(weight.dtype)  # 0.1 itself is rounded
        inside = scaled.clamp(-1, 1)
        assert_mean(inside.abs(), 0.5, low=0, high=1, detects=0.35)
        assert_mean(inside, 0.0, low=-1, high=1, detects=0.7)
