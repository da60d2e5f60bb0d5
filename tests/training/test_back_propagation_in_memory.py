"""Back-propagation in memory: what it keeps of the forward pass, for how long, and what not."""

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import gaussian, seeds
from tests.support.tolerance import assert_equal, assert_near
from tests.tensors.loop_autograd import refused
from tests.training.loop_back_propagation import drawn_net, parts

BASICS = "pytorch-basics 5"
SIZES = st.lists(st.integers(1, 6), min_size=2, max_size=5)
BATCH = st.integers(1, 6)
CURVED = st.sampled_from(["tanh", "sigmoid", "relu"])


def held(learner):
    """How many numbers are kept for the backward pass, each tensor counted once."""
    return sum({t.data_ptr(): t.numel() for t in learner.stored}.values())


@claim("backprop-saved-memory-scales-with-batch", note=BASICS, verdict=HOLDS, reading=IMPLIED)
@given(seed=seeds(), sizes=SIZES, batch=BATCH, activation=CURVED)
def test_keeps_the_activations_of_every_sample_until_it_has_run(
    back_propagation, seed, sizes, batch, activation, device, dtype
):
    """What the reuse costs: memory in proportion to the batch, and a constant. True.

    A sample leaves its inputs, its activations, its outputs and targets; besides, each weight
    matrix is held but the first. Backward frees it all, so that a second one is refused.
    """
    weights, biases, x, target = drawn_net(seed, sizes, batch, device, dtype)
    of_weights = sum(weight.numel() for weight in weights[1:])

    learner = back_propagation(weights, biases, activation)
    learner.loss(x, target)
    kept = held(learner)
    learner.backward()

    assert kept == of_weights + batch * (sum(sizes) + sizes[-1])
    assert held(learner) == 0
    with pytest.raises(RuntimeError, match="a second time"):
        learner.backward()


@claim("backprop-uses-saved-intermediates", note=BASICS, verdict=HOLDS)
@example(seed=0, which=3, activation="tanh")
@given(seed=seeds(), which=st.integers(0, 7), activation=CURVED)
def test_refuses_when_what_it_saved_was_overwritten(
    back_propagation, seed, which, activation, device, dtype
):
    """The note: it uses the intermediates of the forward pass. So they must be what they were.

    If the samples, the targets or a weight matrix of a later layer were changed in place, it fails;
    the first W and the biases it does not need, so that they may change without any effect.
    """
    weights, biases, x, target = drawn_net(seed, (3, 2, 4, 2), 3, device, dtype)
    everything = [*weights[1:], x, target, weights[0], *biases]
    learner = back_propagation(weights, biases, activation)
    learner.loss(x, target)
    expected = parts(learner.backward())
    learner.loss(x, target)

    everything[which].add_(1)

    if which < 4:
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            learner.backward()
    else:
        found = []
        assert not refused(lambda: found.append(parts(learner.backward())))
        assert_equal(found[0], expected)


@claim("backprop-uses-saved-intermediates", note=BASICS, verdict=HOLDS)
@given(seed=seeds(), operation=st.sampled_from(["exp", "tanh", "sigmoid", "add"]))
def test_needs_an_output_only_where_the_slope_is_made_of_it(seed, operation, device):
    """What is saved depends on the operation: exp's slope is its output, exp(w).

    So that must not be overwritten before backward. Of w + 1 the slope is 1, and the sum may be.
    """
    w = gaussian(seed, 3).to(device).requires_grad_()
    y = w + 1 if operation == "add" else getattr(torch, operation)(w)

    y.add_(1)

    if operation == "add":
        y.sum().backward()
        assert w.grad.tolist() == [1, 1, 1]
    else:
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            y.sum().backward()


@claim("backprop-intermediate-grads-not-stored", note=BASICS, verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(
    seed=seeds(),
    sizes=st.lists(st.integers(1, 3), min_size=1, max_size=3),
    batch=st.sampled_from([1, 2, 4]),
    retain=st.booleans(),
)
def test_passes_hidden_gradients_on_and_keeps_them_only_if_told(
    back_propagation, seed, sizes, batch, retain, device, dtype
):
    """The note: the gradients of X', between the layers, are computed and stored. Computed, yes.

    They pass through and are gone, unless retain_grad() was asked for. Where there is no activation
    each sums, over the samples, to the derivative in the layer's bias, exactly on whole numbers.
    """
    net = drawn_net(seed, (*sizes, 2), batch, device, dtype, integers=True)
    weights, biases, *data = net

    options = {"retain": True} if retain else {}
    learner = back_propagation(weights, biases, "identity", **options)
    learner.loss(*data)
    before = list(learner.hidden_gradients)
    found = learner.backward()
    after = learner.hidden_gradients

    assert before == [None] * len(sizes[1:])
    assert [g is not None for g in after] == [retain] * len(sizes[1:])
    if retain:
        assert [tuple(g.shape) for g in after] == [(batch, size) for size in sizes[1:]]
        for gradient, (_, _, d_bias) in zip(after, found[:0:-1], strict=True):
            assert_equal(gradient.sum(0), d_bias)


@claim("backprop-intermediate-grads-not-stored", note=BASICS, verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(seed=seeds(), activation=CURVED)
def test_keeps_the_gradients_of_what_the_activations_returned(
    back_propagation, seed, activation, device, dtype
):
    """Of one sample they are the slope of the next layer's bias times its weight, Δ W.

    They are not those of what the activations were given, which have one factor more.
    """
    weights, biases, *data = drawn_net(seed, (3, 2, 4, 2), 1, device, dtype)

    learner = back_propagation(weights, biases, activation, retain=True)
    learner.loss(*data)
    found = {gradient.layer: gradient.bias.double() for gradient in learner.backward()}

    for layer, gradient in enumerate(learner.hidden_gradients, 1):
        delta, weight = found[layer], weights[layer].double()
        scale = delta.abs() @ weight.abs()
        assert gradient is not None
        assert_near(gradient[0], delta @ weight, roundings=4, scale=scale)


@claim("backprop-intermediate-grads-not-stored", note=BASICS, verdict=IMPRECISE)
@pytest.mark.parametrize("retain", [False, True])
def test_warns_those_who_look_for_a_hidden_gradient(retain, device):
    """What torch says: h = 2w is no leaf, so that its grad is None, with a warning.

    A hook sees it pass, 12, whether it is kept or not; w gets 24.
    """
    w = torch.tensor(3.0, device=device, requires_grad=True)
    h, seen = 2 * w, []
    h.register_hook(lambda gradient: seen.append(gradient.item()))
    if retain:
        h.retain_grad()

    (h**2).backward()

    assert (seen, w.grad.item()) == ([12], 24)
    if retain:
        assert h.grad.item() == 12
    else:
        with pytest.warns(UserWarning, match="not a leaf Tensor is being accessed"):
            assert h.grad is None
