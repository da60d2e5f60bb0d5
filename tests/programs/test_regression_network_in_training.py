"""The regression network in training: its loop, its progress bar, its picture, and its rate."""

import importlib.util
import io
import math
from functools import partial

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from concepts.programs import regression_network as program
from tests.support.axes import NOT_AVAILABLE, cells
from tests.support.claims import HOLDS, HOLDS_IF, REFUTED, claim, not_checkable
from tests.support.figures import assert_figure, timed
from tests.support.statistics import Spread, risk
from tests.support.strategies import gaussian, generator, seeded, seeds

NOTE = "regression-network 6"
SMALL = {"hidden_layers": 2, "hidden": 5}

NOT_CHECKABLE = [
    not_checkable(
        "pycharm-terminal",
        note=NOTE,
        statement="PyCharm shows no progress bar on Run unless it emulates a terminal",
        reason="the behaviour of an editor's window",
    ),
    not_checkable(
        "tuned-net-good-fit",
        note="regression-network 5",
        statement="after much tuning a net of a suitable depth and width fitted the few data well",
        reason="neither the data nor any figure is given",
    ),
]


def made(seed, device="cpu", **shape):
    with seeded(seed):
        return program.RegressionNetwork(**shape).to(device)


def waves(seed, device="cpu", rows=32):
    """Four drawn numbers a row, and three sines of sums of them."""
    x = gaussian(seed, rows, 4)
    return x.float().to(device), (x @ gaussian(seed + 1, 4, 3)).sin().float().to(device)


def listing(net, x, y, optimizer, steps):
    """The note's loop, with the net, the data and the optimizer that it leaves open."""
    loss_list, x_list = [], []
    for i in range(steps):
        loss = nn.functional.mse_loss(net(x), y)
        loss_list.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        x_list.append(i)
    return x_list, loss_list


@claim("loss-item-before-update", note=NOTE, verdict=HOLDS)
@claim("program-003-train-progress", note=NOTE, verdict=HOLDS_IF)
@cells(examples=0.5)
@given(seed=seeds(), steps=st.integers(1, 5), rate=st.sampled_from([0.01, 0.1]))
def test_records_the_loss_before_each_step(regression_curve, seed, steps, rate, device):
    """The note: one loss.item() and one number of a step each time round, before the update. True.

    The loop runs once net, x, y, loss and optimizer are there, which the note leaves open. What
    it notes are numbers of Python, which keep no graph alive.
    """
    x, y = waves(seed, device)
    nets = [made(seed, device, **SMALL) for _ in range(2)]
    optimizers = [torch.optim.SGD(net.parameters(), lr=rate) for net in nets]
    wanted_steps, wanted = listing(nets[0], x, y, optimizers[0], steps)

    curve = regression_curve(nets[1], [(x, y)] * steps, optimizers[1])

    assert curve.steps == wanted_steps
    assert {type(loss) for loss in curve.losses} == {float}
    assert curve.losses == wanted
    assert nets[1].training


@claim("loss-plot-x-is-epoch-if-full-batch", note=NOTE, verdict=HOLDS_IF)
@cells(examples=0.3)
@given(rows=st.integers(2, 100), size=st.integers(2, 40), epochs=st.integers(1, 3), seed=seeds())
def test_counts_steps_that_are_epochs_if_each_takes_all_rows(
    regression_curve, rows, size, epochs, seed, device
):
    """The note draws the loss against the epoch. It counts steps, and its steps take all rows.

    With a loader an epoch has ⌈N/B⌉ of them: 4 for 100 rows in batches of 32.
    """
    x, y = waves(seed, device, rows)
    net = made(seed, device, **SMALL, batch_norm=False)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    loader = DataLoader(TensorDataset(x, y), size, shuffle=True, generator=generator(seed))

    whole = regression_curve(net, [(x, y)] * epochs, optimizer)
    parts = regression_curve(net, (batch for _ in range(epochs) for batch in loader), optimizer)

    assert whole.steps == list(range(epochs))
    assert parts.steps == list(range(epochs * -(-rows // size)))
    assert len(parts.losses) == len(parts.steps)
    assert whole.losses == sorted(whole.losses, reverse=True)


class Counted:
    """Hand items on, and count how often they are asked for."""

    def __init__(self):
        self.passes, self.items = 0, 0

    def __call__(self, items):
        self.passes += 1
        for item in items:
            self.items += 1
            yield item


@claim("track-progress", note=NOTE, verdict=HOLDS_IF)
@cells(examples=0.1)
@given(seed=seeds(), steps=st.integers(1, 5))
def test_trains_the_same_behind_a_progress_counter(regression_curve, seed, steps, device):
    """The note wraps the range of its loop in track(). Handing items on, it changes nothing."""
    x, y = waves(seed, device)
    nets = [made(seed, device, **SMALL) for _ in range(2)]
    optimizers = [torch.optim.SGD(net.parameters(), lr=0.01) for net in nets]
    count, batches = Counted(), [(x, y)] * steps

    plain = regression_curve(nets[0], batches, optimizers[0])
    counted = regression_curve(nets[1], batches, optimizers[1], track=count)

    assert counted == plain
    assert (count.passes, count.items) == (1, steps)


@claim("track-progress", note=NOTE, verdict=HOLDS_IF)
@pytest.mark.parametrize("steps", [0, 1, 5])
def test_gets_every_item_through_a_progress_bar_of_rich(steps):
    """The note: track(range(n)) of rich.progress shows how far it is. The items are the range's.

    rich is a package of its own, and not of Python's.
    """
    reason = f"{NOT_AVAILABLE}rich is not installed"
    progress = pytest.importorskip("rich.progress", reason=reason)
    screen = io.StringIO()
    track = partial(
        progress.track, console=pytest.importorskip("rich.console").Console(file=screen)
    )

    items = list(track(range(steps)))

    assert items == list(range(steps))
    assert ("100%" in screen.getvalue()) or not steps


@claim("program-003-train-progress", note=NOTE, verdict=HOLDS_IF)
@claim("program-003-loss-plot", note=NOTE, verdict=HOLDS_IF)
@cells(examples=0.1)
@given(seed=seeds())
def test_learns_three_waves(regression_curve, seed, device):
    """The note's loop trains. Four layers of 32 units, 40 steps of Adam at 0.001, 32 rows.

    Of 200 seeds the loss fell at every step, to 0.10 of the first.
    """
    risk(deviations=6.1)
    net = made(seed, device, hidden_layers=4, hidden=32)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

    curve, seconds = timed(regression_curve)(net, [waves(seed + 1, device)] * 40, optimizer)

    left, spread = math.log(curve.losses[-1] / curve.losses[0]), Spread(-2.33, 0.37, 200)
    name = "ln of the loss left after 40 steps"
    assert_figure(name, left, spread, seconds=seconds, data="32 rows drawn at random")
    assert left < 0


@claim("lr-1e-6", note="regression-network 4", verdict=HOLDS_IF)
@cells(examples=0.02)
@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
@given(seed=seeds())
def test_creeps_at_a_rate_of_a_millionth(regression_curve, optimizer, seed, device):
    """The note's rate, 1e-6, with its million epochs. It works, but slowly.

    Five steps of the whole net take 0.5 to 1.6 % off the loss by SGD, 4 to 8 % by Adam, every step
    some of it; at 0.001 they take 0.74 ± 0.07 and 0.87 ± 0.04 of it (100 seeds each).
    """
    risk(deviations=9)
    batch, left = waves(seed + 1, device), {}

    for rate in (program.LEARNING_RATE, 1e-3):
        net = made(seed, device)
        optimizer_of = getattr(torch.optim, optimizer)(net.parameters(), lr=rate)
        losses = regression_curve(net, [batch] * 6, optimizer_of).losses
        left[rate] = losses[-1] / losses[0]
        assert rate > 1e-6 or losses == sorted(losses, reverse=True)

    assert 0.85 < left[1e-6] < 1
    assert left[1e-3] < left[1e-6] - 0.05


@claim("program-003-loss-plot", note=NOTE, verdict=HOLDS_IF)
def test_is_drawn_as_a_line_through_every_loss(regression_picture):
    """The note: ax.plot(x_list, loss_list, label="loss"), a legend and a title. One line of all."""
    figures = pytest.importorskip("matplotlib.figure", reason=f"{NOT_AVAILABLE}no matplotlib")
    curve = program.Curve([0, 2, 3, 5], [2.0, 1.5, 1.25, 1.5])
    axes = figures.Figure().subplots()

    lines = list(regression_picture(axes, curve))

    assert [line.get_xydata().tolist() for line in lines] == [
        [[0, 2.0], [2, 1.5], [3, 1.25], [5, 1.5]]
    ]
    assert axes.get_legend() is not None
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["loss"]
    assert [text.get_text() for text in axes.figure.texts] == ["Loss"]


@claim("matplotlib-plot", note=NOTE, verdict=REFUTED)
def test_is_drawn_by_pyplot():
    """The note draws by matplotlib.plot. There is no such thing: it is matplotlib.pyplot."""
    matplotlib = pytest.importorskip("matplotlib", reason=f"{NOT_AVAILABLE}no matplotlib")

    assert importlib.util.find_spec("matplotlib.plot") is None
    assert importlib.util.find_spec("matplotlib.pyplot") is not None
    with pytest.raises(AttributeError, match="plot"):
        matplotlib.plot  # noqa: B018  what does not exist
