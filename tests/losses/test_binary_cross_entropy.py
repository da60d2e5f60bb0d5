"""Binary cross entropy of probabilities."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from tests.losses.loop_cross_entropy import reductions
from tests.support import versions
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, claim
from tests.support.devices import WIDE
from tests.support.strategies import shapes
from tests.support.tolerance import assert_equal, assert_near

P = [0.5, 0.25, 0.75, 0.1, 0.9, 0.01, 0.99, 1e-4, 0.0, 1.0]
Y = [0.0, 1.0, 0.5, 0.25, 0.75]


def drawn(values, shape):
    """A tensor of some of `values`."""
    size = math.prod(shape)
    entries = st.lists(st.sampled_from(values), min_size=size, max_size=size)
    return entries.map(lambda e: torch.tensor(e, dtype=torch.float64).reshape(shape))


def loop_bce(p, y):
    """-(y log p + (1 - y) log(1 - p)), one pair at a time, no logarithm under -100."""

    def log(x):
        return max(math.log(x), -100) if x else -100

    def log_not(x):
        return max(math.log1p(-x), -100) if x < 1 else -100

    pairs = zip(p.double().flatten().tolist(), y.flatten().tolist(), strict=True)
    losses = [-(b * log(a) + (1 - b) * log_not(a)) for a, b in pairs]
    return torch.tensor(losses, dtype=torch.float64).reshape(p.shape)


@claim("bce-formula", note="pytorch-basics 6.2", verdict=HOLDS)
@given(data=st.data(), shape=shapes(), weighted=st.booleans(), reduction=reductions())
def test_is_minus_the_expected_logarithm(
    binary_cross_entropy, data, shape, weighted, reduction, device, dtype
):
    """The note: -(y log p + (1 - y) log(1 - p)). True, for targets between 0 and 1 too.

    Weights multiply element by element. The mean is over all elements and not over the rows,
    nor does it divide by the weights, as that of cross_entropy does. Before torch 2.0 a small loss
    was as rough as 1 - p.
    """
    p = data.draw(drawn(P, shape)).to(device, dtype)
    y = data.draw(drawn(Y, shape))
    of_weight = data.draw(st.sampled_from([shape, shape[-1:], (*shape[:-1], 1)]))
    w = data.draw(drawn([1.0, 2.0, 0.5], of_weight)) if weighted else torch.ones(1).double()
    losses = w * loop_bce(p, y)
    expected = {"none": losses, "sum": losses.sum(), "mean": losses.sum() / losses.numel()}

    found = binary_cross_entropy(
        p,
        y.to(device, dtype),
        weight=w.to(device, dtype) if weighted else None,
        reduction=reduction,
    )

    fine = binary_cross_entropy is not F.binary_cross_entropy or bool(versions.BCE_TAKES_LOG1P)
    rough = 0 if fine else 2 * p.numel()
    assert_near(found, expected[reduction], roundings=8, scale=expected[reduction].abs() + rough)
    assert found.dtype == dtype


@claim("bce-formula", note="pytorch-basics 6.2", verdict=HOLDS)
@given(data=st.data(), shape=shapes())
def test_has_the_gradient_of_its_formula(binary_cross_entropy, data, shape, device, dtype):
    """∂/∂p = (p - y) / (p (1 - p)), over the number of elements."""
    p = data.draw(drawn(P[:-2], shape)).to(device, dtype).requires_grad_()
    y = data.draw(drawn(Y, shape)).to(device)
    exact = p.detach().double()
    expected = (exact - y) / (exact * (1 - exact)) / p.numel()

    w = data.draw(drawn([1.0, 2.0, 0.5], shape)).to(device)
    given = y.to(dtype).clone().requires_grad_()
    loss = binary_cross_entropy(p, given, w.to(dtype), reduction="sum") / p.numel()
    gradient, of_target = torch.autograd.grad(loss, (p, given))
    expected = w * expected
    assert_near(
        of_target,
        w * (-exact).log1p().sub(exact.log()) / p.numel(),
        roundings=8,
        scale=w * (-(exact * (1 - exact)).log() + 1) / (1 - exact) / p.numel(),
    )

    # y / p and (1 - y) / (1 - p) may be rounded one by one, and 1 - p before
    size = w * (y / exact + (1 - y) / (1 - exact) ** 2) / p.numel()
    assert_near(gradient, expected, roundings=8, scale=size)


@claim("bce-slide-table", note="pytorch-basics 6.2", verdict=HOLDS)
@cells(dtypes=WIDE)
def test_of_the_slide_is_its_table(binary_cross_entropy, device, dtype):
    """The slide: losses of (y, p) = (1, .2), (1, .8), (0, .3), (0, .7), and their mean. True."""
    p = torch.tensor([0.2, 0.8, 0.3, 0.7], device=device, dtype=dtype)
    y = torch.tensor([1.0, 1.0, 0.0, 0.0], device=device, dtype=dtype)

    losses = binary_cross_entropy(p, y, reduction="none")

    assert [round(x, 4) for x in losses.tolist()] == [1.6094, 0.2231, 0.3567, 1.2040]
    assert round(binary_cross_entropy(p, y).item(), 4) == 0.8483


@claim("bce-clamp-100", note="pytorch-basics 6.2", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize(("p", "y"), [(1.0, 0.0), (0.0, 1.0)])
def test_of_a_wrong_certainty_is_100(binary_cross_entropy, p, y, device, dtype):
    """The logarithm stops at -100: the loss is 100 and not inf, of exactly 0 and 1."""
    p = torch.tensor([p], device=device, dtype=dtype)

    assert_equal(binary_cross_entropy(p, torch.full_like(p, y)), 100.0)


@claim("bce-clamp-100", note="pytorch-basics 6.2", verdict=HOLDS, reading=IMPLIED)
@cells(dtypes=(*WIDE, "bfloat16"))
@pytest.mark.parametrize("score", [200.0, -200.0])
def test_of_a_saturated_sigmoid_teaches_nothing(binary_cross_entropy, score, device, dtype):
    """At 100 the slope in the score is gone: (nearly) 0, where p - y is 1 or -1.

    nan it must not be, though the slope of the logarithm is infinite there.
    """
    z = torch.tensor([score], device=device, dtype=dtype, requires_grad=True)
    wrong = torch.full_like(z, float(score < 0))

    loss = binary_cross_entropy(z.sigmoid(), wrong)
    (gradient,) = torch.autograd.grad(loss, z)

    assert_equal(loss.detach(), 100.0)
    assert abs(gradient) < 1e-30


@claim("bce-clamp-100", note="pytorch-basics 6.2", verdict=HOLDS, reading=IMPLIED)
@cells(dtypes=WIDE)
@pytest.mark.parametrize("p", [0.0, 1e-20, 1e-13])
def test_in_torch_is_no_steeper_than_1e12(p, device, dtype):
    """torch divides p - y by p (1 - p), but by 1e-12 at least: a bound on the slope, too."""
    p = torch.tensor([p], device=device, dtype=dtype, requires_grad=True)

    (gradient,) = torch.autograd.grad(F.binary_cross_entropy(p, torch.ones_like(p)), p)

    assert_near(gradient, -1e12, roundings=1, dtype=torch.float32)  # the bound is one


@claim("bce-clamp-100", note="pytorch-basics 6.2", verdict=HOLDS, reading=IMPLIED)
@cells(dtypes=("float16",))
def test_in_torch_of_a_saturated_sigmoid_in_float16_is_a_slope_of_nan(dtype):
    """In float16 1e-12 is 0 and no bound: on the CPU the slope is infinity times 0."""
    z = torch.tensor([-200.0], dtype=dtype, requires_grad=True)

    loss = F.binary_cross_entropy(z.sigmoid(), torch.ones_like(z))

    assert_equal(loss.detach(), 100.0)
    assert torch.autograd.grad(loss, z)[0].isnan()


@claim("bce-nonnegative", note="pytorch-basics 6.2", verdict=HOLDS)
@given(data=st.data(), y=st.sampled_from(Y))
def test_is_least_at_its_target(binary_cross_entropy, data, y, device, dtype):
    """Never negative, and 0 only for p = y in {0, 1}; for y between, the entropy of y is least."""
    p = data.draw(drawn(P, (4,))).to(device, dtype)
    target = torch.full_like(p, y)
    entropy = -sum(x * math.log(x) for x in (y, 1 - y) if x)

    losses = binary_cross_entropy(p, target, reduction="none")

    assert losses.min() >= entropy * (1 - 8 * torch.finfo(dtype).eps)
    assert_near(binary_cross_entropy(target, target), entropy, roundings=8)
    assert_equal((losses == 0).cpu(), torch.full((4,), y in (0, 1)) & (p == y).cpu())


@claim("bce-input-range", note="pytorch-basics 6.2", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize("p", [1.1, -0.1, math.nan, math.inf])
def test_takes_probabilities_alone(binary_cross_entropy, p):
    """Anything outside [0, 1] raises, nan too. On the CPU: an accelerator may end the process."""
    values = torch.tensor([0.5, p])

    with pytest.raises(RuntimeError, match="all elements of input should be between 0 and 1"):
        binary_cross_entropy(values, torch.ones(2), reduction="sum")
    with pytest.raises(ValueError, match="not a valid value for reduction"):
        binary_cross_entropy(torch.ones(2), torch.ones(2), reduction="average")


@claim("bce-only-two-changes", note="pytorch-basics 6.2", verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.1)
@given(w=st.floats(-1, 1), b=st.floats(-1, 1))
def test_and_a_sigmoid_make_logistic_of_linear_regression(
    binary_cross_entropy, w, b, device, dtype
):
    """The note: only the prediction and the loss change. True: one loop, one w, one b.

    200 steps from any start in [-1, 1] (200 were measured): the line is off by 0.0007 at most,
    and the probabilities are on the right side of 1/2 by 0.10 at least.
    """
    x = torch.tensor([[1.0], [2.0], [3.0]], device=device, dtype=dtype)

    def learnt(predict, loss, y):
        start = torch.tensor([[w], [b]], device=device, dtype=dtype).requires_grad_()
        for _ in range(200):
            outputs = predict(x * start[0] + start[1])
            (slope,) = torch.autograd.grad(loss(outputs, y), start)
            start = (start - 0.15 * slope).detach().requires_grad_()
        return predict(x * start[0] + start[1]).detach()

    line = learnt(lambda score: score, F.mse_loss, 2 * x)
    curve = learnt(torch.sigmoid, binary_cross_entropy, (x > 2.5).to(dtype))

    assert (line - 2 * x).abs().max() < 0.01
    assert_equal((curve > 0.5).flatten().cpu(), torch.tensor([False, False, True]))
