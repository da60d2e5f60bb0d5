"""Saddle points: what they are, and how their curvatures tell them from other points."""

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal

WHAT = "pytorch-basics 3.1"
CURVATURES = st.lists(
    st.sampled_from([0.0, 1.0, 0.5, 3.0, -1.0, -0.5, -3.0]), min_size=1, max_size=4
)


def named(curvatures):
    """What a point of these curvatures is, if its gradient is 0."""
    if min(curvatures) < 0 < max(curvatures):
        return "saddle"
    return {1: "minimum", 0: "undecided", -1: "maximum"}[
        (min(curvatures) > 0) - (max(curvatures) < 0)
    ]


@claim("saddle-definition", note=WHAT, verdict=IMPRECISE)
@cells(dtypes=WIDE)
@example(curvatures=[1.0, 0.0, 0.5], seed=1, height=2.0**12)
@given(curvatures=CURVATURES, seed=seeds(), height=st.sampled_from([1.0, 2.0**12, 2.0**-12]))
def test_needs_curvatures_of_both_signs(kind_of_point, curvatures, seed, height, device, dtype):
    """The note: a saddle is a point where the gradient is 0, and descent cannot go on. And more.

    At minima, maxima and plateaus it is 0 as well. At a saddle the Hessian has eigenvalues of both
    signs, however steep it is. Beside such a point the gradient is not 0. Not in half precision,
    which has no eigenvalues.
    """
    n = len(curvatures)
    axes = torch.linalg.qr(gaussian(seed, n, n)).Q
    curved = axes * torch.tensor(curvatures, dtype=torch.float64) @ axes.T
    matrix = (height * curved).to(device, dtype)
    centre = gaussian(seed + 1, n).to(device, dtype)

    def bowl(x):
        return (x - centre) @ matrix @ (x - centre) / 2

    assert kind_of_point(bowl, centre) == named(curvatures)
    if any(curvatures):
        assert kind_of_point(bowl, centre + 1) == "moving"


@claim("saddle-definition", note=WHAT, verdict=IMPRECISE)
@pytest.mark.parametrize(
    ("f", "expected"),
    [
        pytest.param(lambda v: v[0] ** 2 - v[1] ** 2, "saddle", id="saddle"),
        pytest.param(lambda v: v[0] ** 2 + v[1] ** 2, "minimum", id="bowl"),
        pytest.param(lambda v: -(v**2).sum(), "maximum", id="hill"),
        pytest.param(lambda v: v[0] * v[1], "saddle", id="turned-saddle"),
        pytest.param(lambda v: (v**3).sum(), "undecided", id="inflection"),
        pytest.param(lambda v: (v**4).sum(), "undecided", id="flat-bowl"),
        pytest.param(lambda v: v[0] ** 3 - 3 * v[0] * v[1] ** 2, "undecided", id="monkey-saddle"),
        pytest.param(lambda v: (v - 1).relu().sum(), "undecided", id="plateau"),
        pytest.param(lambda v: v[1] - v[0] ** 2, "moving", id="slope"),
    ],
)
@cells(dtypes=WIDE)
def test_is_told_by_its_second_derivatives_unless_they_vanish(
    kind_of_point, f, expected, device, dtype
):
    """How far it goes: where they are 0 they do not tell: x³ has an inflection, x⁴ a minimum."""
    origin = torch.zeros(2, device=device, dtype=dtype)

    assert kind_of_point(f, origin) == expected


@claim("saddle-min-one-section-max-other", note=WHAT, verdict=HOLDS)
@given(away=st.integers(1, 8), turn=st.integers(0, 1))
def test_is_lowest_along_one_line_and_highest_along_another(hessian, away, turn, device, dtype):
    """The note: lowest seen one way, highest seen the other. True of x² - y², at the origin.

    The second derivative along x is 2, that along y -2; beside the origin it is higher along x, and
    lower along y.
    """
    rising, falling = torch.eye(2, device=device, dtype=dtype).roll(turn, 0)

    def f(v):
        return (v @ rising) ** 2 - (v @ falling) ** 2

    curved = hessian(f, torch.zeros_like(rising))

    assert_equal(rising @ curved @ rising, 2.0)
    assert_equal(falling @ curved @ falling, -2.0)
    assert_equal(rising @ curved @ falling, 0.0)
    assert f(away * rising) > f(0 * rising) > f(away * falling)


@claim("saddle-definition", note=WHAT, verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(
    matrix=tensors(INTEGERS, shape=(3, 3)),
    cubic=tensors(INTEGERS, shape=(3,)),
    x=tensors(INTEGERS, shape=(3,)),
)
def test_is_judged_by_the_matrix_of_its_second_derivatives(
    hessian, matrix, cubic, x, device, dtype
):
    """What it is judged by: of xᵀAx + Σ c x³ they are A + Aᵀ + 6 diag(c x).

    Exactly, of whole numbers that the dtype can hold.
    """
    a, c, x = (t.to(device, dtype) for t in (matrix, cubic, x))

    found = hessian(lambda v: v @ a @ v + (c * v**3).sum(), x)

    assert_equal(found, a + a.T + 6 * torch.diag(c * x))


@claim("saddle-definition", note=WHAT, verdict=IMPRECISE)
@pytest.mark.parametrize("learnt", [False, True])
def test_is_nowhere_on_a_plane(hessian, learnt, device, dtype):
    """The simplest case: of w·x all second derivatives are 0, whether w is to be learnt or not."""
    w, x = torch.tensor([[3, -2], [1, 1]], device=device).to(dtype)
    w.requires_grad_(learnt)

    found = hessian(lambda v: (w * v).sum(), x)

    assert_equal(found, torch.zeros(2, 2, device=device, dtype=dtype))
