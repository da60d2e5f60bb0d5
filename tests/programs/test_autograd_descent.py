"""The note's program of gradient descent by autograd: three points, one weight, 100 epochs."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.programs.autograd_descent import EPOCHS, RATE, START, XS, YS
from concepts.tensors.autograd import Variable
from tests.support.axes import NOT_AVAILABLE, cells
from tests.support.claims import HOLDS, HOLDS_IF, claim
from tests.support.devices import WIDE
from tests.support.figures import THREE, assert_figure
from tests.support.strategies import REALS, tensors
from tests.support.tolerance import assert_near, eps

BASICS = "pytorch-basics 5"
STILL_FROM = {torch.float32: 53, torch.float64: 120}  # the first epoch in which nothing moves
by_either = pytest.mark.parametrize("engine", [torch.tensor, Variable], ids=["torch", "ours"])
points = tensors(REALS, shape=(3, 2)).map(torch.Tensor.tolist)


@claim("autograd-program-first-gradients", note=BASICS, verdict=HOLDS)
@cells(dtypes=WIDE)
@by_either
def test_starts_with_three_ever_larger_gradients(autograd_descent, engine, device, dtype):
    """The note's code, from w = 0.1, prints -3.8, -14.896 and -30.8347 in its first epoch. True.

    They are 2 x (x w - y), one sample at a time, each at the weight that the last one left.
    """
    w = engine([START], device=device, dtype=dtype, requires_grad=True)

    run = autograd_descent(w, epochs=1)

    found = torch.tensor([*run.gradients, *run.weights], dtype=dtype)
    expected = torch.tensor([-3.8, -14.896, -30.83472, 0.5953072], dtype=torch.float64)
    assert_near(found, expected, roundings=8)


@claim("autograd-equals-manual", note=BASICS, verdict=HOLDS)
@cells(dtypes=["float64"])
@by_either
@given(samples=points, start=st.floats(-8, 8))
def test_takes_the_steps_of_the_derivative_by_hand(
    autograd_descent, engine, samples, start, device, dtype
):
    """The note replaces its 2 x (x w - y) by backward. The weights stay the same, bit for bit.

    So they do on any other points: the 2 comes in elsewhere, but doubling is exact. In float64,
    which is what Python calculates in.
    """
    w, by_hand = engine([start], device=device, dtype=dtype, requires_grad=True), start
    gradients = []
    for x, y in samples * 3:
        gradients.append(2 * x * (x * by_hand - y))
        by_hand = by_hand - RATE * gradients[-1]

    run = autograd_descent(w, samples, epochs=3)

    assert run.gradients == gradients
    assert run.weights[-1] == by_hand


@claim("autograd-equals-manual", note=BASICS, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(samples=points, start=st.floats(-8, 8))
def test_takes_the_steps_of_sgd(autograd_descent, samples, start, device, dtype):
    """Beyond the note: torch's SGD takes the same steps, up to a rounding in each. True.

    It may multiply and subtract in one rounding where w - rate · gradient has two. Differences do
    not grow: a step multiplies them by |1 - 0.02 x²|, which is at most 1 up to x = 10.
    """
    w, by_optimizer = (
        torch.tensor([start], device=device, dtype=dtype, requires_grad=True) for _ in range(2)
    )
    optimizer = torch.optim.SGD([by_optimizer], lr=RATE)
    for x, y in samples * 3:
        optimizer.zero_grad()
        ((x * by_optimizer - y) ** 2).backward()
        optimizer.step()

    run = autograd_descent(w, samples, epochs=3)

    found = torch.tensor(run.weights[-1:], dtype=dtype)
    # from 8, nine steps add 0.02 |x y| at most to a weight, and the largest update is 26
    assert_near(found, by_optimizer.cpu().double(), roundings=2, scale=26.0)


@claim("autograd-program-converges", note=BASICS, verdict=HOLDS_IF)
@cells(dtypes=WIDE)
def test_comes_to_a_halt_just_below_two(autograd_descent, device, dtype):
    """The note: w converges to 2. True to within a millionth in 100 epochs, but never to 2 itself.

    It halts three units in the last place below. The gradients that it prints are not 0 then, but
    the same three for ever: a hundredth of the largest is less than half a unit.
    """
    unit = eps(dtype)  # of numbers from 1 to 2
    w = torch.tensor([START], device=device, dtype=dtype, requires_grad=True)

    run = autograd_descent(w, epochs=130)
    steps = enumerate(pairwise(run.weights), 2)
    still = next((epoch for epoch, (old, new) in steps if old == new), None)

    assert 2 - 1e-6 < run.weights[EPOCHS - 1] < 2
    assert run.weights[-1] == 2 - 3 * unit
    name = f"epoch from which the weight stands still, {str(dtype).removeprefix('torch.')}"
    assert_figure(name, still, STILL_FROM[dtype], data=THREE)
    assert run.gradients[-3:] == [-6 * unit, -24 * unit, -48 * unit]


@claim("autograd-forget-zero", note=BASICS, verdict=HOLDS)
@cells(dtypes=WIDE)
def test_swings_about_two_if_the_gradient_is_not_zeroed(autograd_descent, device, dtype):
    """The note zeroes it in every step. Needed: without, w swings between 0.1 and 3.9 for ever.

    Added up, the gradients act like a momentum without friction.
    """
    zeroed, left = (
        torch.tensor([START], device=device, dtype=dtype, requires_grad=True) for _ in range(2)
    )

    converged = autograd_descent(zeroed).weights
    swinging = autograd_descent(left, zeroing=False).weights

    assert abs(converged[-1] - 2) < 1e-6
    assert [round(w, 4) for w in (min(swinging), max(swinging))] == [0.0997, 3.8997]
    assert round(swinging[-1], 4) == 1.8306
    assert sum((a - 2) * (b - 2) < 0 for a, b in pairwise(swinging)) > 10


@claim("prog-p06-autograd-sgd", note=BASICS, verdict=HOLDS)
@claim("autograd-program-print", note=BASICS, verdict=HOLDS)
@by_either
def test_prints_a_weight_of_two_that_is_not_quite_two(autograd_descent, engine, capsys):
    """The note prints 300 gradients and 100 epochs, the last with w = 2.0000. True.

    The four decimals are those of the display: the weight is 1.9999996423721313. It is the tensor
    that is printed, and its flag with it. The comment that there are 100 · 3 losses is not true.
    """
    w = engine([START], requires_grad=True)

    run = autograd_descent(w, say=print)
    lines = capsys.readouterr().out.splitlines()

    assert [line.startswith("\tgrad: ") for line in lines] == [True, True, True, False] * EPOCHS
    assert lines[0] == "\tgrad: 1.0 2.0 -3.799999952316284"
    last = "Epoch:  99 w= tensor([2.0000], requires_grad=True) loss= tensor([9.0949e-13])"
    assert lines[-1] == last
    assert_figure("weight after 100 epochs", w.item(), 1.9999996423721313, data=THREE)
    assert (len(run.gradients), len(run.losses)) == (300, 100)


@claim("prog-p06-autograd-sgd", note=BASICS, verdict=HOLDS)
@claim("autograd-l-list-holds-tensors", note=BASICS, verdict=HOLDS)
@by_either
def test_keeps_losses_that_are_tensors_without_a_graph(autograd_descent, engine, device):
    """The note appends l.data. True: tensors of shape [1], no floats, that need no gradient.

    Each is the loss of an epoch's last sample alone, before its update.
    """
    w = engine([START], device=device, requires_grad=True)

    losses = autograd_descent(w).losses

    assert {type(x) for x in losses} == {type(w)}
    assert {(tuple(x.shape), x.requires_grad, x.grad_fn) for x in losses} == {((1,), False, None)}
    assert len(losses) == EPOCHS
    assert round(losses[0].item(), 4) == 26.4106


@claim("autograd-plot-accepts-tensor-list", note=BASICS, verdict=HOLDS_IF)
def test_gives_losses_that_matplotlib_draws(autograd_descent):
    """The note: plt.plot(range(100), l_list) draws a curve. True, because they are l.data.

    The losses themselves, which require a gradient, are refused.
    """
    figures = pytest.importorskip("matplotlib.figure", reason=f"{NOT_AVAILABLE}no matplotlib")
    w = torch.tensor([START], requires_grad=True)
    losses = autograd_descent(w).losses
    axes = figures.Figure().subplots()

    assert all(isinstance(x, torch.Tensor) and not x.requires_grad for x in losses)
    assert len(losses) == EPOCHS
    (line,) = axes.plot(range(EPOCHS), losses)

    assert line.get_ydata().tolist() == [loss.item() for loss in losses]
    with pytest.raises(RuntimeError, match=r"numpy\(\) on Tensor that requires grad"):
        axes.plot(XS, [(x * w - y) ** 2 for x, y in zip(XS, YS, strict=True)])
