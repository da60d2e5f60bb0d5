"""The recurrent layer: a loop of cells over time, and over layers."""

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
    precision,
    relu_step,
    slope_found,
    tanh_step,
)
from tests.support.axes import cells
from tests.support.claims import HOLDS, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

STEPS = {"tanh": tanh_step, "relu": relu_step}


def drawn_start(sizes, layers, seed, device, dtype):
    """A sequence and a first state of each layer."""
    length, batch, width, hidden = sizes
    x = gaussian(seed + 50, length, batch, width).to(device, dtype)
    return x, gaussian(seed + 51, layers, batch, hidden).to(device, dtype)


@claim("rnn-loops-internally", note="pytorch-basics 11", verdict=HOLDS)
@claim("rnn-multilayer", note="pytorch-basics 11", verdict=HOLDS)
@claim("rnncell-previous-output-feeds", note="pytorch-basics 11", verdict=HOLDS)
@pytest.mark.parametrize("bend", ["tanh", "relu"])
@given(sizes=SIZES, layers=st.integers(1, 3), bias=st.booleans(), seed=seeds())
def test_runs_a_cell_over_time_in_each_layer(rnn, bend, sizes, layers, bias, seed, device, dtype):
    """The note: the loop is built in, layer over layer. True: one cell a layer, used at each step.

    A layer reads the states of the one below. Beside the outputs it returns the last states of all
    layers.
    """
    width, hidden = sizes[2:]
    options = {"nonlinearity": bend, "bias": bias, "device": device, "dtype": dtype}
    layer = drawn(rnn(width, hidden, num_layers=layers, **options), seed)
    x, h = drawn_start(sizes, layers, seed, device, dtype)
    point = {"x": x, "h0": h, **dict(layer.named_parameters())}
    states, scales = expected(STEPS[bend], point)

    outputs, last = layer(x, h)

    terms = {"roundings": 8 + width + hidden, "dtype": precision(device, dtype)}
    assert_near(outputs, states[0], scale=scales[0], **terms)
    assert_near(last, states[1], scale=scales[1], **terms)


@claim("rnn-loops-internally", note="pytorch-basics 11", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(sizes=SIZES, layers=st.integers(1, 3), seed=seeds())
def test_has_the_gradient_of_back_propagation_through_time(rnn, sizes, layers, seed, device, dtype):
    """What follows: the derivative by all weights, inputs and first states, along a direction.

    Each weight is used at each step, and its gradient is the sum over the steps.
    """
    length, batch, width, hidden = sizes
    layer = drawn(rnn(width, hidden, num_layers=layers, device=device, dtype=dtype), seed)
    x, h = (start.requires_grad_() for start in drawn_start(sizes, layers, seed, device, dtype))
    point = {"x": x, "h0": h, **dict(layer.named_parameters())}
    along = directions(point, seed)
    pulls = [gaussian(seed + 52, length, batch, hidden), gaussian(seed + 53, *h.shape)]
    slope, scale = expected_slope(tanh_step, point, along, pulls)

    found = slope_found(layer(x, h), pulls, point, along)

    roundings = 16 + width + hidden + batch * length
    terms = {"roundings": roundings, "scale": scale, "dtype": precision(device, dtype)}
    assert_near(found, slope, **terms, loose="the scale adds up all paths, and most cancel")


@claim("rnn-multilayer", note="pytorch-basics 11", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(x=tensors(INTEGERS, shape=(3, 2, 2)), seed=seeds())
def test_stacks_layers_that_could_stand_alone(rnn, x, seed, device, dtype):
    """The note's figure: the states of a layer are the input of the next. True; W_ih is (H, H).

    Exactly so on whole numbers, here up to 1014; bfloat16 counts no further than 256.
    """
    options = {"nonlinearity": "relu", "device": device, "dtype": dtype}
    both = drawn(rnn(2, 3, num_layers=2, **options), seed, whole=True)
    first, second = rnn(2, 3, **options), rnn(3, 3, **options)
    weights = both.state_dict()
    first.load_state_dict({k: w for k, w in weights.items() if k.endswith("l0")})
    second.load_state_dict({k[:-1] + "0": w for k, w in weights.items() if k.endswith("l1")})
    x = x.sign().to(device, dtype)

    states, below = first(x)
    outputs, above = second(states)
    found, last = both(x)

    assert both.weight_ih_l1.shape == (3, 3)
    assert_equal(found, outputs)
    assert_equal(last, torch.cat([below, above]))


@claim("rnncell-h0-default-zero", note="pytorch-basics 11", verdict=HOLDS)
@given(x=tensors(REALS, shape=(3, 2, 2)), seed=seeds())
def test_starts_from_zeros_unless_told_otherwise(rnn, x, seed, device, dtype):
    """The note: the first h may be all zeros. True: left out, it is, in each layer.

    At every call: nothing is left of the sequence before, in training or not.
    """
    layer, x = drawn(rnn(2, 4, num_layers=2, device=device, dtype=dtype), seed), x.to(device, dtype)
    layer.train(seed % 2 == 0)
    zeros = torch.zeros(2, 2, 4, device=device, dtype=dtype)

    wanted = layer(x, zeros)

    for found in (layer(x), layer(x)):
        assert_equal(found[0], wanted[0])
        assert_equal(found[1], wanted[1])


@claim("rnncell-h0-from-cnn", note="pytorch-basics 11", verdict=HOLDS)
@given(seed=seeds())
def test_takes_its_first_state_from_a_convolution_and_trains_it(rnn, seed, device, dtype):
    """The note: h may come from a convolution, which links the two networks. True.

    Its features, as a state (1, B, H), get the gradient that the layer gives its first state.
    """
    images = gaussian(seed, 2, 1, 4, 4).to(device, dtype)
    convolution = torch.nn.Conv2d(1, 3, 3, device=device, dtype=dtype)
    layer = drawn(rnn(2, 3, device=device, dtype=dtype), seed)
    x = gaussian(seed + 1, 4, 2, 2).to(device, dtype)
    features = convolution(images).mean((2, 3)).unsqueeze(0)
    h = features.detach().requires_grad_()

    (through,) = torch.autograd.grad(
        layer(x, features)[0].sum(), convolution.bias, allow_unused=True
    )
    (at_h,) = torch.autograd.grad(layer(x, h)[0].sum(), h, allow_unused=True)

    assert through is not None
    assert through.abs().max() > 0
    assert_near(through, at_h.double().sum((0, 1)), roundings=32, scale=at_h.abs().sum())


@claim("rnn-params", note="pytorch-basics 11", verdict=HOLDS)
@given(width=st.integers(1, 5), hidden=st.integers(1, 5), layers=st.integers(1, 4))
def test_has_parameters_for_each_layer_and_none_for_time(rnn, width, hidden, layers):
    """H (in + H + 2) for the first layer, H (2H + 2) for each other; the slide's 4, 5 give 55."""
    counts = [
        sum(p.numel() for p in rnn(*sizes, num_layers=depth).parameters())
        for *sizes, depth in ((width, hidden, layers), (4, 5, 1), (4, 5, 2), (4, 5, 3))
    ]

    formula = hidden * (width + hidden + 2) + (layers - 1) * hidden * (2 * hidden + 2)
    assert counts == [formula, 55, 115, 175]


@claim("rnncell-relu-option", note="pytorch-basics 11", verdict=HOLDS)
@pytest.mark.parametrize("name", ["sigmoid", "Tanh"])
def test_knows_tanh_and_relu_alone(rnn, name):
    """Any other name is refused at once; a cell waits until it is called."""
    with pytest.raises(ValueError, match=f"^Unknown nonlinearity '{name}'"):
        rnn(4, 2, nonlinearity=name)
