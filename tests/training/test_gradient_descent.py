"""Gradient descent: which way it goes, how far, and where it ends."""

import math

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

RATES = st.floats(0, 1)


def bowl(seed, device, dtype):
    """A Hessian with curvatures from 1/2 to L = 4, a start off every axis, the gradient and f."""
    axes = torch.linalg.qr(gaussian(seed, 3, 3)).Q
    curvatures = 0.5 + 3.5 * torch.cat([gaussian(seed + 1, 1).sigmoid(), torch.tensor([0.0, 1.0])])
    hessian = (axes * curvatures) @ axes.T
    start = axes @ (1 + gaussian(seed + 2, 3).sigmoid())
    rounded = hessian.to(device, dtype)

    def f(places):
        return (places.double() @ hessian.to(device) * places.double()).sum(-1) / 2

    return hessian, start.to(device, dtype), lambda place: rounded @ place, f


@claim("gd-learning-rate-is-distance", note="pytorch-basics 3.1", verdict=IMPRECISE)
@claim("gd-move-against-gradient", note="pytorch-basics 3.1", verdict=IMPRECISE)
@given(start=tensors(REALS, shape=(3,)), slope=tensors(REALS, shape=(3,)), lr=RATES)
def test_moves_by_the_rate_times_the_gradient(gradient_descent, start, slope, lr, device, dtype):
    """The note: the learning rate is the distance that w moves. No, it is a factor of it.

    The step is -lr · gradient, ten times shorter where the gradient is ten times smaller: from w =
    1 by 0.0933, from w = 1.9 by 0.00933, with the same rate 0.01.
    """
    start, slope = start.to(device, dtype), slope.to(device, dtype)
    expected = start.double() - lr * slope.double()
    ones = torch.tensor([1.0, 1.9], device=device, dtype=torch.float64)

    places = gradient_descent(lambda _: slope, start, lr, 1)
    long, short = gradient_descent(lambda w: 28 / 3 * (w - 2), ones, 0.01, 1)[-1] - ones

    assert_equal(places[0], start)
    assert_near(places[-1], expected, roundings=3, scale=start.abs() + lr * slope.abs())
    assert (round(long.item(), 5), round(short.item(), 6)) == (0.09333, 0.009333)


@claim("gd-move-against-gradient", note="pytorch-basics 3.1", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(seed=seeds(), share=st.floats(0.01, 1.9))
def test_goes_against_the_gradient_since_along_it_the_cost_rises(
    gradient_descent, seed, share, device, dtype
):
    """The note: the derivative gives a direction; go along it. No: against it.

    Against the gradient the cost falls, and along it the cost rises; the rate is share / L, with L
    the largest curvature.
    """
    _, start, gradient, f = bowl(seed, device, dtype)
    lr = share / 4

    below = gradient_descent(gradient, start, lr, 1)[-1]

    assert f(below) < f(start) < f(start + lr * gradient(start))


@claim("gd-steepest-descent-greedy", note="pytorch-basics 3.1", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(slope=tensors(INTEGERS, shape=(2,)), turn=st.integers(1, 3600))
def test_takes_the_direction_that_falls_steepest(gradient_descent, slope, turn, device, dtype):
    """The note: each step goes where it falls fastest, greedily. True, by the usual length.

    Of all directions of length 1, that of -gradient has the least slope, minus the gradient's norm.
    Another measure has another: if the length is the largest coordinate, it is steepest to move
    every coordinate as far, with a slope of -Σ |gradient|, which -gradient does not reach.
    """
    assume(slope.any())
    slope = slope.to(device, dtype)
    norm = math.hypot(*slope.tolist())

    move = gradient_descent(lambda _: slope, torch.zeros_like(slope), 0.5, 1)[-1]
    direction = (move / move.norm()).double()
    angle = math.atan2(*direction.flip(0).tolist()) + turn / 3601 * 2 * math.pi
    other = torch.tensor([math.cos(angle), math.sin(angle)], device=device, dtype=torch.float64)

    assert_near(direction @ slope.double(), -norm, roundings=8, dtype=dtype)
    assert other @ slope.double() > -norm
    smaller, larger = sorted(slope.abs().tolist())
    falls_less = (move / move.abs().max()) @ slope > -slope.abs().sum()
    assert falls_less == (0 < smaller < larger)


@claim("gradient-descent-stability", note="chapter-three 6", verdict=HOLDS_IF)
@claim("gd-ideal-reaches-min", note="pytorch-basics 3.1", verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.3)
@given(seed=seeds(), share=st.floats(0.4, 1.9))
def test_lowers_a_bowl_by_at_least_what_the_descent_lemma_says(
    gradient_descent, seed, share, device, dtype
):
    """The notes: steps against the gradient lead to the minimum. True of a bowl if lr < 2/L.

    Each step lowers f by at least lr (1 - lr L/2) ‖gradient‖², and 400 reach the bottom: with
    curvatures from L/8 to L a step keeps at most 1 - share/8 or |1 - share| of the distance.
    """
    hessian, start, gradient, f = bowl(seed, device, dtype)
    lr = share / 4
    slack = 64 * torch.finfo(dtype).eps

    places = gradient_descent(gradient, start, lr, 20)
    end = gradient_descent(gradient, places[-1], lr, 380)[-1]

    slopes = (places[:-1].double() @ hessian.to(device)).square().sum(-1)
    promised = f(places[:-1]) - lr * (1 - 2 * lr) * slopes
    assert (f(places[1:]) <= promised + slack * f(places[:-1])).all()
    assert end.norm() < 1e-6


@claim("gradient-descent-stability", note="chapter-three 6", verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.5)
@given(seed=seeds(), share=st.floats(2.05, 4))
def test_climbs_out_of_the_bowl_with_too_large_a_rate(gradient_descent, seed, share, device, dtype):
    """Where that fails: with lr > 2/L each step multiplies the steepest axis by |1 - lr L| > 1."""
    _, start, gradient, f = bowl(seed, device, dtype)

    places = gradient_descent(gradient, start, share / 4, 60)

    # 1 ≤ |start| along the steepest axis, and ‖start‖ < 2 √3: it keeps at least 1/12 of ‖start‖²
    assert f(places[-1]) > f(places[0]) * 1.05**120 / 24


@claim("gradient-descent-stability", note="chapter-three 6", verdict=HOLDS_IF)
@pytest.mark.parametrize(
    ("lr", "factor"), [(0.125, 0.5), (0.25, 0.0), (0.375, -0.5), (0.5, -1.0), (0.75, -2.0)]
)
def test_multiplies_the_distance_by_one_minus_rate_times_curvature(
    gradient_descent, lr, factor, device, dtype
):
    """What decides: on f = 2x², of curvature L = 4, each step multiplies x by 1 - 4 lr, exactly.

    A rate of 1/L arrives at once; a lower one creeps, a higher one swings from side to side, at 2/L
    for ever; beyond, it diverges.
    """
    start = torch.tensor([1.0, -3.0], device=device, dtype=dtype)
    expected = torch.stack([start * factor**k for k in range(6)])

    assert_equal(gradient_descent(lambda x: 4 * x, start, lr, 5), expected)


@claim("gd-local-optimum-only", note="pytorch-basics 3.1", verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.2)
@given(seed=seeds())
def test_ends_in_the_valley_where_it_starts(gradient_descent, seed, device, dtype):
    """The note: greed finds a local optimum. True of small steps if there are several.

    f = w⁴ - 3w² + w has a deep valley, -3.514 at -1.3008, and a shallow one, -1.070 at 1.1309. The
    hill between, at 0.1699, decides; every start from -2 to 2 ends in the valley of its side.
    """
    deep, hill, shallow = np.sort(np.roots([4, 0, -6, 1]))
    start = torch.cat([torch.tensor([-2.0, 2.0]), 4 * gaussian(seed, 30).sigmoid() - 2])
    start = start[(start - hill).abs() > 0.01]
    valley = torch.from_numpy(np.where(start < hill, deep, shallow))

    end = gradient_descent(
        lambda w: 4 * w**3 - 6 * w + 1, start.to(device, dtype), lr=0.01, steps=600
    )[-1]

    assert_near(end, valley, roundings=64)
    assert (round(deep, 4), round(shallow, 4)) == (-1.3008, 1.1309)


@claim("gd-fixed-point-zero-gradient", note="pytorch-basics 3.1", verdict=HOLDS)
@pytest.mark.parametrize("bends", [(1, 1), (-1, -1), (1, -1), (0, 0)], ids=str)
@given(lr=RATES, x=st.floats(-8, 8))
def test_stays_where_the_gradient_is_zero(gradient_descent, bends, lr, x, device, dtype):
    """The note: at gradient 0 it cannot go on. True at a minimum, a maximum, a saddle, a plateau.

    On x² - y² it slides along y = 0 into the saddle, and never off that line.
    """
    still = torch.tensor([2.0, x], device=device, dtype=dtype)
    curvature = torch.tensor(bends, device=device, dtype=dtype)
    signs = torch.tensor([2.0, -2.0], device=device, dtype=dtype)
    ridge = torch.tensor([x, 0.0], device=device, dtype=dtype)

    at_rest = gradient_descent(lambda w: curvature * (w - still), still, lr, 3)
    on_saddle = gradient_descent(lambda w: signs * w, ridge, lr, 3)

    assert_equal(at_rest, still.expand(4, 2))
    assert_equal(on_saddle[:, 1], torch.zeros(4, device=device, dtype=dtype))


@claim("gd-loss-nonsmooth-nonconvex-fact", note="pytorch-basics 3.1", verdict=IMPRECISE)
@given(lr=RATES, a=st.sampled_from([1.0, -2.0, 0.5, 4.0]))
def test_may_rest_at_a_cost_of_4_where_the_cost_is_not_convex(
    gradient_descent, lr, a, device, dtype
):
    """The note: real cost curves are neither smooth nor convex. It depends on the model.

    Its own, of a linear model, is both: one bottom, found from everywhere. That of two layers, (ab
    - 2)², is not convex: at (a, 2/a) and (-a, -2/a) it is 0, and halfway, at the origin, where the
    gradient is 0 as well, it is 4.
    """
    pair = torch.tensor([a, 2 / a], device=device, dtype=dtype)

    def ends(start):
        places = gradient_descent(lambda p: 2 * (p.prod() - 2) * p.flip(0), start, lr, 3)
        return ((places.prod(1) - 2) ** 2).tolist()

    assert ends(pair) == ends(-pair) == [0] * 4
    assert ends(0 * pair) == [4] * 4


@claim("gd-loss-nonsmooth-nonconvex-fact", note="pytorch-basics 3.1", verdict=IMPRECISE)
@pytest.mark.parametrize(("start", "end"), [(1.5, 1.0), (0.25, 1.0), (0.0, 0.0), (-0.25, -0.25)])
def test_depends_on_the_side_of_a_kink_that_it_starts_from(
    gradient_descent, start, end, device, dtype
):
    """Where the cost is not smooth: (relu(w) - 1)² falls towards 1 right of 0, and is flat left.

    At the kink the slope jumps from 0 to -2, so that the side of the start decides.
    """
    w = torch.tensor(start, device=device, dtype=dtype)

    places = gradient_descent(lambda w: 2 * (w.relu() - 1) * (w > 0), w, 0.25, 60)

    assert_equal(places[-1], end)
