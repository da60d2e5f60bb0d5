"""What automatic differentiation records, and what it says when it refuses to go back."""

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, shapes, tensors
from tests.tensors.loop_autograd import gradient_of, refused

BASICS = "pytorch-basics 5"
NAMES = {
    "Add": lambda w: w + 1,
    "Sub": lambda w: w - 1,
    "Mul": lambda w: 2 * w,
    "Pow": lambda w: w**2,
    "Tanh": lambda w: w.tanh(),
    "Sum": lambda w: w.sum(),
    "Expand": lambda w: w.expand(torch.Size([4])),
}


def walked_twice(w):
    """Backward through a graph that is freed."""
    square = w * w
    square.backward()
    square.backward()


REFUSALS = {
    "^element 0 of tensors does not require grad": lambda w: w.data.backward(),
    "^grad can be implicitly created only for scalar": lambda w: w.expand((2,)).backward(),
    "^Trying to backward through the graph a second time": walked_twice,
}


@claim("autograd-mul-builds-graph", note=BASICS, verdict=HOLDS)
@pytest.mark.parametrize("name", NAMES)
def test_names_each_operation_and_points_at_what_it_was_made_of(autograd, name, device):
    """The note: x * w builds a graph. Each node tells its operation, in print as well.

    Its first way leads on to the leaf, whose only output, number 0, went in.
    """
    w = autograd([3.0], device=device, requires_grad=True)

    result = NAMES[name](w)

    before, output = result.grad_fn.next_functions[0]
    assert result.grad_fn.name() == f"{name}Backward0"
    assert repr(result).endswith(f", grad_fn=<{name}Backward0>)")
    assert (before.name(), output) == ("torch::autograd::AccumulateGrad", 0)
    assert before.variable is w


@claim("autograd-data-and-grad-attributes", note=BASICS, verdict=HOLDS)
def test_is_no_place_for_other_attributes(autograd, device):
    """The note: w has data and grad. What it does not have, such as a gradient, it misses aloud."""
    w = autograd([3.0], device=device, requires_grad=True)

    with pytest.raises(AttributeError, match="gradient"):
        _ = w.gradient


@claim("autograd-data-unsafe", note=BASICS, verdict=HOLDS)
@example(before=2, after=1)
@example(before=2, after=0)
@given(before=st.integers(0, 3), after=st.integers(0, 3))
def test_notices_what_was_written_after_it_and_not_before(autograd, before, after, device):
    """Beyond the note: watched writes through detach are counted, each of them.

    Those before the product was recorded do no harm; after it a single one is too many.
    """
    w = autograd([1.0], device=device, requires_grad=True)

    twin = w.detach()
    early = [refused(twin.fill_, 2.0 + k) for k in range(before)]
    square = w * w
    late = [refused(twin.fill_, 7.0 + k) for k in range(after)]

    assert not any(early + late)
    assert refused(square.backward) == (after > 0)
    assert (w.grad is None) == (after > 0)


@claim("autograd-graph-freed", note=BASICS, verdict=IMPRECISE)
@pytest.mark.filterwarnings("ignore:Using backward.. with create_graph=True")
@pytest.mark.parametrize("retain", [None, False, True])
def test_is_kept_by_create_graph_unless_told_otherwise(autograd, retain, device):
    """The other way to keep it: create_graph needs the graph, so that retain_graph defaults to it.

    An explicit retain_graph=False frees it all the same.
    """
    w = autograd([1.0], device=device, requires_grad=True)
    square = w**2

    square.backward(retain_graph=retain, create_graph=True)

    assert refused(square.backward) == (retain is False)
    w.grad = None  # a circle of w and its gradient


@claim("backprop-computes-derivatives", note="chapter-three 5", verdict=HOLDS)
@pytest.mark.filterwarnings("ignore:Using backward.. with create_graph=True")
@cells(dtypes=WIDE)
@given(start=tensors(INTEGERS, shape=shapes(), layouts=False))
def test_of_the_gradient_itself_gives_second_derivatives(autograd, start, device, dtype):
    """The note: backpropagation differentiates. True of its own result: of (Σ w)², 2 Σ w and 2.

    The second backward, from the sum of the n slopes, gives each w 2 n, exactly in whole numbers.
    """
    w = autograd(start.tolist(), device=device, dtype=dtype, requires_grad=True)
    (w.sum() ** 2).backward(create_graph=True)
    first = w.grad
    w.grad = None

    failed = refused(first.sum().backward)

    assert not failed
    assert first.tolist() == torch.full(start.shape, 2 * start.sum().item()).tolist()
    assert gradient_of(w) == torch.full(start.shape, 2.0 * start.numel()).tolist()


@claim("autograd-scalar-backward-only", note=BASICS, verdict=HOLDS)
@claim("autograd-graph-freed", note=BASICS, verdict=IMPRECISE)
@pytest.mark.parametrize("words", REFUSALS, ids=lambda words: words.split()[-1])
def test_says_why_backward_is_refused(autograd, words, device):
    """Each refusal of a backward has words of its own: no gradient wanted, no scalar, no graph."""
    w = autograd([3.0], device=device, requires_grad=True)

    with pytest.raises(RuntimeError, match=words):
        REFUSALS[words](w)
