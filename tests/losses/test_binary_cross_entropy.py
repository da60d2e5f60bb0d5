"""Binary cross entropy of probabilities."""

import inspect
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from tests.losses.loop_cross_entropy import reductions
from tests.support import versions
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, VERSION_DEPENDENT, claim
from tests.support.devices import WIDE
from tests.support.strategies import REALS, gaussian, seeds, shapes, tensors
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

    pairs = zip(p.double().flatten().tolist(), y.flatten().tolist(), strict=True)
    losses = [-(b * log(a) + (1 - b) * log(1 - a)) for a, b in pairs]
    return torch.tensor(losses, dtype=torch.float64).reshape(p.shape)


@claim("bce-formula", note="pytorch-basics 6.2", verdict=HOLDS)
@claim("bce-default-mean", note="pytorch-basics 6.2", verdict=HOLDS)
@given(data=st.data(), shape=shapes(), weighted=st.booleans(), reduction=reductions())
def test_is_minus_the_expected_logarithm(
    binary_cross_entropy, data, shape, weighted, reduction, device, dtype
):
    """-(y log p + (1 - y) log(1 - p)), for targets between 0 and 1 too.

    Weights multiply element by element. The mean is over all elements and not over the rows,
    nor does it divide by the weights, as that of cross_entropy does.
    """
    p = data.draw(drawn(P, shape)).to(device, dtype)
    y = data.draw(drawn(Y, shape))
    w = data.draw(drawn([1.0, 2.0, 0.5], shape[-1:])) if weighted else torch.ones(1).double()
    losses = w * loop_bce(p, y)
    expected = {"none": losses, "sum": losses.sum(), "mean": losses.sum() / losses.numel()}

    found = binary_cross_entropy(
        p,
        y.to(device, dtype),
        weight=w.to(device, dtype) if weighted else None,
        reduction=reduction,
    )

    assert_near(found, expected[reduction], roundings=8)


@claim("bce-formula", note="pytorch-basics 6.2", verdict=HOLDS)
@given(data=st.data(), shape=shapes())
def test_has_the_gradient_of_its_formula(binary_cross_entropy, data, shape, device, dtype):
    """∂/∂p = (p - y) / (p (1 - p)), over the number of elements."""
    p = data.draw(drawn(P[:-2], shape)).to(device, dtype).requires_grad_()
    y = data.draw(drawn(Y, shape)).to(device)
    exact = p.detach().double()
    expected = (exact - y) / (exact * (1 - exact)) / p.numel()

    (gradient,) = torch.autograd.grad(binary_cross_entropy(p, y.to(dtype)), p)

    # y / p and (1 - y) / (1 - p) may be rounded one by one, and 1 - p before
    size = (y / exact + (1 - y) / (1 - exact) ** 2) / p.numel()
    assert_near(gradient, expected, roundings=8, scale=size)


@claim("bce-slide-table", note="pytorch-basics 6.2", verdict=HOLDS)
@cells(dtypes=WIDE)
def test_of_the_slide_is_its_table(binary_cross_entropy, device, dtype):
    """The slide: of (y, p) = (1, .2), (1, .8), (0, .3), (0, .7) the losses, and their mean .8483."""
    p = torch.tensor([0.2, 0.8, 0.3, 0.7], device=device, dtype=dtype)
    y = torch.tensor([1.0, 1.0, 0.0, 0.0], device=device, dtype=dtype)

    losses = binary_cross_entropy(p, y, reduction="none")

    assert [round(x, 4) for x in losses.tolist()] == [1.6094, 0.2231, 0.3567, 1.2040]
    assert round(binary_cross_entropy(p, y).item(), 4) == 0.8483


@claim("bce-clamp-100", note="pytorch-basics 6.2", verdict=HOLDS)
@pytest.mark.parametrize(("p", "y"), [(1.0, 0.0), (0.0, 1.0)])
def test_of_a_wrong_certainty_is_100(binary_cross_entropy, p, y, device, dtype):
    """The logarithm stops at -100: the loss is 100 and not inf, of exactly 0 and 1."""
    p = torch.tensor([p], device=device, dtype=dtype)

    assert_equal(binary_cross_entropy(p, torch.full_like(p, y)), 100.0)


@claim("bce-clamp-100", note="pytorch-basics 6.2", verdict=HOLDS)
@pytest.mark.parametrize("score", [200.0, -200.0])
def test_of_a_saturated_sigmoid_teaches_nothing(binary_cross_entropy, score, device, dtype):
    """At 100 the slope in the score is gone: (nearly) 0, where p - y is 1 or -1.

    nan it must not be, though σ' is 0 and the slope of the logarithm infinite.
    """
    z = torch.tensor([score], device=device, dtype=dtype, requires_grad=True)
    wrong = torch.full_like(z, float(score < 0))

    loss = binary_cross_entropy(z.sigmoid(), wrong)
    (gradient,) = torch.autograd.grad(loss, z)

    assert_equal(loss.detach(), 100.0)
    assert abs(gradient) < 1e-30


@claim("bce-clamp-100", note="pytorch-basics 6.2", verdict=HOLDS)
@cells(dtypes=WIDE)
@pytest.mark.parametrize("p", [0.0, 1e-20, 1e-13])
def test_in_torch_is_no_steeper_than_1e12(p, device, dtype):
    """torch divides p - y by p (1 - p), but by 1e-12 at least: a bound on the slope, too."""
    p = torch.tensor([p], device=device, dtype=dtype, requires_grad=True)

    (gradient,) = torch.autograd.grad(F.binary_cross_entropy(p, torch.ones_like(p)), p)

    assert_near(gradient, -1e12, roundings=2)


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


@claim("bce-input-range", note="pytorch-basics 6.2", verdict=HOLDS)
@pytest.mark.parametrize("p", [1.1, -0.1, math.nan, math.inf])
def test_takes_probabilities_alone(binary_cross_entropy, p):
    """Anything outside [0, 1] raises, nan too. On the CPU: an accelerator may end the process."""
    values = torch.tensor([0.5, p])

    with pytest.raises(RuntimeError, match="all elements of input should be between 0 and 1"):
        binary_cross_entropy(values, torch.ones(2), reduction="sum")


@claim("bce-target-range", note="pytorch-basics 6.2", verdict=VERSION_DEPENDENT, reading=IMPLIED)
@pytest.mark.parametrize("y", [3.0, -1.0])
def test_in_torch_refuses_targets_outside_0_and_1_since_2_1(y):
    """Until torch 2.0 a target of 3 was taken, and its loss fell without end; since 2.1 it raises."""
    p, y = torch.tensor([0.99]), torch.tensor([y])

    if not versions.BCE_CHECKS_TARGETS:
        assert F.binary_cross_entropy(p, torch.tensor([3.0])) < 0
    else:
        with pytest.raises(RuntimeError, match="all elements of target should be between 0 and 1"):
            F.binary_cross_entropy(p, y)


@claim("bce-float-target", note="pytorch-basics 9.3", verdict=HOLDS)
@claim("ce-diabetes-target-float", note="pytorch-basics 9.3", verdict=HOLDS)
@pytest.mark.parametrize("other", [torch.int64, torch.bool, "the other width"], ids=str)
def test_takes_a_target_of_the_dtype_of_the_input(binary_cross_entropy, other, device, dtype):
    """The note: the target of the diabetes data is a FloatTensor. It must be, next to float32.

    torch.Tensor makes float32, np.loadtxt with float32 too; nothing is cast, and no wider
    float is taken either.
    """
    wider = torch.float32 if dtype == torch.float64 else torch.float64
    p = torch.full((3, 1), 0.5, device=device, dtype=dtype)
    y = torch.Tensor([[0], [0], [1]]).to(device)

    assert y.dtype == torch.float32
    assert_near(binary_cross_entropy(p, y.to(dtype)), math.log(2), roundings=2)
    with pytest.raises(RuntimeError, match=r"(?i)found dtype .* but expected"):
        binary_cross_entropy(p, y.to(wider if isinstance(other, str) else other))


@claim("ce-diabetes-target-float", note="pytorch-basics 9.3", verdict=HOLDS)
def test_gets_a_float_target_from_loadtxt_as_float32(binary_cross_entropy):
    """The note's way to read the diabetes data: loadtxt(dtype=float32), then from_numpy."""
    table = np.loadtxt(io.StringIO("-0.29,0.48,0\n-0.88,-0.14,1"), delimiter=",", dtype=np.float32)
    y = torch.from_numpy(table[:, [-1]])

    loss = binary_cross_entropy(torch.full((2, 1), 0.25), y)

    assert y.dtype == torch.float32
    assert_near(loss, -(math.log(0.75) + math.log(0.25)) / 2, roundings=4)


@claim("bce-shape-must-match", note="pytorch-basics 7", verdict=HOLDS)
@pytest.mark.parametrize(("p", "y"), [((4, 1), (4,)), ((4,), (4, 1)), ((1,), ()), ((2, 3), (3,))])
def test_broadcasts_no_target(binary_cross_entropy, p, y, device, dtype):
    """The note keeps the target a column by [-1] in brackets: (N, 1) against (N,) is refused."""
    p = torch.full(p, 0.5, device=device, dtype=dtype)

    with pytest.raises(ValueError, match="target"):
        binary_cross_entropy(p, torch.ones(y, device=device, dtype=dtype))
