"""The search for the best weight, and the best pair of weight and bias, by trying a grid."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.programs.linear_model import STEP, STOP, Y_WITH_BIAS, X, Y
from concepts.programs.linear_model import grid as grid_of_the_note
from tests.support import versions
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, IMPRECISE, REFUTED, VERSION_DEPENDENT, claim
from tests.support.devices import WIDE
from tests.support.figures import THREE, assert_figure
from tests.support.strategies import INTEGERS, seeded, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near


def programs(sweep, device, dtype):
    """The two programs: y = 2x by its weight alone, and y = 2x + 1 by weight and bias."""
    weights = grid_of_the_note(0.0, STOP, STEP).to(device, dtype)
    x, y, y_with_bias, zero = (
        torch.tensor(t, device=device, dtype=dtype) for t in (X, Y, Y_WITH_BIAS, [0.0])
    )
    return sweep(x, y, weights, zero), sweep(x, y_with_bias, weights, weights)


@claim("linear-sweep-41-points", note="pytorch-basics 2", verdict=HOLDS)
def test_visits_41_weights_from_0_to_4(grid):
    """The note: np.arange(0, 4.1, 0.1). True: 41 weights, the last of them 4.

    They are the products i · 0.1: the fourth is 0.30000000000000004, but 2 and 4 are exact.
    """
    weights = grid(0.0, STOP, STEP)

    assert weights.tolist() == np.arange(0.0, 4.1, 0.1).tolist() == [0.1 * i for i in range(41)]
    assert [weights[i].item() for i in (3, 20, 40)] == [0.30000000000000004, 2.0, 4.0]


@claim("linear-sweep-41-points", note="pytorch-basics 2", verdict=HOLDS)
@given(start=st.integers(-8, 8), length=st.integers(1, 50), step=st.sampled_from([0.1, 0.3, 0.25]))
def test_may_include_its_end_where_the_step_is_rounded(grid, start, length, step):
    """Where np.arange goes wrong: a rounded step may let in the end, which it should leave out.

    From 0 to 0.3 there are 3 steps of 0.1, but from 1 to 1.3 there are 4.
    """
    stop = start + length * step

    weights = grid(float(start), stop, step)

    assert weights.tolist() == np.arange(float(start), stop, step).tolist()
    assert len(weights) - length in ({0} if step == 0.25 else {0, 1})
    assert (len(grid(0.0, 0.3, 0.1)), len(grid(1.0, 1.3, 0.1))) == (3, 4)


@claim("prog-p01-weight-sweep", note="pytorch-basics 2", verdict=HOLDS)
@claim("linear-mse-closed-form", note="pytorch-basics 2", verdict=HOLDS, reading=IMPLIED)
def test_computes_five_numbers_a_weight_along_a_parabola(sweep, device, dtype):
    """The first program prints, for each weight, itself, its three losses and their mean.

    True: 41 times five numbers, of which the picture shows the mean, (14/3)(w - 2)², against w.
    """
    run, _ = programs(sweep, device, dtype)
    x, y = (torch.tensor(t, dtype=torch.float64, device=device) for t in (X, Y))
    w = run.weight.double()

    assert run.weight.numel() + run.losses.numel() + run.mse.numel() == 41 * 5
    assert_near(run.losses, (w[:, None] * x - y) ** 2, roundings=4, scale=144.0)
    assert_near(run.mse, 14 / 3 * (w - 2) ** 2, roundings=8, scale=56.0)
    assert_near(run.mse[[0, -1]], torch.full((2,), 56 / 3, dtype=torch.float64), roundings=2)


@claim("linear-sweep-argmin", note="pytorch-basics 2", verdict=HOLDS)
@claim("prog-p01-weight-sweep", note="pytorch-basics 2", verdict=HOLDS)
def test_finds_2_and_a_cost_of_exactly_0(sweep, device, dtype):
    """What the picture shows: the least mean is at w = 2, the 21st weight, and is exactly 0. True.

    It is, because that weight is exactly 2. To both sides the cost rises alike, up to rounding.
    """
    run, _ = programs(sweep, device, dtype)

    best = run.mse.argmin()
    assert best == 20
    assert_figure("best weight of 41", run.weight[best], 2.0, data=THREE)
    assert_figure("its mean squared error", run.mse[best], 0.0, data=THREE)
    assert_near(run.mse[:20].flip(0), run.mse[21:].double(), roundings=8, scale=56.0)


@claim("linear-random-start", note="pytorch-basics 2", verdict=IMPRECISE)
@cells(examples=0.2)
@given(seed=seeds())
def test_is_not_random(sweep, seed, device, dtype):
    """The note: start from a random weight. Its programs do not: every weight has its turn.

    Whatever the seed, the result is the same, and no random number is drawn.
    """
    expected, _ = programs(sweep, device, dtype)

    with seeded(seed, device):
        before = torch.random.get_rng_state()
        run, _ = programs(sweep, device, dtype)
        after = torch.random.get_rng_state()

    assert_equal(after, before)
    for column, wanted in zip(run, expected, strict=True):
        assert_equal(column, wanted)


@claim("linear-bias-grid-size", note="pytorch-basics 2", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(weights=tensors(INTEGERS, shape=(3,)), biases=tensors(INTEGERS, shape=(2,)))
def test_of_pairs_has_the_bias_in_the_inner_loop(sweep, weights, biases, device, dtype):
    """The second program: for w in …, for b in …. 41 · 41 = 1681 pairs in row-major order. True."""
    x, y = (torch.tensor(t, device=device, dtype=dtype) for t in (X, Y_WITH_BIAS))
    loops = list(itertools.product(weights.tolist(), biases.tolist()))
    losses = [[(w * a + b - t) ** 2 for a, t in zip(X, Y_WITH_BIAS, strict=True)] for w, b in loops]

    run = sweep(x, y, weights.to(device, dtype), biases.to(device, dtype))

    assert list(zip(run.weight.tolist(), run.bias.tolist(), strict=True)) == loops
    assert run.losses.tolist() == losses
    sums = torch.tensor([sum(row) for row in losses])
    assert_near(3 * run.mse, sums, roundings=4, loose="three thirds of these come back exactly")
    assert len(programs(sweep, device, dtype)[1].mse) == 1681


@claim("prog-p02-bias-sweep", note="pytorch-basics 2", verdict=HOLDS)
@claim("linear-bias-runner-up", note="pytorch-basics 2", verdict=HOLDS)
@cells(dtypes=WIDE)
def test_of_pairs_lies_on_a_tilted_bowl(sweep, device, dtype):
    """The second program: the mean for each pair. It is (14/3) dw² + 4 dw db + db² about (2, 1).

    That is half the Hessian [[28/3, 4], [4, 2]] applied to (dw, db). The next best pairs are (1.9,
    1.2) and (2.1, 0.8) with 1/150, down the valley of the bowl; then (2, 1.1) and (2, 0.9) with
    1/100.
    """
    _, run = programs(sweep, device, dtype)
    dw, db = run.weight.double() - 2, run.bias.double() - 1
    best = run.mse.double().sort(stable=True)

    assert_near(run.mse, 14 / 3 * dw**2 + 4 * dw * db + db**2, roundings=8, scale=150.0)
    assert [round(v, 5) for v in best.values[:5].tolist()] == [0, 0.00667, 0.00667, 0.01, 0.01]
    assert best.indices[0] == 20 * 41 + 10
    assert sorted(best.indices[1:5].tolist()) == [19 * 41 + 12, 829, 831, 21 * 41 + 8]
    assert_near(run.mse[[0, -1]], torch.tensor([83 / 3, 155 / 3], dtype=torch.float64), roundings=4)


@claim("linear-bias-optimum", note="pytorch-basics 2", verdict=HOLDS)
@claim("prog-p02-bias-sweep", note="pytorch-basics 2", verdict=HOLDS)
@given(
    x=tensors(INTEGERS, shape=(3,)),
    weights=st.permutations(range(-3, 4)),
    biases=st.permutations(range(-3, 4)),
    truth=st.tuples(st.integers(0, 6), st.integers(0, 6)),
)
def test_of_pairs_finds_the_one_line_through_the_points(
    sweep, x, weights, biases, truth, device, dtype
):
    """What the second picture shows: the cost is 0 at w = 2, b = 1 and nowhere else.

    True of every line that has its pair among the trials, if x takes two values: two points make
    a line. If all x are the same c, every pair with the right w c + b costs nothing.
    """
    x = x.to(device, dtype)
    weights, biases = (torch.tensor(t, device=device, dtype=dtype) for t in (weights, biases))
    w, b = weights[truth[0]], biases[truth[1]]

    run = sweep(x, w * x + b, weights, biases)
    free = (run.mse == 0).nonzero().flatten()

    through = ((run.weight - w)[:, None] * x + (run.bias - b)[:, None] == 0).all(1)
    assert_equal(run.mse == 0, through)
    if x.unique().numel() > 1:
        assert free.tolist() == [7 * truth[0] + truth[1]]


@claim("linear-bias-optimum", note="pytorch-basics 2", verdict=HOLDS)
def test_of_pairs_agrees_with_least_squares(sweep, device, dtype):
    """The note's second points: the cheapest trial is w = 2, b = 1, at a cost of exactly 0. True.

    It is what the normal equations give, (Σx² Σx; Σx n)(w, b) = (Σxy, Σy).
    """
    _, run = programs(sweep, device, dtype)
    sums = np.array([[14.0, 6.0], [6.0, 3.0]]), np.array([34.0, 15.0])

    best = run.mse.argmin()

    assert_figure("best weight of 1681 pairs", run.weight[best], 2.0, data=THREE)
    assert_figure("best bias of 1681 pairs", run.bias[best], 1.0, data=THREE)
    assert run.mse[best] == 0
    assert np.linalg.solve(*sums).round(12).tolist() == [2, 1]


@claim("linear-wireframe-comment", note="pytorch-basics 2", verdict=REFUTED)
def test_of_pairs_is_drawn_as_one_line_and_no_wire_frame(sweep):
    """The note calls its picture, ax.plot of the three lists, a wire frame. No: one line.

    It runs through all 1681 points in the order of the trials, and 40 times back across the
    picture. A wire frame is plot_wireframe of the surface, a collection of lines both ways.
    """
    pytest.importorskip("matplotlib")
    from matplotlib.figure import Figure
    from mpl_toolkits.mplot3d.art3d import Line3D, Line3DCollection

    _, run = programs(sweep, "cpu", torch.float64)
    assert len(run.mse) == 1681
    axes = Figure().add_subplot(projection="3d")
    w, b, cost = (column.reshape(41, 41).numpy() for column in (run.weight, run.bias, run.mse))

    (line,) = axes.plot(w.ravel(), b.ravel(), cost.ravel(), "o-")
    frame = axes.plot_wireframe(w, b, cost)

    assert isinstance(line, Line3D)
    assert isinstance(frame, Line3DCollection)
    assert np.count_nonzero(np.diff(line.get_data_3d()[1]) == -4) == 40


@claim("linear-print-list-numpy-repr", note="pytorch-basics 2", verdict=VERSION_DEPENDENT)
def test_prints_a_list_of_numpy_numbers():
    """The note prints its list of weights. They are numpy's, which numpy 2 prints with a type.

    Before numpy 2 they looked like Python's. A single one, printed, does so in both.
    """
    weights = list(np.arange(0.0, 0.2, 0.1))
    plain, typed = "[0.0, 0.1]", "[np.float64(0.0), np.float64(0.1)]"

    assert str(weights) == (typed if versions.NUMPY_PRINTS_TYPES else plain)
    assert [f"{w}" for w in weights] == [str(w) for w in weights] == ["0.0", "0.1"]
    assert str([float(w) for w in weights]) == plain
