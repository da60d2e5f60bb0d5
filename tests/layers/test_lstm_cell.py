"""The cell of an LSTM: one step."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.layers.loop_rnn import (
    SIZES,
    directions,
    drawn,
    expected,
    expected_slope,
    lstm_step,
    slope_found,
)
from tests.support.axes import cells
from tests.support.claims import HOLDS, claim
from tests.support.devices import WIDE
from tests.support.strategies import REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near


def as_layer(cell):
    """The cell's parameters, by the names that a layer gives them."""
    return {f"{name}_l0": weight for name, weight in cell.named_parameters()}


@claim("lstm-memory-update", note="course memory update", verdict=HOLDS)
@given(sizes=SIZES, bias=st.booleans(), seed=seeds())
def test_hands_its_state_and_memory_to_the_next_step(lstm_cell, sizes, bias, seed, device, dtype):
    """The note shows one step: c = f c + i g, h = o tanh(c). True, step after step."""
    length, batch, width, hidden = sizes
    cell = drawn(lstm_cell(width, hidden, bias=bias, device=device, dtype=dtype), seed)
    x = gaussian(seed + 50, length, batch, width).to(device, dtype)
    h, c = gaussian(seed + 51, 2, batch, hidden).to(device, dtype)
    point = {"x": x, "h0": h.unsqueeze(0), "c0": c.unsqueeze(0), **as_layer(cell)}
    states, scales = expected(lstm_step, point)

    outputs = []
    for x_t in x:
        h, c = cell(x_t, (h, c))
        outputs.append(h)

    found = torch.stack(outputs), h.unsqueeze(0), c.unsqueeze(0)
    for result, wanted, scale in zip(found, states, scales, strict=True):
        assert_near(result, wanted, roundings=8, scale=scale)


@claim("lstm-memory-update", note="course memory update", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(sizes=SIZES, seed=seeds())
def test_has_the_gradient_of_the_formula(lstm_cell, sizes, seed, device, dtype):
    """What follows: the derivative by input, state, memory and weights, along a direction."""
    _, batch, width, hidden = sizes
    cell = drawn(lstm_cell(width, hidden, device=device, dtype=dtype), seed)
    x = gaussian(seed + 50, 1, batch, width).to(device, dtype).requires_grad_()
    states = gaussian(seed + 51, 2, 1, batch, hidden).to(device, dtype)
    h, c = (state.requires_grad_() for state in states)
    pulls = [*gaussian(seed + 52, 2, batch, hidden)]
    point = {"x": x, "h0": h, "c0": c, **as_layer(cell)}
    along = directions(point, seed)
    slope, scale = expected_slope(lstm_step, point, along, [torch.zeros(()), *pulls])

    found = slope_found(cell(x[0], (h[0], c[0])), pulls, point, along)

    assert_near(found, slope, roundings=2, scale=scale, dtype=dtype)


@claim("lstm-memory-update", note="course memory update", verdict=HOLDS)
@given(x=tensors(REALS, shape=(3, 2)), seed=seeds())
def test_starts_from_zeros_unless_told_otherwise(lstm_cell, x, seed, device, dtype):
    """The note is silent on the first step: a state and memory that are left out are zeros."""
    cell, x = drawn(lstm_cell(2, 4, device=device, dtype=dtype), seed), x.to(device, dtype)
    zeros = torch.zeros(3, 4, device=device, dtype=dtype)

    for found, wanted in zip(cell(x), cell(x, (zeros, zeros)), strict=True):
        assert_equal(found, wanted)


@claim("lstm-shapes", note="course memory update", verdict=HOLDS)
@cells(meta=True)
@pytest.mark.parametrize("batch", [(), (1,), (3,)], ids=str)
def test_maps_rows_of_inputs_to_rows_of_states_and_memories(lstm_cell, batch, device, dtype):
    """What follows: a step gives h and c, both (B, H), or (H,) alone; the weights have 4H rows."""
    cell = lstm_cell(4, 2, device=device, dtype=dtype)

    h, c = cell(torch.zeros(*batch, 4, device=device, dtype=dtype))

    assert h.shape == c.shape == (*batch, 2)
    assert h.dtype == c.dtype == dtype
    assert [tuple(weight.shape) for weight in cell.parameters()] == [(8, 4), (8, 2), (8,), (8,)]
