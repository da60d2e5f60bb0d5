"""Any optimizer of the eleven: what all of them do, and what only some."""

import inspect
from contextlib import nullcontext

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.optimizers.defaults import LISTINGS
from tests.optimizers.walks import CONCEPT, WAYS, noisy, walk
from tests.support import versions
from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_near

NOTE = "chapter-three 6"
FIRST = "chapter-three 6(1)"
DECAYING = [name for name, options in LISTINGS.items() if "weight_decay" in options]
RATES = dict.fromkeys(LISTINGS, 0.1) | {"Adadelta": 1.0, "LBFGS": 1.0, "Rprop": 0.01}


@claim("optimizer-params-iterable", note=FIRST, verdict=IMPRECISE)
@pytest.mark.parametrize("name", LISTINGS)
def test_takes_named_parameters_from_torch_2_6_on(name):
    """The note knows tensors alone. Since torch 2.6 pairs of a name and a tensor do as well."""
    pairs = torch.nn.Linear(2, 1).named_parameters()
    allowed = versions.OPTIMIZERS_TAKE_NAMES

    with nullcontext() if allowed else pytest.raises((TypeError, AttributeError)):
        (group,) = getattr(torch.optim, name)(pairs, lr=0.1).param_groups
        assert group["param_names"] == ["weight", "bias"]


@claim("optimizer-lr-float-or-tensor", note=FIRST, verdict=IMPRECISE)
@pytest.mark.parametrize("name", LISTINGS)
@pytest.mark.filterwarnings("ignore:To copy construct from a tensor")
def test_takes_any_number_for_a_rate(name):
    """The note: lr is a float. An int, and a tensor without dimensions, will do as well.

    But before torch 2.2 ASGD kept an int as an int, so that its next, somewhat lower rate was 0.
    A negative rate is refused; by LBFGS from torch 2.5 on.
    """
    optimizer, way = getattr(torch.optim, name), WAYS.get(name, walk)
    one = torch.tensor(1.0, dtype=torch.float64)
    precision = torch.float32 if name == "ASGD" else None  # in which it keeps its rate

    whole, expected, tensor = (
        way(optimizer, 0, "cpu", torch.float64, lr=lr) for lr in (1, 1.0, one)
    )

    taken = name != "ASGD" or bool(versions.ASGD_TAKES_A_WHOLE_RATE)
    assert whole.equal(expected) == taken
    terms = {"roundings": 32, "scale": expected.abs().amax(), "dtype": precision}
    assert_near(tensor, expected, **terms, loose="to multiply by a rate of 1 rounds nothing")
    refused = name != "LBFGS" or bool(versions.LBFGS_REFUSES_A_NEGATIVE_RATE)
    with pytest.raises(ValueError, match="Invalid learning rate") if refused else nullcontext():
        optimizer([torch.zeros(1)], lr=-1.0)


@claim("optim-all-eleven-exist", note=NOTE, verdict=HOLDS)
def test_of_the_eleven_exists_in_torch():
    """The note lists eleven. True: all exist, and beside them NAdam, RAdam and newer ones.

    Adafactor is there since torch 2.5, Muon since 2.9.
    """
    base = torch.optim.Optimizer
    found = {
        name
        for name, member in vars(torch.optim).items()
        if inspect.isclass(member) and issubclass(member, base) and member is not base
    }

    versions.seen(
        "torch.optim, beside the eleven, has", ", ".join(sorted(versions.OPTIMIZERS_BEYOND))
    )
    assert LISTINGS.keys() | versions.OPTIMIZERS_BEYOND <= found
    assert all(getattr(torch.optim, name).__name__ == name for name in LISTINGS)


@table("optimizer, name", [row(CONCEPT[n], CONCEPT[n], n) for n in LISTINGS])
@claim("optim-all-reduce-quadratic", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=["float64"], examples=0.2)
@given(seed=seeds())
def test_comes_closer_to_the_bottom_of_a_bowl(optimizer, name, seed, device, dtype):
    """The note: eleven algorithms of optimization. True of a convex bowl: each lowers the loss.

    With a fitting rate: after 60 steps from 1 to 3 away, at curvatures of 1 to 3, less than a
    hundredth of the loss is left. Adagrad, whose steps grow shorter, leaves up to half, and
    Adadelta, whose first steps are of the size of √eps, nearly all. In the corners of this domain
    the worst were 0.003, 0.34 and 0.86.
    """
    curvature = 1 + 2 * gaussian(seed, 2).sigmoid()
    start = (1 + 2 * gaussian(seed + 1, 2).sigmoid()) * gaussian(seed + 2, 2).sign()
    curvature, weight = curvature.to(device, dtype), start.to(device, dtype).requires_grad_()
    made = optimizer([weight], lr=RATES[name])

    def loss():
        slope = curvature * weight.detach()
        weight.grad = slope.to_sparse() if name == "SparseAdam" else slope
        return float((slope * weight.detach()).sum()) / 2

    before = loss()
    for _ in range(60):
        loss()
        made.step(loss)

    assert loss() < {"Adadelta": 0.95, "Adagrad": 0.5}.get(name, 0.01) * before


def fed(optimizer, name, seed, device, dtype, decay, by_hand):
    """Where a walk leads with the decay as an option, or added to each gradient beforehand.

    And how many times as large as their sum a gradient and its decay have been: they may cancel.
    """
    weight = gaussian(seed, 6).to(device, dtype).requires_grad_()
    made = optimizer([weight], weight_decay=0 if by_hand else decay, lr=RATES[name])
    places, lost = [], 1.0
    for gradient in noisy(seed + 1).to(device, dtype):
        pull = decay * weight.detach()
        lost = max(lost, ((gradient.abs() + pull.abs()) / (gradient + pull).abs()).max().item())
        weight.grad = gradient + pull if by_hand else gradient
        made.step()
        places.append(weight.detach().clone())
    return torch.stack(places), lost


@table("optimizer, name", [row(CONCEPT[n], CONCEPT[n], n) for n in DECAYING])
@claim("optim-weight-decay-coupled-but-adamw", note=NOTE, verdict=IMPRECISE)
@cells(dtypes=["float64"], examples=0.3)
@given(seed=seeds(), decay=st.floats(0.1, 1))
def test_adds_its_decay_to_the_gradient_unless_it_is_adamw(
    optimizer, name, seed, decay, device, dtype
):
    """The note speaks of one L2 term. In seven it is one: the gradient is g + decay · θ.

    AdamW shrinks the weight instead, and ends elsewhere.
    """
    expected, lost = fed(optimizer, name, seed, device, dtype, decay, by_hand=True)

    places, _ = fed(optimizer, name, seed, device, dtype, decay, by_hand=False)

    scale = (1 + places.abs().amax()) * lost
    if name == "AdamW":
        assert (places - expected).abs().amax() > 1e-4
    else:
        assert_near(places, expected, roundings=16, scale=scale)


@table("optimizer, name", [row(CONCEPT[n], CONCEPT[n], n) for n in LISTINGS])
@claim("optim-weight-decay-absent", note=NOTE, verdict=HOLDS)
@cells(dtypes=["float64"], examples=0.1)
@given(seed=seeds(), decay=st.floats(0.1, 1))
def test_has_a_weight_decay_unless_it_is_sparse_adam_lbfgs_or_rprop(
    optimizer, name, seed, decay, device, dtype
):
    """The note lists weight_decay for all but SparseAdam, LBFGS and Rprop. True.

    Those three refuse it; in the others it changes where the weights go.
    """

    def way(**options):
        return WAYS.get(name, walk)(optimizer, seed, device, dtype, lr=0.1, **options)

    if name in ("SparseAdam", "LBFGS", "Rprop"):
        with pytest.raises(TypeError, match="weight_decay"):
            way(weight_decay=decay)
    else:
        assert not way(weight_decay=decay).equal(way(weight_decay=0))
