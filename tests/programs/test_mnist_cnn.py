"""The convolutional digit classifier: its shapes, its numbers, and what its view asks for."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from concepts.layers.convolution import naive_conv2d
from concepts.programs import mnist_cnn as program
from tests.support.axes import cells
from tests.support.claims import HOLDS, claim
from tests.support.devices import WIDE
from tests.support.figures import assert_figure
from tests.support.strategies import INTEGERS, gaussian, seeded, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

CODE = "pytorch-basics 10 code"
COUNTS = {
    "conv1.weight": 250,
    "conv1.bias": 10,
    "conv2.weight": 5000,
    "conv2.bias": 20,
    "fc.weight": 3200,
    "fc.bias": 10,
}


def made(net_class, seed, device, dtype):
    with seeded(seed):
        return net_class().to(device, dtype)


def shape_or_refusal(net, x):
    """The shape of the output, or that there is none."""
    try:
        return tuple(net(x).shape)
    except RuntimeError:
        return "refused"


def output(net, x):
    """What the net makes of images; it fails, and does not crash, if it makes nothing."""
    try:
        return net(x)
    except RuntimeError as refusal:
        return pytest.fail(f"refused: {refusal}")


def watched(net):
    """The shapes of all that goes in and out of the layers, in order, written as it happens."""
    shapes = []
    for layer in net.children():
        layer.register_forward_hook(
            lambda _, inputs, output: shapes.append((tuple(inputs[0].shape), tuple(output.shape)))
        )
    return shapes


@claim("cnn-shapes", note="pytorch-basics 10.4", verdict=HOLDS)
@claim("cnn-conv-then-pool-shrinks", note="pytorch-basics 10", verdict=HOLDS)
@cells(meta=True, dtypes=WIDE, examples=0.1)
@given(rows=st.sampled_from([32, 1, 2]))
def test_shrinks_an_image_step_by_step_to_a_vector(mnist_cnn, rows, device, dtype):
    """The note: convolutions without padding, then pooling, make the image smaller: 28 to 4.

    True: 28, 24, 12, 8, 4, and 20 · 4 · 4 = 320 numbers go into the last layer. With padding by
    2 a convolution of 5 keeps the size, and pooling alone shrinks.
    """
    net = mnist_cnn().to(device, dtype)
    shapes = watched(net)

    shape_or_refusal(net, torch.zeros(rows, 1, 28, 28, device=device, dtype=dtype))

    assert shapes == [
        ((rows, 1, 28, 28), (rows, 10, 24, 24)),
        ((rows, 10, 24, 24), (rows, 10, 12, 12)),
        ((rows, 10, 12, 12), (rows, 20, 8, 8)),
        ((rows, 20, 8, 8), (rows, 20, 4, 4)),
        ((rows, 320), (rows, 10)),
    ]
    same = nn.Conv2d(1, 1, 5, padding=2, device=device, dtype=dtype)
    assert same(torch.zeros(1, 1, 28, 28, device=device, dtype=dtype)).shape == (1, 1, 28, 28)


@claim("cnn-shapes", note="pytorch-basics 10.4", verdict=HOLDS)
@cells(meta=True)
@pytest.mark.parametrize(("side", "fits"), [(27, False), (28, True), (31, True), (32, False)])
def test_takes_images_of_28_to_31_pixels_a_side(mnist_cnn, side, fits, device):
    """The note's 320 belongs to 28 × 28. Of 32 × 32 it would be 500, and the layer refuses.

    Up to 31 × 31 the poolings drop what is left over, and nobody is told.
    """
    net = mnist_cnn().to(device)

    shape = shape_or_refusal(net, torch.zeros(2, 1, side, side, device=device))

    assert shape == ((2, 10) if fits else "refused")


@claim("cnn-params", note="pytorch-basics 10.4", verdict=HOLDS)
def test_has_8490_parameters(mnist_cnn):
    """The note's net: 25·10 + 10, 250·20 + 20 and 320·10 + 10. Without biases, 8,450."""
    counts = {name: p.numel() for name, p in mnist_cnn().named_parameters()}

    assert counts == COUNTS
    assert_figure("parameters", sum(counts.values()), 8490)


@claim("cnn-shapes", note="pytorch-basics 10.4", verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.05)
@given(seed=seeds())
def test_convolves_rectifies_and_pools_twice_and_multiplies(mnist_cnn, seed, device, dtype):
    """The note's forward pass, one window after the other, and no activation at its end."""
    net = made(mnist_cnn, seed, device, dtype)
    parameters = {name: p.detach().cpu().double() for name, p in net.named_parameters()}
    assert {name: p.numel() for name, p in parameters.items()} == COUNTS
    x = gaussian(seed, 2, 1, 28, 28).to(dtype)
    out = output(net, x.to(device))
    hidden = x.double()
    for layer in ("conv1", "conv2"):
        bias = parameters[f"{layer}.bias"][:, None, None]
        hidden = (naive_conv2d(hidden, parameters[f"{layer}.weight"]) + bias).clamp(min=0)
        squares = hidden.unflatten(-1, (-1, 2)).unflatten(-3, (-1, 2))
        hidden = squares.amax((-1, -3))
    expected = hidden.flatten(1) @ parameters["fc.weight"].T + parameters["fc.bias"]

    assert_near(out, expected.to(device), roundings=16, scale=1.0)


@claim("cnn-size0-batch", note=CODE, verdict=HOLDS)
@pytest.mark.parametrize("rows", [1, 2, 5, 32])
def test_keeps_the_images_apart_by_the_first_size(mnist_cnn, rows, device):
    """The note: x.size(0) is the batch. True of four dimensions, (N, channels, height, width)."""
    net = mnist_cnn().to(device)
    images = torch.zeros(rows, 1, 28, 28, device=device)

    assert images.size(0) == rows
    assert shape_or_refusal(net, images) == (rows, 10)


@claim("cnn-size0-batch", note=CODE, verdict=HOLDS)
def test_takes_the_channels_of_a_lone_image_for_the_batch(mnist_cnn, device):
    """The condition: a batch. Of a lone image x.size(0) is the number of channels: 1, by luck.

    So (1, 28, 28) passes. The output (1, 10) has a batch that the input lacks; with three channels
    the numbers of one image would be dealt out to three rows, if the layer did not refuse them.
    """
    net = mnist_cnn().to(device)
    wide = mnist_cnn().to(device)
    wide.conv1 = nn.Conv2d(3, 10, 5).to(device)

    assert shape_or_refusal(net, torch.zeros(1, 28, 28, device=device)) == (1, 10)
    assert shape_or_refusal(wide, torch.zeros(3, 28, 28, device=device)) == "refused"
    assert shape_or_refusal(wide, torch.zeros(2, 3, 28, 28, device=device)) == (2, 10)


@claim("cnn-view-needs-contiguous", note=CODE, verdict=HOLDS)
@given(x=tensors(INTEGERS, shape=(2, 3, 2, 2)))
def test_flattens_by_view_only_what_lies_in_order(x, device, dtype):
    """The note: x.view(batch_size, -1). It copies nothing, and so refuses a permuted tensor.

    flatten and reshape give the same rows of what view takes, and copy what it refuses.
    """
    x = x.to(device, dtype)
    permuted = x.permute(0, 2, 3, 1)

    assert x.view(2, -1).data_ptr() == x.data_ptr()
    with pytest.raises(RuntimeError, match=r"Use \.reshape"):
        permuted.view(2, -1)
    expected = torch.stack([image.permute(1, 2, 0).contiguous().view(-1) for image in x])
    for flat in (permuted.flatten(1), permuted.reshape(2, -1)):
        assert_equal(flat, expected)
        assert flat.data_ptr() != x.data_ptr()


@claim("cnn-view-needs-contiguous", note=CODE, verdict=HOLDS)
def test_fails_in_the_channels_last_layout_because_of_its_view(mnist_cnn, device):
    """What follows: the net in the channels-last layout, made for speed, fails at its view.

    With flatten in its place, which copies, the same weights run in both layouts.
    """
    images = torch.zeros(2, 1, 28, 28, device=device)
    nets = [made(it, 0, device, torch.float32) for it in (mnist_cnn, program.FlattenCnn)]

    assert [shape_or_refusal(net, images) for net in nets] == [(2, 10), (2, 10)]
    last = [net.to(memory_format=torch.channels_last) for net in nets]
    images = images.contiguous(memory_format=torch.channels_last)
    assert [shape_or_refusal(net, images) for net in last] == ["refused", (2, 10)]


@claim("cnn-pool-module-reused", note=CODE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.1)
@given(seed=seeds())
def test_may_pool_twice_with_one_module(mnist_cnn, seed, device, dtype):
    """The note pools after both convolutions by one MaxPool2d. It learns and keeps nothing.

    So it equals one of its own for each place, used anew for each batch, to the bit.
    """
    net, x = made(mnist_cnn, seed, device, dtype), gaussian(seed, 2, 1, 28, 28).to(device, dtype)
    with torch.no_grad():
        once, again = output(net, x), output(net, x)

        hidden = nn.MaxPool2d(2)(net.conv1(x).relu())
        hidden = nn.MaxPool2d(2)(net.conv2(hidden).relu())
        expected = net.fc(hidden.flatten(1))

    assert list(net.pooling.state_dict()) == []
    assert_equal(once, expected)
    assert_equal(again, expected)
