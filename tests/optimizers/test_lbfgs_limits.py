"""LBFGS's limits: how many moves and slopes a step takes, and which change is too small for it."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.optimizers.loop_lbfgs import minimise
from tests.support.axes import cells
from tests.support.claims import HOLDS_IF, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.tolerance import assert_equal, assert_near

NOTE = "chapter-three 6(10)"


def slope(*tilt):
    """A loss that falls for ever, at this rate a weight."""
    return lambda x: x @ torch.tensor(tilt, device=x.device, dtype=x.dtype)


def quartic(x):
    """Flatter and flatter towards its minimum, so that no move arrives."""
    return (x**4).sum()


def rosenbrock(x):
    """A curved valley, along which every line soon rises."""
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


@claim("lbfgs-max-iter-meaning", note=NOTE, verdict=IMPRECISE)
@cells(dtypes=WIDE, examples=0.3)
@given(most=st.integers(1, 20), steps=st.integers(1, 3))
def test_count_the_moves_of_one_step_and_not_of_all(lbfgs, most, steps, device, dtype):
    """The note: max_iter = 20. At most so many moves, but in one step(): the next has as many.

    Each move but the last is followed by a new gradient.
    """
    start = torch.zeros(2, device=device, dtype=dtype)

    _, asked, _, made = minimise(
        lbfgs, start, slope(1.0, -2.0), steps=steps, max_iter=most, max_eval=99
    )

    (state,) = made.state.values()
    assert state["n_iter"] == steps * most
    assert len(asked) == steps * most


@claim("lbfgs-max-iter-meaning", note=NOTE, verdict=IMPRECISE)
@cells(dtypes=WIDE)
def test_are_not_reached_where_a_tolerance_is_met(lbfgs, device, dtype):
    """Where a tolerance is met there are fewer moves: on a quartic about 24 of the 40 allowed.

    With the default max_eval a max_iter of 2 makes 1 move, and one of 3 makes 2: see below.
    """
    start = torch.tensor([1.0, 2.0, 3.0], device=device, dtype=dtype)

    counts = [
        minimise(lbfgs, start, quartic, max_iter=most)[3].state_dict()["state"][0]["n_iter"]
        for most in (1, 2, 3, 5, 20, 40)
    ]

    assert counts[:-1] == [1, 1, 2, 5, 20]
    assert 20 < counts[-1] < 30


@claim("lbfgs-max-eval", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.25)
@given(most=st.integers(1, 50))
def test_of_gradients_are_five_quarters_of_those_of_moves(lbfgs, most, device, dtype):
    """The note: max_eval = None. That is no lack of a limit but 5/4 max_iter, rounded down.

    A step stops once it has called the closure so often. Without a line search it does so once a
    move, and once before the first: so max_eval is reached before max_iter if that is 2 or 3.
    """
    start = torch.zeros(2, device=device, dtype=dtype)

    _, asked, _, made = minimise(lbfgs, start, slope(1.0, -2.0), max_iter=most)

    assert made.param_groups[0]["max_eval"] == most * 5 // 4
    assert len(asked) == most
    (state,) = made.state.values()
    assert state["n_iter"] == (most - 1 if most in (2, 3) else most)


@claim("lbfgs-max-eval", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.3)
@given(most=st.integers(2, 19))
def test_of_gradients_hold_when_given(lbfgs, most, device, dtype):
    """With max_eval given, a step stops there, here before max_iter = 20."""
    start = torch.zeros(2, device=device, dtype=dtype)

    _, asked, *_ = minimise(lbfgs, start, slope(1.0, -2.0), max_eval=most)

    assert len(asked) == most


@claim("lbfgs-max-eval", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=["float64"])
def test_of_gradients_are_overrun_by_a_line_search_of_torch(device, dtype):
    """How far it holds: a line search is not cut short at the limit of 25."""
    start = torch.tensor([2.0, -2.0], device=device, dtype=dtype)

    _, asked, *_ = minimise(torch.optim.LBFGS, start, rosenbrock, line_search_fn="strong_wolfe")

    assert 25 < len(asked) < 50


@claim("lbfgs-tolerance-grad-meaning", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.25)
@given(power=st.integers(-23, 2))
def test_on_the_slope_are_on_its_largest_entry(lbfgs, power, device, dtype):
    """The note: tolerance_grad = 1e-7. True of max|g|, and only if tolerance_change is no obstacle.

    Two entries just under it end a step at once, though their norm is over it; one just over it
    does not.
    """
    least = 2.0**power
    start = torch.zeros(2, device=device, dtype=dtype)
    limits = {"tolerance_grad": least, "tolerance_change": 0}

    rested, asked, *_ = minimise(lbfgs, start, slope(0.99 * least, -0.99 * least), **limits)
    moved, *_ = minimise(lbfgs, start, slope(1.01 * least, 0.0), **limits)

    assert_equal(rested, start)
    assert len(asked) == 1
    assert moved[0] < 0


@claim("lbfgs-tolerance-grad-meaning", note=NOTE, verdict=HOLDS_IF)
@claim("lbfgs-tolerance-change-meaning", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.3)
@given(tilt=st.one_of(st.floats(1.1e-7, 2.2e-5), st.floats(2.3e-5, 1e-3)))
def test_on_the_change_are_met_before_those_on_the_slope(lbfgs, tilt, device, dtype):
    """The notes: tolerance_grad = 1e-7 and tolerance_change = 1e-9. The second hides the first.

    No first move is made if |g|² < 1e-9: a slope of 3.1e-5 is flat, 300 times what the first says.
    """
    start = torch.zeros(2, device=device, dtype=dtype)

    end, asked, *_ = minimise(lbfgs, start, slope(tilt, tilt))

    if 2 * tilt**2 < 1e-9:
        assert_equal(end, start)
        assert len(asked) == 1
    else:
        expected = torch.full_like(end, -20 * tilt, dtype=torch.float64)
        assert_near(end, expected, roundings=80)


@claim("lbfgs-tolerance-change-meaning", note=NOTE, verdict=HOLDS_IF)
@pytest.mark.parametrize(
    ("tilt", "lr", "limit", "under", "over"),
    [
        pytest.param(0.25, 0.5, 0.03125, 9, 2, id="loss"),
        pytest.param(8.0, 0.125, 0.125, 9, 2, id="move"),
        pytest.param(0.25, 0.5, 0.0625, 2, 1, id="direction"),
    ],
)
@cells(dtypes=WIDE)
def test_on_the_change_are_on_loss_move_and_promised_descent(
    lbfgs, tilt, lr, limit, under, over, device, dtype
):
    """The note: tolerance_change. True of three quantities, of which any ends the step.

    A first move of 1/8 down a slope of 1/4 lowers the loss by 1/32, which is less than the 1/16
    that the square of the slope promises. If that promise is too little, the move is not even made.
    """
    start = torch.zeros(1, device=device, dtype=dtype)

    asked = [
        len(minimise(lbfgs, start, slope(tilt), lr=lr, max_iter=9, tolerance_change=least)[1])
        for least in (0.9 * limit, 1.1 * limit)
    ]

    assert asked == [under, over]
