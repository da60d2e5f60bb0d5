"""An optimizer around its rule: what it manages, what it takes for a rate, when it forgets."""

from contextlib import nullcontext

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.optimizers.walks import walk
from tests.support import versions
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, VERSION_DEPENDENT, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

FIRST = "chapter-three 6(1)"
NO_TENSOR = TypeError, "^params .*iterable of [Tt]ensors or dicts"
NOT_EMPTY = ValueError, "^optimizer got an empty parameter list$"
NONE_TWICE = ValueError, "^some parameters appear in more than one parameter group$"


@claim("optimizer-manages-only-its-params", note=FIRST, verdict=HOLDS)
@given(
    values=tensors(INTEGERS, shape=(4, 2)),
    roles=st.lists(st.integers(0, 2), min_size=4, max_size=4),
)
def test_moves_and_clears_only_the_parameters_that_it_was_given(
    bare_optimizer, values, roles, device, dtype
):
    """The note: `params` are what the optimizer manages. True: all others stay as they are.

    Of the four weights role 0 is not given to it; role 1 is, with a gradient; role 2 is, without
    one. Groups have rates of their own: 1/2 here, and 1/4 for the second.
    """
    weights = [w.to(device, dtype).clone().requires_grad_() for w in values]
    strangers = torch.zeros(2, device=device, dtype=dtype, requires_grad=True)
    given_ones = [w for w, role in zip(weights, roles, strict=True) if role]
    for weight, role in zip(weights, roles, strict=True):
        weight.grad = torch.ones_like(weight) if role < 2 else None
    strangers.grad = torch.ones_like(strangers)
    extra = torch.ones(2, device=device, dtype=dtype, requires_grad=True)
    extra.grad = torch.ones_like(extra)
    groups = [{"params": iter([*given_ones, extra])}, {"params": strangers, "lr": 0.25}]

    made = bare_optimizer(groups, lr=0.5)
    made.step()
    made.zero_grad(set_to_none=True)

    for weight, value, role in zip(weights, values.to(device, dtype), roles, strict=True):
        assert_equal(weight.detach(), value - 0.5 if role == 1 else value)
        assert (weight.grad is not None) == (role == 0)
    assert_equal(extra.detach(), 0.5)
    assert_equal(strangers.detach(), -0.25)
    assert strangers.grad is None


@claim("optimizer-params-iterable", note=FIRST, verdict=IMPRECISE)
@pytest.mark.parametrize(
    ("make", "error"),
    [
        pytest.param(list, None, id="list"),
        pytest.param(tuple, None, id="tuple"),
        pytest.param(iter, None, id="iterator"),
        pytest.param(lambda ws: [{"params": ws[:1]}, {"params": ws[1]}], None, id="groups"),
        pytest.param(lambda ws: ws[0], NO_TENSOR, id="one-tensor"),
        pytest.param(lambda ws: iter(ws[:0]), NOT_EMPTY, id="nothing"),
        pytest.param(lambda ws: [{"params": ws}, {"params": ws[1:]}], NONE_TWICE, id="one-twice"),
    ],
)
def test_takes_an_iterable_of_tensors_or_of_groups(bare_optimizer, make, error, device, dtype):
    """The note: params must be iterable. True, and not empty, and no tensor twice.

    A single tensor is iterable too, but its rows are no parameters: TypeError.
    """
    weights = [torch.zeros(2, 2, device=device, dtype=dtype, requires_grad=True) for _ in range(2)]
    for weight in weights:
        weight.grad = torch.ones_like(weight)

    with pytest.raises(error[0], match=error[1]) if error else nullcontext():
        bare_optimizer(make(weights), lr=1.0).step()

    for weight in weights:
        assert_equal(weight.detach(), 0.0 if error else -1.0)


@claim("zero-grad-sets-zero", note="chapter-three 8", verdict=VERSION_DEPENDENT)
@given(value=st.integers(1, 8), gradient=st.integers(1, 8))
def test_drops_gradients_by_zero_grad_unless_told_to_zero_them(
    bare_optimizer, value, gradient, device, dtype
):
    """The note: zero_grad sets the gradients to zero. So it did before torch 2.0.

    Since then grad is None afterwards; with set_to_none=False it is zeros. Either way accumulation
    starts anew. But a weight without a gradient rests, and one whose gradient is zero still decays.
    """
    weight = torch.full((3,), float(value), device=device, dtype=dtype, requires_grad=True)
    made = bare_optimizer([weight], lr=0.5, weight_decay=0.5)
    places, left = [], []
    for options in ({}, {"set_to_none": True}, {"set_to_none": False}):
        (gradient * weight).sum().backward()
        assert_equal(weight.grad, float(gradient))
        made.zero_grad(**options)
        left.append(weight.grad)
        made.step()
        places.append(weight.detach().clone())

    ours = not isinstance(made, torch.optim.Optimizer)
    forgets = ours or bool(versions.ZERO_GRAD_FORGETS)
    rested = value if forgets else 0.75 * value
    assert (left[0] is None) == forgets
    assert left[1] is None
    assert left[2] is not None
    assert_equal(left[2], 0.0)
    assert_equal(places[1], float(rested))
    assert_equal(places[2], 0.75 * rested)


@claim("optimizer-lr-float-or-tensor", note=FIRST, verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(seed=seeds(), lr=st.floats(0.01, 1))
def test_takes_an_int_or_a_tensor_for_a_rate(bare_optimizer, seed, lr, device, dtype):
    """The note: lr is a float. It may be an int, or a tensor without dimensions; not negative.

    The steps are the same to the bit; not so in half precision, to which the tensor is rounded and
    the float is not. A rate of 0 stands still.
    """
    tensor = torch.tensor(lr, dtype=torch.float64)

    assert_equal(*(walk(bare_optimizer, seed, device, dtype, lr=one) for one in (1, 1.0)))
    expected = walk(bare_optimizer, seed, device, dtype, lr=lr)
    assert_equal(walk(bare_optimizer, seed, device, dtype, lr=tensor), expected)
    assert (walk(bare_optimizer, seed, device, dtype, lr=0).diff(dim=0) == 0).all()
    with pytest.raises(ValueError, match="Invalid learning rate"):
        bare_optimizer([torch.zeros(1)], lr=-lr)


@claim("optim-all-reduce-quadratic", note="chapter-three 6", verdict=HOLDS_IF)
@given(curvature=st.floats(0.5, 4), times=st.floats(0.05, 1.95))
def test_climbs_if_its_rate_exceeds_two_over_the_curvature(
    bare_optimizer, curvature, times, device, dtype
):
    """The condition: lr < 2 / curvature, as each step multiplies the weight by 1 - lr · curvature.

    At lr = 2 / curvature, `times` 1, it jumps from wall to wall; beyond, it climbs.
    """
    weight = torch.ones(1, device=device, dtype=dtype, requires_grad=True)
    made = bare_optimizer([weight], lr=2 * times / curvature)
    for _ in range(3):
        weight.grad = curvature * weight.detach()
        made.step()

    expected = torch.tensor([(1 - 2 * times) ** 3], dtype=torch.float64)
    assert_near(weight, expected, roundings=12, scale=(1 + 2 * times) ** 3)
    assert abs(times - 1) < 0.01 or (weight.abs().item() < 1) == (times < 1)
