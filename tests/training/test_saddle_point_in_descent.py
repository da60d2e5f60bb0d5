"""Saddle points in descent: who stops at them, and how noise leaves them."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.training.saddle_point import kind_of_point as kind
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.statistics import assert_rate
from tests.support.strategies import INTEGERS, gaussian, generator, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

NOISE = "pytorch-basics 3.3"


def descend(sgd, start, steps, slope, *, lr=0.1, **options):
    """The places after each step, from a slope as a function of the place."""
    place = start.clone().requires_grad_()
    made, places = sgd([place], lr=lr, **options), []
    for _ in range(steps):
        place.grad = slope(place.detach())
        made.step()
        places.append(place.detach().clone())
    return torch.stack(places)


@claim("saddle-plateau", note="pytorch-basics 3.1", verdict=HOLDS)
@given(w=tensors(INTEGERS, shape=(3,)))
def test_is_no_trap_like_a_plateau_where_nothing_moves(sgd, w, device, dtype):
    """The note: in a flat region the gradient is 0. True, and there descent does not move at all.

    So it is with a dead unit: below 0 and at 0 the slope of relu is 0. With weight decay it moves.
    """
    dead = -w.abs().to(device, dtype)

    def slope(place):
        x = place.clone().requires_grad_()
        return torch.autograd.grad(x.relu().sum(), x)[0]

    assert_equal(
        slope(torch.tensor([-1e-3, 0.0, 1e-3], device=device)), torch.tensor([0.0, 0.0, 1.0])
    )
    assert_equal(descend(sgd, dead, 3, slope)[-1], dead)
    assert_equal(descend(sgd, dead, 1, slope, lr=0.5, weight_decay=1)[-1], dead / 2)


@claim("saddle-gd-stuck", note=NOISE, verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(y=st.floats(1e-8, 0.5), sign=st.sampled_from([-1, 1]))
def test_stops_descent_only_from_a_start_on_the_ridge(sgd, y, sign, device, dtype):
    """The note: at a saddle descent on the whole cost stops. Only if y is exactly 0.

    On x² - y² from (1, y), at lr = 0.1, y grows by a fifth in each step, beyond the range of half
    precision.
    """
    turn = torch.tensor([2.0, -2.0], device=device, dtype=dtype)
    starts = torch.tensor([[1.0, 0.0], [1.0, sign * y]], device=device, dtype=dtype)

    places = descend(sgd, starts, 120, lambda v: turn * v)

    steps = torch.arange(1, 121, device=device, dtype=torch.float64)
    assert_equal(places[:, 0, 1], 0.0)
    assert_near(places[:, 0, 0], 0.8**steps, roundings=4, scale=steps * 0.8**steps)
    expected = starts[1, 1].double() * 1.2**steps
    assert_near(places[:, 1, 1], expected, roundings=4, scale=steps * expected)
    assert places[-1, 1, 1].abs() > 1


@claim("saddle-gd-stuck", note=NOISE, verdict=HOLDS_IF)
@cells(dtypes=WIDE)
def test_is_left_in_102_steps_from_a_hundred_millionth_beside_the_ridge(sgd, device, dtype):
    """In figures: from (1, 1e-8), on x² - y² at lr = 0.1, the 102nd step is the first beyond 1."""
    turn = torch.tensor([2.0, -2.0], device=device, dtype=dtype)
    start = torch.tensor([1.0, 1e-8], device=device, dtype=dtype)

    places = descend(sgd, start, 110, lambda v: turn * v)

    assert int((places[:, 1] <= 1).sum()) + 1 == math.ceil(math.log(1e8, 1.2)) == 102


@claim("saddle-sgd-noise-escapes", note=NOISE, verdict=HOLDS_IF)
@cells(dtypes=["float64"], examples=0.2)
@given(seed=seeds())
def test_is_left_by_the_noise_of_single_samples(sgd, seed, device, dtype):
    """The note: the noise of a single sample may push it off the saddle. True, in each of 100 runs.

    The samples' losses are (x² - y²)/2 + c y, and the c add up to 0: on the mean y stays 0. A run
    would stay below 1 for 300 steps only if its kicks cancelled to 1e-12, which is about as
    probable.
    """
    pull = (8 + 16 * gaussian(seed, 2).abs()).round() / 16  # so that sums are exact
    c = torch.cat([pull, -pull]).to(device, dtype)
    source, ridge = generator(seed + 1), torch.tensor([[1.0, 0.0]], device=device, dtype=dtype)

    def whole(v):
        return torch.stack([v[:, 0], (c[:, None] - v[:, 1]).mean(0)], 1)

    def single(v):
        drawn = c[torch.randint(4, (len(v),), generator=source).to(device)]
        return torch.stack([v[:, 0], drawn - v[:, 1]], 1)

    stuck = descend(sgd, ridge, 50, whole)
    freed = descend(sgd, ridge.repeat(100, 1), 300, single)

    assert_equal(stuck[:, :, 1], 0.0)
    assert freed[-1, :, 1].abs().min() > 1


@claim("saddle-sgd-noise-escapes", note=NOISE, verdict=HOLDS_IF)
@given(x=tensors(INTEGERS, shape=(4,)), y=tensors(INTEGERS, shape=(4,)), seed=seeds())
def test_stops_even_single_samples_if_none_has_a_gradient_there(sgd, x, y, seed, device, dtype):
    """Where it fails: (a b x - y)² has a saddle at a = b = 0 for each sample that is not 0.

    Every gradient there is 0, whichever sample is drawn, so that there is no noise.
    """
    x, y = x.to(device, dtype), y.to(device, dtype)
    order = torch.randint(4, (8,), generator=generator(seed)).tolist()
    draws = iter(order)

    def slope(place):
        i, ab = next(draws), place.clone().requires_grad_()
        return torch.autograd.grad((ab[0] * ab[1] * x[i] - y[i]) ** 2, ab)[0]

    origin = torch.zeros(2, device=device, dtype=dtype)

    assert_equal(descend(sgd, origin, len(order), slope), torch.zeros(8, 2).to(origin))
    if x @ y != 0 and dtype in (torch.float32, torch.float64):
        assert kind(lambda v: ((v[0] * v[1] * x - y) ** 2).sum(), origin) == "saddle"


@claim("saddle-noise-finds-optimum", note=NOISE, verdict=IMPRECISE)
@cells(dtypes=["float64"], examples=0.1)
@given(seed=seeds(), tilt=st.sampled_from([0.0, 0.1]))
def test_is_left_for_either_minimum_and_not_for_the_lower(sgd, seed, tilt, device, dtype):
    """The note: past the saddle it may find the optimum. It finds a minimum, and either one.

    On x²/2 + y⁴/4 - y²/2 + tilt · y it starts between the minima, where the slope is 0, with noise
    of deviation 0.01. Each of 1,000 runs ends near one of the two, half of them in each. With a
    tilt the one of positive y is higher, and still half end there.
    """
    roots = [-2.0, 0.0, 2.0]
    for _ in range(60):
        roots = [y - (y**3 - y + tilt) / (3 * y * y - 1) for y in roots]
    low, saddle, high = roots
    source = generator(seed)

    def slope(v):
        noise = 0.01 * torch.randn(v.shape, generator=source, dtype=torch.float64).to(v)
        return torch.stack([v[:, 0], v[:, 1] ** 3 - v[:, 1] + tilt], 1) + noise

    start = torch.tensor([[0.0, saddle]], device=device, dtype=dtype).repeat(1000, 1)
    y = descend(sgd, start, 450, slope)[-1, :, 1]

    assert torch.minimum((y - low).abs(), (y - high).abs()).max() < 0.1
    assert_rate((y > saddle).double(), 0.5, detects=0.22)
