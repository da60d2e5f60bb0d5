"""Adam's variants: AMSGrad, which does not forget, and a decay that it cannot tell from a slope."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.optimizers.paths import kept, path, rates, slopes, starts
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.tolerance import assert_equal, assert_near

NOTE = "chapter-three 6(5)"

beta = st.floats(0.5, 0.999)


@claim("adam-amsgrad-denominator-monotone", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.25)
@given(start=starts, slope=slopes, beta=beta)
def test_that_are_amsgrad_never_lower_their_maximum(adam, start, slope, beta, device, dtype):
    """The heading names AMSGrad, whose second moment never decreases. True of what is kept.

    It is the largest mean of squares so far, before the correction for the start.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)
    way = {"betas": (0.9, beta), "amsgrad": True}

    largest, mean = (kept(adam, x, g, key, **way) for key in ("max_exp_avg_sq", "exp_avg_sq"))

    assert (largest.diff(dim=0) >= 0).all()
    assert_equal(largest, mean.cummax(0).values)


@claim("adam-amsgrad-denominator-monotone", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.2)
@given(lr=rates, beta=beta)
def test_that_are_amsgrad_may_still_divide_by_less(adam, lr, beta, device, dtype):
    """How far it holds: the divisor is that maximum corrected, and the correction shrinks.

    beta1 is 0 and the first gradient 1, so that the maximum stays. A small gradient g in the second
    step then moves the weight by lr g √(1 + beta2), more than lr g.
    """
    x = torch.zeros(6, device=device, dtype=dtype)
    g = torch.tensor([[1.0], [2.0**-10]], device=device, dtype=dtype).expand(2, 6)

    moves = path(adam, x, g, lr=lr, betas=(0.0, beta), eps=0.0, amsgrad=True).diff(dim=0)

    expected = torch.full_like(x, -lr * 2.0**-10 * (1 + beta) ** 0.5, dtype=torch.float64)
    assert_near(moves[1], expected, roundings=12, scale=lr)
    assert (moves[1].abs() > 1.1 * lr * 2.0**-10).all()


@claim("adam-is-not-amsgrad-by-default", note=NOTE, verdict=IMPRECISE)
@cells(dtypes=WIDE, examples=0.2)
@given(lr=rates, beta=st.floats(0.5, 0.95))
def test_that_are_amsgrad_must_be_asked_for(adam, lr, beta, device, dtype):
    """The heading calls Adam AMSGrad. It is not, by default: amsgrad is False.

    The two differ once the mean of the squares falls, as after one large gradient: AMSGrad still
    divides by the largest, and so moves less.
    """
    x = torch.zeros(6, device=device, dtype=dtype)
    g = torch.tensor([[8.0], *[[0.125]] * 7], device=device, dtype=dtype).expand(8, 6)
    way = {"lr": lr, "betas": (0.0, beta)}

    unsaid = path(adam, x, g, **way)
    plain, ams = (path(adam, x, g, **way, amsgrad=asked) for asked in (False, True))

    assert_equal(unsaid, plain)
    assert_equal(ams[:2], plain[:2])
    assert (ams.diff(dim=0)[2:].abs() < plain.diff(dim=0)[2:].abs()).all()


@claim("adam-weight-decay-coupled", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.25)
@given(start=starts, lr=rates, decay=st.floats(0.01, 1))
def test_with_decay_alone_first_move_by_lr(adam, start, lr, decay, device, dtype):
    """The note lists weight_decay. It is no rate of decay: it is divided by its own size.

    With a gradient of 0 every weight but 0 first moves by lr, whatever the decay, since |decay θ|
    is large beside eps. A decay apart from the gradient, as AdamW's, would move it by lr decay θ.
    """
    x = start.to(device, dtype)
    pull = decay * x.double()

    _, after = path(adam, x, torch.zeros_like(x)[None], lr=lr, weight_decay=decay)

    expected = x.double() - lr * pull / (pull.abs() + 1e-8)
    assert_near(after, expected, roundings=8, scale=x.abs() + lr)
