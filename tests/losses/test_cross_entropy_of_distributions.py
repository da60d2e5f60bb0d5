"""Cross entropy as a comparison of two distributions: targets that are probabilities."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from tests.losses.loop_cross_entropy import of_distributions, reductions
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, REFUTED, claim
from tests.support.devices import WIDE
from tests.support.strategies import REALS, SCORES, seeds, tensors
from tests.support.tolerance import assert_near, eps

SHAPES = st.sampled_from([(3,), (2, 3), (1, 3), (4, 3), (2, 3, 2)])


def shares():
    """Three probabilities in eighths, exact in every precision, some of them 0."""
    eighths = st.sampled_from([(2, 3, 3), (8, 0, 0), (0, 1, 7), (4, 4, 0), (1, 6, 1)])
    return eighths.map(lambda parts: torch.tensor(parts, dtype=torch.float64) / 8)


@claim("crossentropy-includes-softmax", note="softmax-regression 3", verdict=HOLDS)
@given(data=st.data(), shape=SHAPES, weighted=st.booleans(), reduction=reductions())
def test_sums_over_the_classes_and_means_over_the_samples(
    cross_entropy, data, shape, weighted, reduction, device, dtype
):
    """-Σ_c w_c q_c log p_c. Its mean divides by the number of samples, whatever the weights.

    The asymmetry is torch's: the mean over classes y divides by their weights, Σ w_y.
    """
    z = data.draw(tensors(REALS, shape=shape, layouts=True)).to(device, dtype)
    positions = shape[:-2] + shape[-1:] if len(shape) > 2 else shape[:-1]
    n = math.prod(positions)
    q = torch.stack(data.draw(st.lists(shares(), min_size=n, max_size=n))).reshape(*positions, 3)
    target = q if q.ndim == 1 else q.movedim(-1, 1)
    smoothing = data.draw(st.sampled_from([0.0, 0.5]))
    weight = torch.tensor([1.0, 2.0, 0.5], dtype=torch.float64) if weighted else None
    answer = of_distributions(z, target, weight, smoothing)
    expected, size = answer.reduced(reduction, positions)

    loss = cross_entropy(
        z,
        target.to(device, dtype),
        weight=None if weight is None else weight.to(device, dtype),
        reduction=reduction,
        label_smoothing=smoothing,
    )

    assert_near(loss, expected, roundings=16, scale=size)


@claim("ce-gradient", note="pytorch-basics 9.1", verdict=HOLDS)
@given(scores=tensors(SCORES, shape=(2, 3)), q=shares())
def test_has_the_gradient_p_minus_q_over_n(cross_entropy, scores, q, device, dtype):
    """Of a distribution q as of a class: ∂/∂z = (softmax(z) - q) / N."""
    z = scores.to(device, dtype).requires_grad_()
    target = torch.stack([q, q.flip(0)]).to(device)
    gap = (z.amax(-1, keepdim=True) - z).detach().double()
    p = z.detach().double().softmax(-1)

    given = target.to(dtype).clone().requires_grad_()
    gradient, of_target = torch.autograd.grad(cross_entropy(z, given), (z, given))
    log_p = z.detach().double().log_softmax(-1)
    assert_near(of_target, -log_p / 2, roundings=8, scale=1 + gap)

    assert_near(gradient, (p - target) / 2, roundings=12, scale=p * (1 + gap) + target)


@claim("ce-onehot-long", note="pytorch-basics 9.3", verdict=REFUTED)
@pytest.mark.parametrize("integral", [torch.int64, torch.uint8, torch.int32, torch.bool], ids=str)
def test_takes_no_one_hot_target_of_integers(cross_entropy, integral, device, dtype):
    """The note: a one-hot target is a LongTensor. No: refused, though F.one_hot makes such."""
    z = torch.zeros(2, 3, device=device, dtype=dtype)
    one_hot = F.one_hot(torch.tensor([0, 2], device=device), 3)

    assert one_hot.dtype == torch.int64
    with pytest.raises(RuntimeError, match=r"(?i)expected floating point"):
        cross_entropy(z, one_hot.to(integral))


@claim("ce-onehot-long", note="pytorch-basics 9.3", verdict=REFUTED)
@given(scores=tensors(SCORES, shape=(4, 3)), seed=seeds())
def test_one_hot_equals_that_of_the_classes(cross_entropy, scores, seed, device, dtype):
    """The note: a one-hot target is a LongTensor. No: it is floating; as such it is the class."""
    z = scores.to(device, dtype)
    y = torch.randint(0, 3, (4,), generator=torch.Generator().manual_seed(seed)).to(device)
    one_hot = F.one_hot(y, 3).to(dtype)

    of_classes, of_one_hot = cross_entropy(z, y), cross_entropy(z, one_hot)

    assert_near(of_one_hot, of_classes.double(), roundings=8, scale=1 + z.abs().max())


@claim("ce-onehot-long", note="pytorch-basics 9.3", verdict=REFUTED)
def test_one_hot_differs_from_the_class_on_an_excluded_class(device, dtype):
    """Where one-hot is not the class: torch multiplies the 0 into a logarithm of -inf, to nan."""
    z = torch.tensor([[0.0, -math.inf, 0.0]], device=device, dtype=dtype)
    y = torch.tensor([0], device=device)

    assert_near(
        F.cross_entropy(z, y), math.log(2), roundings=4, loose="log 2 is nearly a number of float32"
    )
    assert F.cross_entropy(z, F.one_hot(y, 3).to(dtype)).isnan()


@claim("ce-larger-better-then-negated", note="pytorch-basics 6.2", verdict=HOLDS)
@given(scores=tensors(REALS, shape=(3,)), q=shares())
def test_is_least_where_the_prediction_is_the_target(cross_entropy, scores, q, device, dtype):
    """The note: Σ D log T grows as T nears D, so that its negative falls. True (Gibbs).

    What it falls to is the entropy of D, -Σ D log D, and 0 only for a D that is certain.
    """
    z, target = scores.to(device, dtype), q.to(device, dtype)
    entropy = -sum(x * math.log(x) for x in q.tolist() if x)
    itself = target.log().clamp(min=-1000)

    assert_near(cross_entropy(itself, target), entropy, roundings=8, scale=1 + entropy)
    assert cross_entropy(z, target) >= entropy - 16 * eps(dtype) * (1 + z.abs().max())


@claim("ce-is-difference-of-distributions", note="pytorch-basics 6.2", verdict=IMPRECISE)
@given(scores=tensors(REALS, shape=(3,)), q=shares())
def test_is_their_divergence_and_the_entropy_of_the_target(cross_entropy, scores, q, device, dtype):
    """The note: it measures the difference of two distributions. Not alone: H(D) is in it too.

    The difference is KL(D, T) = Σ D log(D / T) = H(D, T) - H(D), which is 0 for equals.
    """
    z, target = scores.to(device, dtype), q.to(device, dtype)
    t = z.double().softmax(-1).tolist()
    divergence = sum(d * math.log(d / p) for d, p in zip(q.tolist(), t, strict=True) if d)
    itself = target.log().clamp(min=-1000)

    excess = cross_entropy(z, target) - cross_entropy(itself, target)

    assert_near(excess, divergence, roundings=16, scale=2 + z.abs().max())


@claim("ce-is-difference-of-distributions", note="pytorch-basics 6.2", verdict=IMPRECISE)
@cells(dtypes=WIDE)
def test_is_not_symmetric(cross_entropy, device, dtype):
    """Of D = (.2, .8) and T = (.6, .4): H(D, T) = 0.8352, H(T, D) = 1.0549, and H(D, D) = 0.5004.

    No distance, then: the order matters, and of equals it is not 0.
    """
    d = torch.tensor([0.2, 0.8], device=device, dtype=dtype)
    t = torch.tensor([0.6, 0.4], device=device, dtype=dtype)

    assert round(cross_entropy(t.log(), d).item(), 4) == 0.8352
    assert round(cross_entropy(d.log(), t).item(), 4) == 1.0549
    assert round(cross_entropy(d.log(), d).item(), 4) == 0.5004
