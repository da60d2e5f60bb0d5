"""ReLU: what it keeps, what it passes back, and how its units die."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.activations.nonlinearity import deep, gain
from concepts.activations.relu import naive_relu
from tests.support import versions
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, REFUTED, claim, not_checkable
from tests.support.devices import WIDE
from tests.support.statistics import assert_rate, risk
from tests.support.strategies import INTEGERS, NASTY, gaussian, generator, seeds, tensors
from tests.support.tolerance import assert_equal

NOT_CHECKABLE = [
    not_checkable(
        "relu-simple",
        note="chapter-three 3(3)",
        statement="relu is simple",
        reason="simplicity is no measurable quantity, and speed depends on the hardware",
    )
]


@claim("relu-formula", note="regression-network 2", verdict=HOLDS)
@given(x=tensors(NASTY))
def test_is_the_larger_of_x_and_zero(relu, x, device, dtype):
    """The note: 0 where x < 0, x where x > 0. True without rounding; 0 at 0, and nan stays nan."""
    x = x.to(device, dtype)
    values = [0.0 if n <= 0 else n for n in x.flatten().tolist()]

    before = x.clone()
    assert_equal(relu(x), torch.tensor(values, dtype=dtype).reshape(x.shape).to(device))
    assert_equal(x, before)


@claim("relu-formula", note="regression-network 2", verdict=HOLDS)
@given(x=tensors(INTEGERS), c=st.integers(0, 8))
def test_scales_with_its_input_and_changes_nothing_when_applied_again(relu, x, c, device, dtype):
    """Two consequences: relu(c x) = c relu(x) for c ≥ 0, and relu(relu(x)) = relu(x). Exact."""
    x = x.to(device, dtype)

    assert_equal(relu(c * x), c * relu(x))
    assert_equal(relu(relu(x)), relu(x))


@claim("relu-formula", note="regression-network 2", verdict=HOLDS)
@pytest.mark.parametrize("kind", [torch.int8, torch.int32, torch.int64], ids=str)
@given(x=tensors(INTEGERS))
def test_of_integers_is_integers(relu, kind, x, device):
    """The note is silent on integers. Its formula needs no float: they stay of their kind."""
    whole = x.to(device, kind)

    assert_equal(relu(whole), (whole + whole.abs()) // 2)


@claim("relu-formula", note="regression-network 2", verdict=HOLDS)
def test_of_minus_infinity_is_zero_where_a_mask_gives_nan(relu, device, dtype):
    """The note: 0 where x < 0. True of -∞ too; the common x · [x > 0] gives 0 · -∞ = nan."""
    x = torch.tensor([-torch.inf, torch.inf, -2, 0.5], device=device, dtype=dtype)

    assert_equal(relu(x), x.new_tensor([0, torch.inf, 0, 0.5]))
    assert_equal(naive_relu(x), x.new_tensor([torch.nan, torch.inf, 0, 0.5]))


@claim("relu-negative-derivative-zero", note="chapter-three 3(3)", verdict=HOLDS)
@given(data=st.data(), x=tensors(NASTY))
def test_passes_back_all_of_a_gradient_or_nothing(relu, data, x, device, dtype):
    """The note: the derivative is 0 for negative inputs. True; 1 for positive ones, however small.

    At 0, where there is none, it is 0.
    """
    v = data.draw(tensors(INTEGERS, shape=tuple(x.shape))).to(device, dtype)
    x = x.nan_to_num(1.0, posinf=torch.inf, neginf=-torch.inf).to(device, dtype).requires_grad_()

    (gradient,) = torch.autograd.grad((relu(x) * v).sum(), x)

    assert_equal(gradient, torch.where(x.detach() > 0, v, torch.zeros_like(v)))


@claim("relu-negative-derivative-zero", note="chapter-three 3(3)", verdict=HOLDS)
def test_has_slope_zero_at_zero_where_a_clamp_once_had_one(relu, device, dtype):
    """The note gives none at 0. It is 0; that of clamp(min=0) was 1 until torch 2.13."""
    x = torch.zeros(1, device=device, dtype=dtype, requires_grad=True)

    ways = relu(x), naive_relu(x), x.clamp(min=0)
    slope, masked, clamped = (torch.autograd.grad(y, x)[0] for y in ways)

    assert_equal(torch.cat([slope, masked]), 0.0)
    assert_equal(clamped, 0.0 if versions.CLAMP_IS_FLAT_AT_ITS_BOUNDS else 1.0)


@claim("relu-solves-vanishing", note="chapter-three 3(3)", verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.3)
@given(seed=seeds(), spread=st.sampled_from([3**-0.5, 1.0, 2**0.5]))
def test_keeps_a_gradient_only_as_large_as_the_weights_allow(relu, seed, spread, device, dtype):
    """The note: relu solves vanishing gradients. True of He's weights, with spread √2.

    With 20 layers of width 64 and standard deviation spread/√64, about 2.4 (spread/√2)^20 of the
    gradient is left: all with He's weights, 2e-3 with Xavier's, 4e-8 with a linear layer's own (the
    decimal logarithm varies by ± 0.24 over 300 seeds). With sigmoid it is less than 1e-8 for each.
    """
    risk(deviations=14)
    weights = gaussian(seed, 20, 64, 64, scale=spread / 8).to(device, dtype)
    x = gaussian(seed + 1, 64).to(device, dtype)

    left = gain(deep(relu, weights), x)

    assert 1e-3 < left / (spread / 2**0.5) ** 20 < 1e4
    assert gain(deep(torch.sigmoid, weights), x) < 1e-8


@claim("relu-dead-neuron-no-gradient", note="chapter-three 3(3)", verdict=HOLDS_IF)
@pytest.mark.parametrize(
    ("decay", "velocity", "moves"),
    [(0.0, 0.0, False), (0.5, 0.0, True), (0.0, 1.0, True)],
    ids=["plain", "decay", "momentum"],
)
@given(data=st.data())
def test_unit_off_for_every_sample_stays_put_under_plain_descent(
    relu, decay, velocity, moves, data, device, dtype
):
    """The note: a unit that is off for every sample is never updated. True of plain descent.

    Its gradient is exactly 0, so every bit of its parameters stays. Weight decay, or momentum from
    before, moves them all the same; and one sample that is on is enough for a gradient.
    """
    x = data.draw(tensors(INTEGERS, shape=(5, 3))).to(device, dtype)
    weight = data.draw(tensors(INTEGERS, shape=(3,))).to(device, dtype) + 9
    bias = -(x @ weight).max()  # the largest of the batch is 0
    weight, bias = weight.requires_grad_(), bias.requires_grad_()

    gradients = torch.autograd.grad(relu(x @ weight + bias).sum(), [weight, bias])
    (alive,) = torch.autograd.grad(relu(x @ weight + bias + 1).sum(), bias)
    after = weight - 0.1 * (0.9 * velocity + gradients[0] + decay * weight)

    assert [g.abs().max().item() for g in gradients] == [0, 0]
    assert (after != weight).all() == moves
    assert alive >= 1


@claim("relu-dead-forever", note="chapter-three 3(3)", verdict=REFUTED)
@cells(dtypes=WIDE, examples=0.2)
@given(threshold=st.floats(1.5, 4))
def test_unit_that_is_dead_revives_when_the_layer_before_it_moves(relu, threshold, device, dtype):
    """The note: a dead unit can never be updated again. No: not behind a layer that still learns.

    The unit relu(h - threshold) is off at h = 1 and gets no gradient. But h is led to 5 on a path
    of its own; the unit wakes up, and then its own parameters learn.
    """
    h, bias = (torch.tensor(n, device=device, dtype=dtype) for n in (1.0, -threshold))
    active, moved = [], []

    for _ in range(60):
        h, bias = h.detach().requires_grad_(), bias.detach().requires_grad_()
        unit = relu(h + bias)
        to_h, to_bias = torch.autograd.grad((h - 5) ** 2 + (unit - 1) ** 2, [h, bias])
        active.append(bool(unit > 0))
        moved.append(bool((to_bias != 0) | (unit == 1)))  # at 1 it is right
        h, bias = h - 0.05 * to_h, bias - 0.05 * to_bias

    assert (active[0], moved[0]) == (False, False)
    assert any(active)
    assert active == moved


@claim("relu-death-cause-negative-init", note="chapter-three 3(3)", verdict=IMPRECISE)
@pytest.mark.parametrize(
    ("sign", "positive_inputs", "dead"),
    [(0, False, False), (-1, False, False), (-1, True, True)],
    ids=["usual-weights", "negative-weights", "negative-weights-and-biases-and-positive-inputs"],
)
@cells(examples=0.2)
@given(seed=seeds())
def test_units_die_at_birth_of_negative_sums_and_not_of_negative_weights(
    relu, sign, positive_inputs, dead, seed, device, dtype
):
    """The note: negative values at initialisation kill units. Not the weights': the sums w·x + b.

    Half of the usual weights are negative, and of 64 units none is off for all of 256 normal
    samples; nor if all weights are. All are off where weights and biases are negative and inputs,
    like pixels, are not. (In the first two cases a unit is dead by chance with probability under
    1e-12.)
    """
    source = generator(seed)
    weight, bias = (torch.rand(64, n, generator=source) * 2 - 1 for n in (32, 1))
    x = torch.randn(256, 32, generator=source)
    if sign:
        weight = sign * weight.abs()
    if positive_inputs:
        x, bias = x.abs(), -bias.abs()
    weight, bias, x = (t.to(device, dtype) for t in (weight, bias, x))

    off = (relu(x @ weight.T + bias.T) == 0).all(0)

    assert off.tolist() == [dead] * 64
    assert_rate((weight < 0).flatten(), 1.0 if sign else 0.5, detects=0.2)


def trained(activation, lr, steps, seed, device, dtype):
    """Units off for all samples, before and after descent, and the loss over the variance.

    A net 10-50-1 with a linear layer's own initial weights learns a sine on 64 samples.
    """
    source = generator(seed)
    x = torch.rand(64, 10, generator=source).to(device, dtype)
    y = (6 * x[:, :1]).sin()
    parameters = [
        ((torch.rand(*shape, generator=source) * 2 - 1) / fan_in**0.5).to(device, dtype)
        for shape, fan_in in (((10, 50), 10), ((50,), 10), ((50, 1), 50), ((1,), 50))
    ]

    def hidden_and_loss():
        w, b, v, c = parameters
        hidden = activation(x @ w + b)
        return hidden, ((hidden @ v + c - y) ** 2).mean()

    before = (hidden_and_loss()[0] == 0).all(0).sum().item()
    for _ in range(steps):
        parameters = [p.detach().requires_grad_() for p in parameters]
        gradients = torch.autograd.grad(hidden_and_loss()[1], parameters)
        parameters = [p - lr * g for p, g in zip(parameters, gradients, strict=True)]
    hidden, loss = hidden_and_loss()
    return before, (hidden == 0).all(0).sum().item(), (loss / y.var()).item()


@claim("relu-death-cause-large-lr", note="chapter-three 3(3)", verdict=HOLDS_IF)
@claim("relu-advice-small-lr", note="chapter-three 3(3)", verdict=HOLDS_IF)
@cells(dtypes=["float32"], examples=0.1)
@given(seed=seeds())
def test_units_die_in_training_of_a_large_learning_rate(relu, seed, device, dtype):
    """The note: large steps kill units, so choose a suitably small rate. True of rates too large.

    Over 20,000 nets, forty steps at rate 1.5 left all 50 units dead; over 30,000, a hundred at 0.05
    at most six more than at birth. But with 0.001 hardly anything is learnt: the median loss is
    0.98 of the variance, with 0.05 it is 0.33; in each net it was at least 1.5 times as large.
    """
    risk(1e-9)
    born, none, idle = trained(relu, 0.001, 100, seed, device, dtype)
    _, few, learnt = trained(relu, 0.05, 100, seed, device, dtype)
    _, most, burnt = trained(relu, 1.5, 40, seed, device, dtype)

    assert none <= born + 16
    assert few <= born + 16
    assert most >= 40
    assert learnt < idle < burnt
