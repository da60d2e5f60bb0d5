"""The five-layer digit classifier: what its net computes, and how that is evaluated."""

import math
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from concepts.programs import mnist_deep_mlp as program
from tests.programs.note_mnist_deep_mlp import SMALL, note_accuracy, small_images, small_net
from tests.support.axes import cells
from tests.support.claims import HOLDS, REFUTED, claim
from tests.support.devices import WIDE
from tests.support.figures import assert_figure
from tests.support.statistics import risk
from tests.support.strategies import gaussian, generator, seeded, seeds
from tests.support.tolerance import assert_equal, assert_near

CODE = "pytorch-basics 9.3 code"
NAMES = [f"l{depth}.{part}" for depth in range(1, 6) for part in ("weight", "bias")]
WIDTHS = st.tuples(*[st.integers(1, 5)] * 6)


def by_hand(layers, row, size=lambda x: x):
    """Row by row, unit by unit: a sum of products, and what is negative cut off but at the end."""
    for depth, (weight, bias) in enumerate(layers):
        sums = [
            size(b) + sum(size(w) * x for w, x in zip(unit, row, strict=True))
            for unit, b in zip(weight, bias, strict=True)
        ]
        row = sums if depth == 4 else [max(0.0, x) for x in sums]
    return row


@claim("mnist-mlp-params", note=CODE, verdict=HOLDS)
@cells(examples=0.2)
@given(widths=WIDTHS)
def test_has_a_weight_for_each_pair_and_a_bias_for_each_unit(mnist_deep_mlp, widths):
    """The note's net: 784·512 + 512 + 512·256 + 256 + … + 64·10 + 10 = 575,050 parameters.

    Without the biases it would be 574,080.
    """
    nets = mnist_deep_mlp(widths), mnist_deep_mlp()

    counts = [sum(p.numel() for p in net.parameters()) for net in nets]

    assert counts[0] == sum(a * b + b for a, b in pairwise(widths))
    assert_figure("parameters", counts[1], 575_050)


@claim("mnist-mlp-last-layer-raw", note=CODE, verdict=HOLDS)
@cells(dtypes=WIDE)
@given(widths=WIDTHS, seed=seeds())
def test_is_five_affine_maps_with_relu_between(mnist_deep_mlp, widths, seed, device, dtype):
    """The note: relu after the first four layers and none after the fifth. True, by hand."""
    net = small_net(mnist_deep_mlp, seed, device, dtype, widths)
    x = gaussian(seed, 3, 1, 1, widths[0]).to(device, dtype)
    numbers = {name: p.tolist() for name, p in net.named_parameters()}
    assert list(numbers) == NAMES
    layers = [(numbers[w], numbers[b]) for w, b in zip(NAMES[::2], NAMES[1::2], strict=True)]
    rows = x.flatten(1).tolist()
    expected = torch.tensor([by_hand(layers, row) for row in rows], dtype=torch.float64)
    sizes = [by_hand(layers, [abs(pixel) for pixel in row], size=abs) for row in rows]

    assert_near(net(x), expected.to(device), roundings=16, scale=torch.tensor(sizes))


@claim("mnist-mlp-last-layer-raw", note=CODE, verdict=HOLDS)
@cells(dtypes=WIDE)
@given(seed=seeds(), logits=st.permutations([-3.0, 0.0, 2.0]))
def test_returns_logits_that_may_be_negative(mnist_deep_mlp, seed, logits, device, dtype):
    """The note ends without an activation: whatever the last layer gives, comes out.

    Softmax would make probabilities of it; of that the loss takes care.
    """
    net = small_net(mnist_deep_mlp, seed, device, dtype)
    with torch.no_grad():
        net.l5.weight.zero_()
        net.l5.bias.copy_(torch.tensor(logits))

    out = net(small_images(seed, 2, device, dtype))

    assert_equal(out, torch.tensor([logits] * 2, device=device, dtype=dtype))


@claim("mnist-no-grad-test", note=CODE, verdict=HOLDS)
@claim("no-grad-data-redundant", note=CODE, verdict=REFUTED)
@given(seed=seeds())
def test_needs_no_data_attribute_where_nothing_is_recorded(mnist_deep_mlp, seed, device):
    """The note: within no_grad, output.data. The output has no graph, so that .data adds nothing.

    It is another tensor over the same memory. The net is trainable all the while, and outside of
    no_grad there is a graph again.
    """
    net, x = small_net(mnist_deep_mlp, seed, device), small_images(seed, 2, device)

    with torch.no_grad():
        output = net(x)

    assert (output.requires_grad, output.grad_fn) == (False, None)
    assert output.data.data_ptr() == output.data_ptr()
    assert all(p.requires_grad for p in net.parameters())
    assert net(x).grad_fn is not None


@claim("mnist-eval-missing-harmless", note=CODE, verdict=HOLDS)
@given(seed=seeds())
def test_computes_the_same_in_training_and_in_evaluation_mode(mnist_deep_mlp, seed, device):
    """The note never calls eval(). Harmless here: there is no dropout, and no batch norm.

    With a dropout layer behind it the two modes differ.
    """
    net, x = small_net(mnist_deep_mlp, seed, device), small_images(seed, 20, device)
    with_dropout = nn.Sequential(net, nn.Dropout(0.5))

    assert_equal(net.train()(x), net.eval()(x))
    with seeded(seed, device):
        assert not torch.equal(with_dropout.train()(x), with_dropout.eval()(x))


@claim("mnist-test-shuffle-irrelevant", note=CODE, verdict=HOLDS)
@given(seed=seeds())
def test_is_as_accurate_in_any_order_of_the_digits(mnist_deep_mlp, seed, device):
    """The note shuffles its test set. It makes no difference: a count knows of no order.

    It would if the digits of a batch saw one another, as they do in batch norm in training mode.
    """
    net, x = small_net(mnist_deep_mlp, seed, device), small_images(seed, 20, device)
    labels = net(x).argmax(1)
    labels[::3] += 1
    order = torch.randperm(20, generator=generator(seed)).to(device)

    straight = note_accuracy(net, zip(x.split(3), labels.split(3), strict=True))
    shuffled = note_accuracy(net, zip(x[order].split(3), labels[order].split(3), strict=True))

    assert straight == shuffled == 65


@claim("mnist-seed-not-set", note=CODE, verdict=HOLDS)
@cells(examples=0.1)
@given(seed=seeds())
def test_starts_elsewhere_each_time_unless_it_is_seeded(mnist_deep_mlp, seed):
    """The note sets no seed, so that no two of its runs print the same numbers. True.

    The loss before the first step lies around ln 10 all the same: of 400 nets on 32 rows of
    noise between 2.297 and 2.316. Asserted is ±0.1, for a deviation of 0.004.
    """
    risk(deviations=20)
    with seeded(seed):
        one, other = mnist_deep_mlp(), mnist_deep_mlp()
    with seeded(seed):
        again = mnist_deep_mlp()
    x, labels = gaussian(seed, 32, 1, 28, 28).float(), torch.arange(32) % 10

    losses = [nn.functional.cross_entropy(net(x), labels).item() for net in (one, other, again)]

    assert not one.l1.weight.equal(other.l1.weight)
    assert losses[0] == losses[2]
    assert max(abs(loss - math.log(10)) for loss in losses) < 0.1


@claim("mnist-zero-grad-placement", note=CODE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.3)
@pytest.mark.parametrize("order", ["forget forward backward", "forward forget backward"])
@given(seed=seeds())
def test_may_forget_gradients_before_or_after_the_forward_pass(
    train_epoch, order, seed, device, dtype
):
    """The note forgets before the forward pass, its other programs after it. The same bits.

    Five steps with momentum: the forward pass neither reads nor writes a gradient.
    """
    nets = [small_net(program.DeepMlp, seed, device, dtype) for _ in range(2)]
    images = small_images(seed, 20, device, dtype).split(4)
    classes = torch.eye(SMALL[-1], device=device, dtype=dtype)[[0, 1, 2, 0]]
    batches = [(x, classes) for x in images]
    optimizer = program.make_optimizer(nets[0].parameters())
    for x, labels in batches:
        loss = None
        for action in order.split():
            if action == "forget":
                optimizer.zero_grad()
            elif action == "forward":
                loss = nn.functional.cross_entropy(nets[0](x), labels)
            else:
                loss.backward()
        optimizer.step()

    train_epoch(nets[1], batches, program.make_optimizer(nets[1].parameters()))

    for by_hand_now, ours in zip(nets[0].parameters(), nets[1].parameters(), strict=True):
        assert_equal(ours.detach(), by_hand_now.detach())
