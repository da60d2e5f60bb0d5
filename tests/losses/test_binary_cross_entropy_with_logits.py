"""Binary cross entropy of raw scores, with the sigmoid inside."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from concepts.losses.binary_cross_entropy import binary_cross_entropy
from tests.losses.loop_cross_entropy import reductions
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, VERSION_DEPENDENT, claim
from tests.support.strategies import REALS, SCORES, tensors
from tests.support.tolerance import assert_near

Y = st.sampled_from([0.0, 1.0, 0.5, 0.25, 0.75])


def loop_logistic(z, y):
    """y log(1 + exp(-z)) + (1 - y) log(1 + exp(z)), one number at a time."""

    def log_one_plus_exp(x):
        return max(x, 0) + math.log1p(math.exp(-abs(x)))

    losses = [
        y * log_one_plus_exp(-s) + (1 - y) * log_one_plus_exp(s)
        for s in z.double().flatten().tolist()
    ]
    return torch.tensor(losses, dtype=torch.float64).reshape(z.shape)


@claim("bce-logits-equivalent", note="pytorch-basics 6.2", verdict=HOLDS)
@given(scores=tensors(SCORES), y=Y, weight=st.sampled_from([None, 2.0]), reduction=reductions())
def test_is_the_loss_of_the_sigmoid_at_any_height(
    binary_cross_entropy_with_logits, scores, y, weight, reduction, device, dtype
):
    """What the note takes in two steps, in one: right too where the sigmoid has no digits left."""
    z = scores.to(device, dtype)
    losses = (weight or 1) * loop_logistic(z, y)
    sizes = (weight or 1) * (1 + z.abs().double())
    expected = {"none": losses, "sum": losses.sum(), "mean": losses.mean()}
    scale = {"none": sizes, "sum": sizes.sum(), "mean": sizes.mean()}
    by_default = {} if reduction == "mean" else {"reduction": reduction}

    loss = binary_cross_entropy_with_logits(
        z,
        torch.full_like(z, y),
        weight=None if weight is None else torch.full_like(z, weight),
        **by_default,
    )

    assert_near(loss, expected[reduction], roundings=8, scale=scale[reduction])


@claim("bce-sigmoid-gradient", note="pytorch-basics 6.2", verdict=HOLDS)
@given(scores=tensors(SCORES), y=Y)
def test_has_the_gradient_sigmoid_minus_target(
    binary_cross_entropy_with_logits, scores, y, device, dtype
):
    """Of the sum: ∂/∂z = σ(z) - y, for scores of any size; at 0 it is 1/2 - y."""
    z = scores.to(device, dtype).requires_grad_()
    p = [1 / (1 + math.exp(min(-s, 700.0))) for s in z.double().flatten().tolist()]
    expected = torch.tensor(p, dtype=torch.float64).reshape(z.shape) - y

    loss = binary_cross_entropy_with_logits(z, torch.full_like(z, y), reduction="sum")
    (gradient,) = torch.autograd.grad(loss, z)

    assert_near(gradient, expected, roundings=8, scale=1)


@claim("bce-logits-equivalent", note="pytorch-basics 6.2", verdict=HOLDS)
@pytest.mark.parametrize("y", [0.0, 1.0, 0.5])
def test_is_not_a_number_where_the_score_is_none(
    binary_cross_entropy_with_logits, y, device, dtype
):
    """The loss of probabilities refuses nan; that of scores hands it on, to the mean too."""
    z = torch.tensor([0.0, math.nan], device=device, dtype=dtype)
    target = torch.full_like(z, y)

    losses = binary_cross_entropy_with_logits(z, target, reduction="none")

    assert losses.isnan().tolist() == [False, True]
    assert binary_cross_entropy_with_logits(z, target).isnan()


@claim("bce-logits-equivalent", note="pytorch-basics 6.2", verdict=HOLDS)
@given(scores=tensors(REALS), y=Y)
def test_equals_the_loss_of_the_sigmoid_where_that_is_right(
    binary_cross_entropy_with_logits, scores, y, device, dtype
):
    """In two steps 1 - σ(z) has lost exp(|z|) of its precision: equal for scores that are small."""
    z = (scores / 4).to(device, dtype)
    target = torch.full_like(z, y)

    in_two_steps = binary_cross_entropy(z.sigmoid(), target, reduction="none")
    in_one = binary_cross_entropy_with_logits(z, target, reduction="none")

    assert_near(in_one, in_two_steps.double(), roundings=8, scale=1 + z.abs().exp())


@claim("bce-logits-equivalent", note="pytorch-basics 6.2", verdict=HOLDS)
@cells(dtypes=("float32",))
@pytest.mark.parametrize("score", [12.75, -200.0, 200.0])
def test_stays_right_where_the_sigmoid_goes_wrong(
    binary_cross_entropy_with_logits, score, device, dtype
):
    """From a wrong score of 12.75 float32 is off by 1 in 1000 in two steps; at 200 it says 100.

    In one step the loss is 200 and its slope 1 or -1.
    """
    z = torch.tensor([score], device=device, dtype=dtype, requires_grad=True)
    wrong = torch.full_like(z, float(score < 0))

    loss = binary_cross_entropy_with_logits(z, wrong)
    (gradient,) = torch.autograd.grad(loss, z)
    in_two_steps = F.binary_cross_entropy(z.sigmoid(), wrong)

    assert_near(loss, loop_logistic(z.detach(), wrong.item()).item(), roundings=4)
    assert_near(gradient, math.copysign(1 / (1 + math.exp(-abs(score))), score), roundings=4)
    assert abs(in_two_steps / loss - 1) > 1e-3


@claim("bce-target-range", note="pytorch-basics 6.2", verdict=VERSION_DEPENDENT, reading=IMPLIED)
def test_still_takes_a_target_of_three(binary_cross_entropy_with_logits, device, dtype):
    """What the loss of probabilities refuses since torch 2.1, that of scores never checked.

    Of y = 3 it is 3 log(1 + exp(-z)) - 2 log(1 + exp(z)), which falls without end.
    """
    z = torch.tensor([8.0], device=device, dtype=dtype)

    loss = binary_cross_entropy_with_logits(z, torch.full_like(z, 3.0))

    assert_near(loss, loop_logistic(z, 3.0).item(), roundings=8, scale=24)
    assert loss < -15


@claim("bce-shape-must-match", note="pytorch-basics 7", verdict=HOLDS)
@pytest.mark.parametrize(("z", "y"), [((4, 1), (4,)), ((4,), (4, 1)), ((2, 3), (3,))])
def test_broadcasts_no_target(binary_cross_entropy_with_logits, z, y, device, dtype):
    """As strict as the loss of probabilities: (N, 1) against (N,) is refused."""
    z = torch.zeros(z, device=device, dtype=dtype)

    with pytest.raises(ValueError, match=r"(?i)target"):
        binary_cross_entropy_with_logits(z, torch.ones(y, device=device, dtype=dtype))
