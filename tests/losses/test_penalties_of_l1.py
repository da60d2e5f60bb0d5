"""Penalties of L1: a pull that is the same for all weights, and takes the small ones to 0."""

import inspect

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from concepts.losses.penalties import naive_lasso
from tests.losses.designs import orthogonal
from tests.support.axes import cells
from tests.support.claims import IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.statistics import risk
from tests.support.strategies import INTEGERS, NASTY, REALS, generator, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near
from tests.support.versions import SOFTSHRINK_KEEPS_NAN


@claim("reg-l1-no-ready-code", note="course L1", verdict=IMPRECISE)
@given(w=tensors(REALS))
def test_have_ready_code_but_are_no_option_of_an_optimizer(penalised, w, device, dtype):
    """The note: there is no ready code for the L1 norm. No: vector_norm and l1_loss are.

    What is missing is an option: no optimizer of torch has one for L1.
    """
    w = w.to(device, dtype)
    wide = w.double()

    penalty = penalised(torch.zeros((), device=device, dtype=dtype), [w], l1=1.0)

    for ready in (
        torch.linalg.vector_norm(wide, 1),
        nn.functional.l1_loss(wide, torch.zeros_like(wide), reduction="sum"),
    ):
        assert_near(penalty, ready, roundings=w.numel())
    optimizers = [it for it in vars(torch.optim).values() if isinstance(it, type)]
    options = {option for it in optimizers for option in inspect.signature(it).parameters}
    assert "weight_decay" in options
    assert not [option for option in options if "l1" in option or "lasso" in option]


@claim("reg-forces-weights-near-zero", note="course augmentation", verdict=IMPRECISE)
@cells(dtypes=WIDE, examples=0.1)
@given(seed=seeds())
def test_zero_the_idle_weights_if_the_step_is_proximal(lasso, seed, device, dtype):
    """The note: regularisation forces part of the weights near 0. L1 does; to 0, if proximal.

    Of ten inputs three matter. The proximal step leaves exactly these; by subgradients the other
    weights stay within 0.2, but not all at 0. That an idle input gains a weight takes 8 standard
    deviations: under 1e-13.
    """
    risk(deviations=8)
    draw = generator(seed)
    weights = torch.tensor([2.0, -1.5, 1.0] + [0.0] * 7, dtype=torch.float64)
    x = torch.randn(300, 10, generator=draw, dtype=torch.float64)
    y = x @ weights + 0.1 * torch.randn(300, generator=draw, dtype=torch.float64)
    x, y = x.to(device, dtype), y.to(device, dtype)

    proximal, by_subgradients = lasso(x, y, 30.0), naive_lasso(x, y, 30.0)

    assert_equal(proximal.sign().double(), weights.sign().to(device))
    assert 0 < by_subgradients[3:].abs().max() < 0.2
    assert (by_subgradients != 0).sum() > 5


@claim("reg-forces-weights-near-zero", note="course augmentation", verdict=IMPRECISE)
@given(w=tensors(NASTY), lambd=st.sampled_from([0.0, 0.25, 0.5, 1.0, 3.0]))
def test_stop_a_weight_at_zero(soft_threshold, w, lambd, device, dtype):
    """The step of L1 that gives exact zeros: towards 0 by λ, and a weight within λ of it to 0."""
    w = w.nan_to_num(nan=0.0, posinf=torch.inf, neginf=-torch.inf).to(device, dtype)
    expected = [
        0.0 if abs(v) <= lambd else v - lambd if v > 0 else v + lambd for v in w.flatten().tolist()
    ]

    stepped = soft_threshold(w, lambd)

    wide = torch.tensor(expected, dtype=torch.float64).reshape(w.shape)
    assert_equal(stepped, wide.to(device, dtype))
    assert_equal(stepped == 0, w.abs() <= lambd)
    assert_equal(soft_threshold(w.repeat(100, 1, 1), lambd), stepped.repeat(100, 1, 1))


@claim("reg-forces-weights-near-zero", note="course augmentation", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(w=tensors(REALS), lambd=st.sampled_from([0.6, 2.6]))
def test_pass_the_slope_of_what_stays(soft_threshold, w, lambd, device, dtype):
    """What follows: a weight beyond the threshold passes its gradient whole, the others none."""
    w = w.to(device, dtype).requires_grad_()

    (slope,) = torch.autograd.grad(soft_threshold(w, lambd).sum(), w)

    assert_equal(slope, (w.abs() > lambd).to(dtype))


@claim("reg-forces-weights-near-zero", note="course augmentation", verdict=IMPRECISE)
@cells(dtypes=WIDE)  # elsewhere half precision has no kernel, or one that rounds the bounds
def test_leave_a_nan_what_it_is(soft_threshold, device, dtype):
    """What a step, of 0.5 by default, does to nan: it stays nan, and so is seen.

    torch's own made it 0 before 2.6.
    """
    stepped = soft_threshold(torch.tensor([torch.nan, 1.0], device=device, dtype=dtype))

    kept = soft_threshold is not nn.functional.softshrink or bool(SOFTSHRINK_KEEPS_NAN)
    assert stepped.isnan().tolist() == [kept, False]
    assert stepped[1] == 0.5


@claim("reg-forces-weights-near-zero", note="course augmentation", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(y=tensors(INTEGERS, shape=(4,)), l1=st.sampled_from([0.5, 1.7, 4.5, 20.5, 50.5]))
def test_move_orthogonal_weights_each_by_itself(lasso, y, l1, device, dtype):
    """The whole path of L1 where the columns of x are orthogonal: xᵀy less l1, or 0, over 4.

    One step gets there. So do subgradients with the weights that are not 0.
    """
    twice, y = orthogonal(device, dtype).repeat_interleave(2, 1), y.to(device, dtype)
    x = twice[:, ::2]  # of memory, every other place
    pulls = [sum(a * b for a, b in zip(c, y.tolist(), strict=True)) for c in x.T.tolist()]
    expected = [0.0 if abs(p) <= l1 else (p - l1 if p > 0 else p + l1) / 4 for p in pulls]

    weights = lasso(x, y, l1)
    naive, moved = naive_lasso(x, y, l1), weights != 0

    expected = torch.tensor(expected, dtype=torch.float64)
    assert_near(weights, expected, roundings=8, scale=8.0)
    assert_near(lasso(x, y, l1, steps=1), expected, roundings=8, scale=8.0)
    assert_near(naive[moved], expected[moved.cpu()], roundings=8, scale=8.0)
    assert_equal(weights == 0, torch.tensor([abs(p) <= l1 for p in pulls], device=device))
    assert lasso(x, y * torch.nan, l1, steps=1).isnan().all()
