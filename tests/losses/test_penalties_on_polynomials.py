"""Penalties on polynomials: a curve of degree 7 through ten noisy points, with and without.

All is done in float64, in which the powers of ten points keep apart; the precision is no part of
what is claimed. Each figure is a median over two hundred data sets; the least and the largest of
200 such medians are stated, and the assertions lie 7 of their standard deviations or more away.
"""

import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.training.overfitting import powers
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, claim
from tests.support.statistics import risk
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_equal
from tests.training.waves import noisy_waves, wave

FEW, MANY, NOISE = 10, 200, 0.1
PATH = [0.0, 0.1, 1.0, 10.0]


def curve(ridge, seed, device, degree=7, l2=0.0, n=FEW, noise=NOISE):
    """Medians over the data sets: the test error, |w_d|, and the curve's mean slope² and bend²."""
    t, y = noisy_waves(seed, 200 if n == FEW else 20, n, noise, device)
    weights = ridge(powers(t, degree), y, l2)
    grid = torch.linspace(-1, 1, 101, device=device, dtype=torch.float64)
    f = weights @ powers(grid, degree).T
    error = (f - wave(grid)).square().mean(1)
    slope, bend = ((f.diff(n=k) / 0.02**k).square().mean(1) for k in (1, 2))
    return [figure.median().item() for figure in (error, weights[:, -1].abs(), slope, bend)]


@claim("reg-degree-7", note="course Regularisation", verdict=HOLDS)
@cells(dtypes=["float64"], examples=0.05)
@given(seed=seeds())
def test_are_missing_where_a_degree_of_7_goes_wild(ridge, seed, device, dtype):
    """The note: unregularised training may well end in a function of the 7th degree. True.

    Of ten points with noise 0.1: the test error is 1.2 to 20, that of a cubic 0.015 at most, and
    w7 is 18 to 41, where the wave's own is 0.4. It takes the noise: without any, 3e-6 and 0.35.
    """
    (wild, leading, *_), (cubic, *_) = (curve(ridge, seed, device, degree=d) for d in (7, 3))
    calm, own, *_ = curve(ridge, seed, device, noise=0.0)

    assert wild > 5 * cubic
    assert leading > 8
    assert calm < 1e-4
    assert own < 0.5


@claim("reg-simpler-model", note="course Overfitting", verdict=HOLDS_IF)
@cells(dtypes=["float64"], examples=0.05)
@given(seed=seeds())
def test_have_a_rival_in_a_simpler_model_or_in_more_data(ridge, seed, device, dtype):
    """The note: a shallow model will do where data are scarce. True of degrees, down to a point.

    With ten points a cubic beats degree 7 by a factor of over 100, and a line is worse than the
    cubic by over 10: the simplest underfits. With 200, degree 7 beats the cubic by about 8.
    """
    line, cubic, seventh = (curve(ridge, seed, device, degree=d)[0] for d in (1, 3, 7))
    cubic_of_many, of_many = (curve(ridge, seed, device, degree=d, n=MANY)[0] for d in (3, 7))

    assert 5 * cubic < seventh
    assert 4 * cubic < line
    assert 2 * of_many < cubic_of_many


@claim("reg-penalty-smooths", note="course Regularisation", verdict=HOLDS)
@cells(dtypes=["float64"], examples=0.05)
@given(seed=seeds())
def test_make_the_curve_flatter_and_smoother(ridge, seed, device, dtype):
    """The note: the model becomes flatter and steadier, and stands for more data. True, at first.

    Along λ = 0, 0.1, 1, 10 the mean squares of slope and of bend fall each time, from over 150 to
    0.2 and from over 1e4 to 0.6. The test error is least between: 1.2 or more, 0.06, 0.2, 0.37.
    """
    path = torch.tensor([curve(ridge, seed, device, l2=l2) for l2 in PATH])
    error, _, slope, bend = path.unbind(1)

    assert (slope[:-1] > 2 * slope[1:]).all()
    assert (bend[:-1] > 2 * bend[1:]).all()
    assert error[1] < error[0]
    assert 2 * error[1] < error[3] < 0.5


@claim("reg-may-lower-degree", note="course Regularisation", verdict=HOLDS_IF)
@cells(dtypes=["float64"], examples=0.05)
@given(seed=seeds())
def test_of_l2_shrink_the_leading_weight_and_keep_the_degree(ridge, seed, device, dtype):
    """The note: a model of high degree may become one of a lower degree. By L2 never exactly.

    w7 falls from 18 or more to 0.02, and in none of the data sets to 0.
    """
    t, y = noisy_waves(seed, 100, FEW, NOISE, device)

    leading = [ridge(powers(t, 7), y, l2)[:, -1].abs() for l2 in (0.0, 10.0)]

    assert leading[0].median() > 100 * leading[1].median()
    assert leading[1].min() > 0


@claim("reg-may-lower-degree", note="course Regularisation", verdict=HOLDS_IF)
@cells(dtypes=["float64"], examples=0.1)
@given(seed=seeds(), slope=st.sampled_from([-2.0, 1.0, 3.0]))
def test_of_l1_lower_the_degree_exactly(lasso, seed, slope, device, dtype):
    """The other penalty, L1, does: of a line through noise all weights of t² to t^7 are exactly 0.

    A weight other than that of t would need noise of 9 standard deviations, under 1e-18. The line
    stays expressible, if flattened by l1 / Σt².
    """
    risk(deviations=9)
    t = torch.linspace(-1, 1, 31, device=device, dtype=torch.float64)
    y = slope * t + NOISE * gaussian(seed, 31).to(device)

    weights = lasso(powers(t, 7), y, 2.0)

    assert_equal(weights[2:], torch.zeros_like(weights[2:]))
    assert abs(weights[1] - slope) < 2 / t.square().sum() + 0.25
    assert weights[1] * slope > 0
