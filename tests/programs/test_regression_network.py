"""The regression network: what it is made of, and what it computes."""

import itertools
import math

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from concepts.programs import regression_network as program
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, claim
from tests.support.figures import assert_figure
from tests.support.statistics import Spread, assert_rate, risk
from tests.support.strategies import gaussian, seeded, seeds
from tests.support.tolerance import assert_near

CODE = "regression-network 4"
SMALL = {"hidden_layers": 2, "hidden": 5}
RATIOS = {True: Spread(1.0, 0.087, 40), False: Spread(-0.69, 0.145, 40)}  # with batch norm, without


def made(net_class, seed, device="cpu", dtype=torch.float32, **shape):
    with seeded(seed):
        return net_class(**shape).to(device, dtype)


def layers(net, kind):
    return [module for module in net.modules() if isinstance(module, kind)]


@claim("net-shapes", note=CODE, verdict=HOLDS)
@claim("program-003-net", note=CODE, verdict=HOLDS_IF)
@given(
    rows=st.integers(2, 6),
    inputs=st.integers(1, 5),
    depth=st.integers(0, 4),
    width=st.integers(1, 5),
    outputs=st.integers(1, 4),
    seed=seeds(),
)
def test_has_a_linear_layer_and_a_norm_for_each_hidden_one(
    regression_network, rows, inputs, depth, width, outputs, seed, device
):
    """The note counts hidden layers. So there is one linear layer more, and one norm, the input's.

    Its parameters are counted for any number of inputs, outputs, layers and units.
    """
    net = regression_network(inputs, depth, width, outputs).to(device)
    widths = [inputs] + [width] * depth + [outputs]
    linear = sum(a * b + b for a, b in itertools.pairwise(widths))
    norms = 2 * inputs + depth * 2 * width

    y = net(gaussian(seed, rows, inputs).float().to(device))

    assert y.shape == (rows, outputs)
    assert [layer.out_features for layer in layers(net, nn.Linear)] == [width] * depth + [outputs]
    assert [norm.num_features for norm in layers(net, nn.BatchNorm1d)] == [inputs] + [width] * depth
    counted = sum(p.numel() for p in net.parameters())
    assert counted == linear + norms


@claim("hyperparams-003", note=CODE, verdict=HOLDS)
@claim("net-shapes", note=CODE, verdict=HOLDS)
@claim("program-003-net", note=CODE, verdict=HOLDS_IF)
def test_begins_as_twenty_layers_of_130_units(regression_network):
    """The note's constants: 4 inputs, 20 layers of 130, 3 outputs; momentum 0.5, bias -0.2.

    They make 329,821 parameters, to be trained for a million epochs at a rate of 1e-6.
    """
    net = regression_network()
    linears, norms = layers(net, nn.Linear), layers(net, nn.BatchNorm1d)

    assert [layer.in_features for layer in linears] == [4] + [130] * 20
    assert [layer.out_features for layer in linears] == [130] * 20 + [3]
    assert [norm.momentum for norm in norms] == [0.5] * 21
    assert all((layer.bias == torch.tensor(-0.2)).all() for layer in linears)
    assert sum(p.numel() for p in net.parameters()) == 329_821
    assert len(net.state_dict()) == 2 * 21 + 5 * 21
    assert (program.EPOCHS, program.LEARNING_RATE) == (1_000_000, 1e-6)


@claim("hyperparams-003", note=CODE, verdict=HOLDS)
@cells(examples=0.1)
@given(seed=seeds())
def test_draws_its_weights_with_a_deviation_of_a_tenth(regression_network, seed):
    """The note: N(0, 0.1²). Of such weights 0.6827 lie within ±0.1, 0.9545 within ±0.2."""
    linears = layers(made(regression_network, seed), nn.Linear)
    weights = torch.cat([layer.weight.flatten() for layer in linears])

    for bound in (0.1, 0.2):
        expected = math.erf(bound / 0.1 / math.sqrt(2))
        assert_rate(weights.abs() < bound, expected, detects=0.0122)
    assert_rate(weights < 0, 0.5, detects=0.0122)


def normalised(h, norm, *, training):
    """Each column by its own mean and variance, or by the running ones."""
    mean, variance = norm.running_mean.double(), norm.running_var.double()
    if training:
        mean = h.sum(0) / len(h)
        variance = ((h - mean) ** 2).sum(0) / len(h)
    return (h - mean) / (variance + 1e-5).sqrt()


def by_hand(net, x, *, training):
    """The note's forward pass in float64, from the layers in the order they were made."""
    *linears, last = layers(net, nn.Linear)
    of_input, *norms = layers(net, nn.BatchNorm1d)
    assert len(linears) == len(norms)
    h = normalised(x.double(), of_input, training=training)
    for linear, norm in zip(linears, norms, strict=True):
        z = h @ linear.weight.double().T + linear.bias.double()
        h = normalised(z, norm, training=training).tanh()
    return h @ last.weight.double().T + last.bias.double()


@claim("forward-order", note=CODE, verdict=HOLDS)
@given(rows=st.integers(8, 20), depth=st.integers(1, 4), seed=seeds())
def test_normalises_its_input_and_then_each_layer_before_its_tanh(
    regression_network, rows, depth, seed, device, dtype
):
    """The note: the input's norm; linear, norm, tanh in each layer; a linear output. True.

    In training by the batch's own mean and variance, afterwards by the running ones.
    """
    net = made(regression_network, seed, device, dtype, hidden_layers=depth, hidden=8)
    x = gaussian(seed + 1, rows, 4).to(device, dtype) * 3 + 1

    assert_near(net(x), by_hand(net, x, training=True), roundings=40, scale=1.0)
    net.eval()
    assert_near(net(x), by_hand(net, x, training=False), roundings=8, scale=1.0)


@claim("forward-order", note=CODE, verdict=HOLDS)
@given(seed=seeds(), height=st.sampled_from([1.0, 100.0]))
def test_is_bounded_only_by_the_weights_of_its_output(regression_network, seed, height, device):
    """What follows from a linear output: any number is in reach, within |y| ≤ Σ|W| + |b|.

    The sum is over the last layer, which reads numbers of tanh, from -1 to 1. A weight of 100 gives
    outputs beyond ±1.
    """
    net = made(regression_network, seed, device, torch.float64, **SMALL)
    last = layers(net, nn.Linear)[-1]
    nn.init.constant_(last.weight, height)

    y = net(gaussian(seed, 9, 4, scale=1e3).to(device))

    bound = last.weight.abs().sum(1) + last.bias.abs()
    assert (y.abs() <= bound + 1e-9).all()
    assert y.abs().max() > height * 0.05


@claim("program-003-net", note=CODE, verdict=HOLDS_IF)
@cells(examples=0.05)
@given(seed=seeds())
def test_gives_each_parameter_a_gradient_and_with_norms_early_ones_a_larger(
    regression_network, seed, device
):
    """The note's net runs and is trained from end to end, on two rows or more.

    With its norms the gradient of the second layer is 6 to 16 times that of the last hidden one,
    without them 0.09 to 0.42 times (100 seeds). It vanishes in neither: a layer of 130 weights of
    deviation 0.1 multiplies by about 0.1 · √130 = 1.14.
    """
    risk(deviations=7.4)
    x, wanted = gaussian(seed, 32, 4).float().to(device), gaussian(seed + 1, 32, 3).float()
    data = "32 rows drawn at random"
    for batch_norm, name in ((True, "with batch norm"), (False, "without")):
        net = made(regression_network, seed, device, batch_norm=batch_norm)

        (net(x) - wanted.to(device)).square().mean().backward()

        assert all(p.grad is not None and p.grad.isfinite().all() for p in net.parameters())
        slopes = [layer.weight.grad.norm().item() for layer in layers(net, nn.Linear)[:-1]]
        assert min(slopes) > 1e-4
        ratio = math.log10(slopes[1] / slopes[-1])
        assert_figure(
            f"log10 of early over late gradient, {name}", ratio, RATIOS[batch_norm], data=data
        )
