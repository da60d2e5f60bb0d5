"""Automatic differentiation: which derivatives it gives, and where it leaves them."""

import numpy as np
import pytest
import torch
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim, not_checkable
from tests.support.devices import ALL, WIDE
from tests.support.strategies import INTEGERS, REALS, gaussian, seeded, seeds, shapes, tensors
from tests.support.tolerance import assert_equal, assert_near, eps
from tests.tensors.loop_autograd import (
    OPERATIONS,
    Bound,
    directions,
    gradient_of,
    last_line,
    net_loss,
    net_slopes,
    refused,
)

BASICS = "pytorch-basics 5"
INDEX = st.integers(0, 9)
LINES = st.tuples(st.sampled_from(list(OPERATIONS)), INDEX, INDEX)

NOT_CHECKABLE = [
    not_checkable(
        "autograd-kmp-env",
        note=BASICS,
        statement="the scripts need KMP_DUPLICATE_LIB_OK=TRUE",
        reason="advice for a machine with two OpenMP runtimes; without them it changes nothing",
    )
]


@claim("backprop-computes-derivatives", note="chapter-three 5", verdict=HOLDS)
@cells(dtypes=WIDE)
@example(program=[("a²", 0, 0), ("3 a", 2, 0), ("a b", 2, 0)], start=[2, 3])
@given(
    program=st.lists(LINES, min_size=1, max_size=6),
    start=st.lists(st.integers(-3, 3), min_size=2, max_size=2),
)
def test_gives_the_derivative_of_any_program_of_sums_and_products(
    autograd, program, start, device, dtype
):
    """The note: backpropagation differentiates the loss. True, exactly on whole numbers.

    Forward mode, which carries each derivative along with its number, says the same, however
    often a number is used and by however many ways it reaches the result. Half precision
    holds too few whole numbers to say so.
    """
    bounds = directions(program, [max(abs(x), 1) for x in start], Bound)
    assume(max(max(bound) for bound in bounds) < 1 / eps(dtype))
    leaves = [autograd(x, device=device, dtype=dtype, requires_grad=True) for x in start]

    failed = refused(last_line(program, leaves).backward)

    assert not failed
    found = [0 if leaf.grad is None else leaf.grad.item() for leaf in leaves]
    assert found == [along.slope for along in directions(program, start)]


@claim("backprop-computes-derivatives", note="chapter-three 5", verdict=HOLDS)
@given(seed=seeds())
def test_agrees_with_back_propagation_written_by_hand(autograd, seed, device, dtype):
    """The note: backpropagation differentiates the loss. True: it is what the chain rule gives.

    Here of a net with two hidden units of tanh and a squared error, derived by hand, layer by layer
    from the loss back.
    """
    numbers = gaussian(seed, 9).to(dtype)
    *start, x, y, target = numbers.tolist()
    leaves = [autograd(w, device=device, dtype=dtype, requires_grad=True) for w in start]
    expected = torch.tensor(net_slopes(start, (x, y), target), dtype=torch.float64)

    net_loss(leaves, (x, y), target).backward()

    found = torch.tensor([gradient_of(leaf) for leaf in leaves], dtype=dtype)
    # the error Σ v h - t, of rounded sums Σ W x, times v and x
    assert_near(found, expected, roundings=4, scale=(1 + numbers.abs().max().item()) ** 4)


@claim("backprop-computes-derivatives", note="chapter-three 5", verdict=HOLDS)
@given(x=st.integers(-9, 9), step=st.integers(1, 9))
def test_has_none_of_the_error_of_a_difference_quotient(autograd, x, step, device, dtype):
    """The note: backpropagation gives derivatives. True, and exact ones: nothing is approximated.

    A central difference of w³ with a step h errs by h², whatever w is; backward gives 3 w² itself.
    """
    w = autograd(float(x), device=device, dtype=dtype, requires_grad=True)
    quotient = ((x + step) ** 3 - (x - step) ** 3) / (2 * step)

    (w**3).backward()

    assert gradient_of(w) == 3 * x**2 == quotient - step**2


@claim("backprop-updates-parameters", note="chapter-three 5", verdict=IMPRECISE)
@given(start=tensors(REALS, shape=(3,)))
def test_fills_grad_and_moves_no_parameter(autograd, start, device, dtype):
    """The note: backpropagation updates the parameters. Not backward: it fills grad alone."""
    w = autograd(start.tolist(), device=device, dtype=dtype, requires_grad=True)
    before = w.tolist()

    (w * w).sum().backward()

    assert w.tolist() == before
    assert gradient_of(w) == [2 * x for x in before]


@claim("backprop-updates-parameters", note="chapter-three 5", verdict=IMPRECISE)
@cells(examples=0.1)
@given(seed=seeds())
def test_leaves_the_update_to_the_optimizer(seed, device, dtype):
    """The note: backpropagation updates the parameters. No: the optimizer's step does, after it.

    A step without a gradient does nothing. After backward it moves every parameter, since no
    gradient of this sum of outputs is 0.
    """
    with seeded(seed):
        net = torch.nn.Linear(3, 2, dtype=dtype).to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    x = torch.full((4, 3), 2.0, device=device, dtype=dtype)
    start = [p.detach().clone() for p in net.parameters()]

    optimizer.step()
    net(x).sum().backward()
    after_backward = [p.detach().clone() for p in net.parameters()]
    optimizer.step()

    assert all(map(torch.equal, start, after_backward))
    assert all((p != old).all() for p, old in zip(net.parameters(), start, strict=True))


@claim("backward-accumulates", note="chapter-three 8", verdict=HOLDS)
@claim("autograd-accumulates", note=BASICS, verdict=HOLDS)
@given(x=st.integers(-8, 8), times=st.integers(1, 6))
def test_adds_every_backward_to_grad_until_it_is_zeroed(autograd, x, times, device, dtype):
    """The notes: gradients must be zeroed each time, because backward adds. True.

    k passes give k times the gradient; once it is zeroed, or set to None, the sum starts again.
    """
    w = autograd([float(x)], device=device, dtype=dtype, requires_grad=True)

    for _ in range(times):
        (w**2).backward()
    added = gradient_of(w)
    w.grad.data.zero_()
    (w**2).backward()

    assert (added, gradient_of(w)) == ([times * 2 * x], [2 * x])
    w.grad = None
    (w**2).backward()
    assert gradient_of(w) == [2 * x]


@claim("autograd-grad-none-initially", note=BASICS, verdict=HOLDS)
@claim("autograd-data-and-grad-attributes", note=BASICS, verdict=HOLDS)
def test_has_data_from_the_start_and_grad_once_backward_ran(autograd, device):
    """The note: data and grad are tensors, and grad is None before the first backward. True."""
    w = autograd([3.0], device=device, requires_grad=True)
    data, first = w.data, w.grad

    loss = w**2
    between = w.grad
    loss.backward()

    assert first is None
    assert between is None
    assert type(w.grad) is type(data) is type(w)
    assert not w.grad.requires_grad
    assert not data.requires_grad
    assert (w.grad.tolist(), data.tolist()) == ([6], [3])


@claim("autograd-zero-keeps-object", note=BASICS, verdict=HOLDS)
def test_keeps_the_same_grad_tensor_when_it_is_zeroed_in_place(autograd, device):
    """The note: w.grad.data.zero_(). True: grad is the same object, now filled with 0.

    Only that of w is zeroed, not that of v, though the same sum gave both.
    """
    w, v = (autograd([3.0], device=device, requires_grad=True) for _ in range(2))
    (w + v).backward()
    before = w.grad

    w.grad.data.zero_()

    assert w.grad is before
    assert (gradient_of(w), gradient_of(v)) == ([0], [1])


@claim("autograd-zero-keeps-object", note=BASICS, verdict=HOLDS)
@claim("autograd-grad-none-initially", note=BASICS, verdict=HOLDS)
@pytest.mark.parametrize("keeps", [False, True])
def test_has_no_grad_left_after_zero_grad_unless_told_to_keep_it(keeps, device):
    """The note zeroes grad itself. Since torch 2.0 zero_grad() makes it None again, and not 0.

    set_to_none=False keeps the tensor and fills it with 0, as w.grad.data.zero_() does.
    """
    w = torch.tensor([3.0], device=device, requires_grad=True)
    (w**2).backward()
    before = w.grad

    torch.optim.SGD([w], lr=0.1).zero_grad(set_to_none=not keeps)

    assert w.grad is (before if keeps else None)
    assert before.tolist() == ([0] if keeps else [6])


@claim("autograd-grad-shape-dtype", note=BASICS, verdict=HOLDS)
@cells(dtypes=ALL)
@given(start=tensors(INTEGERS, shape=shapes(min_dims=0), layouts=False))
def test_gives_a_gradient_the_shape_dtype_and_device_of_its_leaf(autograd, start, device, dtype):
    """The note's w has one element, and so has its gradient. True of any shape and float type."""
    w = autograd(start.tolist(), device=device, dtype=dtype, requires_grad=True)

    (w * w).sum().backward()

    assert w.grad is not None
    assert (w.grad.dtype, w.grad.device, w.grad.shape) == (dtype, w.device, start.shape)
    assert_equal(torch.tensor(w.grad.tolist(), dtype=torch.float64), 2 * start)


@claim("autograd-x-autoconverted", note=BASICS, verdict=HOLDS_IF)
@given(scalar=st.sampled_from([2, 2.0, np.float64(2), np.float32(2), np.int64(2)]))
def test_takes_a_plain_number_on_either_side(autograd, scalar, device, dtype):
    """The note: an x that is no tensor is converted. True of one number, Python's or NumPy's.

    The dtype stays that of w, whatever the number's is.
    """
    w = autograd([3.0], device=device, dtype=dtype, requires_grad=True)

    products = scalar * w, w * scalar
    (products[0] + products[1]).backward()

    assert [(p.tolist(), p.dtype, tuple(p.shape)) for p in products] == [([6], dtype, (1,))] * 2
    assert (gradient_of(w), w.grad.dtype) == ([4], dtype)


@claim("autograd-x-autoconverted", note=BASICS, verdict=HOLDS_IF)
@given(several=st.sampled_from([[2.0], np.array([2.0])]), left=st.booleans())
def test_takes_no_list_and_no_array(autograd, several, left, device):
    """The note's x is one number of a list. The list itself is refused, and so is an array."""
    w = autograd([3.0], device=device, requires_grad=True)

    with pytest.raises((TypeError, RuntimeError)):
        several * w if left else w * several
