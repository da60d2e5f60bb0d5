"""Max pooling: which pixel of a window survives, and which windows there are."""

import math

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from concepts.layers.pooling import AvgPool2d
from tests.layers.loop_pooling import maximum, problems
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, IMPRECISE, claim
from tests.support.strategies import INTEGERS, NASTY, tensors
from tests.support.tolerance import assert_equal

SLIDE = [[3.0, 4.0, 6.0, 5.0], [2.0, 4.0, 6.0, 8.0], [1.0, 6.0, 7.0, 8.0], [9.0, 7.0, 4.0, 6.0]]


@claim("pool-max-window", note="course Pooling", verdict=HOLDS)
@given(problem=problems(NASTY), turned=st.booleans())
def test_takes_the_largest_pixel_of_each_window(max_pool, problem, turned, device, dtype):
    """The note: max pooling takes the maximum within the window. True for every kind of window."""
    x = problem.image.to(device, dtype)
    x = x.mT.contiguous().mT if turned else x

    y = max_pool(**problem.options)(x)
    batch = max_pool(**problem.options)(torch.stack([x.flip(-1), x]))

    assert_equal(y, problem.pooled(x, maximum).to(device, dtype))
    assert_equal(batch[1], y)
    assert_equal(batch[0], problem.pooled(x.flip(-1), maximum).to(device, dtype))


@claim("maxpool-tie-gradient", note="pytorch-basics 10.3", verdict=HOLDS, reading=IMPLIED)
@given(problem=problems(), data=st.data())
def test_sends_the_gradient_to_the_first_largest_pixel(max_pool, problem, data, device, dtype):
    """What follows from taking one pixel: it gets the whole gradient of its window.

    Of several largest pixels it is the first; the largest of several windows gets that of each.
    """
    x = problem.image.to(device, dtype).requires_grad_()
    v = data.draw(tensors(INTEGERS, shape=problem.shape))
    expected = torch.zeros_like(problem.image)
    for target, places, values in problem.windows(x):
        expected[places[values.index(max(values))]] += v[target]

    y = max_pool(**problem.options)(x)
    assert y.shape == v.shape
    (gradient,) = torch.autograd.grad((y * v.to(device, dtype)).sum(), x)

    assert_equal(gradient, expected.to(device, dtype))


@claim("maxpool-tie-gradient", note="pytorch-basics 10.3", verdict=HOLDS, reading=IMPLIED)
def test_of_four_equal_pixels_gives_one_all_of_the_gradient(max_pool, device, dtype):
    """The smallest example: 1, 0, 0, 0, and not a quarter for each."""
    x = torch.ones(1, 2, 2, device=device, dtype=dtype, requires_grad=True)

    (gradient,) = torch.autograd.grad(max_pool(2)(x).sum(), x)

    assert gradient.flatten().tolist() == [1, 0, 0, 0]


@claim("maxpool-return-indices-default", note="pytorch-basics 10 code", verdict=HOLDS)
@given(problem=problems())
def test_returns_where_the_maxima_are_only_if_asked(max_pool, problem, device, dtype):
    """The note's code says return_indices=False, which is the default. True.

    With True the result is a pair: the maxima, and the number of each one's pixel, an int64. Of
    equal ones it is the first's.
    """
    x = problem.image.to(device, dtype)

    alone = max_pool(**problem.options)(x)
    silent = max_pool(**problem.options, return_indices=False)(x)
    pair = max_pool(**problem.options, return_indices=True)(x)

    assert isinstance(alone, torch.Tensor)
    assert isinstance(pair, tuple)
    assert_equal(silent, alone)
    assert_equal(pair[0], alone)
    assert pair[1].shape == alone.shape
    expected = torch.zeros(problem.shape, dtype=torch.int64)
    for target, places, values in problem.windows(x):
        _, row, column = places[values.index(max(values))]
        expected[target] = row * x.shape[-1] + column
    assert_equal(pair[1], expected.to(device))


@claim("maxpool-slide", note="pytorch-basics 10.3", verdict=HOLDS)
def test_of_the_slide_is_4_8_9_8(max_pool, device, dtype):
    """The slide, whose picture is lost: 4 × 4 pixels become 4, 8 and 9, 8. True of its numbers."""
    x = torch.tensor([SLIDE], device=device, dtype=dtype)

    assert max_pool(2)(x).tolist() == [[[4, 8], [9, 8]]]


@claim("maxpool-four-blocks", note="pytorch-basics 10.3", verdict=IMPRECISE)
@cells(meta=True)
@pytest.mark.parametrize(("height", "width", "blocks"), [(4, 4, 4), (6, 6, 9), (5, 7, 6)])
def test_makes_as_many_blocks_as_fit_and_not_always_four(
    max_pool, height, width, blocks, device, dtype
):
    """The note: it splits into four and takes the largest of each. True of the slide's 4 × 4.

    With a kernel of 2 there are ⌊H / 2⌋ · ⌊W / 2⌋ windows of four pixels, however many that is.
    """
    x = torch.zeros(1, height, width, device=device, dtype=dtype)

    assert max_pool(2)(x).numel() == blocks


@claim("maxpool-default-stride", note="pytorch-basics 10.3", verdict=HOLDS)
@given(kernel=st.integers(1, 3), x=tensors(INTEGERS, shape=(1, 7, 6)))
def test_moves_on_by_a_whole_window_by_default(max_pool, kernel, x, device, dtype):
    """The note: with kernel_size=2 the default stride is 2 too. True of any kernel size."""
    x = x.to(device, dtype)
    pool = max_pool(kernel)

    assert pool.stride == kernel
    assert pool(x).shape == (1, 7 // kernel, 6 // kernel)
    assert_equal(pool(x), max_pool(kernel, stride=kernel)(x))
    assert_equal(max_pool((kernel, 2))(x), max_pool((kernel, 2), stride=(kernel, 2))(x))


@claim("maxpool-odd-floor", note="pytorch-basics 10.3", verdict=HOLDS, reading=IMPLIED)
@cells(meta=True)
@given(height=st.integers(2, 9), width=st.integers(2, 9))
def test_drops_an_odd_row_unless_told_to_round_up(max_pool, height, width, device, dtype):
    """What follows: the last row of an odd number fits into no window of two, and is lost.

    With ceil_mode it is kept, as a window of its own.
    """
    x = torch.zeros(2, 3, height, width, device=device, dtype=dtype)

    assert max_pool(2)(x).shape == (2, 3, height // 2, width // 2)
    assert max_pool(2, ceil_mode=True)(x).shape == (2, 3, (height + 1) // 2, (width + 1) // 2)


@claim(
    "maxpool-no-params-channels-kept", note="pytorch-basics 10.3", verdict=HOLDS, reading=IMPLIED
)
@cells(meta=True)
@given(samples=st.integers(1, 3), channels=st.integers(1, 5))
def test_learns_nothing_and_keeps_the_channels(max_pool, samples, channels, device, dtype):
    """What follows: there is no weight in a maximum, and each channel is pooled by itself."""
    x = torch.zeros(samples, channels, 4, 6, device=device, dtype=dtype)
    pool = max_pool(2)

    assert list(pool.parameters()) == []
    assert pool.state_dict() == {}
    assert pool(x).shape == (samples, channels, 2, 3)


@claim("maxpool-padding-neg-inf", note="pytorch-basics 10.3", verdict=HOLDS, reading=IMPLIED)
@given(x=tensors(INTEGERS, shape=(1, 3, 4)))
def test_never_takes_the_padding_for_a_pixel(max_pool, x, device, dtype):
    """What follows: the padding counts as -∞. No pixel below 0 becomes 0, and none is -∞ itself."""
    x = x.to(device, dtype) - 9

    assert_equal(max_pool(3, stride=1, padding=1)(x).amax(), x.amax())
    pair = max_pool(2, padding=1, return_indices=True)(x - math.inf)
    assert isinstance(pair, tuple)
    assert pair[1].flatten().tolist() == [0, 1, 3, 4, 5, 7]


@claim("maxpool-padding-neg-inf", note="pytorch-basics 10.3", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize("kernel", [1, 2, 3])
def test_pads_by_half_a_window_at_most(max_pool, kernel, device, dtype):
    """The limit, by which no window lies in the padding alone: more is a RuntimeError."""
    x = torch.full((1, 6, 6), -5.0, device=device, dtype=dtype)

    y = max_pool(kernel, padding=kernel // 2)(x)

    assert_equal(y, torch.full_like(y, -5.0))
    with pytest.raises(RuntimeError, match=r"half of|at most half"):
        max_pool(kernel, padding=kernel // 2 + 1)(x)


@claim("maxpool-relu-commute", note="pytorch-basics 10 code", verdict=HOLDS)
@given(x=tensors(NASTY, shape=(1, 4, 5)))
def test_may_come_before_or_after_relu(max_pool, x, device, dtype):
    """The note's code pools relu(x). relu of the pooled is the same, bit for bit.

    It is not so of the mean: of -4, 0, 0, 8 it is 1 before relu and 2 after.
    """
    x = x.to(device, dtype)
    mixed = torch.tensor([[[-4.0, 0.0], [0.0, 8.0]]], device=device, dtype=dtype)
    mean = AvgPool2d(2)

    assert_equal(max_pool(2)(x.relu()), max_pool(2)(x).relu())
    assert (mean(mixed).relu().item(), mean(mixed.relu()).item()) == (1, 2)


@claim("maxpool-not-linear", note="pytorch-basics 10.3", verdict=HOLDS, reading=IMPLIED)
@given(x=tensors(INTEGERS, shape=(1, 2, 2)))
def test_is_not_linear(max_pool, x, device, dtype):
    """What follows: the pool of -x is not minus that of x, unless all pixels are equal."""
    x = x.to(device, dtype)
    assume(x.unique().numel() > 1)

    y, of_negative = max_pool(2)(x), max_pool(2)(-x)

    assert_equal(of_negative.flatten(), -x.amin().view(1))
    assert of_negative.item() > -y.item()


@claim("maxpool-nan", note="pytorch-basics 10.3", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize("place", range(4))
def test_of_a_window_with_nan_is_nan(max_pool, place, device, dtype):
    """What follows: the largest of nan and numbers, even infinite ones, is nan in any place."""
    x = torch.tensor([1.0, math.inf, -math.inf, 2.0], device=device, dtype=dtype).roll(place)
    x = torch.cat([x, torch.zeros_like(x)]).view(2, 2, 2)
    x[0, place // 2, place % 2] = math.nan

    y = max_pool(2)(x)

    assert y.isnan().flatten().tolist() == [True, False]


@claim("maxpool-odd-floor", note="pytorch-basics 10.3", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize(
    ("shape", "message"),
    [((4, 4), r"3D or 4D|\(C, H, W\)"), ((1, 1, 4), "no window|too small")],
    ids=["no-channel", "too-low"],
)
def test_needs_channels_and_room_for_a_window(max_pool, shape, message, device, dtype):
    """The limits: rows and columns alone are no image, and one row has no window of two."""
    x = torch.zeros(shape, device=device, dtype=dtype)

    with pytest.raises(RuntimeError, match=message):
        max_pool(2)(x)
