"""The regression network on data that are real: four lengths of a flower, three species."""

import math

import pytest
import torch
from hypothesis import given

from concepts.data import iris
from concepts.programs import regression_network as program
from tests.support.axes import NOT_AVAILABLE, cells
from tests.support.claims import HOLDS_IF, claim
from tests.support.figures import assert_figure, timed
from tests.support.statistics import Spread
from tests.support.strategies import seeded, seeds

NOTE = "regression-network 6"
DATA = "100 of 150 flowers"
LEARNT, OF_OTHERS = "log10 of the squared error on them", "log10 of it on the other 50"


@pytest.fixture(scope="module")
def flowers():
    try:
        return program.split(iris.load())
    except FileNotFoundError as error:
        pytest.skip(f"{NOT_AVAILABLE}{error}")


def trained(net_class, seed, device, rows, epochs, rate):
    """The whole net after so many epochs of Adam, and the loss before the last of them."""
    with seeded(seed):
        net = net_class().to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    batch = tuple(part.to(device) for part in rows)
    return net, program.loss_curve(net, [batch] * epochs, optimizer).losses[-1]


def error_of_a_plane(rows, others):
    """What the best linear function of the four lengths and a constant leaves, on the others."""
    (x, y), (x_new, y_new) = ([part.double() for part in pair] for pair in (rows, others))
    ones = [torch.ones(len(part), 1).double() for part in (x, x_new)]
    weights = torch.linalg.lstsq(torch.cat([x, ones[0]], 1), y).solution
    return (torch.cat([x_new, ones[1]], 1) @ weights - y_new).square().mean().item()


@claim("program-003-train-progress", note=NOTE, verdict=HOLDS_IF)
@cells(examples=0.02)
@given(seed=seeds())
def test_learns_them_by_heart_and_tells_others_as_badly_as_a_plane(
    regression_network, flowers, seed, device
):
    """The note trains its net on data of its own. On 100 flowers thirty steps at 0.001 will do.

    Its 329,821 parameters leave a squared error of 0.002 there, where a linear function of the
    four lengths leaves 0.080. On fifty others it is 0.141 ± 0.019 (40 seeds), and the linear
    function's is 0.118: to fit is not to predict.
    """
    rows, others = flowers

    (net, last), seconds = timed(trained)(regression_network, seed, device, rows, 30, 1e-3)

    error = program.error(net, *(part.to(device) for part in others))
    for name, found, spread in (
        (LEARNT, last, Spread(-2.679, 0.051, 40)),
        (OF_OTHERS, error, Spread(-0.854, 0.058, 40)),
    ):
        assert_figure(name, math.log10(found), spread, seconds=seconds, data=DATA)
    assert 0.117 < error_of_a_plane(rows, others) < 0.118


@claim("lr-1e-6", note="regression-network 4", verdict=HOLDS_IF)
@pytest.mark.slow
@cells(examples=0.001)
@given(seed=seeds())
def test_at_the_rate_of_the_note_learns_them_too_and_tells_others_five_times_worse(
    regression_network, flowers, seed, device
):
    """The note's rate, 1e-6, for as many steps as its picture shows, 20,000. They learn, and badly.

    After 5,000 a squared error of 0.00001 is left, so that the other 995,000 of the note change
    nothing. But so small steps leave the net nearly as it was drawn: on flowers that it has not
    seen its error is 0.55 to 0.94 (12 seeds, of 2,000 steps; 0.52, 0.66 and 0.87 after all
    20,000), five times that of thirty steps at 0.001.
    """
    rows, others = flowers
    steps, rate = program.EPOCHS_DRAWN, program.LEARNING_RATE

    (net, last), seconds = timed(trained)(regression_network, seed, device, rows, steps, rate)

    error = program.error(net, *(part.to(device) for part in others))
    name = f"log10 of it on the other 50 after {steps:,} steps"
    spread = Spread(-0.16, 0.08, 12)
    assert_figure(name, math.log10(error), spread, seconds=seconds, data=DATA)
    assert last < 1e-5
    assert error > error_of_a_plane(rows, others)
