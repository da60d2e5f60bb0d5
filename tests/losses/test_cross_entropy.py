"""Cross entropy: LogSoftmax and NLL in one, from raw scores."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from tests.losses.loop_cross_entropy import SPREAD, log_softmax, of_classes, problems, rows
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, claim, not_checkable
from tests.support.devices import ALL, WIDE
from tests.support.strategies import INTEGERS, SCORES, tensors
from tests.support.tolerance import assert_equal, assert_near

NOT_CHECKABLE = [
    not_checkable(
        "supervised-taxonomy",
        note="chapter-three 2",
        statement="supervised learning divides into regression and classification",
        reason="a convention: ranking or structured prediction fit neither neatly",
    )
]


@claim("crossentropy-includes-softmax", note="softmax-regression 3", verdict=HOLDS)
@given(problem=problems(SCORES, weights=False, ignored=False))
def test_of_raw_scores_is_log_sum_exp_minus_the_score_of_the_class(
    cross_entropy, problem, device, dtype
):
    """The note: it performs softmax and cross entropy both. True, without ever dividing.

    Of scores z and a class y it is log Σ exp(z) - z_y: a mean over the samples by default, a
    sum or one number a sample if asked; finite for scores of any size.
    """
    z, y, _, _, reduction = problem
    z = z.to(device, dtype)
    expected, size = of_classes(z, y).reduced(reduction, y.shape)

    before = z.clone()
    loss = cross_entropy(z, y.to(device), reduction=reduction)

    assert_equal(z, before)
    assert loss.dtype == dtype

    assert_near(loss, expected, roundings=8, scale=size)


@claim("ce-equals-logsoftmax-nll", note="pytorch-basics 9.3", verdict=HOLDS)
@given(problem=problems())
def test_equals_log_softmax_then_nll_in_value_and_gradient(cross_entropy, problem, device, dtype):
    """The note: CrossEntropyLoss <==> LogSoftmax + NLLLoss. True, with every option they share."""
    z, y, weight, ignore_index, reduction = problem
    z = z.to(device, dtype).requires_grad_()
    exact = z.detach().double().requires_grad_()
    w = None if weight is None else weight.to(device, dtype)
    options = {"ignore_index": ignore_index, "reduction": reduction}
    two_steps = F.nll_loss(
        exact.log_softmax(min(1, z.ndim - 1)),
        y.to(device),
        None if w is None else w.double(),
        **options,
    )

    loss = cross_entropy(z, y.to(device), weight=w, **options)

    (gradient,) = torch.autograd.grad(loss.sum(), z)
    (expected,) = torch.autograd.grad(two_steps.sum(), exact)
    size = 1 + exact.abs().max()
    counted = 1 if reduction == "mean" else y.numel()
    assert_near(loss, two_steps, roundings=6, scale=SPREAD * size * counted)
    assert_near(gradient, expected, roundings=6, scale=SPREAD)


@claim("ce-gradient", note="pytorch-basics 9.1", verdict=HOLDS)
@claim("crossentropy-gradient", note="softmax-regression 3", verdict=HOLDS)
@given(problem=problems(SCORES, weights=False, ignored=False))
def test_has_the_gradient_p_minus_one_hot_over_n(cross_entropy, problem, device, dtype):
    """∂CE/∂z = (softmax(z) - onehot(y)) / N, N the number of samples; its rows sum to 0."""
    z, y = problem.scores.to(device, dtype).requires_grad_(), problem.target
    log_p = torch.tensor([log_softmax(row) for row in rows(z.detach())], dtype=torch.float64)
    one_hot = torch.eye(log_p.shape[-1], dtype=torch.float64)[y.flatten()]
    expected = (log_p.exp() - one_hot) / y.numel()
    size = (log_p.exp() * (1 - log_p.nan_to_num()) + one_hot) / y.numel()

    (gradient,) = torch.autograd.grad(cross_entropy(z, y.to(device)), z)

    by_sample = gradient if z.ndim == 1 else gradient.movedim(1, -1)
    by_sample = by_sample.reshape(log_p.shape)
    assert_near(by_sample, expected, roundings=8, scale=size)
    assert_near(
        by_sample.double().sum(-1), torch.zeros(len(log_p)), roundings=8, scale=1, dtype=dtype
    )


@claim("crossentropy-includes-softmax", note="softmax-regression 3", verdict=HOLDS)
@cells(dtypes=ALL)
@given(scores=tensors(INTEGERS, shape=(3, 4)), shift=st.integers(-100, 100))
def test_ignores_a_shift_of_every_score(cross_entropy, scores, shift, device, dtype):
    """As softmax does: exact where z + c is exact, as here."""
    z, y = scores.to(device, dtype), torch.tensor([0, 2, 3], device=device)

    assert_equal(
        cross_entropy(z + shift, y, reduction="none"), cross_entropy(z, y, reduction="none")
    )


@claim("crossentropy-includes-softmax", note="softmax-regression 3", verdict=HOLDS)
@pytest.mark.parametrize(
    ("scores", "loss"),
    [
        ([0.0, -math.inf, 0.0], math.log(2)),
        ([-math.inf, 0.0, 0.0], math.inf),
        ([-math.inf, -math.inf, -math.inf], math.nan),
        ([math.inf, 0.0, 0.0], math.nan),
        ([0.0, math.nan, 0.0], math.nan),
    ],
    ids=str,
)
def test_of_class_0_takes_minus_infinity_for_impossible(cross_entropy, scores, loss, device, dtype):
    """A score of -inf excludes a class at no cost; the class itself excluded costs infinity.

    Of no finite score, of +inf or of nan nothing can be said: nan.
    """
    z = torch.tensor([scores], device=device, dtype=dtype)

    found = cross_entropy(z, torch.tensor([0], device=device))

    assert_near(found, loss, roundings=8, loose="log 2 is nearly a number of float32")


@claim("ce-value-slide", note="pytorch-basics 9.1", verdict=HOLDS)
@claim("ce-slide-two-predictions", note="pytorch-basics 9.1", verdict=HOLDS)
@pytest.mark.parametrize(
    ("scores", "target", "loss"),
    [
        ([[0.2, 0.1, -0.1]], [0], 0.9729),
        ([[0.1, 0.2, 0.9], [1.1, 0.1, 0.2], [0.2, 2.1, 0.1]], [2, 0, 1], 0.4966),
        ([[0.8, 0.2, 0.3], [0.2, 0.3, 0.5], [0.2, 0.2, 0.5]], [2, 0, 1], 1.2389),
    ],
    ids=["one sample", "good scores", "poor scores"],
)
@cells(dtypes=WIDE)
def test_of_the_slides_is_theirs(cross_entropy, scores, target, loss, device, dtype):
    """The slides, to four decimals: 0.9729; 0.4966 for the good scores, 1.2389 for the poor."""
    z = torch.tensor(scores, device=device, dtype=dtype)

    assert round(cross_entropy(z, torch.tensor(target, device=device)).item(), 4) == loss


@claim("ce-two-class-bce", note="pytorch-basics 9.3", verdict=HOLDS, reading=IMPLIED)
@given(scores=tensors(SCORES, shape=(4,)))
def test_of_the_scores_0_and_z_is_binary_cross_entropy_with_logits(
    cross_entropy, scores, device, dtype
):
    """Of the scores 0 and z: -log σ(z) for class 1, -log σ(-z) for class 0, the logistic loss."""
    z = scores.to(device, dtype)
    y = torch.tensor([0, 1, 0, 1], device=device)
    sign = (2 * y - 1).double()
    binary = (-sign * z.double()).clamp(min=0) + (-z.double().abs()).exp().log1p()

    loss = cross_entropy(torch.stack([torch.zeros_like(z), z], -1), y, reduction="none")

    assert_near(loss, binary, roundings=8, scale=1 + z.abs())
