"""Softmax: a probability distribution that survives large scores."""

import math

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from concepts.activations.softmax import naive_softmax
from tests.activations.loop_softmax import loop_softmax
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import ALL
from tests.support.strategies import INTEGERS, REALS, SCORES, shapes, tensors
from tests.support.tolerance import assert_equal, assert_near


@claim("softmax-formula", note="softmax-regression intro", verdict=HOLDS)
@claim("softmax-formula-pytorch-basics", note="pytorch-basics 9.1", verdict=IMPRECISE)
@given(scores=tensors(SCORES), dim=st.integers(-3, -1))
def test_is_the_normalised_exponential(softmax, scores, dim, device, dtype):
    """One note: exp(z_i) / Σ exp(z_j). True along any dimension, for scores of any size.

    Another: a/(a+b+c) of "the new values". True if the new values are the exponentials, a word
    that its text leaves out.
    """
    assume(-dim <= scores.ndim)
    x = scores.to(device, dtype)
    last = x.transpose(dim, -1)
    gap = (last.amax(-1, keepdim=True) - last).double()
    expected = loop_softmax(last)

    p = softmax(x, dim)

    # the rounded difference x - max is an error of the exponent
    assert_near(p.transpose(dim, -1), expected, roundings=8, scale=expected.to(device) * (1 + gap))


@claim("softmax-formula", note="softmax-regression intro", verdict=HOLDS)
@cells(examples=0.2)
@given(scores=tensors(SCORES, shape=(3, 4)), rows=st.integers(1, 5), copies=st.integers(65, 150))
def test_of_many_scores_shares_alike(softmax, scores, rows, copies, device, dtype):
    """What follows: of a row said k times each p_i is 1/k of what it was, in however many rows."""
    x = scores.to(device, dtype)
    expected = loop_softmax(x).repeat(rows, copies) / copies
    gap = (x.amax(-1, keepdim=True) - x).double().repeat(rows, copies)

    p = softmax(x.repeat(rows, copies), -1)

    size, sums = expected.to(device) * (1 + gap), "the copies round alike, or hardly"
    assert_near(p, expected, roundings=8 + 4 * copies, scale=size, loose=sums)


@claim("softmax-formula", note="softmax-regression intro", verdict=HOLDS)
@given(data=st.data(), shape=shapes(max_dims=1))
def test_has_the_gradient_p_times_v_minus_its_mean(softmax, data, shape, device, dtype):
    """The derivative that follows from the formula: ∂(v·p)/∂x = p ⊙ (v - Σ p v)."""
    x = data.draw(tensors(REALS, shape=shape)).to(device, dtype).requires_grad_()
    v = data.draw(tensors(INTEGERS, shape=shape)).to(device, dtype)
    p = loop_softmax(x.detach()).to(device)
    expected = p * (v.double() - (p * v.double()).sum())

    (gradient,) = torch.autograd.grad((softmax(x, -1) * v).sum(), x)

    assert_near(gradient, expected, roundings=32, scale=p * v.abs().max())


@claim("softmax-simplex", note="chapter-three 3(4)", verdict=HOLDS)
@claim("softmax-dim-argument", note="pytorch-basics 9.1", verdict=HOLDS)
@given(scores=tensors(SCORES, shape=shapes(max_dims=4, max_side=3)), dim=st.integers(-4, 3))
def test_is_a_distribution_along_dim_and_no_other(softmax, scores, dim, device, dtype):
    """The notes: the outputs are a probability for each class; dim must be the class dimension.

    True: no entry is negative and each slice along `dim` sums to 1, so that the whole tensor
    sums to the number of slices. Across them the sums may be anything: here 2p, not 1.
    """
    assume(-scores.ndim <= dim < scores.ndim)
    p = softmax(scores.to(device, dtype), dim).double()
    slices = p.numel() // p.shape[dim]
    rows = torch.tensor([[0.0, 1.0], [0.0, 1.0]], device=device, dtype=dtype)

    assert p.min() >= 0
    assert_near(p.sum(dim), torch.ones_like(p.sum(dim)), roundings=8, dtype=dtype)
    assert_near(p.sum(), float(slices), roundings=8, dtype=dtype)
    assert (softmax(rows, -1).sum(0) - 1).abs().min() > 0.4


@claim("softmax-simplex", note="chapter-three 3(4)", verdict=HOLDS)
@pytest.mark.parametrize("shape", [(), (1,), (2, 1)], ids=str)
def test_of_a_single_score_is_one(softmax, shape, device, dtype):
    """The note is silent on the least there is: what is alone has probability 1, in any shape."""
    scores = torch.full(shape, 3.0, device=device, dtype=dtype)

    p = softmax(scores, -1)

    assert_equal(p, torch.ones(shape, device=device, dtype=dtype))


@claim("softmax-dim-argument", note="pytorch-basics 9.1", verdict=HOLDS)
def test_warns_when_the_dimension_is_left_out():
    """The note: name the dimension. True: left out, torch guesses it, with a warning."""
    scores = torch.zeros(2, 3)

    with pytest.warns(UserWarning, match="Implicit dimension choice"):
        torch.nn.functional.softmax(scores)


@claim("softmax-positive-sum-one", note="pytorch-basics 9.3", verdict=HOLDS_IF)
@cells(dtypes=ALL)
@given(fraction=st.floats(0, 1), beyond=st.floats(1.01, 100))
def test_is_positive_until_the_gap_underflows(softmax, fraction, beyond, device, dtype):
    """The note: all outputs are positive. True of the real numbers.

    In floating point the smaller of two is positive while exp(-gap) is a normal number, and
    exactly 0 once it is under half of the smallest number there is.
    """
    normal = -math.log(torch.finfo(dtype).tiny) - 1
    vanishing = normal - math.log(torch.finfo(dtype).eps / 2) + 2

    small = softmax(torch.tensor([fraction * normal, 0.0], device=device, dtype=dtype), -1)
    large = softmax(torch.tensor([beyond * vanishing, 0.0], device=device, dtype=dtype), -1)

    assert small[1] > 0
    assert_equal(large, torch.tensor([1.0, 0.0], device=device, dtype=dtype))


@claim("softmax-positive-sum-one", note="pytorch-basics 9.3", verdict=HOLDS_IF)
@pytest.mark.parametrize("scores", [[-math.inf, -math.inf], [math.inf, 0.0], [math.nan, 0.0]])
def test_has_nan_where_a_score_is_inf_or_nan_or_all_are_minus_inf(softmax, scores, device, dtype):
    """The note: the outputs sum to 1. Not if every score is -inf, or any is +inf or nan.

    Then there are nans.
    """
    p = softmax(torch.tensor(scores, device=device, dtype=dtype), -1)

    assert p.isnan().any()


@claim("softmax-negative-inputs-ok", note="pytorch-basics 9.3", verdict=HOLDS)
@given(scores=tensors(REALS))
def test_makes_negative_scores_positive(softmax, scores, device, dtype):
    """The note: through the exponential, negative inputs become positive. True."""
    p = softmax(-scores.abs().to(device, dtype), -1)

    assert p.min() > 0


@claim("softmax-shift-invariant", note="chapter-three 3(4)", verdict=HOLDS)
@claim("softmax-shift-invariant-pytorch-basics", note="pytorch-basics 9.1", verdict=HOLDS)
@cells(dtypes=ALL)
@given(scores=tensors(INTEGERS), shift=st.integers(-100, 100))
def test_ignores_a_shift_of_every_score(softmax, scores, shift, device, dtype):
    """The notes: softmax(x + c) = softmax(x). Exact where x + c is exact, as here.

    With other numbers the sum itself rounds, in float16 by far more than softmax does.
    """
    x = scores.to(device, dtype)

    assert_equal(softmax(x + shift, -1), softmax(x, -1))


@claim("softmax-shift-invariant-pytorch-basics", note="pytorch-basics 9.1", verdict=HOLDS)
@given(scores=tensors(INTEGERS, shape=(4,)))
def test_sharpens_when_every_score_is_doubled(softmax, scores, device, dtype):
    """The note: scaling the scores does change the result. True unless all are equal."""
    assume(scores.unique().numel() > 1)
    x = scores.to(device, dtype)

    p, sharper = softmax(x, -1), softmax(2 * x, -1)

    assert sharper.amin() < p.amin()


@claim("softmax-stable-for-large", note="pytorch-basics 9.1", verdict=HOLDS)
@cells(dtypes=ALL)
@given(
    scores=tensors(INTEGERS, shape=st.sampled_from([(4,), (70,)])),
    height=st.sampled_from([128, 1024, 8192]),
)
def test_survives_scores_that_overflow_the_textbook_formula(softmax, scores, height, device, dtype):
    """The note: torch handles scores of 10,000, where the naive formula gives nan. True."""
    towering = (scores * height).to(device, dtype)
    assume(towering.max() > 800)

    assert naive_softmax(towering, -1).isnan().any()
    level = torch.zeros(2, 4, device=device, dtype=dtype)
    assert_equal(naive_softmax(level, 0), 0.5)
    assert_near(softmax(towering, -1), loop_softmax(towering), roundings=8)


@claim("softmax-order-preserving", note="pytorch-basics 9.1", verdict=HOLDS)
@claim("softmax-argmax-invariant", note="softmax-regression 3", verdict=HOLDS_IF)
@given(scores=tensors(SCORES))
def test_keeps_the_order_of_the_scores(softmax, scores, device, dtype):
    """The notes: the prediction needs no softmax, since argmax is that of the raw outputs.

    True: a larger score never gets a smaller probability; of different scores some may tie.
    """
    x = scores.to(device, dtype)
    order = x.argsort(-1)

    p = softmax(x, -1)

    assert p.gather(-1, order).diff(dim=-1).ge(0).all()
    assert_equal(p.gather(-1, x.argmax(-1, keepdim=True)), p.amax(-1, keepdim=True))


@claim("softmax-argmax-invariant", note="softmax-regression 3", verdict=HOLDS_IF)
def test_ties_scores_that_saturate(softmax, device, dtype):
    """Where the order is lost: scores far below the largest all get exactly 0, so that they tie."""
    hopeless = torch.tensor([0.0, -1000.0, -2000.0], device=device, dtype=dtype)

    p = softmax(hopeless, -1)

    assert_equal(p, torch.tensor([1.0, 0.0, 0.0], device=device, dtype=dtype))


@claim("softmax-slide-values", note="pytorch-basics 9.1", verdict=HOLDS)
@claim("softmax-formula-pytorch-basics", note="pytorch-basics 9.1", verdict=IMPRECISE)
def test_gives_the_probabilities_of_the_slide_only_with_the_exponential(softmax, device, dtype):
    """The slide: scores (.2, .1, -.1) give (.38, .34, .28). True, and only with exp.

    The raw scores over their sum, a/(a+b+c) as the text has it, are (1, .5, -.5).
    """
    scores = torch.tensor([0.2, 0.1, -0.1], device=device, dtype=dtype)

    p = softmax(scores, -1)

    assert [round(x, 2) for x in p.tolist()] == [0.38, 0.34, 0.28]
    assert_near(scores / scores.sum(), torch.tensor([1.0, 0.5, -0.5]), roundings=8)
