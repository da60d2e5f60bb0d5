"""Early stopping: when it stops, what it keeps, and when it pays."""

import math

import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import nn

from tests.support.axes import cells
from tests.support.claims import HOLDS, claim, not_checkable
from tests.support.figures import assert_figure
from tests.support.statistics import Spread, risk
from tests.support.strategies import seeds
from tests.support.tolerance import assert_equal
from tests.training.descents import EPOCHS, PATIENCE, descend

NOISE = 2.5
NUMBERS = [3.0, 1.0, 1 - 2.0**-40, 0.0, -1.0, -1 - 2.0**-40, math.nan, math.inf, -math.inf]
LOSSES = st.lists(st.sampled_from(NUMBERS), max_size=12)

NOT_CHECKABLE = [
    not_checkable(
        "es-needs-experience",
        note="course Early stopping",
        statement="to stop where the validation set does best takes some experience",
        reason="advice; the experience has a name, patience, and what it does is tested",
    ),
]


def counter(device="cpu"):
    """A net whose weight and buffers say how often it was changed."""
    return nn.BatchNorm1d(2, device=device)


def change(net, to):
    """Write a number into every weight and every buffer, in place, as training does."""
    with torch.no_grad():
        for value in net.state_dict().values():
            value.fill_(to)


@claim("es-val-set", note="course Early stopping", verdict=HOLDS)
@example(losses=[1.0, 1 - 2.0**-40], patience=1)
@example(losses=[math.nan], patience=2)
@example(losses=[-math.inf, -math.inf, math.nan], patience=2)
@given(losses=LOSSES, patience=st.integers(1, 4))
def test_stops_after_as_many_checks_in_vain_as_it_has_patience(early_stopping, losses, patience):
    """The note: watch the validation set and stop where it does best. True, with patience.

    Which check was the best is known only later. So it waits, and stops when none of the last
    `patience` checks was better than all before.
    """
    watcher = early_stopping(counter(), patience)

    told = [watcher.should_stop(loss) for loss in losses]

    waited, least = 0, math.inf
    for loss, stop in zip(losses, told, strict=True):
        waited = 0 if loss < least else waited + 1
        least = min(least, math.inf if math.isnan(loss) else loss)
        assert stop == (waited >= patience)


@claim("es-val-set", note="course Early stopping", verdict=HOLDS)
@given(losses=LOSSES, patience=st.integers(1, 4))
def test_keeps_the_first_of_the_best_weights(early_stopping, losses, patience, device):
    """The note: stop at the best. That is past when it is known: a copy is kept, of buffers too.

    Of equal losses the first counts; nan is never best; without any, it is the start that is kept.
    """
    net = counter(device)
    change(net, to=-1)
    watcher = early_stopping(net, patience)
    for t, loss in enumerate(losses):
        change(net, to=t)
        watcher.should_stop(loss)
    real = [loss for loss in losses if loss < math.inf]
    best = losses.index(min(real)) if real else -1

    for _ in range(2):
        change(net, to=99)
        watcher.restore()

        for value in net.state_dict().values():
            assert_equal(value, torch.full_like(value, best))
    assert net.training


@claim("es-stop-before-overfit", note="course Early stopping", verdict=HOLDS)
@claim("es-val-set", note="course Early stopping", verdict=HOLDS)
@cells(dtypes=["float32"], examples=0.02)
@given(seed=seeds())
def test_stops_before_the_noise_is_learnt(early_stopping, seed, device, dtype):
    """The note: stop before overfitting, where the validation loss is least. True with noise.

    The training loss falls in each of 200 epochs. The validation loss is least after 4 to 16, at
    14 ± 1, and rises again to 30 ± 4; so does that of a third set, of which less than one in
    1e7 would not.
    """
    risk(deviations=5.5)
    run = descend(seed, NOISE, device, dtype, early_stopping=early_stopping)
    best = run.validation.argmin()

    assert run.train.diff().max() < 0
    assert best < run.stopped < EPOCHS / 3
    assert run.validation[best] < run.validation[-1]
    assert run.kept == (run.validation[best], run.test[best])
    rise, data = math.log(run.test[-1] / run.kept[1]), "drawn at random"
    assert_figure(
        "ln of the test loss that stopping saves", rise, Spread(0.78, 0.14, 200), data=data
    )
    assert rise > 0


@claim("es-stop-before-overfit", note="course Early stopping", verdict=HOLDS)
@cells(dtypes=["float32"], examples=0.02)
@given(seed=seeds())
def test_never_stops_where_there_is_nothing_to_overfit(early_stopping, seed, device, dtype):
    """Where there is no best moment: values without noise. Each epoch is better than the last."""
    run = descend(seed, 0.0, device, dtype, early_stopping=early_stopping)

    assert run.validation.diff().max() < 0
    assert run.stopped == EPOCHS
    assert run.kept == (run.validation[-1], run.test[-1])


@claim("es-val-set", note="course Early stopping", verdict=HOLDS)
@cells(dtypes=["float32"], examples=0.02)
@given(seed=seeds())
def test_needs_a_set_of_its_own_to_watch(early_stopping, seed, device, dtype):
    """The note: set a validation set apart. True: by the training loss one never stops."""
    run = descend(seed, NOISE, device, dtype, early_stopping=early_stopping, watch="train")

    assert run.stopped == EPOCHS
    assert run.kept == (run.validation[-1], run.test[-1])
    assert run.test[-1] > run.test[PATIENCE]
