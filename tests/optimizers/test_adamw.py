"""AdamW: Adam, with a decay that no mean and no root ever sees."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.optimizers.adam import Adam
from tests.optimizers.loop_adam import loop_adam
from tests.optimizers.paths import each, path, rates, slopes, starts, steep
from tests.support import versions
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, claim
from tests.support.devices import WIDE
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_equal, assert_near

NOTE = "chapter-three 6(8)"

betas = st.tuples(st.floats(0, 0.9), st.floats(0.5, 0.999))
decays = st.floats(0.01, 1)


@claim("adamw-rule", note=NOTE, verdict=HOLDS)
@claim("adamw-rule-amsgrad", note=NOTE, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.5)
@given(
    start=starts,
    slope=slopes,
    lr=rates,
    decay=decays,
    options=st.fixed_dictionaries(
        {"betas": betas},
        optional={"eps": st.sampled_from([1e-8, 1e-3, 0.1]), "amsgrad": st.booleans()},
    ),
)
def test_shrinks_a_weight_and_moves_it_as_adam_does(
    adamw, start, slope, lr, decay, options, device, dtype
):
    """The note lists AdamW and its options. True: each step first shrinks θ by 1 - lr decay.

    Then comes Adam's move by the bare gradient; with amsgrad by the largest second mean so far,
    taken before the correction and not after it.
    """
    x, g = start.to(device, dtype), slope.to(device, dtype)

    places = path(adamw, x, g, lr=lr, weight_decay=decay, **options)

    expected = each(loop_adam, places.double() * (1 - lr * decay), g, lr=lr, **options)
    # |g| averaged as g is reaches 3 lr: what its mean may have lost to cancellation
    assert_near(places[1:], expected, roundings=24, scale=places[:-1].abs() + 3 * lr)


@claim("adamw-decoupled-decay", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(start=starts, lr=rates, decay=decays)
def test_without_a_slope_shrinks_its_weights_geometrically(adamw, start, lr, decay, device, dtype):
    """The note gives a decay to both. AdamW's is decoupled: by 1 - lr decay a step, and by no more.

    Adam, whose decay is part of the gradient, first moves any weight by lr instead.
    """
    x, g = start.to(device, dtype), torch.zeros(8, 6, device=device, dtype=dtype)
    steps = torch.arange(9, dtype=torch.float64, device=device)[:, None]

    places = path(adamw, x, g, lr=lr, weight_decay=decay)

    assert_near(places, x.double() * (1 - lr * decay) ** steps, roundings=16, scale=x.abs())


@claim("adamw-equals-adam-without-decay", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.25)
@given(start=starts, slope=slopes, lr=rates, betas=betas, amsgrad=st.booleans())
def test_without_decay_is_adam(adamw, start, slope, lr, betas, amsgrad, device, dtype):
    """The name: a variant of Adam. True: only the decay sets them apart."""
    x, g = start.to(device, dtype), slope.to(device, dtype)
    way = {"lr": lr, "betas": betas, "amsgrad": amsgrad}

    places = path(adamw, x, g, weight_decay=0, **way)

    expected = path(Adam, x, g, **way).double()
    scale = expected.abs().cummax(0).values + 3 * lr
    assert_near(places, expected, roundings=24, scale=scale)


@claim("adamw-equals-adam-without-decay", note=NOTE, verdict=HOLDS)
@cells(dtypes=["float64"], examples=0.25)
@given(start=starts, slope=steep)
def test_by_default_is_not_adam(adamw, start, slope, device, dtype):
    """AdamW's default decay is 0.01, Adam's is 0: left alone, the two part at any weight but 0."""
    x, g = start.to(device, dtype), slope.to(device, dtype)

    places = path(adamw, x, g)

    shrunk = x * (1 - 1e-3 * 1e-2)
    assert_near(places[1] - path(Adam, x, g)[1], shrunk - x, roundings=16, scale=x.abs() + 1)


@claim("adamw-equals-adam-without-decay", note=NOTE, verdict=HOLDS)
@cells(examples=0.25)
@given(seed=seeds())
def test_of_torch_is_the_adam_of_torch_with_a_decay_apart(seed, device, dtype):
    """In torch they share their code: without decay the walks are equal bit for bit.

    Since 2.7 AdamW is a subclass of Adam, and with any decay equals
    Adam(decoupled_weight_decay=True).
    """
    x, g = gaussian(seed, 6).to(device, dtype), gaussian(seed + 1, 8, 6).to(device, dtype)
    derived = bool(versions.ADAMW_IS_AN_ADAM)
    decoupled = {"decoupled_weight_decay": True} if derived else {}
    decay = 0.1 if decoupled else 0

    shrinking = path(torch.optim.AdamW, x, g, weight_decay=decay)

    assert_equal(shrinking, path(torch.optim.Adam, x, g, weight_decay=decay, **decoupled))
    assert issubclass(torch.optim.AdamW, torch.optim.Adam) is derived
