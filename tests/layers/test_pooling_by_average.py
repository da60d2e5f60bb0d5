"""Average pooling: what is added up, and what it is divided by."""

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from tests.layers.loop_pooling import PAST, problems, undilated
from tests.support.axes import cells
from tests.support.claims import HOLDS, claim
from tests.support.strategies import INTEGERS, REALS, tensors
from tests.support.tolerance import assert_equal, assert_near


@claim("pool-avg-window", note="course Pooling", verdict=HOLDS)
@example(problem=PAST, count=True, turned=False)
@given(problem=problems(REALS, dilation=1), count=st.booleans(), turned=st.booleans())
def test_takes_the_mean_of_each_window(avg_pool, problem, count, turned, device, dtype):
    """The note: average pooling takes the mean of the values in the window. True.

    By default zeros of the padding are values too; with count_include_pad=False they are not. What
    a window of ceil_mode has past the padding never is.
    """
    x = problem.image.to(device, dtype)
    x = x.mT.contiguous().mT if turned else x
    divisor = problem.pixels_counted(count)

    y = avg_pool(**undilated(problem), count_include_pad=count)(x)

    expected, scale = (problem.pooled(it, sum) / divisor for it in (x, x.abs()))
    assert_near(y, expected, roundings=10, scale=scale)


@claim("pool-avg-window", note="course Pooling", verdict=HOLDS)
@given(problem=problems(dilation=1), data=st.data())
def test_shares_the_gradient_among_its_pixels(avg_pool, problem, data, device, dtype):
    """What follows from the mean: each pixel gets v / n of every window it is in.

    v is the gradient of the window's mean, n the number of pixels that are counted in it.
    """
    x = problem.image.to(device, dtype).requires_grad_()
    v = data.draw(tensors(INTEGERS, shape=problem.shape))
    shares = v / problem.pixels_counted(True)
    expected, scale = torch.zeros_like(problem.image), torch.zeros_like(problem.image)
    for target, places, _ in problem.windows(x):
        for place in places:
            expected[place] += shares[target]
            scale[place] += shares[target].abs()

    y = avg_pool(**undilated(problem))(x)
    assert y.shape == v.shape
    (gradient,) = torch.autograd.grad((y * v.to(device, dtype)).sum(), x)

    assert_near(gradient, expected, roundings=10, scale=scale)


@claim("pool-avg-window", note="course Pooling", verdict=HOLDS)
@pytest.mark.parametrize(("options", "corner"), [({}, -1.25), ({"count_include_pad": False}, -5)])
def test_counts_the_zeros_of_the_padding_by_default(avg_pool, options, corner, device, dtype):
    """What the note is silent on: in a corner of -5s, three of four values are padding."""
    x = torch.full((1, 2, 2), -5.0, device=device, dtype=dtype)

    y = avg_pool(2, padding=1, **options)(x)

    assert y[0, 0, 0] == corner


@claim("pool-avg-window", note="course Pooling", verdict=HOLDS)
def test_of_whole_numbers_drops_the_fraction(avg_pool):
    """The exception: of integers the mean is cut off. 7 / 4 is 1, and -7 / 4 is -1 (on the CPU)."""
    pixels = torch.tensor([[[1, 2], [3, 1]], [[-1, -2], [-3, -1]]])

    assert avg_pool(2)(pixels).flatten().tolist() == [1, -1]


@claim("pool-avg-window", note="course Pooling", verdict=HOLDS)
@given(x=tensors(INTEGERS, shape=(1, 4, 4)), divisor=st.sampled_from([1, 2, 8]))
def test_divides_by_another_number_if_told_to(avg_pool, x, divisor, device, dtype):
    """The other exception: with divisor_override it is the sum of the window over that."""
    x = x.to(device, dtype)

    sums = avg_pool(2, divisor_override=1)(x)

    assert_equal(sums, x[:, ::2, ::2] + x[:, 1::2, ::2] + x[:, ::2, 1::2] + x[:, 1::2, 1::2])
    assert_equal(avg_pool(2, divisor_override=divisor)(x), sums / divisor)


@claim("pool-avg-window", note="course Pooling", verdict=HOLDS)
@given(x=tensors(INTEGERS, shape=(2, 1, 4, 6)))
def test_is_linear(avg_pool, x, device, dtype):
    """What the maximum is not, and the mean is: that of x - y is that of x less that of y."""
    first, second = x.to(device, dtype)
    pool = avg_pool(2)

    assert_equal(pool(first - second), pool(first) - pool(second))


@claim("pool-avg-window", note="course Pooling", verdict=HOLDS)
@cells(meta=True)
@given(kernel=st.integers(1, 3), height=st.integers(3, 9), width=st.integers(3, 9))
def test_moves_on_by_a_whole_window_by_default(avg_pool, kernel, height, width, device, dtype):
    """The same as in max pooling: as many windows as fit side by side."""
    x = torch.zeros(2, 1, height, width, device=device, dtype=dtype)

    assert avg_pool(kernel)(x).shape == (2, 1, height // kernel, width // kernel)
