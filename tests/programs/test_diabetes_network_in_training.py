"""The diabetes classifier in training: what a hundred epochs teach it, and what would do better."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import binary_cross_entropy

from concepts.programs import diabetes_network as program
from concepts.programs.logistic_regression import fit as logistic_fit
from concepts.training.mini_batch import mini_batches
from concepts.training.training_loop import train_epoch
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, REFUTED, claim
from tests.support.figures import assert_figure, timed
from tests.support.statistics import Spread, risk
from tests.support.strategies import gaussian, generator, seeded, seeds
from tests.support.tolerance import assert_near

CODE = "pytorch-basics 7"
# of the real table, and of the one that stands in
LOSS = {True: Spread(0.6452, 0.00044, 60), False: Spread(0.6596, 0.0012, 200)}
LOSS_BY_BATCHES = {True: Spread(0.6455, 0.0005, 16), False: Spread(0.6590, 0.0014, 60)}


def made(seed, device):
    with seeded(seed):
        return program.DiabetesNetwork().to(device)


def prior(y):
    """How frequent the label 1 is, and the loss of always saying so."""
    p = y.mean().item()
    return p, -p * math.log(p) - (1 - p) * math.log(1 - p)


def tensors_of(data, device):
    return (part.contiguous().to(device) for part in program.split(data.table))


def answers(net, x, y):
    """The probabilities, how many are right, and their loss."""
    with torch.no_grad():
        p = net(x)
    return p, (p.gt(0.5) == y.gt(0.5)).double().mean(), binary_cross_entropy(p, y).item()


@claim("mlp-full-batch-not-minibatch", note=CODE, verdict=HOLDS)
@claim("prog-p08-diabetes-full-batch", note=CODE, verdict=HOLDS)
@given(rows=st.integers(1, 759), epochs=st.integers(1, 3), seed=seeds())
def test_looks_at_all_rows_in_every_step(diabetes_fit, rows, epochs, seed, device):
    """The note's loop has no batches: every step sees each row, and there is one step an epoch."""
    net, seen = made(seed, device), []
    net.register_forward_hook(lambda net, x, p: seen.append((p.shape, net.training)))
    x = gaussian(seed, rows, 8).float().to(device)

    losses = diabetes_fit(net, x, x[:, :1].gt(0).float(), epochs=epochs)

    assert seen == [((rows, 1), True)] * epochs
    assert losses.shape == (epochs,)


@claim("prog-p08-diabetes-full-batch", note=CODE, verdict=HOLDS)
@given(rows=st.integers(1, 60), seed=seeds())
def test_goes_down_the_mean_loss_by_a_tenth_of_its_gradient(diabetes_fit, rows, seed, device):
    """The note: BCELoss by its mean, SGD at 0.1. So a step is -0.1 times the mean's gradient."""
    net = made(seed, device)
    x = gaussian(seed, rows, 8).float().to(device)
    y = gaussian(seed + 1, rows, 1).gt(0).float().to(device)
    before = [p.detach().double().clone() for p in net.parameters()]
    p = net(x)
    loss = -(y * p.log() + (1 - y) * (1 - p).log()).sum() / rows
    gradients = torch.autograd.grad(loss, list(net.parameters()))

    losses = diabetes_fit(net, x, y, epochs=1)

    assert_near(losses, loss[None].double(), roundings=64)
    for now, old, gradient in zip(net.parameters(), before, gradients, strict=True):
        assert_near(now, old - 0.1 * gradient.double(), roundings=64, scale=1.0)


@claim("mlp-reduction-equals-size-average-true", note=CODE, verdict=HOLDS)
@given(rows=st.integers(1, 9), seed=seeds())
def test_averages_its_loss_by_an_older_name_too(binary_cross_entropy, rows, seed, device, dtype):
    """The note: reduction='mean' for what was size_average=True. The same, in torch 2.0 as in 2.15.

    The older name warns in all of them.
    """
    p = gaussian(seed, rows, 1).sigmoid().to(device, dtype)
    y = gaussian(seed + 1, rows, 1).gt(0).to(device, dtype)
    pairs = zip(p.flatten().tolist(), y.flatten().tolist(), strict=True)
    expected = -sum(math.log(q if label else 1 - q) for q, label in pairs) / rows

    with pytest.warns(UserWarning, match="use reduction='mean' instead"):
        older = torch.nn.BCELoss(size_average=True)

    assert older.reduction == "mean"
    assert_near(binary_cross_entropy(p, y, reduction="mean"), expected, roundings=32 + rows)
    assert_near(older(p, y), expected, roundings=32 + rows)


@claim("mlp-training-learns-in-100-epochs", note=CODE, verdict=REFUTED, reading=IMPLIED)
@claim("prog-p08-diabetes-full-batch", note=CODE, verdict=HOLDS)
@cells(examples=0.05)
@given(seed=seeds())
def test_learns_nothing_but_the_frequency_of_the_label(diabetes_run, diabetes, seed, device):
    """The note prints 100 losses that fall. They fall to H = 0.6453, that of always saying 65 %.

    So it says the same of everybody, with accuracy 0.6535, the share of the larger class. In
    1000 seeds the loss came within 0.0018 of H, the probabilities deviated by 0.0023 at most, and
    the loss fell at every step. (The stand-in: 0.0062 and 0.0041.)
    """
    x, y = tensors_of(diabetes, device)
    frequency, entropy = prior(y)
    spread = LOSS[diabetes.real]

    done, seconds = timed(diabetes_run)(diabetes.table, seed, device)
    p, right, loss = answers(done.net, x, y)

    assert done.losses.shape == (100,)
    assert done.losses.diff().max() < 1e-6
    assert_figure("loss after 100 epochs", loss, spread, seconds=seconds)
    assert_figure("accuracy after 100 epochs", round(right.item(), 4), round(frequency, 4))
    assert abs(spread.mean - entropy) < 0.002
    assert abs(done.losses[-1] - loss) < 0.001
    assert p.std() < 0.03
    assert p.min() > 0.5


@claim("mlp-training-learns-in-100-epochs", note=CODE, verdict=REFUTED, reading=IMPLIED)
@cells(examples=0.05)
@given(seed=seeds())
def test_learns_who_is_ill_with_other_steps(diabetes_fit, diabetes, seed, device):
    """The same net, epochs and rows, by RMSprop at 0.03: the loss comes 0.173 to 0.19 below H.

    Its accuracy is 0.76 on the rows it has seen. (1000 seeds, deviation 0.0035; the stand-in 0.495
    to 0.52 below.) Ten times the rate, or ReLU for the hidden sigmoids, are less sure: 0 to 0.005
    below H the one, 0 to 0.06 the other.
    """
    risk(deviations=8)
    x, y = tensors_of(diabetes, device)
    frequency, entropy = prior(y)
    net = made(seed, device)

    losses = diabetes_fit(net, x, y, torch.optim.RMSprop(net.parameters(), lr=0.03))
    _, right, loss = answers(net, x, y)

    assert len(losses) == 100
    assert losses[-1] < entropy - 0.12
    assert loss < entropy - 0.12
    assert right > frequency + 0.04


@claim("mlp-training-learns-in-100-epochs", note=CODE, verdict=REFUTED, reading=IMPLIED)
@cells(examples=0.05)
@given(seed=seeds())
def test_learns_less_than_logistic_regression_with_the_same_steps(
    diabetes_run, diabetes, seed, device
):
    """What one layer does in the same 100 steps at 0.1: its loss falls to 0.574 ± 0.010.

    That of the net stays at 0.645. In each of 100 seeds they were 0.05 apart; asserted is 0.005.
    """
    risk(deviations=6.6)
    x, y = tensors_of(diabetes, device)
    start = ((2 * torch.rand(9, generator=generator(seed)) - 1) / 8**0.5).to(device)

    net = diabetes_run(diabetes.table, seed, device)
    one_layer = logistic_fit(x, y[:, 0], start[:8], start[8], lr=0.1, epochs=101, reduction="mean")

    assert one_layer.cost[-1] < net.losses[-1] - 0.005


@claim("prog-p09-diabetes-loader", note="pytorch-basics 8", verdict=HOLDS)
@cells(examples=0.005)
@given(seed=seeds())
def test_learns_no_more_from_batches(diabetes, seed, device):
    """The next program of the note: batches of 32, SGD at 0.01, 100 epochs. The frequency again."""
    x, y = tensors_of(diabetes, device)
    frequency, _ = prior(y)
    net, order = made(seed, device), generator(seed + 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    batches = ((x[b], y[b]) for _ in range(100) for b in mini_batches(len(x), 32, order))

    losses, seconds = timed(train_epoch)(net, batches, optimizer, binary_cross_entropy)
    _, right, loss = answers(net, x, y)

    assert len(losses) == 100 * math.ceil(len(x) / 32)
    spread, share = LOSS_BY_BATCHES[diabetes.real], round(frequency, 4)
    assert_figure("loss after 100 epochs, by batches", loss, spread, seconds=seconds)
    assert_figure("accuracy after 100 epochs, by batches", round(right.item(), 4), share)
