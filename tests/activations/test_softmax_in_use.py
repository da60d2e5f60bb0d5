"""Softmax beside other functions: twice, behind relu, next to sigmoids, and as it is written."""

import math

import torch
from hypothesis import given

from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, REFUTED, claim
from tests.support.strategies import REALS, SCORES, tensors
from tests.support.tolerance import assert_near


@claim("softmax-multiclass-only", note="chapter-three 3(4)", verdict=IMPRECISE)
@given(scores=tensors(REALS, shape=(2,)))
def test_is_the_sigmoid_of_the_difference_of_two_scores(softmax, scores, device, dtype):
    """The note: it is meant for many classes. It covers two, where it is the logistic function."""
    x = scores.to(device, dtype)
    difference = (x[0] - x[1]).item()

    p = softmax(x, -1)

    assert_near(p[0], 1 / (1 + math.exp(-difference)), roundings=16 + abs(difference))


@claim("softmax-multiclass-only", note="chapter-three 3(4)", verdict=IMPRECISE)
@given(scores=tensors(SCORES, shape=(10,)))
def test_is_never_sure_when_applied_twice(softmax, scores, device, dtype):
    """The note: softmax is the output layer. Not before CrossEntropyLoss, which has its own.

    Of ten probabilities, its largest output is e/(e + 9) = 0.232 at most.
    """
    x = scores.to(device, dtype)

    twice = softmax(softmax(x, -1), -1)

    assert twice.max() <= math.e / (math.e + 9) * (1 + 16 * torch.finfo(dtype).eps)


@claim("softmax-no-activation-before", note="pytorch-basics 9.3", verdict=HOLDS_IF)
@given(scores=tensors(SCORES, shape=(3,)))
def test_leaves_a_share_to_hopeless_classes_behind_relu(softmax, scores, device, dtype):
    """The note: put no activation before it. It runs, but a rejected class keeps a share.

    Behind relu no class falls under 1/Σ exp(relu x): for (-50, 1, -50) it is 0.21 and not 7e-23.
    """
    x = scores.clamp(-8, 8).to(device, dtype)
    slide = torch.tensor([-50.0, 1.0, -50.0], device=device, dtype=dtype)
    floor = 1 / x.relu().double().exp().sum().item()

    assert softmax(x.relu(), -1).min() >= floor * (1 - 32 * torch.finfo(dtype).eps)
    assert round(softmax(slide.relu(), -1)[0].item(), 4) == 0.2119
    assert softmax(slide, -1)[0].item() < 1e-22


@claim("softmax-ovr-not-sum-1", note="pytorch-basics 9.1", verdict=HOLDS)
@given(scores=tensors(REALS, shape=(3,)))
def test_sums_to_one_where_independent_sigmoids_do_not(softmax, scores, device, dtype):
    """The note: one sigmoid per class gives, say, .8 and .7, no distribution. True.

    Sigmoids of three scores that are not negative sum to at least 3/2; softmax sums to 1.
    """
    x = scores.abs().to(device, dtype)
    slide = torch.tensor([1.386, 0.847], device=device, dtype=dtype)

    assert x.sigmoid().sum() >= 1.5
    assert round(slide.sigmoid().sum().item(), 2) == 1.5
    assert_near(softmax(x, -1).sum(), 1.0, roundings=8)


@claim("softmax-formula-literal-precedence", note="pytorch-basics 9.1", verdict=REFUTED)
@given(scores=tensors(REALS, shape=(3,)))
def test_exceeds_one_when_read_literally_without_parentheses(softmax, scores, device, dtype):
    """The note writes a/a+b+c. As code that is 1 + b + c, never a probability: it exceeds 1.

    With the parentheses it is a/(a+b+c), and at most 1.
    """
    a, b, c = scores.exp().tolist()

    first = softmax(scores.to(device, dtype), -1)[0]

    assert a / a + b + c > 1 >= first
    assert_near(first, a / (a + b + c), roundings=24)
