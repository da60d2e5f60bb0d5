"""Gradient descent on the three points of the note, to the digit: the program of 3.2."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.programs.linear_model import X, Y
from concepts.training.gradient_descent import EPOCHS, LEARNING_RATE, START
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.figures import THREE, assert_figure
from tests.support.strategies import REALS, seeded, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

INSIDE = st.floats(0.05, 0.95)
OUTSIDE = st.one_of(st.floats(1.05, 1.3), st.floats(-0.3, -0.05))


def program(batch_descent, device, dtype, lr=LEARNING_RATE, epochs=EPOCHS, start=START):
    """The program, with the rate, the epochs and the start of the note unless told otherwise."""
    x, y, start = (torch.tensor(t, device=device, dtype=dtype) for t in (X, Y, start))
    return batch_descent(x, y, lr, epochs, start)


@claim("gd-step-size-threshold", note="pytorch-basics 3.1", verdict=HOLDS)
@claim("gd-nonincreasing-cost", note="pytorch-basics 3.2", verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.5)
@given(share=INSIDE, start=st.floats(-8, 8))
def test_converges_with_every_rate_below_3_fourteenths(batch_descent, share, start, device, dtype):
    """The note: the printed cost falls, epoch by epoch, towards w = 2. True if 0 < lr < 3/14.

    3/14 is 2/L, with the curvature L = 28/3. At a rate of share · 3/14 a step keeps |1 - 2 share|
    of the distance, down to what rounding adds to it: some 3 eps a step.
    """
    run = program(batch_descent, device, dtype, share * 3 / 14, 150, start)
    falling = run.cost > 14 / 3 * (64 * torch.finfo(dtype).eps) ** 2

    assert (run.cost[1:] < run.cost[:-1])[falling[:-1]].all()
    assert abs(run.weight[-1] - 2) < 1e-5


@claim("gd-step-size-threshold", note="pytorch-basics 3.1", verdict=HOLDS)
@claim("gd-nonincreasing-cost", note="pytorch-basics 3.2", verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.5)
@given(share=OUTSIDE, start=st.floats(-8, 1))
def test_diverges_with_a_rate_above_3_fourteenths_or_below_0(
    batch_descent, share, start, device, dtype
):
    """Where that fails: above 3/14, as with 0.25, and below 0 the cost rises every time."""
    run = program(batch_descent, device, dtype, share * 3 / 14, 150, start)

    assert (run.cost[1:60] > run.cost[:59]).all()
    assert abs(run.weight[-1] - 2) > 1e5


@claim("gd-step-size-threshold", note="pytorch-basics 3.1", verdict=HOLDS)
@pytest.mark.parametrize(("lr", "ends"), [(3 / 28, [2, 2, 2, 2]), (3 / 14, [3, 1, 3, 1])])
def test_swings_for_ever_at_the_limiting_rate_and_arrives_at_once_at_half(
    batch_descent, lr, ends, device, dtype
):
    """At the limit: the rate 2/L = 3/14 swings between 1 and 3; half of it finds 2 at once."""
    run = program(batch_descent, device, dtype, lr, 4)

    expected = torch.tensor(ends, dtype=torch.float64)
    assert_near(run.weight, expected, roundings=16, loose="thirds may round, here they do not")


@claim("prog-p03-gd", note="pytorch-basics 3.2", verdict=HOLDS)
@claim("gd-w-converges-to-2", note="pytorch-basics 3.2", verdict=HOLDS)
@cells(dtypes=["float64"])
def test_ends_56_millionths_short_of_2_after_a_hundred_epochs(batch_descent, device, dtype):
    """The program: 100 lines from w = 1 with rate 0.01, the last w = 1.99994444 and 1.7524e-08.

    True, in the floats of Python; each line is the closed form of its epoch.
    """
    run = program(batch_descent, device, dtype)
    epochs = torch.arange(1, 101, dtype=torch.float64)
    gap = (1 - 0.28 / 3) ** epochs

    assert run.weight.shape == run.cost.shape == (100,)
    assert_near(run.weight, 2 - gap, roundings=20, scale=2.0)
    assert_near(run.cost, 14 / 3 * (gap / (1 - 0.28 / 3)) ** 2, roundings=100, scale=gap)
    last = round(run.weight[-1].item(), 12)
    assert_figure("weight after 100 epochs, by the mean", last, 1.999944439655, data=THREE)
    assert f"{run.cost[-1].item():.8e}" == "1.75243269e-08"


@claim("gd-loss-is-before-update", note="pytorch-basics 3.2", verdict=HOLDS)
@claim("gd-cost-is-mean-of-losses", note="pytorch-basics 3.1", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(start=tensors(REALS, shape=()), lr=st.floats(0, 0.2))
def test_prints_the_cost_before_the_step_and_the_weight_after_it(
    batch_descent, start, lr, device, dtype
):
    """The note prints cost and weight in a line. True, but they belong to two moments.

    The cost, which it calls the loss function, is the mean of the losses of all samples. The first
    line has w = 1.0933 and 4.6667, the cost of w = 1; that of 1.0933, 3.8362, comes a line later.
    """
    w = start.to(dtype).item()
    cost = sum((a * w - b) ** 2 for a, b in zip(X, Y, strict=True)) / 3
    slope = sum(2 * a * (a * w - b) for a, b in zip(X, Y, strict=True)) / 3
    size = abs(w) + 2

    line = program(batch_descent, device, dtype, lr, 1, w)
    noted = program(batch_descent, device, dtype, epochs=2)

    assert_near(line.cost[0], cost, roundings=8, scale=14 / 3 * size**2)
    assert_near(line.weight[0], w - lr * slope, roundings=8, scale=abs(w) + lr * 28 / 3 * size)
    assert round(noted.weight[0].item(), 4) == 1.0933
    assert [round(cost, 4) for cost in noted.cost.tolist()] == [4.6667, 3.8362]


@claim("gd-local-cost-hides-function", note="pytorch-basics 3.2", verdict=HOLDS_IF)
def test_may_name_its_sum_like_the_function_around_it():
    """The note's function cost begins with cost = 0. Harmless: the name is local to the call.

    The function can no longer call itself by it; outside the name still means the function.
    """

    def cost(errors, again=False):
        cost = 0
        for error in errors:
            cost += error**2
        return cost(errors) if again else cost / len(errors)

    assert [cost([1, 2]), cost([1, 2])] == [2.5, 2.5]
    with pytest.raises(TypeError, match="not callable"):
        cost([1, 2], again=True)


@claim("linear-random-start", note="pytorch-basics 2", verdict=IMPRECISE)
@cells(examples=0.1)
@given(seed=seeds())
def test_starts_where_it_is_told(batch_descent, seed, device, dtype):
    """The note: start from a random weight. Its program starts from 1, and nothing is random."""
    expected = program(batch_descent, device, dtype, epochs=5)

    with seeded(seed, device):
        before = torch.random.get_rng_state()
        run = program(batch_descent, device, dtype, epochs=5)
        assert_equal(torch.random.get_rng_state(), before)

    assert_equal(run.weight, expected.weight)
    assert_equal(run.cost, expected.cost)
