"""The options of cross entropy: reduction, weights, the class to ignore, label smoothing."""

import inspect

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.losses.loop_cross_entropy import log_softmax, of_classes, problems, rows
from tests.support.claims import HOLDS, claim
from tests.support.strategies import REALS, generator, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near


@claim("ce-defaults", note="pytorch-basics 9.3", verdict=HOLDS)
@given(scores=tensors(REALS, shape=(4, 3)), seed=seeds())
def test_default_to_a_mean_over_all_but_class_minus_100(cross_entropy, scores, seed, device, dtype):
    """Defaults: the mean, no weights, no smoothing, and -100 for what is to be ignored."""
    z = scores.to(device, dtype)
    y = torch.randint(0, 3, (4,), generator=generator(seed)).to(device)
    y[0] = -100
    spelt = {"ignore_index": -100, "reduction": "mean", "label_smoothing": 0.0}
    expected, size = of_classes(z, y.cpu()).reduced("mean", ())

    assert_equal(cross_entropy(z, y), cross_entropy(z, y, weight=None, **spelt))
    assert_near(cross_entropy(z, y), expected, roundings=8, scale=size)


@claim("ce-defaults", note="pytorch-basics 9.3", verdict=HOLDS)
def test_of_the_module_have_the_same_defaults():
    """nn.CrossEntropyLoss says the same of itself."""
    parameters = inspect.signature(torch.nn.CrossEntropyLoss).parameters

    assert parameters["weight"].default is None
    assert parameters["reduction"].default == "mean"
    assert parameters["ignore_index"].default == -100
    assert parameters["label_smoothing"].default == 0.0


@claim("ce-defaults", note="pytorch-basics 9.3", verdict=HOLDS)
def test_reduce_in_three_ways_and_no_other(cross_entropy, device, dtype):
    """A mean, a sum, one number a sample; anything else is refused, and not taken for a mean."""
    z, y = torch.zeros(2, 3, device=device, dtype=dtype), torch.tensor([0, 1], device=device)

    with pytest.raises(ValueError, match="not a valid value for reduction"):
        cross_entropy(z, y, reduction="average")
    with pytest.raises(RuntimeError, match="label_smoothing must be between"):
        cross_entropy(z, y, label_smoothing=1.5)


@claim("ce-equals-logsoftmax-nll", note="pytorch-basics 9.3", verdict=HOLDS)
@given(problem=problems())
def test_weigh_a_class_in_the_sum_and_in_the_denominator(cross_entropy, problem, device, dtype):
    """-w_y log p_y; its mean divides by Σ w_y of the samples that are not ignored.

    Not by their number: with equal weights of any size, the mean is the one without weights.
    """
    z, y, weight, ignore_index, reduction = problem
    z = z.to(device, dtype)
    w = None if weight is None else weight.to(device, dtype)
    expected, size = of_classes(z, y, weight, ignore_index).reduced(reduction, y.shape)

    loss = cross_entropy(z, y.to(device), w, ignore_index=ignore_index, reduction=reduction)

    assert_near(loss, expected, roundings=12, scale=size)


@claim("ce-defaults", note="pytorch-basics 9.3", verdict=HOLDS)
@given(problem=problems(), smoothing=st.sampled_from([0.5, 1.0, 0.1, 0.25]))
def test_smooth_by_the_mean_over_all_classes(cross_entropy, problem, smoothing, device, dtype):
    """Label smoothing s, by default 0: (1 - s) of the loss and s of its mean over all classes.

    Each class with its own weight; the denominator stays Σ w_y, and what is ignored stays so.
    """
    z, y, weight, ignore_index, reduction = problem
    z = z.to(device, dtype)
    w = None if weight is None else weight.to(device, dtype)
    answer = of_classes(z, y, weight, ignore_index, smoothing)
    expected, size = answer.reduced(reduction, y.shape)

    loss = cross_entropy(
        z,
        y.to(device),
        weight=w,
        ignore_index=ignore_index,
        reduction=reduction,
        label_smoothing=smoothing,
    )

    assert_near(loss, expected, roundings=16, scale=size)


@claim("ce-gradient", note="pytorch-basics 9.1", verdict=HOLDS)
@given(scores=tensors(REALS, shape=(3, 4)), seed=seeds())
def test_that_weigh_and_smooth_have_the_gradient_of_the_mixture(
    cross_entropy, scores, seed, device, dtype
):
    """∂/∂z = (p Σ_c w_c q_c - w q) / Σ w_y, with q = (1 - s) onehot + s/K; 0 where ignored."""
    z = scores.to(device, dtype).requires_grad_()
    y = torch.randint(0, 4, (3,), generator=generator(seed))
    w = torch.tensor([1.0, 2.0, 0.5, 3.0], dtype=torch.float64)
    kept = torch.tensor([1.0, 1.0, 0.0], dtype=torch.float64)
    wq = w * (0.75 * torch.eye(4, dtype=torch.float64)[y] + 0.0625)
    log_p = [log_softmax(row) for row in rows(z.detach())]
    p = torch.tensor(log_p, dtype=torch.float64).exp()
    expected = kept[:, None] * (p * wq.sum(-1, keepdim=True) - wq) / (w[y] @ kept)
    target = y.masked_fill(kept == 0, -100).to(device)

    loss = cross_entropy(z, target, w.to(device, dtype), label_smoothing=0.25)
    (gradient,) = torch.autograd.grad(loss, z)

    assert_near(gradient, expected, roundings=24, scale=3 / (w[y] @ kept))


@claim("ce-defaults", note="pytorch-basics 9.3", verdict=HOLDS)
@pytest.mark.parametrize("ignored", [0, 1])
def test_ignore_no_class_of_a_distribution(cross_entropy, ignored, device, dtype):
    """A class to ignore makes no sense of probabilities: torch refuses any but a negative one."""
    z = torch.zeros(2, 3, device=device, dtype=dtype)
    thirds = torch.full((2, 3), 1 / 3, device=device, dtype=dtype)

    assert_equal(cross_entropy(z, thirds, ignore_index=-7), cross_entropy(z, thirds))
    with pytest.raises(RuntimeError, match=r"^ignore_index is not supported"):
        cross_entropy(z, thirds, ignore_index=ignored)
