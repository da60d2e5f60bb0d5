"""The graph that automatic differentiation walks: what is in it, and how long it lasts."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.tensors.loop_autograd import gradient_of, refused

BASICS = "pytorch-basics 5"
FREED = {  # what each derivative is made of: numbers that were saved, or none
    "w²": (lambda w: w**2, True),
    "w w": (lambda w: w * w, True),
    "(w + 1).sum": (lambda w: (w + 1).sum(), False),
    "w - 2": (lambda w: w - 2, False),
}
FLOWS = {
    "w * 2": lambda w: w * 2,
    "clone": lambda w: w.clone(),
    "view": lambda w: w.view(1, 2),
    "round": lambda w: w.round(),
    "sign": lambda w: w.sign(),
}
ENDS = {
    "w > 0": lambda w: w > 0,
    "argmax": lambda w: w.argmax(),
    "long": lambda w: w.long(),
    "zeros_like": torch.zeros_like,
}
WAYS = [pytest.param(f, True, id=name) for name, f in FLOWS.items()]
WAYS += [pytest.param(f, False, id=name) for name, f in ENDS.items()]


def loss(w, x=2.0, y=4.0):
    """The note's, of one sample."""
    return (x * w - y) ** 2


def operations(result):
    """The names along the first inputs, from the result to the last one before a leaf."""
    names, node = [], result.grad_fn
    while node is not None and node.next_functions:
        names.append(node.name())
        node = node.next_functions[0][0]
    return names


def nodes(result):
    """Everything that the result keeps alive."""
    found, left = set(), [result.grad_fn]
    while left:
        node = left.pop()
        if node is not None and node not in found:
            found.add(node)
            left += [before for before, _ in node.next_functions]
    return found


@claim("autograd-mul-builds-graph", note=BASICS, verdict=HOLDS)
def test_is_built_as_the_loss_is_computed(autograd, device):
    """The note: x * w is no product, but a graph. It is both: a number that knows its origin."""
    w = autograd([3.0], device=device, requires_grad=True)

    product, whole = 2.0 * w, loss(w)

    assert product.tolist() == [6]
    assert operations(product) == ["MulBackward0"]
    assert operations(whole) == ["PowBackward0", "SubBackward0", "MulBackward0"]
    assert [n.variable is w for n in nodes(whole) if not n.next_functions] == [True]


@claim("autograd-new-graph-each-iteration", note=BASICS, verdict=HOLDS)
def test_is_a_new_one_in_each_iteration(autograd, device):
    """The note: the next loss makes a new graph. True, whether or not the old one was freed.

    So each iteration may compute something else; two graphs share nothing but the leaf.
    """
    w = autograd([3.0], device=device, requires_grad=True)

    first, second, other = loss(w), loss(w), (w * w) ** 3
    first.backward()
    second.backward()

    assert first.grad_fn is not second.grad_fn
    assert len(nodes(first) & nodes(second)) == 1
    assert operations(other) == ["PowBackward0", "MulBackward0"]
    assert gradient_of(w) == [16]


@claim("autograd-graph-freed", note=BASICS, verdict=IMPRECISE)
@given(expression=st.sampled_from(list(FREED)))
def test_is_freed_by_backward_only_where_it_saved_numbers(autograd, expression, device):
    """The note: after backward the graph is released. Only the numbers that it saved are.

    A second pass fails where a derivative needs a saved number, as that of w² does. A sum needs
    none, so that its gradient is added a second time.
    """
    compute, saves = FREED[expression]
    w = autograd([3.0], device=device, requires_grad=True)
    result = compute(w)
    result.backward()
    once = gradient_of(w)

    again = refused(result.backward)

    assert again == saves
    assert gradient_of(w) == (once if saves else [2])


@claim("autograd-graph-freed", note=BASICS, verdict=IMPRECISE)
def test_is_kept_by_retain_graph_until_a_backward_without_it(autograd, device):
    """The way out: after backward(retain_graph=True) there may be another, and then no more."""
    w = autograd([1.0], device=device, requires_grad=True)
    result = w**2

    refusals = [refused(result.backward, retain_graph=keep) for keep in (True, False, False)]

    assert refusals == [False, False, True]
    assert gradient_of(w) == [4]


@claim("autograd-requires-grad-propagates", note=BASICS, verdict=IMPRECISE)
def test_goes_on_until_it_is_cut(autograd, device):
    """The note: whatever is computed from w requires a gradient. True until the graph is cut.

    detach, data and no_grad cut it; the numbers stay the same.
    """
    w = autograd([3.0], device=device, requires_grad=True)
    x = autograd([2.0], device=device)

    flowing = [w * 2, x + w, w - x, w**2]
    cut = [w.detach(), w.data, w.detach() + 0]
    with torch.no_grad():
        cut.append(w * 1)

    assert [(u.requires_grad, u.is_leaf) for u in flowing] == [(True, False)] * 4
    assert [(u.requires_grad, u.is_leaf) for u in (*cut, x * x)] == [(False, True)] * 5
    assert [u.tolist() for u in cut] == [[3]] * 4


@claim("autograd-requires-grad-propagates", note=BASICS, verdict=IMPRECISE)
@pytest.mark.parametrize(("compute", "flows"), WAYS)
def test_does_not_pass_through_integers_and_bools(compute, flows, device):
    """The note: whatever is computed from w requires a gradient. Not if it is an integer or a bool.

    round and sign have a derivative, 0, and require a gradient. A comparison, argmax or long has
    none; nor has zeros_like, which takes nothing but the shape.
    """
    w = torch.tensor([0.5, -2.0], device=device, requires_grad=True)

    result = compute(w)

    assert result.requires_grad == flows
    assert (result.grad_fn is not None) == flows


@claim("autograd-leaf-only-accumulation", note=BASICS, verdict=HOLDS)
@pytest.mark.filterwarnings("ignore:The .grad attribute of a Tensor that is not a leaf")
@given(retained=st.booleans())
def test_stores_gradients_in_its_leaves_alone_unless_asked(autograd, retained, device):
    """The note: backward stores the gradients in the parameters. True, and nowhere else.

    An input that does not require a gradient gets none; nor does an intermediate result, unless
    retain_grad() asks for it.
    """
    w = autograd([3.0], device=device, requires_grad=True)
    x = autograd([2.0], device=device)
    product = x * w
    if retained:
        product.retain_grad()

    (product**2).backward()

    assert gradient_of(w) == [24]
    assert x.grad is None
    assert (product.grad is not None) == retained
    assert not retained or gradient_of(product) == [12]


@claim("autograd-scalar-backward-only", note=BASICS, verdict=HOLDS)
@given(shape=st.sampled_from([(), (1,), (1, 1, 1), (2,), (1, 2)]))
def test_can_be_walked_back_from_a_single_number_only(autograd, shape, device):
    """The note's loss has shape [1], and backward needs no argument. True of any single number.

    The shape does not matter: (), (1,) and (1, 1, 1) will do. With two elements backward refuses,
    since it would have to be told what each of them counts.
    """
    w = autograd(torch.full(shape, 3.0).tolist(), device=device, requires_grad=True)
    one = w.numel() == 1

    refusal = refused((w**2).backward)

    assert refusal == (not one)
    assert (w.grad is not None) == one


@claim("autograd-sum-loss-keeps-graph", note=BASICS, verdict=HOLDS)
@given(terms=st.integers(1, 12))
def test_grows_with_a_sum_of_losses_and_not_of_their_items(autograd, terms, device):
    """The note keeps l.data and not l. Rightly: a sum of losses keeps all of their graphs.

    Each loss adds three operations and its addition a fourth, above the one leaf. A sum of
    loss.item() is a float and keeps nothing.
    """
    w = autograd([1.0], device=device, requires_grad=True)

    total = sum(loss(w) for _ in range(terms))
    plain = sum(loss(w).item() for _ in range(terms))

    assert len(nodes(total)) == 4 * terms + 1
    assert type(plain) is float
    assert total.tolist() == [plain]
