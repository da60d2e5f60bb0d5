"""Convolution in space: how many windows there are, and where they look."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.layers.convolution import output_size
from tests.layers.loop_convolution import FEW, dense, options, problems, sides
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, REFUTED, claim
from tests.support.strategies import tensors
from tests.support.tolerance import assert_equal


@claim("conv-output-size", note="pytorch-basics 10", verdict=HOLDS)
@cells(meta=True)
@given(rows=sides(40, 5, 5, 4, 3), columns=sides(40, 5, 5, 4, 3), count=st.sampled_from([1, 3, 0]))
def test_has_an_output_for_every_window(convolution, rows, columns, count, device, dtype):
    """The figure: ⌊(H + 2p - d(k - 1) - 1) / s⌋ + 1. True: so many windows begin s apart.

    For rows and for columns alike, and for no image too.
    """
    x = torch.zeros(count, 2, rows.size, columns.size, device=device, dtype=dtype)
    w = torch.zeros(3, 2, rows.kernel, columns.kernel, device=device, dtype=dtype)

    y = convolution(x, w, **options(rows, columns))

    assert y.shape == (count, 3, len(rows.starts()), len(columns.starts()))
    assert y.shape == (count, 3, output_size(*rows), output_size(*columns))


@claim("conv-output-size", note="pytorch-basics 10", verdict=HOLDS)
@pytest.mark.parametrize(
    ("kernel", "how"),
    [((5, 1), {}), ((1, 7), {"padding": 1}), ((3, 3), {"dilation": 2}), ((6, 7), {"padding": 1})],
    ids=str,
)
def test_refuses_a_kernel_larger_than_the_padded_image(convolution, kernel, how, device, dtype):
    """Where the formula gives 0 or less there is no window, and RuntimeError."""
    x = torch.ones(1, 1, 4, 4, device=device, dtype=dtype)
    w = torch.ones(1, 1, *kernel, device=device, dtype=dtype)

    with pytest.raises(RuntimeError, match=r"[Kk]ernel size"):
        convolution(x, w, **how)


@claim("conv-output-size", note="pytorch-basics 10", verdict=HOLDS)
@pytest.mark.parametrize(
    "how",
    [{"stride": 0}, {"stride": (1, -1)}, {"padding": -1}, {"dilation": 0}, {"groups": 0}],
    ids=str,
)
def test_refuses_steps_that_lead_nowhere(convolution, how, device, dtype):
    """What the formula supposes: no padding under 0, and nothing else under 1."""
    x, w = torch.ones(2, 1, 1, 4, 4, device=device, dtype=dtype)

    with pytest.raises(
        RuntimeError, match=rf"(^|non-positive |negative ){next(iter(how))} (is|should)"
    ):
        convolution(x, w, **how)


@claim("conv-stride-default", note="course Terms", verdict=HOLDS)
@claim("conv-padding-default", note="pytorch-basics 10.1", verdict=HOLDS)
@given(x=tensors(FEW, shape=(1, 2, 5, 4)), w=tensors(FEW, shape=(2, 2, 3, 2)))
def test_steps_by_one_and_pads_nothing_by_default(convolution, x, w, device, dtype):
    """One note: the stride is 1 by default. Another: the padding is 0. True."""
    y = convolution(x.to(device, dtype), w.to(device, dtype))

    assert_equal(y, dense(x, w).result().to(device, dtype))


@claim("conv-padding-both-sides", note="course Terms", verdict=IMPRECISE)
@given(x=tensors(FEW, shape=(1, 1, 4, 4)))
def test_pads_rows_first_and_on_both_sides(convolution, x, device, dtype):
    """The note: of padding, "two columns are 2 and one row is 1". On each of both sides.

    padding=(1, 2) makes 6 × 8 of 4 × 4 pixels: a row above and below, two columns left and right.
    """
    x = x.to(device, dtype)
    framed = torch.zeros(1, 1, 6, 8, device=device, dtype=dtype)
    framed[..., 1:5, 2:6] = x

    y = convolution(x, torch.ones(1, 1, 1, 1, device=device, dtype=dtype), padding=(1, 2))

    assert_equal(y, framed)


@claim("conv-padding-keeps-size", note="pytorch-basics 10.1", verdict=HOLDS_IF)
@cells(meta=True)
@given(half=st.integers(0, 4), dilation=st.integers(1, 3), size=st.integers(1, 12))
def test_keeps_the_size_with_half_an_odd_kernel_of_padding(
    convolution, half, dilation, size, device, dtype
):
    """The note: padding=1 keeps the size. True of 3 × 3 kernels, and in general of d(k - 1)/2."""
    x = torch.zeros(1, 1, size, size, device=device, dtype=dtype)
    w = torch.zeros(1, 1, 2 * half + 1, 2 * half + 1, device=device, dtype=dtype)

    y = convolution(x, w, padding=dilation * half, dilation=dilation)

    assert y.shape == x.shape


@claim("conv-padding-keeps-size", note="pytorch-basics 10.1", verdict=HOLDS_IF)
@cells(meta=True)
@pytest.mark.parametrize(
    ("kernel", "how", "size"),
    [
        (4, {"padding": 1}, 7),
        (4, {"padding": 2}, 9),
        (5, {"padding": 1}, 6),
        (3, {"padding": 1, "dilation": 2}, 6),
        (3, {"padding": 1, "stride": 2}, 4),
    ],
    ids=str,
)
def test_does_not_keep_the_size_otherwise(convolution, kernel, how, size, device, dtype):
    """Where padding=1 fails, of 8 pixels. For an even kernel no padding will do: 7, or 9."""
    x = torch.zeros(1, 1, 8, 8, device=device, dtype=dtype)
    w = torch.zeros(1, 1, kernel, kernel, device=device, dtype=dtype)

    assert convolution(x, w, **how).shape == (1, 1, size, size)


@claim("conv-kernel-size-2-3", note="course Terms", verdict=HOLDS_IF)
@claim("conv-image-cwh", note="pytorch-basics 10", verdict=REFUTED)
@cells(meta=True)
@pytest.mark.parametrize("kernel", [(1, 1), (2, 2), (3, 3), (2, 5), (8, 1)], ids=str)
def test_takes_kernels_of_any_height_and_width_in_this_order(convolution, kernel, device, dtype):
    """One note: kernels are 2 × 2 or 3 × 3. Often; 2 × 5 is fine. Another: images are C × W × H.

    No: C × H × W, as squares do not show. A kernel of (2, 5) makes (7, 4) of 8 × 8 pixels.
    """
    x = torch.zeros(1, 1, 8, 8, device=device, dtype=dtype)
    w = torch.zeros(1, 1, *kernel, device=device, dtype=dtype)

    assert convolution(x, w).shape == (1, 1, 9 - kernel[0], 9 - kernel[1])


@claim("conv-stride-is-subsample", note="pytorch-basics 10.2", verdict=HOLDS)
@given(problem=problems())
def test_with_a_stride_keeps_every_so_many_of_the_results(convolution, problem, device, dtype):
    """The slide: with stride 2, of 3 × 3 results the corners are left. True of every stride."""
    x, w = problem.images.to(device, dtype), problem.filters.to(device, dtype)
    every = convolution(x, w, **problem.options | {"stride": 1})

    y = convolution(x, w, **problem.options)

    assert_equal(y, every[..., :: problem.rows.stride, :: problem.columns.stride])


@claim("conv-linear-equivariant", note="pytorch-basics 10", verdict=HOLDS)
@given(
    x=tensors(FEW, shape=(1, 1, 6, 6)),
    w=tensors(FEW, shape=(1, 1, 3, 3)),
    shift=st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
def test_moves_with_the_image(convolution, x, w, shift, device, dtype):
    """What one kernel for all windows means: an image moved by (a, b) moves the result as far.

    But for what the border brings in: the first a rows and b columns.
    """
    a, b = shift
    x, w = x.to(device, dtype), w.to(device, dtype)

    y, moved = convolution(x, w), convolution(x.roll(shift, (2, 3)), w)

    assert_equal(moved[..., a:, b:], y[..., : 4 - a, : 4 - b])


@claim("conv-linear-equivariant", note="pytorch-basics 10", verdict=HOLDS)
@pytest.mark.parametrize(("shift", "found"), [(0, [1, 0, 0]), (1, [0, 0, 0]), (2, [0, 1, 0])])
def test_with_a_stride_moves_by_whole_steps_alone(convolution, shift, found, device, dtype):
    """How far it holds: with stride 2, a point moved by one pixel falls between the windows."""
    x = torch.zeros(1, 1, 1, 6, device=device, dtype=dtype)
    x[..., shift] = 1

    y = convolution(x, torch.ones(1, 1, 1, 1, device=device, dtype=dtype), stride=2)

    assert y.flatten().tolist() == found


@claim("conv-matrix-multiply-add", note="course Convolution", verdict=IMPRECISE)
@cells(dtypes=("float64",))
@given(at=st.tuples(st.integers(0, 4), st.integers(0, 4)), w=tensors(FEW, shape=(1, 1, 3, 3)))
def test_shows_a_pixel_to_the_windows_over_it_and_no_other(convolution, at, w, device, dtype):
    """The note: the windows are small. True: a nan reaches those that cover it, and no other.

    In float64 alone: in lower precisions fast algorithms may transform many windows together.
    """
    i, j = at
    x = torch.zeros(1, 1, 5, 5, device=device, dtype=dtype)
    x[..., i, j] = torch.nan
    expected = torch.zeros(1, 1, 3, 3, device=device, dtype=dtype)
    expected[..., max(0, i - 2) : i + 1, max(0, j - 2) : j + 1] = torch.nan

    assert_equal(convolution(x, w.to(device, dtype)), expected)
