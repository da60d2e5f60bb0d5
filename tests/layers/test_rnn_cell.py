"""The recurrent cell: one step of a recurrent layer."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

from tests.layers.loop_rnn import (
    SIZES,
    directions,
    drawn,
    expected,
    expected_slope,
    relu_step,
    slope_found,
    tanh_step,
)
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

STEPS = {"tanh": tanh_step, "relu": relu_step}


def as_layer(cell):
    """The cell's parameters, by the names that a layer gives them."""
    return {f"{name}_l0": weight for name, weight in cell.named_parameters()}


@claim("rnncell-formula", note="pytorch-basics 11", verdict=HOLDS)
@claim("rnncell-previous-output-feeds", note="pytorch-basics 11", verdict=HOLDS)
@pytest.mark.parametrize("bend", ["tanh", "relu"])
@given(sizes=SIZES, bias=st.booleans(), seed=seeds())
def test_feeds_each_output_into_the_next_step(rnn_cell, bend, sizes, bias, seed, device, dtype):
    """The note: h' = tanh(W_ih x + b_ih + W_hh h + b_hh), and the output is the next h. True.

    Over a sequence from a given state, with either nonlinearity, with and without biases.
    """
    length, batch, width, hidden = sizes
    options = {"nonlinearity": bend, "bias": bias, "device": device, "dtype": dtype}
    cell = drawn(rnn_cell(width, hidden, **options), seed)
    x = gaussian(seed + 50, length, batch, width).to(device, dtype)
    h = gaussian(seed + 51, batch, hidden).to(device, dtype)
    point = {"x": x, "h0": h.unsqueeze(0), **as_layer(cell)}
    (states, _), (scale, _) = expected(STEPS[bend], point)

    outputs = []
    for x_t in x:
        h = cell(x_t, h)
        outputs.append(h)

    assert_near(torch.stack(outputs), states, roundings=8 + width + hidden, scale=scale)


@claim("rnncell-formula", note="pytorch-basics 11", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(sizes=SIZES, seed=seeds())
def test_has_the_gradient_of_the_formula(rnn_cell, sizes, seed, device, dtype):
    """What follows: the derivative by input, state, weights and biases, along a drawn direction."""
    _, batch, width, hidden = sizes
    cell = drawn(rnn_cell(width, hidden, device=device, dtype=dtype), seed)
    x = gaussian(seed + 50, 1, batch, width).to(device, dtype).requires_grad_()
    h = gaussian(seed + 51, 1, batch, hidden).to(device, dtype).requires_grad_()
    pulls = [gaussian(seed + 52, 1, batch, hidden), torch.zeros(1, batch, hidden)]
    point = {"x": x, "h0": h, **as_layer(cell)}
    along = directions(point, seed)
    slope, scale = expected_slope(tanh_step, point, along, pulls)

    found = slope_found([cell(x[0], h[0])], [pulls[0][0]], point, along)

    assert_near(found, slope, roundings=4, scale=scale, dtype=dtype)


@claim("rnncell-is-linear", note="pytorch-basics 11", verdict=IMPRECISE)
@given(x=tensors(REALS, shape=(3, 2)), h=tensors(REALS, shape=(3, 4)), seed=seeds())
def test_is_one_linear_layer_under_a_tanh(rnn_cell, x, h, seed, device, dtype):
    """The note: inside, it is in fact a linear layer. True of what the tanh is put around.

    A layer of the joined weights [W_ih W_hh] and the sum of the biases, on the joined [x, h].
    """
    cell = drawn(rnn_cell(2, 4, device=device, dtype=dtype), seed)
    x, h = x.to(device, dtype), h.to(device, dtype)
    joined = torch.cat([cell.weight_ih, cell.weight_hh], 1).detach().double()
    both = torch.cat([x, h], 1).double()
    bias = (cell.bias_ih.double() + cell.bias_hh.double()).detach()

    y = cell(x, h)

    size = both.abs() @ joined.T.abs() + cell.bias_ih.abs() + cell.bias_hh.abs()
    assert_near(y, (both @ joined.T + bias).tanh(), roundings=16, scale=size + 1)


@claim("rnncell-is-linear", note="pytorch-basics 11", verdict=IMPRECISE)
@given(x=tensors(INTEGERS, shape=(1, 3)), seed=seeds())
def test_is_not_linear_itself(rnn_cell, x, seed, device, dtype):
    """How far the note is off: twice the input is not twice the output, which stays under 1.

    With relu and no bias it is; but there the opposite input does not give the opposite output.
    """
    x = x.abs().to(device, dtype) + 1
    options = {"bias": False, "device": device, "dtype": dtype}
    bent, kinked = rnn_cell(3, 1, **options), rnn_cell(3, 1, nonlinearity="relu", **options)
    for cell in (bent, kinked):
        torch.nn.init.ones_(cell.weight_ih)

    assert (2 * bent(x) - bent(2 * x)).item() > 0.9
    assert_equal(kinked(2 * x), 2 * x.sum(1, keepdim=True))
    assert_equal(kinked(-x), torch.zeros_like(x[:, :1]))


@claim("rnncell-shapes", note="pytorch-basics 11", verdict=HOLDS)
@cells(meta=True)
@pytest.mark.parametrize("batch", [(), (1,), (3,)], ids=str)
@pytest.mark.parametrize(("width", "hidden"), [(4, 2), (2, 5)])
def test_maps_rows_of_inputs_to_rows_of_states(rnn_cell, batch, width, hidden, device, dtype):
    """The note's slide: a batch of 1, inputs of 4, states of 2. True, and of one row alone too.

    The weights are (H, in) and (H, H): a row for each entry of the state.
    """
    cell = rnn_cell(width, hidden, device=device, dtype=dtype)
    x = torch.zeros(*batch, width, device=device, dtype=dtype)

    h = cell(x)

    assert (h.shape, h.dtype) == ((*batch, hidden), dtype)
    assert cell(x, h).shape == (*batch, hidden)
    assert {name: tuple(weight.shape) for name, weight in cell.named_parameters()} == {
        "weight_ih": (hidden, width),
        "weight_hh": (hidden, hidden),
        "bias_ih": (hidden,),
        "bias_hh": (hidden,),
    }


@claim("rnncell-shapes", note="pytorch-basics 11", verdict=HOLDS)
@given(h=st.sampled_from([(1, 2), (4, 2), (3, 1), (3, 3), (2, 3)]))
def test_rejects_a_state_of_another_size(rnn_cell, h, device):
    """What the note leaves out: a batch of 3 needs 3 rows of states; one is not shared by all."""
    cell, x = rnn_cell(4, 2, device=device), torch.zeros(3, 4, device=device)

    with pytest.raises(RuntimeError):
        cell(x, torch.zeros(h, device=device))


@claim("rnncell-h0-default-zero", note="pytorch-basics 11", verdict=HOLDS)
@given(x=tensors(REALS, shape=(3, 2)), seed=seeds())
def test_starts_from_zeros_unless_told_otherwise(rnn_cell, x, seed, device, dtype):
    """The note: the first h may be all zeros. True: left out, it is."""
    cell = drawn(rnn_cell(2, 4, device=device, dtype=dtype), seed)
    x = x.to(device, dtype)

    assert_equal(cell(x), cell(x, torch.zeros(3, 4, device=device, dtype=dtype)))


@claim("rnncell-relu-option", note="pytorch-basics 11", verdict=HOLDS)
@given(x=tensors(REALS, shape=(3, 2)), seed=seeds())
def test_has_no_negative_states_with_relu(rnn_cell, x, seed, device, dtype):
    """The other nonlinearity: with nonlinearity="relu" no state is below 0. True."""
    options = {"nonlinearity": "relu", "device": device, "dtype": dtype}
    cell = drawn(rnn_cell(2, 4, **options), seed)
    x = x.to(device, dtype)

    assert cell(x).min() >= 0


@claim("rnncell-relu-option", note="pytorch-basics 11", verdict=HOLDS)
@pytest.mark.parametrize("name", ["gelu", "Tanh"])
def test_knows_tanh_and_relu_alone(rnn_cell, name):
    """The condition: one of these two, so written. Another name is refused, but only in use."""
    cell = rnn_cell(2, 4, nonlinearity=name)

    with pytest.raises(RuntimeError, match="Unknown nonlinearity"):
        cell(torch.zeros(1, 2))


@claim("rnncell-hidden-equals-classes", note="pytorch-basics 11.1", verdict=HOLDS)
@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_needs_a_state_for_each_class_to_be_its_own_head(rnn_cell, hidden):
    """The note: the hidden size is 4 for the 4 letters. True where the states are the logits.

    A narrower state has no logit for the last class: an IndexError, on the CPU.
    """
    letters, answer = torch.eye(4)[[1, 0, 2, 2, 3]], torch.tensor([3, 1, 2, 3, 2])

    assert cross_entropy(rnn_cell(4, 4)(letters), answer) > 0
    with pytest.raises(IndexError, match="out of bounds"):
        cross_entropy(rnn_cell(4, hidden)(letters), answer)
