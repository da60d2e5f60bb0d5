"""Gradient descent on the mean of all losses: its slope, its parts, its recurrence."""

import itertools

import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, REALS, gaussian, generator, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near
from tests.training.loop_gradient_descent import loop_descent

FOUR = tensors(INTEGERS, shape=(4,))  # whole numbers, of which the mean of four is exact
WHOLE = tensors(INTEGERS, shape=())


@claim("gd-gradient-formula", note="pytorch-basics 3.2", verdict=HOLDS)
@given(x=tensors(REALS, shape=(3,)), y=tensors(REALS, shape=(3,)), w=tensors(REALS, shape=()))
def test_has_the_mean_of_2x_times_the_error_for_its_slope(batch_gradient, x, y, w, device, dtype):
    """The note: the gradient of the cost is Σ 2x(xw - y) / n. True, as autograd finds it too."""
    x, y, w = (t.to(device, dtype) for t in (x, y, w))
    pairs = list(zip(x.tolist(), y.tolist(), strict=True))
    expected = sum(2 * a * (a * w.item() - b) for a, b in pairs) / 3
    size = sum(2 * abs(a) * (abs(a * w.item()) + abs(b)) for a, b in pairs) / 3

    assert_near(batch_gradient(x, y, w), expected, roundings=8, scale=size)


@claim("gd-derivative-sign-monotone", note="pytorch-basics 3.1", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(x=FOUR, y=FOUR, w=WHOLE, share=st.floats(0.01, 1.99))
def test_has_a_cost_that_rises_where_its_slope_is_positive(
    batch_gradient, x, y, w, share, device, dtype
):
    """The note: where the derivative is positive the cost rises, where negative it falls. True.

    Uphill it rises at any distance, since the cost is convex. Downhill it falls only as far as
    twice the distance of the bottom.
    """
    assume(x.any())
    curvature = 2 * x.square().mean()

    def cost(w):
        return sum((a * w - b) ** 2 for a, b in zip(x.tolist(), y.tolist(), strict=True)) / 4

    slope = batch_gradient(*(t.to(device, dtype) for t in (x, y, w))).cpu().double()
    step = share * slope / curvature

    assert (cost(w - step) < cost(w)) == (slope != 0)
    assert (cost(w + step) > cost(w)) == (slope != 0)


@claim("gd-cost-uses-all-samples", note="pytorch-basics 3.3", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(x=FOUR, y=FOUR, w=WHOLE, i=st.integers(0, 3))
def test_counts_every_sample_with_the_same_share(batch_gradient, x, y, w, i, device, dtype):
    """The note: an update takes the mean over all n samples. True: each counts an n-th.

    Sample i is left out by making its pair (0, 0): the slope then lacks a quarter of that sample's.
    """
    x, y, w = (t.to(device, dtype) for t in (x, y, w))
    others = (torch.arange(4, device=device) != i).to(dtype)

    alone = batch_gradient(x[i : i + 1], y[i : i + 1], w)
    missing = batch_gradient(x, y, w) - batch_gradient(x * others, y * others, w)

    assert_equal(4 * missing, alone)


@claim("gd-parallel-sum", note="pytorch-basics 3.3", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(seed=seeds(), cuts=st.sets(st.integers(1, 11), max_size=4))
def test_adds_up_from_parts_in_any_order(batch_gradient, seed, cuts, device, dtype):
    """The note: the samples do not depend on each other and may be computed in parallel. True.

    Any partition of shuffled samples gives the same slope, up to rounding, if each part counts by
    its size. The plain mean of the parts' means is another number, unless they are equally large.
    """
    x, y = gaussian(seed, 2, 12).to(device, dtype)
    order = torch.randperm(12, generator=generator(seed)).tolist()
    edges = [0, *sorted(cuts), 12]
    parts = [order[a:b] for a, b in itertools.pairwise(edges)]
    w = torch.tensor(1.5, device=device, dtype=dtype)
    size = (2 * x * (x.abs() * 1.5 + y.abs())).abs().sum() / 12

    slopes = [batch_gradient(x[part], y[part], w).double() for part in parts]
    whole = sum(s * len(part) / 12 for s, part in zip(slopes, parts, strict=True))

    assert_near(batch_gradient(x, y, w), whole, roundings=24, scale=size)
    few, many = (batch_gradient(x[part], y[part], w) for part in (order[:2], order[2:]))
    off = (few - many).double() / 3  # 1/2 - 2/12
    assert_near((few + many) / 2, whole + off, roundings=24, scale=4 * size + few.abs())


@claim("gd-recurrence", note="pytorch-basics 3.2", verdict=HOLDS, reading=IMPLIED)
@cells(dtypes=WIDE)
@given(
    x=tensors(REALS, shape=(3,)),
    y=tensors(REALS, shape=(3,)),
    start=tensors(REALS, shape=()),
    share=st.floats(-0.25, 1.5),
    epochs=st.integers(1, 12),
)
def test_keeps_a_fixed_part_of_the_distance(
    batch_descent, x, y, start, share, epochs, device, dtype
):
    """What follows: w_k - w* = (1 - 2 lr mean(x²))^k (w_0 - w*) after k steps. True of any data.

    w* = Σxy / Σx² is the best weight; on the note's points it is 2, and the factor 1 - 28 lr/3.
    """
    x, y, start = (t.to(device, dtype) for t in (x, y, start))
    assume((x.abs() > 0.01).any())
    a, b = x.double().cpu(), y.double().cpu()
    best, lr = (a @ b / (a @ a)).item(), share * 3 / (a @ a).item()
    powers = (1 - 2 * share) ** torch.arange(1, epochs + 1, dtype=torch.float64)
    closed = best + powers * (start.item() - best)
    looped, scale = loop_descent(x, y, lr, [range(3)] * epochs, start)

    weights = batch_descent(x, y, lr, epochs, start).weight

    assert_near(weights, closed, roundings=8, scale=scale + abs(best))
    assert_near(weights, looped, roundings=8, scale=scale)
