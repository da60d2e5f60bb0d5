"""The MNIST program of chapter three: what its net is, how it is trained, what it reaches."""

import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.overrides import TorchFunctionMode

from concepts.programs import mnist_mlp as program
from tests.programs.note_loader import loader_batches
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, REFUTED, claim
from tests.support.figures import assert_figure, timed
from tests.support.statistics import Spread
from tests.support.strategies import INTEGERS, gaussian, generator, seeded, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

WIDTHS = st.tuples(*[st.integers(1, 6)] * 4)


def made(net_class, widths, seed):
    with seeded(seed):
        return net_class(*widths).double()


class Recorder(TorchFunctionMode):
    """The names of the torch functions that are called, in order."""

    def __init__(self):
        super().__init__()
        self.names = []

    def __torch_function__(self, function, types, args=(), kwargs=None):
        self.names.append(function.__name__)
        return function(*args, **(kwargs or {}))


@claim("lenet-is-affine", note="chapter-three 8", verdict=HOLDS)
@given(widths=WIDTHS, seed=seeds())
def test_is_one_affine_map(mnist_mlp, widths, seed):
    """The note builds a "multi-layer" net. It is a single affine map, x Wᵀ + b.

    There is no activation between its layers, which the note's own section 3 warns of.
    """
    net = made(mnist_mlp, widths, seed)
    first, second, third = net.layer1, net.layer2, net.layer3
    x = gaussian(seed, 5, 1, 1, widths[0])
    weight = third.weight @ second.weight @ first.weight
    bias = third.weight @ (second.weight @ first.bias + second.bias) + third.bias

    assert_near(net(x), x.flatten(1) @ weight.T + bias, roundings=8, scale=8.0)


@claim("lenet-is-affine", note="chapter-three 8", verdict=HOLDS)
@cells(examples=0.1)
@given(seed=seeds())
def test_reaches_every_matrix_of_a_single_layer(mnist_mlp, seed):
    """The note's three layers are also no weaker than one.

    Any 10 × 784 matrix factorises through the widths 300 and 100.
    """
    net = made(mnist_mlp, program.WIDTHS, seed)
    wanted = gaussian(seed, 10, 784)
    with torch.no_grad():
        for layer in (net.layer1, net.layer2, net.layer3):
            layer.weight.copy_(torch.eye(*layer.weight.shape))
            layer.bias.zero_()
        net.layer1.weight[:10] = wanted

        reached = net(torch.eye(784, dtype=torch.float64)).T

    assert_equal(reached.contiguous(), wanted)


@claim("lenet-name", note="chapter-three 8", verdict=REFUTED)
@claim("unused-import-f", note="chapter-three 8", verdict=HOLDS)
def test_has_no_convolution_and_no_activation(mnist_mlp):
    """The note calls it LeNet and imports torch.nn.functional as F. It uses neither.

    LeNet-5 is convolutional. This net flattens and multiplies three times, and nothing else.
    """
    net, image = mnist_mlp(4, 3, 2, 1), torch.ones(1, 1, 2, 2)

    with Recorder() as calls:
        net(image)

    assert calls.names == ["flatten", "linear", "linear", "linear"]


@claim("lenet-param-count", note="chapter-three 8", verdict=HOLDS)
@given(widths=WIDTHS)
def test_has_a_weight_for_each_pair_and_a_bias_for_each_output(mnist_mlp, widths):
    """The note's net has 784·300 + 300 + 300·100 + 100 + 100·10 + 10 = 266,610 parameters."""
    a, b, c, d = widths

    counts = [sum(p.numel() for p in mnist_mlp(*w).parameters()) for w in (widths, program.WIDTHS)]

    assert counts[0] == a * b + b + b * c + c + c * d + d
    assert_figure("parameters", counts[1], 266_610)


@claim("lenet-default-none-fails", note="chapter-three 8", verdict=REFUTED)
@pytest.mark.parametrize("widths", [(), (None,) * 4], ids=["left-out", "none"])
def test_cannot_be_built_without_widths(mnist_mlp, widths):
    """The note defaults every width to None, as if it could be left out. Linear refuses None."""
    with pytest.raises(TypeError):
        mnist_mlp(*widths)


@claim("flatten-keeps-batch", note="chapter-three 8", verdict=HOLDS)
@given(images=tensors(INTEGERS, shape=(3, 1, 2, 2)))
def test_flattens_each_image_and_not_the_batch(mnist_mlp, images):
    """The note: Flatten turns (N, 1, 28, 28) into (N, 784). True, row by row of pixels.

    torch.flatten, of the same name, flattens the batch as well.
    """
    rows = [[x for line in image[0].tolist() for x in line] for image in images]

    flat = mnist_mlp(4, 3, 2, 1).flatten(images)

    assert_equal(flat, torch.tensor(rows, dtype=torch.float64))
    assert torch.flatten(images).shape == (12,)


@claim("log-lines-per-epoch", note="chapter-three 8", verdict=HOLDS)
@given(batches=st.integers(0, 450), seed=seeds())
def test_prints_the_mean_of_every_full_hundred_of_batches(window_means, batches, seed):
    """The note prints [1, 100] to [1, 900], nine lines. True: of 938 batches, 38 stay unsaid.

    Each is the sum of a hundred losses over a hundred, and the sum starts again from 0.
    """
    losses = gaussian(seed, batches).abs()
    printed, total = [], 0.0
    for i, loss in enumerate(losses.tolist()):
        total += loss
        if i % 100 == 99:
            printed.append(total / 100)
            total = 0.0

    means = torch.tensor(window_means(losses), dtype=torch.float64)

    assert_near(means, torch.tensor(printed, dtype=torch.float64), roundings=100)
    assert len(window_means(torch.ones(938))) == 9


@claim("adam-explicit-lr-is-default", note="chapter-three 8", verdict=HOLDS)
@cells(examples=0.3)
@given(seed=seeds())
def test_writes_out_adams_default_learning_rate(seed, dtype):
    """The note: Adam(params=net.parameters(), lr=1e-3). That is the default, bit for bit."""
    gradients = gaussian(seed, 10, 3).to(dtype)
    written, left_out = (nn.Parameter(torch.ones(3, dtype=dtype)) for _ in range(2))
    optimizers = torch.optim.Adam(params=[written], lr=1e-3), torch.optim.Adam([left_out])
    for gradient in gradients:
        written.grad, left_out.grad = gradient.clone(), gradient.clone()
        for optimizer in optimizers:
            optimizer.step()

    assert_equal(written, left_out)


@claim("program-000-mnist", note="chapter-three 8", verdict=HOLDS_IF)
@cells(examples=0.03)
@given(seed=seeds())
def test_trains_to_the_same_bits_from_resident_tensors_as_from_the_loader(mnist, seed):
    """The note's loop: a loader that converts image by image, and optim.Adam as it comes.

    With line breaks restored and the preview removed, it runs today; Variable, which it wraps
    around tensors, does nothing. Batches taken from tensors held in memory give exactly the same
    parameters.
    """
    few = replace(
        mnist, train_images=mnist.train_images[:1000], train_labels=mnist.train_labels[:1000]
    )
    nets = [made(program.LeNet, program.WIDTHS, seed).float() for _ in range(2)]
    images = few.train_images
    resident = program.resident_batches(images, few.train_labels, generator(seed))

    wrapped = ((torch.autograd.Variable(x), y) for x, y in loader_batches(few, seed))
    program.fit(nets[0], wrapped, torch.optim.Adam(nets[0].parameters(), lr=1e-3))
    program.fit(nets[1], resident)

    for theirs, ours in zip(nets[0].parameters(), nets[1].parameters(), strict=True):
        assert_equal(ours, theirs)


@claim("prints-9047", note="chapter-three 8", verdict=HOLDS_IF)
@claim("program-000-mnist", note="chapter-three 8", verdict=HOLDS_IF)
@cells(examples=0.01)
@given(seed=seeds())
def test_reaches_about_ninety_percent_in_one_epoch(mnist, seed, device):
    """The note reports 90.47 % of the test digits after one epoch, from no stated seed.

    Within the band on the full set: of 200 seeds, from 0.8922 to 0.9215, 20 stayed at or under the
    note's figure. On the packaged digits, 4,000 to train and 1,000 to test, 60 seeds lay between
    0.847 and 0.891.
    """
    spread = Spread(0.9121, 0.0050, 200) if mnist.full else Spread(0.8750, 0.0080, 60)
    note = "90.47 %" if mnist.full else ""

    run, seconds = timed(program.run)(mnist, seed, device)

    accuracy = "test accuracy after an epoch"
    assert_figure(accuracy, run.test_accuracy, spread, note=note, seconds=seconds)
    assert len(program.window_means(run.losses)) == (9 if mnist.full else 0)
    assert abs(run.losses[0] - math.log(10)) < 0.1
    answers = run.net(program.to_tensor(mnist.test_images.to(device))).argmax(1).cpu()
    assert run.test_accuracy == (answers == mnist.test_labels).double().mean().item()


@claim("lenet-is-affine", note="chapter-three 8", verdict=HOLDS)
@cells(examples=0.01)
@given(seed=seeds())
def test_gains_by_relu_between_its_layers(mnist, seed, device):
    """What one affine map costs: with ReLU in between the same epoch recognises 0.96 of the digits.

    On the full set the band begins where the best of 200 runs without it ended. A single epoch of
    4,000 digits is too short for a difference.
    """
    spread = Spread(0.9589, 0.0041, 12) if mnist.full else Spread(0.8638, 0.0094, 30)

    run, seconds = timed(program.run)(mnist, seed, device, program.ReluNet)

    accuracy = "test accuracy after an epoch, with ReLU"
    assert_figure(accuracy, run.test_accuracy, spread, seconds=seconds)
    assert spread.band()[0] > 0.9215 or not mnist.full
