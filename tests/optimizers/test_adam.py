"""Adam: two running means, both corrected for their start from zero.

All claims are about float32 and float64: in float16 eps, and the square of any gradient under
1e-4, are zero, and bfloat16 has two digits.
"""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.optimizers.rmsprop import RMSprop
from concepts.optimizers.sgd import SGD
from tests.optimizers.loop_adam import loop_adam
from tests.optimizers.paths import COUNTS, decays, each, kept, path, rates, slopes, starts, steep
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, claim, not_checkable
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, REALS, tensors
from tests.support.tolerance import assert_equal, assert_near

NOTE = "chapter-three 6(5)"

NOT_CHECKABLE = [
    not_checkable(
        "adam-common-in-practice",
        note=NOTE,
        statement="Adam is the optimizer most used in practice",
        reason="A matter of habit; what can be checked is that the note's own program uses it, "
        "with the default rate.",
    )
]

betas = st.tuples(st.floats(0, 0.9), st.floats(0.5, 0.999))
eps = st.sampled_from([1e-8, 1e-3, 0.1])


def gradients(low, high):
    """Eight gradients a weight, none zero, so modest that a scale of 2^20 overflows nowhere."""
    return tensors(REALS, shape=(8, 6)).map(
        lambda g: torch.where(g == 0, 1.0, g).clamp(min=low, max=high)
    )


@claim("adam-rule", note=NOTE, verdict=HOLDS)
@claim("adam-rule-amsgrad", note=NOTE, verdict=HOLDS_IF)
@claim("adam-weight-decay-coupled", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(
    start=starts,
    slope=slopes,
    options=st.fixed_dictionaries(
        {"lr": rates, "betas": betas},
        optional={"eps": eps, "weight_decay": decays, "amsgrad": st.booleans()},
    ),
)
def test_moves_by_its_corrected_mean_over_its_corrected_root(
    adam, start, slope, options, device, dtype
):
    """The note lists Adam (AMSGrad) and its options. True: each step follows its formula.

    weight_decay is added to the gradient, and so passes through both means. AMSGrad takes the
    largest second mean so far before the correction, not after it. eps is outside the root.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)

    places = path(adam, x, g, **options)

    expected = each(loop_adam, places, g, **options)
    # |g| averaged as g is reaches 3 lr: what its mean may have lost to cancellation
    assert_near(places[1:], expected, roundings=24, scale=places[:-1].abs() + 3 * options["lr"])


@claim("adam-uses-first-and-second-moments", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.25)
@given(start=starts, slope=slopes, betas=betas)
def test_keeps_fading_means_of_each_gradient_and_of_its_square(
    adam, start, slope, betas, device, dtype
):
    """The note: it estimates the first and the second moment. True if the second is not centred.

    After t steps the gradient of step i weighs (1 - beta) beta^(t-i) in each: E[g²], no variance.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)
    ages = (COUNTS - COUNTS.T).clamp(min=0)
    first, second = ((1 - beta) * beta ** ages.tril() for beta in betas)
    first, second = first.tril().to(device), second.tril().to(device)

    m, v = (kept(adam, x, g, key, betas=betas) for key in ("exp_avg", "exp_avg_sq"))

    largest = g.abs().cummax(0).values
    assert_near(m, first @ g.double(), roundings=24, scale=largest)
    assert_near(v, second @ g.double() ** 2, roundings=24)


@claim("adam-bias-correction-unbiased", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.25)
@given(start=starts, slope=slopes, betas=betas)
def test_estimates_constant_moments_without_bias(adam, start, slope, betas, device, dtype):
    """The note: the estimates are corrected. True: of a constant g they are g and g², at any step.

    Divided by 1 - beta^t the weights of the gradients so far sum to one, and the mean of equals is
    each of them.
    """
    x, g = start.to(device, dtype), slope[0].to(device, dtype).expand(8, 6)
    ages = COUNTS.to(device) - 1
    first, second = ((1 - beta) * (beta**ages).cumsum(0) for beta in betas)  # 1 - beta^t

    m, v = (kept(adam, x, g, key, betas=betas) for key in ("exp_avg", "exp_avg_sq"))

    assert_near(m / first.to(dtype), g.double(), roundings=32)
    assert_near(v / second.to(dtype), g.double() ** 2, roundings=32)
    assert_near(v[0], (1 - betas[1]) * g[0].double() ** 2, roundings=4)
    moves = path(adam, x, g, betas=betas, lr=0.25).diff(dim=0)
    expected = -0.25 * g.double() / (g.double().abs() + 1e-8)
    assert_near(moves, expected, roundings=32, scale=x.abs() + 2)


@claim("adam-bias-correction-first-step", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.5)
@given(slope=slopes, lr=rates, betas=betas)
def test_first_moves_by_lr_against_the_sign(adam, slope, lr, betas, device, dtype):
    """The note: the start is corrected. True: whatever the betas, the move is lr |g| / (|g| + eps).

    That is lr if |g| is large beside eps, and nothing without a gradient. Uncorrected it would
    be (1 - beta1) / √(1 - beta2) times lr: with the default betas too long, not too short.
    """
    x, g = torch.zeros(6, device=device, dtype=dtype), slope[:1].to(device, dtype)
    exact = g.double()

    places = path(adam, x, g, lr=lr, betas=betas)
    m, v = (kept(adam, x, g, key, betas=betas) for key in ("exp_avg", "exp_avg_sq"))

    assert_near(places[1:], -lr * exact / (exact.abs() + 1e-8), roundings=12)
    uncorrected = (1 - betas[0]) / (1 - betas[1]) ** 0.5
    assert_near(m, uncorrected * v.double().sqrt() * exact.sign(), roundings=12)


@claim("adam-bias-correction-first-step", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE)
def test_would_first_move_by_three_lr_without_the_correction(adam, device, dtype):
    """How much the correction does: with the default betas (1 - 0.9) / √(1 - 0.999) = 3.16."""
    x, g = torch.zeros(6, device=device, dtype=dtype), torch.ones(1, 6, device=device, dtype=dtype)

    places = path(adam, x, g, lr=1.0)
    m, v = (kept(adam, x, g, key) for key in ("exp_avg", "exp_avg_sq"))

    assert round(places[1, 0].item(), 4) == -1
    assert round((m / v.sqrt())[0, 0].item(), 4) == 3.1623


@claim("adam-is-rmsprop-plus-momentum-plus-bias-correction", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.25)
@given(slope=steep, lr=rates, beta=st.floats(0.5, 0.99))
def test_without_its_first_mean_is_rmsprop_corrected(adam, slope, lr, beta, device, dtype):
    """The note: Adam is RMSprop with momentum, corrected. True of Adam without momentum, beta1 = 0.

    Each of its moves is then that of RMSprop times √(1 - beta2^t), if eps is 0.
    """
    x, g = torch.zeros(6, device=device, dtype=dtype), slope.to(device, dtype)
    correction = (1 - beta**COUNTS).sqrt().to(device)

    corrected = path(adam, x, g, lr=lr, betas=(0.0, beta), eps=0.0)
    uncorrected = path(RMSprop, x.double(), g.double(), lr=lr, alpha=beta, eps=0.0)

    expected = correction * uncorrected.diff(dim=0)
    scale = lr + corrected[:-1].abs().double() + uncorrected.abs().amax(0)
    assert_near(corrected.diff(dim=0), expected, roundings=24, scale=scale)


@claim("adam-is-rmsprop-plus-momentum-plus-bias-correction", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.1)
@given(slope=steep, lr=rates)
def test_has_a_momentum_that_does_not_accumulate(adam, slope, lr, device, dtype):
    """How far it holds: Adam's momentum is not that of RMSprop, or of SGD.

    It is a mean of the gradients, taken before the division. Theirs is a sum, which on a constant
    gradient grows to 1 / (1 - 0.9), ten times one step.
    """
    x = torch.zeros(6, device=device, dtype=dtype)
    g = slope[0].to(device, dtype).expand(30, 6)

    mean = path(adam, x, g, lr=lr, betas=(0.9, 0.5), eps=0.0).diff(dim=0)
    total = path(RMSprop, x, g, lr=lr, alpha=0.5, momentum=0.9, eps=0.0).diff(dim=0)

    assert (mean[-1].abs() < 1.01 * lr).all()
    assert (total[-1].abs() > 9 * lr).all()


@claim("adam-scale-invariance", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.5)
@given(start=starts, slope=gradients(-8, 8), power=st.integers(-20, 20), betas=betas)
def test_without_eps_ignores_the_scale_of_the_gradients(
    adam, start, slope, power, betas, device, dtype
):
    """The note: it adapts its steps. True: without eps the unit of the loss does not matter.

    Exact where the scale is a power of two: the same walk, bit for bit. SGD's moves scale.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)
    way = {"lr": 0.125, "betas": betas, "eps": 0.0}

    assert_equal(path(adam, x, g * 2.0**power, **way), path(adam, x, g, **way))
    zero = torch.zeros_like(x)
    assert_equal(path(SGD, zero, g * 2.0**power), path(SGD, zero, g) * 2.0**power)


@claim("adam-scale-invariance", note=NOTE, verdict=HOLDS_IF)
@pytest.mark.parametrize("options", [{}, {"eps": 0.0, "weight_decay": 0.5}], ids=["eps", "decay"])
@cells(dtypes=WIDE, examples=0.2)
@given(start=tensors(INTEGERS, shape=(6,)), slope=gradients(1, 8))
def test_feels_the_scale_of_gradients_no_larger_than_eps_or_decay(
    adam, options, start, slope, device, dtype
):
    """How far it holds: the scale matters once eps, or a decay, is as large as the gradients."""
    x, g = start.abs().add(1).to(device, dtype), slope.to(device, dtype)
    x[0] = 1  # the decay pulls one weight, at least, against its gradient
    g[:] = torch.where(x > 4, g, -g)

    large, small = (path(adam, x, g * scale, lr=0.01, **options) for scale in (8, 2.0**-30))

    assert ((large - small)[-1].abs() > 0.003).any()
