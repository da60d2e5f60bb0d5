"""Adamax: Adam with the largest gradient of late in the place of the root mean square.

All claims are about float32 and float64: in float16 eps is zero, and bfloat16 has two digits.
"""

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.optimizers.paths import COUNTS, decays, each, path, rates, slopes, starts, steep
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, claim
from tests.support.devices import WIDE
from tests.support.tolerance import assert_near

NOTE = "chapter-three 6(6)"

betas = st.tuples(st.floats(0, 0.9), st.floats(0.5, 0.999))


def loop_adamax(places, gradients, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
    """Where each step leads from where it starts."""
    beta1, beta2 = betas
    mean = largest = 0.0
    for t, (x, gradient) in enumerate(zip(places, gradients, strict=False), 1):
        g = gradient + weight_decay * x
        mean = beta1 * mean + (1 - beta1) * g
        largest = max(beta2 * largest, abs(g) + eps)
        yield x - lr / (1 - beta1**t) * mean / largest


def reach(lr, betas, device):
    """How far a step can be, in units of |g| / u: lr times Σ (beta1/beta2)^k over Σ beta1^k."""
    beta1, beta2 = betas
    ages = COUNTS.to(device) - 1
    return lr * ((beta1 / beta2) ** ages).cumsum(0) / (beta1**ages).cumsum(0)


@claim("adamax-rule", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(
    start=starts,
    slope=slopes,
    options=st.fixed_dictionaries(
        {"lr": rates},
        optional={
            "betas": betas,
            "eps": st.sampled_from([1e-8, 1e-3, 0.1]),
            "weight_decay": decays,
        },
    ),
)
def test_moves_by_its_corrected_mean_over_the_largest_recent_gradient(
    adamax, start, slope, options, device, dtype
):
    """The note lists Adamax and its options. True: each step follows its formula, from any state.

    The largest |g| fades by beta2 a step and is not corrected. eps is added to each |g| before the
    maximum is taken.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)

    places = path(adamax, x, g, **options)

    expected = each(loop_adamax, places, g, **options)
    farthest = reach(options["lr"], options.get("betas", (0.9, 0.999)), device)
    assert_near(places[1:], expected, roundings=24, scale=places[:-1].abs() + farthest)


@claim("adamax-step-bounded", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.5)
@given(slope=slopes, lr=rates, betas=betas)
def test_takes_steps_of_bounded_length(adamax, slope, lr, betas, device, dtype):
    """The name: a max, no root of squares. So no step is longer than lr by much if beta1 < beta2.

    The bound is lr Σ (beta1/beta2)^k / Σ beta1^k over the steps so far: with the default betas
    1.01 lr in the limit, and less than that before.
    """
    x, g = torch.zeros(6, device=device, dtype=dtype), slope.to(device, dtype)
    farthest = reach(lr, betas, device).expand(8, 6)

    places = path(adamax, x, g, lr=lr, betas=betas)

    moves = places.diff(dim=0).abs().double()
    scale = farthest + places[1:].abs()
    assert_near(moves.maximum(farthest), farthest, roundings=24, scale=scale, dtype=dtype)
    assert (reach(lr, (0.9, 0.999), device) < 1.01 * lr).all()


@claim("adamax-step-bounded", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.25)
@given(slope=steep, lr=rates, betas=betas)
def test_reaches_its_bound_if_slopes_fade_as_fast_as_it_forgets(
    adamax, slope, lr, betas, device, dtype
):
    """The bound is sharp: gradients that shrink by beta2 from step to step reach it.

    So they do with beta2 under beta1, where steps need not stay near lr.
    """
    x = torch.zeros(6, device=device, dtype=dtype)
    fading = betas[1] ** (COUNTS.to(device) - 1) * slope[0].sign().to(device)

    places = path(adamax, x, fading.to(dtype), lr=lr, betas=betas, eps=0.0)

    farthest = reach(lr, betas, device).expand(8, 6)
    scale = farthest + places[1:].abs()
    assert_near(places.diff(dim=0).abs(), farthest, roundings=32, scale=scale)
