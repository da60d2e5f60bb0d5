"""The loop of the softmax-regression note without an optimizer: what it would do by hand."""

from functools import partial

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import cross_entropy

from concepts.programs.mnist_linear import LinearNet
from tests.support import versions
from tests.support.axes import cells
from tests.support.claims import HOLDS, REFUTED, claim
from tests.support.strategies import INTEGERS, gaussian, seeded, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

TRAINING = "softmax-regression 5"


@claim("sgd-fallback-undefined", note=TRAINING, verdict=REFUTED)
def test_calls_a_function_that_nothing_defines():
    """The note: if the optimizer is None, sgd(params, lr, batch_size). Nothing defines an sgd.

    Since the note does pass an optimizer, the NameError never shows.
    """
    branch = "if optimizer is None:\n    sgd(params, lr, batch_size)"
    names = {"params": [], "lr": 0.1, "batch_size": 256}
    calls = []

    exec(branch, names | {"optimizer": "any"})
    with pytest.raises(NameError, match="name 'sgd' is not defined"):
        exec(branch, names | {"optimizer": None})
    exec(branch, names | {"optimizer": None, "sgd": lambda *options: calls.append(options)})

    assert calls == [([], 0.1, 256)]


@claim("sgd-fallback-undefined", note=TRAINING, verdict=REFUTED)
@cells(examples=0.3)
@given(seed=seeds())
def test_takes_its_steps_from_params_and_lr(train_ch3, seed, device, dtype):
    """What the branch is meant for: a loss that adds up the samples, and steps of lr / batch_size.

    It then trains as SGD does on the mean. Without params there is nothing to train.
    """
    x = gaussian(seed, 8, 1, 2, 2).to(device, dtype)
    batches = [(x, x.flatten(1)[:, :3].argmax(1))]
    with seeded(seed):
        net = LinearNet(4, 3).to(device, dtype)
    twin = LinearNet(4, 3).to(device, dtype)
    twin.load_state_dict(net.state_dict())
    by_hand, weights = partial(cross_entropy, reduction="sum"), list(net.parameters())
    sgd = torch.optim.SGD(twin.parameters(), lr=0.5)

    train_ch3(net, batches, batches, by_hand, 3, 8, weights, 0.5)
    train_ch3(twin, batches, batches, cross_entropy, 3, 8, optimizer=sgd)

    for ours, theirs in zip(net.parameters(), twin.parameters(), strict=True):
        same = "the same steps, here to the last bit"
        assert_near(ours, theirs.double(), roundings=8, scale=4.0, loose=same)
    with pytest.raises(TypeError):
        train_ch3(net, batches, batches, by_hand, 3, 8, None, 0.5)


@claim("sgd-fallback-undefined", note=TRAINING, verdict=REFUTED)
@given(
    w=tensors(INTEGERS, shape=(3,)),
    x=tensors(INTEGERS, shape=(8, 3)),
    lr=st.sampled_from([0.5, 1.0, 2.0]),
)
def test_divides_the_mean_loss_a_second_time(textbook_sgd, w, x, lr, device, dtype):
    """The book behind the note has that sgd: θ - lr · gradient / batch_size.

    With the sum of a batch's losses, that is the step of SGD on their mean. The note's loss is a
    mean already, so that its steps would be too short by a factor of the batch size. All is exact
    on whole numbers in a batch of 8.
    """
    images = x.to(device, dtype)
    step = (w - lr * x.mean(0)).to(device, dtype)
    an_eighth = (w - lr * x.mean(0) / 8).to(device, dtype)
    of_the_sum, of_the_mean = (nn.Parameter(w.to(device, dtype, copy=True)) for _ in range(2))

    (images @ of_the_sum).sum().backward()
    textbook_sgd([of_the_sum], lr, 8).step()
    (images @ of_the_mean).mean().backward()
    textbook_sgd([of_the_mean], lr, 8).step()

    assert_equal(of_the_sum.detach(), step)
    assert_equal(of_the_mean.detach(), an_eighth)


@claim("manual-grad-zero", note=TRAINING, verdict=HOLDS)
@given(x=tensors(INTEGERS, shape=(2, 3)))
def test_zeroes_every_gradient_in_place(textbook_sgd, x, device, dtype):
    """The note: param.grad.data.zero_() resets the gradients. True: the same tensors, now zeros.

    An optimizer's zero_grad() drops them instead, since torch 2.0. A parameter without a
    gradient is left alone.
    """
    *used, unused = (nn.Parameter(row) for row in (*x.to(device, dtype), x[0].to(device, dtype)))
    for parameter in used:
        (3 * parameter).sum().backward()
    gradients = [parameter.grad for parameter in used]

    textbook_sgd([*used, unused], 0.1, 8).zero_grad()

    for parameter, gradient in zip(used, gradients, strict=True):
        assert parameter.grad is gradient
        assert_equal(gradient, torch.zeros(3, device=device, dtype=dtype))
    assert unused.grad is None
    torch.optim.SGD(used, lr=0.1).zero_grad()
    for parameter in used:
        assert (parameter.grad is None) == bool(versions.ZERO_GRAD_FORGETS)
