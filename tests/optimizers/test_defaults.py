"""The defaults of eleven optimizers: as inspected, as stored, as used, and in their order."""

import inspect
from contextlib import nullcontext
from functools import partial

import pytest
import torch
from hypothesis import given

from concepts.optimizers.defaults import LISTINGS
from tests.optimizers.walks import CONCEPT, WAYS, descend, walk, walked
from tests.support import versions
from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS, IMPRECISE, VERSION_DEPENDENT, claim
from tests.support.strategies import seeds
from tests.support.tolerance import assert_equal, assert_near

NOTE = {name: f"chapter-three 6({number})" for number, name in enumerate(LISTINGS, 1)}

REQUIRED = {"SGD": versions.SGD_REQUIRES}
COMPANIONS = {"dampening": {"momentum": 0.9}, "nesterov": {"momentum": 0.9, "dampening": 0}}
NEIGHBOURS = {  # values beside the default, each of which takes the weights elsewhere
    "lr": [0.005],
    "momentum": [0.1],
    "dampening": [0.1],
    "weight_decay": [0.02],
    "nesterov": [True],
    "lr_decay": [0.1],
    "initial_accumulator_value": [0.1],
    "eps": [1e-7],
    "alpha": [0.9],
    "centered": [True],
    "rho": [0.95],
    "betas": [(0.8, 0.999), (0.9, 0.99)],
    "amsgrad": [True],
    "lambd": [1e-3],
    "t0": [],  # no weight feels it: a test of its own
    "max_iter": [2],
    "max_eval": [2],
    "tolerance_grad": [1.0],
    "tolerance_change": [0.1],
    "history_size": [1],
    "line_search_fn": [],  # the reference has no other: a test of its own
    "etas": [(0.4, 1.2), (0.5, 1.1)],
    "step_sizes": [(1e-5, 50), (1e-6, 5)],
}
DISTINCT = {option: values[0] for option, values in NEIGHBOURS.items() if values} | {
    "dampening": 0,  # with nesterov
    "t0": 3.0,
    "line_search_fn": "strong_wolfe",
}

NO_LR = claim(
    "sgd-default-lr",
    note=NOTE["SGD"],
    verdict=VERSION_DEPENDENT,
    statement="SGD has no default lr before torch 2.2, and 0.001 since",
)
NO_MOMENTUM = claim(
    "mom-sgd-default-none",
    note="course Momentum",
    verdict=HOLDS,
    statement="SGD has no momentum unless it is given one",
)
ALSO = {("SGD", "momentum"): [NO_MOMENTUM]}


def default(name, option, value):
    """The claim of the listing that an option has this default."""
    id = f"{name}-default-{option}".lower().replace("_", "-")
    statement = f"{name}'s default {option} is {value}"
    return claim(id, note=NOTE[name], verdict=HOLDS, statement=statement)


def order(name):
    """The claim of the listing that the options come in this order."""
    statement = f"{name} takes {', '.join(LISTINGS[name])} first, and in this order"
    id = f"{name}-signature-order".lower()
    return claim(id, note=NOTE[name], verdict=VERSION_DEPENDENT, statement=statement)


def listed(name, option, value, claims):
    """A row: an option of an optimizer, its default, and the claims that are decided by it."""
    return row(f"{CONCEPT[name]}-{option}", CONCEPT[name], name, option, value, claims=claims)


DEFAULTS = [
    listed(name, option, value, [default(name, option, value), *ALSO.get((name, option), [])])
    for name, options in LISTINGS.items()
    for option, value in options.items()
    if value is not ...
]
if versions.SGD_HAS_A_DEFAULT_LR.here:
    DEFAULTS.append(listed("SGD", "lr", 0.001, [NO_LR]))


def options_of(optimizer):
    """The options of an optimizer and their defaults, in the order of its signature."""
    _, *options = inspect.signature(optimizer).parameters.values()
    return {option.name: option.default for option in options}


@table("optimizer, name, option, value", DEFAULTS)
def test_are_those_of_the_signature(optimizer, name, option, value):
    """The note lists them. True of every one; the lr of SGD, left blank, came with torch 2.2."""
    defaults = options_of(optimizer)

    assert option in defaults
    assert defaults[option] == value


@table("optimizer, name, option, value", DEFAULTS)
def test_are_what_the_optimizer_stores(optimizer, name, option, value):
    """The note lists them. True but for LBFGS's max_eval: None is stored as 5/4 max_iter, 25."""
    stored = {"max_eval": 25}.get(option, value)

    (group,) = optimizer([torch.zeros(1)], **REQUIRED.get(name, {})).param_groups

    assert option in group
    assert group[option] == stored


@table("optimizer, name, option, value", DEFAULTS)
@cells(dtypes=["float64"], examples=0.05)
@given(seed=seeds())
def test_are_what_the_optimizer_steps_with(optimizer, name, option, value, seed, device, dtype):
    """True bit for bit: left out or given, the weights go the same way; with a neighbour, not.

    In float64, where even an eps of 1e-10 shows beside a gradient of ordinary size.
    Two defaults do not affect the weights here: ASGD's t0 and the line search of LBFGS, below.
    Dampening and Nesterov's variant matter beside momentum alone.
    """
    way = partial(WAYS.get(name, walk), optimizer, seed, device, dtype)
    beside = REQUIRED.get(name, {}) | COMPANIONS.get(option, {})
    assert option in options_of(optimizer)

    unsaid, said = way(**beside), way(**beside, **{option: value})
    elsewhere = [way(**beside | {option: other}) for other in NEIGHBOURS[option]]

    assert_equal(unsaid, said)
    assert not any(said.equal(other) for other in elsewhere)


@NO_LR
def test_of_sgd_lack_a_learning_rate_before_torch_2_2():
    """The note leaves it blank. True before torch 2.2, which insists on one; 0.001 since."""
    refusal = (
        nullcontext() if versions.SGD_HAS_A_DEFAULT_LR else pytest.raises(ValueError, match="lr")
    )

    with refusal:
        assert torch.optim.SGD([torch.zeros(1)]).defaults["lr"] == 0.001


def average_of(optimizer):
    """The average that ASGD keeps of each weight."""
    return torch.cat([state["ax"] for state in optimizer.state.values()])


@default("ASGD", "t0", LISTINGS["ASGD"]["t0"])
@claim("asgd-default-does-not-average", note=NOTE["ASGD"], verdict=IMPRECISE)
@cells(dtypes=["float64"], examples=0.2)
@given(seed=seeds())
def test_of_asgd_do_no_averaging_for_a_million_steps(asgd, seed, device, dtype):
    """The name: averaged SGD. Not by default: the note has t0 = 1000000.0, a million steps.

    Up to then the average is the current weight, after it the mean of the weights since. It is
    kept in the state: neither it nor t0 ever affects a weight. torch takes its share in float32.
    """
    assert "t0" in options_of(asgd)

    unsaid, following = walked(asgd, seed, device, dtype)
    said, _ = walked(asgd, seed, device, dtype, t0=1e6)
    early, averaging = walked(asgd, seed, device, dtype, t0=3.0)

    assert_equal(unsaid, said)
    assert_equal(unsaid, early)
    assert_equal(average_of(following), unsaid[-1])
    mean, scale = early[5:].mean(0), early.abs().amax(0)
    assert_near(average_of(averaging), mean, roundings=1, scale=scale, dtype=torch.float32)


@default("LBFGS", "line_search_fn", None)
@cells(dtypes=["float64"], examples=0.2)
@given(seed=seeds())
def test_of_lbfgs_include_no_line_search(lbfgs, seed, device, dtype):
    """The note: None. True: a move is lr times the direction, however far uphill that leads.

    A name makes it search; one that it does not know is refused (the reference knows none).
    """
    assert "line_search_fn" in options_of(lbfgs)

    start, near, _ = descend(lbfgs, seed, device, dtype, max_iter=1, lr=1.0)
    _, far, _ = descend(lbfgs, seed, device, dtype, max_iter=1, lr=32.0)

    assert_near(far - start, 32 * (near - start), roundings=4, scale=32 * near.abs() + far.abs())
    with pytest.raises(RuntimeError, match=r"line_search_fn|strong_wolfe"):
        descend(lbfgs, seed, device, dtype, line_search_fn="golden section")


@table("optimizer, name", [row(CONCEPT[n], CONCEPT[n], n, claims=[order(n)]) for n in LISTINGS])
def test_come_in_the_order_of_the_listing(optimizer, name):
    """True: the listed names come first, so that values given by place mean what they should."""
    options = {option: DISTINCT[option] for option in LISTINGS[name]}
    weight = torch.zeros(1)

    assert list(options_of(optimizer))[: len(options)] == list(options)
    (by_place,) = optimizer([weight], *options.values()).param_groups
    (by_name,) = optimizer([weight], **options).param_groups
    assert by_place == by_name
    assert {option: by_name[option] for option in options} == options


@pytest.mark.parametrize("name", [pytest.param(n, marks=order(n), id=n) for n in LISTINGS])
def test_are_not_all_that_torch_has(name):
    """The note lists no more. More there are, and which depends on the version of torch.

    What came stands behind the listed ones or is a keyword alone. But behind them it moves:
    RMSprop's capturable, of 2.4, took the place of foreach.
    """
    parameters = inspect.signature(getattr(torch.optim, name)).parameters.values()
    keywords = {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}
    positional = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]

    more = sorted({*versions.OPTIONS_ADDED[name], *versions.KEYWORDS_ADDED[name]})
    versions.seen(f"{name}, beside what the note lists, takes", ", ".join(more) or "nothing")
    assert positional == ["params", *LISTINGS[name], *versions.OPTIONS_ADDED[name]]
    assert keywords == versions.KEYWORDS_ADDED[name]
