"""NLL, the negative log-likelihood: it picks the entry of the class, and takes no logarithm."""

import math

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from concepts.losses.cross_entropy import naive_cross_entropy
from tests.losses.loop_cross_entropy import of_classes, problems, rows
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, SCORES, tensors
from tests.support.tolerance import assert_equal, assert_near


def loop_nll(x, y, weight, ignore_index):
    """-w_y x_y and w_y of each sample; 0 and 0 where it is ignored."""
    losses, shares = [], []
    for row, c in zip(rows(x), y.flatten().tolist(), strict=True):
        share = 0.0 if c == ignore_index else 1.0 if weight is None else weight[c].item()
        losses.append(0.0 if c == ignore_index else -share * row[c])
        shares.append(share)
    return losses, shares


@claim("ce-nll-does-not-log", note="pytorch-basics 9.3", verdict=HOLDS)
@claim("ce-equals-logsoftmax-nll", note="pytorch-basics 9.3", verdict=HOLDS)
@given(problem=problems(INTEGERS))
def test_is_minus_the_entry_of_the_class(nll_loss, problem, device, dtype):
    """-w_y x_y of any numbers x, with no logarithm; the mean divides by Σ w_y."""
    x, y, weight, ignore_index, reduction = problem
    w = None if weight is None else weight.to(device, dtype)
    losses, shares = loop_nll(x, y, weight, ignore_index)
    mean = sum(losses) / sum(shares) if sum(shares) else math.nan
    expected = {"none": losses, "sum": sum(losses), "mean": mean}[reduction]
    expected = torch.tensor(expected, dtype=torch.float64).reshape(
        y.shape if reduction == "none" else ()
    )

    loss = nll_loss(
        x.to(device, dtype), y.to(device), w, ignore_index=ignore_index, reduction=reduction
    )

    assert_near(loss, expected, roundings=1)
    if w is not None and dtype != torch.float16 and reduction == "mean":
        small = nll_loss(x.to(device, dtype), y.to(device), w / 2**20, ignore_index=ignore_index)
        assert_near(small, expected, roundings=1)


@claim("ce-equals-logsoftmax-nll", note="pytorch-basics 9.3", verdict=HOLDS)
@given(problem=problems(INTEGERS))
def test_has_a_gradient_at_the_entries_of_the_classes_alone(nll_loss, problem, device, dtype):
    """-w_y / Σ w_y at the class of each sample that counts, 0 elsewhere."""
    x, y, weight, ignore_index, _ = problem
    x = x.to(device, dtype).requires_grad_()
    w = None if weight is None else weight.to(device, dtype)
    shares = torch.tensor(loop_nll(x.detach(), y, weight, ignore_index)[1], dtype=torch.float64)
    assume(shares.any())
    flat = torch.zeros(len(shares), x.shape[min(1, x.ndim - 1)], dtype=torch.float64)
    flat[range(len(shares)), y.flatten().masked_fill(shares == 0, 0)] = -shares
    expected = flat / shares.sum()

    given = {} if ignore_index == -100 else {"ignore_index": ignore_index}
    loss = nll_loss(x, y.to(device), weight=w, **given)
    (gradient,) = torch.autograd.grad(loss, x)

    by_sample = gradient if x.ndim == 1 else gradient.movedim(1, -1)
    assert_near(by_sample.reshape(flat.shape), expected, roundings=2)


@claim("ce-equals-logsoftmax-nll", note="pytorch-basics 9.3", verdict=HOLDS)
@pytest.mark.parametrize("bad", [[0, -1], [0, 3], [[0], [1]], [0.0, 1.0]], ids=str)
def test_takes_classes_alone(nll_loss, bad):
    """As cross entropy does."""
    with pytest.raises((IndexError, RuntimeError), match=r"(?i)out of bounds|expected"):
        nll_loss(torch.zeros(2, 3), torch.tensor(bad))
    with pytest.raises(ValueError, match="not a valid value for reduction"):
        nll_loss(torch.zeros(2, 3), torch.tensor([0, 1]), reduction="average")
    with pytest.raises(RuntimeError, match="weight"):
        nll_loss(torch.zeros(2, 3), torch.tensor([0, 1]), weight=torch.ones(4))
    assert nll_loss(torch.zeros(2, 1), torch.tensor([0, -100])) == 0


@claim("ce-equals-logsoftmax-nll", note="pytorch-basics 9.3", verdict=HOLDS)
@pytest.mark.parametrize("samples", [0, 2], ids="{} ignored".format)
def test_of_nothing_that_counts_has_no_mean(nll_loss, samples, device, dtype):
    """0/0 is nan, as for cross_entropy; the sum of nothing is 0."""
    x = torch.ones(samples, 3, device=device, dtype=dtype)
    y = torch.full((samples,), 2, device=device)

    assert nll_loss(x, y, ignore_index=2).isnan()
    assert_equal(nll_loss(x, y, ignore_index=2, reduction="sum"), 0.0)


@claim("ce-nll-does-not-log", note="pytorch-basics 9.3", verdict=HOLDS)
def test_has_an_entry_for_each_pixel_of_an_image(nll_loss, device, dtype):
    """What follows: of entries (N, C, H, W) and classes (N, H, W) the losses are (N, H, W)."""
    x = torch.arange(24, device=device, dtype=dtype).reshape(2, 3, 2, 2)
    y = torch.arange(8, device=device).remainder(3).reshape(2, 2, 2)

    assert_equal(nll_loss(x, y, reduction="none"), -x.gather(1, y[:, None])[:, 0])


@claim("ce-nll-does-not-log", note="pytorch-basics 9.3", verdict=HOLDS)
@given(scores=tensors(SCORES, shape=(3, 4)))
def test_of_probabilities_is_minus_their_mean(nll_loss, scores, device, dtype):
    """Softmax forgets the logarithm: the loss then lies in [-1, 0], and is no likelihood's log."""
    p = scores.to(device, dtype).softmax(-1)
    chosen = p.double()[[0, 1, 2], [3, 0, 1]].mean()

    loss = nll_loss(p, torch.tensor([3, 0, 1], device=device))

    assert_near(loss, -chosen, roundings=4)
    assert -1 <= loss <= 0


@claim("ce-nll-needs-softmax-then-log", note="pytorch-basics 9.3", verdict=IMPRECISE)
@given(fraction=st.floats(0, 1))
def test_after_log_of_softmax_is_cross_entropy_while_no_probability_is_0(
    nll_loss, fraction, device, dtype
):
    """The note: before NLLLoss, softmax and then log. Right while exp(-gap) is a normal number.

    The rounding of 1 + exp(-gap) is all that log(softmax) loses there.
    """
    gap = fraction * (-math.log(torch.finfo(dtype).tiny) - 1)
    z = torch.tensor([[0.0, gap]], device=device, dtype=dtype)
    y = torch.tensor([0], device=device)
    height = z[0, 1].item()
    expected = height + math.log1p(math.exp(-height))

    assert_near(nll_loss(z.softmax(-1).log(), y), expected, roundings=8, scale=1 + height)
    assert_near(nll_loss(z.log_softmax(-1), y), expected, roundings=8, scale=1 + height)


@claim("ce-nll-needs-softmax-then-log", note="pytorch-basics 9.3", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(problem=problems(weights=False, ignored=False))
def test_after_log_of_softmax_is_cross_entropy_of_like_scores(nll_loss, problem, device, dtype):
    """The note: softmax, log, NLLLoss. Right while no probability is near 0, of any shape.

    Here scores differ by 16 at most; a probability of e⁻¹⁶ keeps its digits.
    """
    x, y = problem.scores.to(device, dtype), problem.target.to(device)
    answer = of_classes(x, y).reduced("none", y.shape)

    losses = nll_loss(x.softmax(min(1, x.ndim - 1)).log(), y, reduction="none")

    assert_near(losses, answer[0], roundings=8, scale=answer[1])
    assert_near(naive_cross_entropy(x, y), answer[0].mean(), roundings=16, scale=answer[1].max())


@claim("ce-nll-needs-softmax-then-log", note="pytorch-basics 9.3", verdict=IMPRECISE)
@cells(dtypes=("float32", "float64", "bfloat16"))
@pytest.mark.parametrize("above", [1.0, 2.0, 10.0])
def test_after_log_of_softmax_is_infinite_once_a_probability_is_0(nll_loss, above, device, dtype):
    """The note: before NLLLoss, softmax and then log. As numbers, no: use log_softmax.

    From a gap of 104 in float32 (746 in float64) softmax is 0, the loss inf and its slope nan,
    where log_softmax gives the gap and a slope of (-1, 1).
    """
    gap = above * {torch.float64: 746.0}.get(dtype, 104.0)
    z = torch.tensor([[0.0, gap]], device=device, dtype=dtype, requires_grad=True)
    y = torch.tensor([0], device=device)

    in_steps = nll_loss(z.softmax(-1).log(), y)
    stable = nll_loss(z.log_softmax(-1), y)

    assert_equal(in_steps, math.inf)
    assert torch.autograd.grad(in_steps, z)[0].isnan().any()
    assert naive_cross_entropy(z, y).isinf()
    assert_equal(stable, z[0, 1].item())
    assert_equal(torch.autograd.grad(stable, z)[0], torch.tensor([[-1.0, 1.0]]).to(z))
