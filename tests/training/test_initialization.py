"""Initialization: which numbers each recipe draws, and what they do to many layers."""

import math

import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import nn

from concepts.activations.nonlinearity import deep, gain
from concepts.training.initialization import B_INIT
from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS, claim, not_checkable
from tests.support.devices import WIDE
from tests.support.statistics import assert_mean, assert_rate, risk
from tests.support.strategies import gaussian, seeded, seeds
from tests.support.tolerance import assert_equal

DEEP = "chapter-three 7(2)"
N = 20_000  # numbers drawn: a rate within 0.025, once in 1e10 samples not
WIDTH, DEPTH = 128, 20

NOT_CHECKABLE = [
    not_checkable(
        "bias-init",
        note=DEEP,
        statement="the biases are initialised in a step of their own",
        reason="it names a step and no value; torch's own values stand under its linear layer",
    )
]


def assert_normal(sample, mean, std):
    """As many numbers lie under the mean, and within 1 and 2 standard deviations, as should."""
    z = (sample.detach().double() - mean) / std
    assert_rate((z < 0).double(), 0.5, detects=0.05)
    assert_rate((z.abs() < 1).double(), math.erf(0.5**0.5), detects=0.05)
    assert_rate((z.abs() < 2).double(), math.erf(2**0.5), detects=0.05)


def assert_uniform(sample, low, high):
    """All lie between, and a quarter in each quarter."""
    place = (sample.detach().double() - low) / (high - low)
    slack = 2 * torch.finfo(sample.dtype).eps * max(abs(low), abs(high)) / (high - low)
    assert -slack <= place.min() <= place.max() <= 1 + slack
    for quarter in (0.25, 0.5, 0.75):
        assert_rate((place < quarter).double(), quarter, detects=0.05)


@claim("init-normal-001", note="softmax-regression 2", verdict=HOLDS)
@claim("random-init-gaussian-uniform", note=DEEP, verdict=HOLDS)
@cells(examples=0.3)
@given(seed=seeds(), mean=st.sampled_from([0.0, -0.5]), std=st.sampled_from([0.01, 0.1, 2.0]))
def test_draws_normal_numbers_by_their_standard_deviation(normal_, seed, mean, std, device, dtype):
    """The note: normal_(w, mean=0, std=0.01) gives N(0, 0.01²). True, in place, and w comes back.

    std is no variance: with it as a variance 8 % would lie within one std of 0.01, not 68 %.
    """
    w = torch.zeros(N // 10, 10, device=device, dtype=dtype)
    mean = mean * std  # in half precision a mean far from 0 leaves few numbers near it

    with seeded(seed, device):
        returned = normal_(w, mean=mean, std=std)

    assert returned is w
    assert_normal(w, mean, std)
    assert w.unique().numel() > 250


@claim("random-init-gaussian-uniform", note=DEEP, verdict=HOLDS)
@cells(examples=0.3)
@given(seed=seeds(), low=st.sampled_from([-0.1, 0.0, 2.0]), width=st.sampled_from([0.2, 1.0, 8.0]))
def test_draws_uniform_numbers_by_their_bounds(uniform_, seed, low, width, device, dtype):
    """The note: the numbers may be uniform as well. True: between a and b, all equally likely.

    The variance is (b - a)²/12: of U(-0.1, 0.1) the standard deviation is 0.0577, and not 0.1.
    """
    assume(dtype in (torch.float32, torch.float64) or low < 2)  # few half numbers are in [2, 2.2]
    w = torch.zeros(10, N // 10, device=device, dtype=dtype)

    with seeded(seed, device):
        returned = uniform_(w, low, low + width)

    assert returned is w
    assert_uniform(w, low, low + width)


@table("fill", [row("normal", "normal_"), row("uniform", "uniform_")])
@claim("random-init-gaussian-uniform", note=DEEP, verdict=HOLDS)
@given(seed=seeds())
def test_draws_as_many_digits_as_the_tensor_holds(fill, seed, device, dtype):
    """The note leaves the precision open. True is: numbers of float64 are not float32's, widened.

    Those of float32 are multiples of 2⁻²⁴: the ends of their range are hit, and missed by rounding.
    """
    w = torch.zeros(100, device=device, dtype=dtype)

    with seeded(seed, device):
        fill(w)

    assert (w != w.float().to(dtype)).any() == (dtype == torch.float64)


@claim("init-normal-001", note="softmax-regression 2", verdict=HOLDS)
@given(val=st.integers(-8, 8), sides=st.lists(st.integers(1, 4), max_size=3))
def test_fills_with_one_number(constant_, val, sides, device, dtype):
    """The note: constant_(b, val=0) sets the bias to 0. True, of any tensor, in place."""
    b = torch.ones(sides, device=device, dtype=dtype, requires_grad=True)

    returned = constant_(b, val / 4)

    assert returned is b
    assert_equal(b, torch.full(tuple(sides), val / 4, device=device, dtype=dtype))
    assert b.is_leaf


@table(
    "fill, law, variance",
    [
        row("xavier-normal", "xavier_normal_", "normal", lambda fan_in, out: 2 / (fan_in + out)),
        row("xavier-uniform", "xavier_uniform_", "uniform", lambda fan_in, out: 2 / (fan_in + out)),
        row("he-normal", "kaiming_normal_", "normal", lambda fan_in, out: 2 / fan_in),
        row("he-uniform", "kaiming_uniform_", "uniform", lambda fan_in, out: 2 / fan_in),
    ],
)
@claim("random-init-gaussian-uniform", note=DEEP, verdict=HOLDS)
@cells(examples=0.3)
@given(seed=seeds(), sides=st.sampled_from([(40, 500), (100, 200), (500, 40)]))
def test_has_the_same_variance_in_either_law(fill, law, variance, seed, sides, device, dtype):
    """The note: Gaussian or uniform. The named recipes come in both, with one variance.

    Xavier's is 2/(in + out), He's 2/in; uniform numbers of variance v end at ±√(3v).
    """
    w = torch.zeros(sides, device=device, dtype=dtype)
    std = math.sqrt(variance(sides[1], sides[0]))

    with seeded(seed, device):
        fill(w)

    if law == "normal":
        assert_normal(w, 0.0, std)
    else:
        assert_uniform(w, -math.sqrt(3) * std, math.sqrt(3) * std)


@claim("random-init-gaussian-uniform", note=DEEP, verdict=HOLDS)
@cells(examples=0.3)
@given(seed=seeds(), inputs=st.sampled_from([1, 4, 100]))
def test_gives_a_linear_layer_bounds_of_one_over_the_root_of_its_inputs(
    fresh_linear, seed, inputs, device, dtype
):
    """What torch does if nothing is said: U(-1/√in, 1/√in), for the weight and for the bias.

    For 100 inputs that is ±0.1. The variance is 1/(3 in), a sixth of He's 2/in.
    """
    bound = inputs**-0.5

    with seeded(seed, device):
        wide = fresh_linear(inputs, N, device=device, dtype=dtype)

    assert (wide.weight.shape, wide.bias.shape) == ((N, inputs), (N,))
    assert_uniform(wide.weight[:, 0], -bound, bound)
    assert_uniform(wide.bias, -bound, bound)
    assert_mean(
        wide.bias * wide.weight[:, -1], 0.0, low=-1.01 / inputs, high=1.01 / inputs, detects=0.1
    )


@claim("set-init-values", note="regression-network 4", verdict=HOLDS)
@cells(examples=0.2)
@given(seed=seeds())
def test_of_the_note_draws_weights_and_sets_biases(set_init, seed, device, dtype):
    """The note: weights from N(0, 0.1²), all biases -0.2. True of its linear layers.

    The batch normalisation between them keeps its scale 1 and its shift 0.
    """
    net = nn.Sequential(nn.Linear(4, 200), nn.BatchNorm1d(200), nn.Linear(200, 100)).to(
        device, dtype
    )
    first, norm, last = net

    with seeded(seed, device):
        set_init(net)

    assert B_INIT == -0.2
    assert_normal(last.weight, 0.0, 0.1)
    assert_rate((first.weight.double().abs() < 0.1).double(), math.erf(0.5**0.5), detects=0.3)
    for parameter, value in [(first.bias, -0.2), (last.bias, -0.2), (norm.weight, 1.0)]:
        assert_equal(parameter, torch.full_like(parameter, value))
    assert_equal(norm.bias, torch.zeros_like(norm.bias))


@table(
    "fill, share",
    [
        row("he-normal", "kaiming_normal_", 1.0),
        row("he-uniform", "kaiming_uniform_", 1.0),
        row("xavier-normal", "xavier_normal_", 0.5),
        row("xavier-uniform", "xavier_uniform_", 0.5),
    ],
)
@claim("random-init-gaussian-uniform", note=DEEP, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.2)
@given(seed=seeds())
def test_decides_by_its_variance_what_twenty_layers_leave(fill, share, seed, device, dtype):
    """What matters is the variance, and not the law: shown in 20 relu layers of width 128.

    Each layer keeps width · variance/2 of the mean square, forward and back: all of it with He's,
    half with Xavier's, which leaves a thousandth of a gradient. In 300 seeds the decimal logarithm
    of what is left is 0.1 ± 0.2 under that of activations, and 0.5 ± 0.2 over that of gradients.
    """
    risk(deviations=9)
    with seeded(seed, device):
        weights = [
            fill(torch.empty(WIDTH, WIDTH, device=device, dtype=dtype)) for _ in range(DEPTH)
        ]
    x = gaussian(seed + 1, WIDTH).to(device, dtype)
    net = deep(torch.relu, weights)

    forward, back = (net(x).norm() / x.norm()).item(), gain(net, x)

    assert 0.01 < forward / share ** (DEPTH / 2) < 100
    assert 0.01 < back / share ** (DEPTH / 2) < 1000
