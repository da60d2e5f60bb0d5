"""Sigmoid: the logistic function, its range and its slope."""

import math
import warnings

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.activations.sigmoid import naive_sigmoid
from concepts.activations.softmax import softmax
from tests.activations import loop_elementwise
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, VERSION_DEPENDENT, claim
from tests.support.devices import ALL, WIDE
from tests.support.strategies import INTEGERS, NASTY, REALS, SCORES, tensors
from tests.support.tolerance import assert_equal, assert_near
from tests.support.versions import FUNCTIONAL_SIGMOID_WARNS


def logistic(x):
    """1 / (1 + e^-x) of each element."""
    return loop_elementwise.elementwise(loop_elementwise.logistic, x)


@claim("sigmoid-formula", note="chapter-three 3(1)", verdict=HOLDS)
@claim("sigmoid-formula-pytorch-basics", note="pytorch-basics 6.1", verdict=HOLDS)
@given(x=tensors(NASTY))
def test_is_one_over_one_plus_exp_of_minus_x(sigmoid, x, device, dtype):
    """The notes: 1 / (1 + exp(-x)). True for every x: a small result is right in each digit."""
    x = x.to(device, dtype)

    assert_near(sigmoid(x), logistic(x), roundings=4)


@claim("sigmoid-range", note="chapter-three 3(1)", verdict=HOLDS_IF)
@claim("sigmoid-range-closed", note="pytorch-basics 6.1", verdict=IMPRECISE)
@cells(dtypes=ALL)
@given(fraction=st.floats(0, 1), beyond=st.floats(1, 100))
def test_reaches_zero_and_one_by_rounding_alone(sigmoid, fraction, beyond, device, dtype):
    """One note: outputs in [0, 1]. As mathematics (0, 1); the ends are the work of rounding.

    With ε the distance from 1 to the next number: below 1 up to x = log(2/ε), exactly 1 from
    log(4/ε) (17.3 in float32). Above 0 while e^x is a normal number, exactly 0 below -104 there.
    """
    info = torch.finfo(dtype)
    ends = torch.tensor(
        [
            beyond * (math.log(info.tiny) + math.log(info.eps / 4) - 1),
            fraction * (math.log(info.tiny) + 1),
            fraction * (math.log(2 / info.eps) - 0.1),
            beyond * (math.log(4 / info.eps) + 0.1),
        ],
        device=device,
        dtype=dtype,
    )

    zero, low, high, one = sigmoid(ends)

    assert 0 == zero < low < 1
    assert 0 < high < one == 1


@claim("sigmoid-symmetry", note="pytorch-basics 6.1", verdict=HOLDS)
@claim("sigmoid-range", note="chapter-three 3(1)", verdict=HOLDS_IF)
@given(x=tensors(SCORES))
def test_of_minus_x_is_what_is_left_to_one(sigmoid, x, device, dtype):
    """The notes: s(-x) = 1 - s(x). True up to rounding, not bit by bit."""
    x = x.to(device, dtype)

    assert_near(1 - sigmoid(x), sigmoid(-x).double(), roundings=4, scale=1.0)


@claim("sigmoid-specials", note="pytorch-basics 6.1", verdict=HOLDS)
@claim("sigmoid-symmetry", note="pytorch-basics 6.1", verdict=HOLDS)
def test_of_the_special_values_is_exact(sigmoid, device, dtype):
    """The note: it runs from 0 to 1 through 1/2. True: at -∞, ∞ and 0, and nan stays nan."""
    x = torch.tensor([-math.inf, -0.0, 0.0, math.inf, math.nan], device=device, dtype=dtype)
    expected = torch.tensor([0.0, 0.5, 0.5, 1.0, math.nan], device=device, dtype=dtype)

    assert_equal(sigmoid(x), expected)
    assert sigmoid(torch.zeros(2, device=device, dtype=torch.int64)).tolist() == [0.5, 0.5]


@claim("sigmoid-monotone", note="pytorch-basics 6.1", verdict=HOLDS_IF)
@claim("sigmoid-range", note="chapter-three 3(1)", verdict=HOLDS_IF)
@cells(dtypes=ALL)
@given(offset=st.floats(0, 1))
def test_increases_strictly_until_it_saturates(sigmoid, offset, device, dtype):
    """The note: strictly increasing. True of the real numbers.

    A step of 1 to the right takes 63% of what is left to 1, which shows while that is 8 ε; after
    saturation the steps are 0. Below, the values shrink but stay apart while they are normal.
    """
    info = torch.finfo(dtype)
    rising = torch.arange(math.log(info.tiny) + 2, -math.log(8 * info.eps) - 1, device=device)
    flat = torch.arange(5, device=device) + math.log(4 / info.eps) + 1

    assert sigmoid((rising + offset).to(dtype)).diff().gt(0).all()
    assert_equal(sigmoid((flat + offset).to(dtype)).diff(), 0.0)


@claim("sigmoid-derivative", note="pytorch-basics 6.1", verdict=HOLDS)
@claim("sigmoid-derivative-quarter", note="chapter-three 3(1)", verdict=HOLDS)
@given(data=st.data(), x=tensors(NASTY))
def test_has_the_slope_s_times_one_minus_s(sigmoid, data, x, device, dtype):
    """The notes: s' = s (1 - s). True for every x; at -20 it is 2.06e-9, not lost.

    On the right, where s rounds to 1, the slope is only known to the rounding of s.
    """
    v = data.draw(tensors(INTEGERS, shape=tuple(x.shape))).sign()
    x = x.to(device, dtype).requires_grad_()
    s, rest = logistic(x), logistic(-x)

    (gradient,) = torch.autograd.grad((sigmoid(x) * v.to(device, dtype)).sum(), x)

    assert_near(gradient, v * s * rest, roundings=8, scale=s)


@claim("sigmoid-derivative-quarter", note="chapter-three 3(1)", verdict=HOLDS)
@claim("sigmoid-derivative", note="pytorch-basics 6.1", verdict=HOLDS)
@given(x=tensors(SCORES))
def test_is_nowhere_steeper_than_a_quarter(sigmoid, x, device, dtype):
    """The notes: the slope is at most 1/4, at 0. True, and exactly 1/4 there."""
    x = torch.cat([torch.zeros(1), x.flatten()]).to(device, dtype).requires_grad_()

    (slope,) = torch.autograd.grad(sigmoid(x).sum(), x)

    assert slope[0] == 0.25
    assert slope.max() <= 0.25 * (1 + 8 * torch.finfo(dtype).eps)


@claim("sigmoid-formula", note="chapter-three 3(1)", verdict=HOLDS)
@cells(dtypes=ALL)
@given(beyond=st.floats(1.1, 10))
def test_has_slope_zero_where_the_textbook_formula_has_nan(sigmoid, beyond, device, dtype):
    """Where e^-x overflows, the formula as written has slope 0 · ∞ = nan; truly it is nearly 0."""
    edge = -beyond * math.log(torch.finfo(dtype).max)
    x = torch.tensor(edge, device=device, dtype=dtype, requires_grad=True)

    (naive,) = torch.autograd.grad(naive_sigmoid(x), x)
    (slope,) = torch.autograd.grad(sigmoid(x), x)

    assert naive.isnan()
    assert_near(slope, 0.0, roundings=1)
    assert_near(naive_sigmoid(x.detach() / edge), logistic(torch.tensor(1.0)), roundings=4)


@claim("sigmoid-nonzero-mean", note="chapter-three 3(1)", verdict=HOLDS_IF)
@given(x=tensors(REALS))
def test_never_has_outputs_of_mean_zero(sigmoid, x, device, dtype):
    """The note: its output has a mean other than 0. True, as it is positive, until it underflows.

    For inputs symmetric about 0 the mean is 1/2. It rounds to 0 if all inputs are far below.
    """
    x = x.flatten().to(device, dtype)

    assert sigmoid(x).mean() > 0
    assert_near(sigmoid(torch.cat([x, -x])).double().mean(), 0.5, roundings=4, dtype=dtype)
    assert sigmoid(x - 1000).mean() == 0


@claim("sigmoid-saturation-4", note="regression-network 2", verdict=IMPRECISE)
@cells(dtypes=WIDE)  # four decimals are more than half precision has
def test_covers_96_percent_of_its_range_within_four_of_zero(sigmoid, device, dtype):
    """The note: it changes within [-4, 4] and is saturated outside. In numbers: s(4) = 0.9820.

    96.4% of the range lies there; the slope at 4, 0.0177, is 7% of the largest. It goes on rising.
    """
    x = torch.tensor([-8.0, -4.0, 4.0, 8.0], device=device, dtype=dtype, requires_grad=True)

    s = sigmoid(x)
    (slope,) = torch.autograd.grad(s.sum(), x)

    assert [round(p, 4) for p in (s[2].item(), (s[2] - s[1]).item())] == [0.9820, 0.9640]
    assert [round(p, 4) for p in (slope[2].item(), slope[2].item() / 0.25)] == [0.0177, 0.0707]
    assert s[0] < s[1] < s[2] < s[3] < 1


@claim("sigmoid-name", note="pytorch-basics 6.1", verdict=IMPRECISE)
@cells(dtypes=WIDE)  # half precision is too coarse for the difference
@pytest.mark.parametrize("other", [torch.tanh, torch.erf, torch.atan], ids=["tanh", "erf", "atan"])
def test_is_one_s_shaped_curve_of_many(sigmoid, other, device, dtype):
    """The note: this function is called sigmoid. That names a family, of which it is the logistic.

    All rise from bound to bound; x is the log-odds, log(s / (1 - s)), of the logistic alone.
    """
    x = torch.arange(-4, 4.5, 0.5, device=device, dtype=dtype)
    limit = other(torch.tensor(math.inf, device=device, dtype=dtype))

    curves = torch.stack([sigmoid(x), (1 + other(x) / limit) / 2])
    log_odds = (curves / (1 - curves)).log()

    assert (curves.diff() >= 0).all()
    assert 0 <= curves.min() < curves.max() <= 1
    assert_equal(curves[:, 8], 0.5)
    assert_near(log_odds[0], x.double(), roundings=8, scale=x.double().abs().exp())
    assert (log_odds[1] - x).abs().max() > 0.2


@claim("sigmoid-ten-digits-binary", note="pytorch-basics 6.1", verdict=IMPRECISE)
@given(scores=tensors(REALS, shape=(10,)))
def test_for_ten_digits_answers_ten_separate_yes_or_no_questions(sigmoid, scores, device, dtype):
    """The note: which digit it is, as a binary question. Binary is one digit or not: p and 1 - p.

    Ten sigmoids are no distribution (.8 + .7 is too much already): of scores that are not negative
    they sum to 5 or more. For ten classes there is softmax.
    """
    x = scores.abs().to(device, dtype)
    slide = torch.tensor([math.log(4), math.log(7 / 3)], device=device, dtype=dtype)

    assert sigmoid(x).sum() >= 5
    assert_near(sigmoid(slide).sum(), 1.5, roundings=8)
    assert_near(sigmoid(x) + sigmoid(-x), torch.ones(10), roundings=4)
    assert_near(softmax(x, -1).sum(), 1.0, roundings=16)


@claim("sigmoid-module-is-layer", note="pytorch-basics 7", verdict=HOLDS)
@given(x=tensors(REALS, shape=(3, 8)))
def test_as_a_module_is_the_function_without_parameters(sigmoid, x, device, dtype):
    """The note: nn.Sigmoid is a layer of the net, and one object serves every layer. True.

    It has no parameters; the net 8-6-4-1 has 5 modules, itself and the one sigmoid counted once.
    """
    x = x.to(device, dtype)
    module = torch.nn.Sigmoid()
    linears = [torch.nn.Linear(8, 6), torch.nn.Linear(6, 4), torch.nn.Linear(4, 1)]
    net = torch.nn.Sequential(linears[0], module, linears[1], module, linears[2], module)

    assert list(module.parameters()) == []
    assert len(list(net.modules())) == 5
    assert_near(module(x), sigmoid(x).double(), roundings=8)


@claim("sigmoid-torch-vs-functional", note="pytorch-basics 6.2", verdict=VERSION_DEPENDENT)
@given(x=tensors(REALS))
def test_is_the_same_function_in_functional(sigmoid, x, device, dtype):
    """The note: torch.sigmoid has replaced nn.functional.sigmoid. Both are there, and equal.

    The second warned that it was deprecated before torch 2.0, and does not since.
    """
    x = x.to(device, dtype)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        functional = torch.nn.functional.sigmoid(x)

    assert bool(caught) == bool(FUNCTIONAL_SIGMOID_WARNS)
    assert_near(functional, sigmoid(x).double(), roundings=8)
