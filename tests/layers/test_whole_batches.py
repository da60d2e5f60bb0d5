"""Whole batches: many samples at once, and what becomes of each of them."""

import math

import torch
from hypothesis import given

from tests.layers.loop_rnn import drawn
from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_near

SAME = "a sample takes the same steps in whatever batch it is"
IMAGE, SERIES, ROW = (3, 6, 5), (4, 3), (3,)  # what a sample is


def whole(layer, x):
    """What a layer with weights of -1, 0 and 1 makes of x."""
    return drawn(layer.to(x), 0, whole=True)(x)


SLID = claim("conv-formula-cross-correlation", note="pytorch-basics 10", verdict=IMPRECISE)
LARGEST = claim("pool-max-window", note="course Pooling", verdict=HOLDS)
MEAN = claim("pool-avg-window", note="course Pooling", verdict=HOLDS)
NORM = claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
STEP = claim("rnncell-shapes", note="pytorch-basics 11", verdict=HOLDS)
STEPS = claim("rnn-shapes", note="pytorch-basics 11", verdict=HOLDS)
MEMORY = claim("lstm-shapes", note="course memory update", verdict=HOLDS)

LAYERS = [
    row(
        "convolution",
        "convolution",
        IMAGE,
        lambda convolution, x: convolution(x, gaussian(0, 5, 3, 2, 3).round().to(x)),
        claims=[SLID],
    ),
    row("max", "max_pool", IMAGE, lambda pool, x: pool(2)(x), claims=[LARGEST]),
    row("mean", "avg_pool", IMAGE, lambda pool, x: pool(2)(x), claims=[MEAN]),
    row("adaptive", "adaptive_avg_pool", IMAGE, lambda pool, x: pool(x, (4, 2)), claims=[MEAN]),
    row("layer", "layer_norm", SERIES, lambda norm, x: whole(norm(SERIES), x), claims=[NORM]),
    row("group", "group_norm", SERIES, lambda norm, x: whole(norm(2, 4), x), claims=[NORM]),
    row("instance", "instance_norm", SERIES, lambda norm, x: norm(4)(x), claims=[NORM]),
    row("step", "rnn_cell", ROW, lambda cell, x: whole(cell(3, 7), x), claims=[STEP]),
    row(
        "steps",
        "rnn",
        SERIES,
        lambda rnn, x: whole(rnn(3, 7, batch_first=True), x)[0],
        claims=[STEPS],
    ),
    row(
        "memory",
        "lstm_cell",
        ROW,
        lambda cell, x: torch.cat(whole(cell(3, 7), x), 1),
        claims=[MEMORY],
    ),
]


@table("layer, shape, use", LAYERS)
@cells(examples=0.2)
@given(seed=seeds())
def test_are_treated_sample_by_sample(layer, shape, use, seed, device, dtype):
    """What the first axis means: fifty samples at once become what a few at a time become.

    However their numbers lie in memory; their gradients too; and a sample that is not a number
    spoils no other.
    """
    ill = torch.arange(50, device=device) == seed % 50
    x = gaussian(seed, 50, *shape, scale=3).round().to(device, dtype)
    x[ill] = math.nan
    turned, x = x.mT.contiguous().mT.requires_grad_(), x.requires_grad_()

    y = use(layer, turned)
    few = torch.cat([use(layer, some) for some in x.split(7)])
    assert y.shape == few.shape

    v = gaussian(seed + 1, *few.shape).to(few)
    slope, slopes = (
        torch.autograd.grad((out * v)[~ill].sum(), given)[0][~ill]
        for out, given in ((y, turned), (few, x))
    )
    for found, wanted in ((y[~ill], few[~ill].double()), (slope, slopes.double())):
        assert_near(found, wanted, roundings=24, scale=wanted.abs().max(), loose=SAME)
    assert y[ill].isnan().all()
