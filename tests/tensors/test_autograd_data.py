"""Numbers without their past: `data`, `detach`, `item`, and the flag that starts a record."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.claims import HOLDS, IMPRECISE, VERSION_DEPENDENT, claim
from tests.support.strategies import REALS, tensors
from tests.tensors.loop_autograd import gradient_of, refused

BASICS = "pytorch-basics 5"
FLOATS = [torch.float32, torch.float64, torch.float16, torch.bfloat16]
SNIPPET = """\
tensor([1.], requires_grad=True)
tensor([1.])
torch.FloatTensor
torch.FloatTensor
None
<class 'NoneType'>
"""


@claim("autograd-snippet-output", note=BASICS, verdict=HOLDS)
@claim("prog-p05-snippet", note=BASICS, verdict=HOLDS)
def test_and_grad_print_the_six_lines_of_the_snippet(autograd, capsys):
    """The note's snippet prints six things about a = tensor([1.0]). They are these, to the letter.

    Its comments call a's type tensor; what is printed tells the type of number, FloatTensor.
    """
    a = autograd([1.0])
    a.requires_grad = True

    print(a, a.data, a.type(), a.data.type(), a.grad, type(a.grad), sep="\n")

    assert capsys.readouterr().out == SNIPPET


@claim("autograd-data-no-graph", note=BASICS, verdict=HOLDS)
def test_shares_the_numbers_and_records_nothing(autograd, device):
    """The note: taking data builds no graph. True: the same numbers in memory, with no past."""
    w = autograd([3.0], device=device, requires_grad=True)

    twice = w.data * 2

    assert (twice.grad_fn, twice.requires_grad, twice.tolist()) == (None, False, [6])
    assert w.data.data_ptr() == w.data_ptr()
    w.data.fill_(5.0)
    assert w.tolist() == [5]


@claim("autograd-data-unsafe", note=BASICS, verdict=HOLDS)
def test_written_between_forward_and_backward_gives_a_wrong_gradient_silently(autograd, device):
    """The note updates w by writing to w.data. True that it may, but nothing watches what it does.

    Written to between forward and backward, the derivative of w² at w = 1 comes out as 10, that of
    the new w = 5, and not as 2; no error is raised.
    """
    w = autograd([1.0], device=device, requires_grad=True)
    square = w * w

    noticed = refused(w.data.fill_, 5.0) or refused(square.backward)

    assert not noticed
    assert gradient_of(w) == [10]


@claim("autograd-data-unsafe", note=BASICS, verdict=HOLDS)
def test_written_through_detach_instead_makes_backward_fail(autograd, device):
    """The same write through w.detach(), which shares the numbers too, is noticed by backward."""
    w = autograd([1.0], device=device, requires_grad=True)
    square = w * w

    at_once = refused(w.detach().fill_, 5.0)

    assert not at_once
    assert w.tolist() == [5]
    with pytest.raises(
        RuntimeError,
        match=r"^one of the variables needed for gradient",
    ):
        square.backward()


@claim("autograd-data-is-a-value", note=BASICS, verdict=IMPRECISE)
def test_is_a_tensor_and_only_item_gives_a_number(autograd, device):
    """The note: w would give a tensor, w.data gives the value. No: data is a tensor too.

    item() gives the number, and needs exactly one element for that.
    """
    one = autograd([3.0], device=device, requires_grad=True)
    two = autograd([3.0, 4.0], device=device)

    assert type(one.data) is type(one)
    assert type(one.item()) is float
    assert one.item() == 3
    with pytest.raises((RuntimeError, ValueError)):
        two.item()


@claim("autograd-must-use-grad-data", note=BASICS, verdict=IMPRECISE)
@given(start=tensors(REALS, shape=(3,)))
def test_of_grad_is_not_needed_for_the_update(autograd, start, device, dtype):
    """The note: grad is a tensor, so that the update must use grad.data. It need not.

    grad records no operations here, and both updates are the same bits.
    """
    w = autograd(start.tolist(), device=device, dtype=dtype, requires_grad=True)
    (w**3).sum().backward()

    by_grad = w.data - 0.01 * w.grad
    by_data = w.data - 0.01 * w.grad.data

    assert (by_grad.requires_grad, by_grad.grad_fn) == (False, None)
    assert by_grad.tolist() == by_data.tolist()


@claim("autograd-must-use-grad-data", note=BASICS, verdict=IMPRECISE)
@pytest.mark.filterwarnings("ignore:Using backward.. with create_graph=True")
def test_of_grad_is_needed_where_the_gradient_has_a_graph(autograd, device):
    """The exception, of which the note does not speak: create_graph=True gives grad a graph.

    Then w.data - rate * w.grad requires a gradient, and with w.grad.data it does not. Back through
    grad once more, backward gives the second derivative, 6 w = 12.
    """
    w = autograd([2.0], device=device, requires_grad=True)
    (w**3).backward(create_graph=True)
    first = w.grad
    w.grad = None
    update = w.data - 0.01 * first

    assert (first.tolist(), first.requires_grad) == ([12], True)
    assert (update.requires_grad, (w.data - 0.01 * first.data).requires_grad) == (True, False)
    first.backward()
    assert gradient_of(w) == [12]


@claim("autograd-data-rebind-storage", note=BASICS, verdict=HOLDS)
def test_assignment_keeps_the_leaf_and_replaces_its_memory(autograd, device):
    """The note updates by w.data = …. True: w stays the same object, a leaf with its grad.

    Only its numbers lie elsewhere, since the new ones are computed while the old still exist.
    """
    w = leaf = autograd([3.0], device=device, requires_grad=True)
    (w**2).backward()
    address = w.data_ptr()

    w.data = w.data - 0.5 * w.grad.data

    assert w is leaf
    assert (w.is_leaf, w.requires_grad, w.tolist()) == (True, True, [0])
    assert w.data_ptr() != address
    assert gradient_of(w) == [6]


@claim("autograd-rebind-nonleaf", note=BASICS, verdict=HOLDS)
@pytest.mark.filterwarnings("ignore:The .grad attribute of a Tensor that is not a leaf")
def test_left_out_of_the_update_makes_w_a_new_tensor_that_is_no_leaf(autograd, device):
    """The note: without data, w = w - … gives a tensor. True, and one that is no leaf any more.

    The new w has no grad, now or later: backward goes on through it and adds to that of the old.
    """
    w = leaf = autograd([3.0], device=device, requires_grad=True)
    (w**2).backward()

    w = w - 0.25 * w.grad
    (w**2).backward()

    assert (w.is_leaf, w.grad, w.grad_fn.name()) == (False, None, "SubBackward0")
    assert (w.tolist(), gradient_of(leaf)) == ([1.5], [6 + 3])


@claim("autograd-inplace-leaf", note=BASICS, verdict=HOLDS)
def test_left_out_of_an_update_in_place_is_an_error(autograd, device):
    """The other spelling, w -= …, is an error while torch records. In no_grad it works."""
    w = leaf = autograd([3.0], device=device, requires_grad=True)
    (w**2).backward()

    with pytest.raises(RuntimeError, match=r"^a leaf Variable that requires grad"):
        w -= 0.5 * w.grad
    with torch.no_grad():
        w -= 0.5 * w.grad

    assert w is leaf
    assert (w.is_leaf, w.tolist()) == (True, [0])


@claim("autograd-requires-grad-float-only", note=BASICS, verdict=HOLDS)
@given(kind=st.sampled_from([torch.int64, torch.int32, torch.uint8, torch.bool]))
def test_of_integers_and_bools_cannot_require_a_gradient(autograd, kind, device):
    """The note's data are floats. They must be: integers and bools may not require a gradient."""
    w = autograd([1], device=device, dtype=kind)

    with pytest.raises(RuntimeError, match="nly Tensors of floating point"):
        w.requires_grad = True
    with pytest.raises(RuntimeError, match="nly Tensors of floating point"):
        autograd([1], device=device, requires_grad=True)
    assert not w.requires_grad


@claim("autograd-requires-grad-float-only", note=BASICS, verdict=HOLDS)
@given(kind=st.sampled_from([*FLOATS, torch.complex64]))
def test_of_any_float_or_complex_type_may_require_a_gradient(autograd, kind, device):
    """The other side: every float type may require a gradient, and so may complex numbers."""
    w = autograd([1], device=device, dtype=kind)
    before = w.requires_grad

    failed = refused(w.requires_grad_)

    assert not failed
    assert (before, w.requires_grad) == (False, True)


@claim("autograd-requires-grad-setters-equal", note=BASICS, verdict=HOLDS)
def test_are_tracked_by_either_spelling_of_requires_grad(autograd, device):
    """The note: a.requires_grad = True, or a.requires_grad_(). True: both set the same flag.

    The second returns a itself. Neither can take the flag from a tensor that was computed.
    """
    by_flag, by_call = (autograd([3.0], device=device) for _ in range(2))
    by_flag.requires_grad = True

    returned = by_call.requires_grad_()
    square = by_call**2

    assert returned is by_call
    assert (by_flag.requires_grad, by_call.requires_grad) == (True, True)
    assert not by_call.requires_grad_(False).requires_grad
    with pytest.raises(RuntimeError, match="leaf"):
        square.requires_grad = False
    with pytest.raises(RuntimeError, match="leaf"):
        square.requires_grad_(False)


@claim("variable-is-tensor", note="chapter-three 8", verdict=VERSION_DEPENDENT)
def test_need_no_variable_around_them(device):
    """The note wraps tensors in Variable. True before torch 0.4, when a tensor had no gradient.

    Since then Variable(x) is a plain tensor on the same memory, and does not require a gradient.
    """
    x = torch.tensor([3.0], device=device)

    wrapped = torch.autograd.Variable(x)

    assert type(wrapped) is torch.Tensor
    assert isinstance(x, torch.autograd.Variable)
    assert wrapped.data_ptr() == x.data_ptr()
    assert not wrapped.requires_grad
