"""Softmax regression on MNIST: what its net is."""

import math
from operator import mul

import pytest
import torch
from hypothesis import given

from concepts.programs import mnist_linear as program
from tests.support.claims import HOLDS, HOLDS_IF, claim, not_checkable
from tests.support.strategies import INTEGERS, gaussian, seeded, seeds, shapes, tensors
from tests.support.tolerance import assert_equal, assert_near

INTRO, MODEL = "softmax-regression intro", "softmax-regression 2"
PREDICTION = "softmax-regression 6"

NOT_CHECKABLE = [
    not_checkable(
        "regression-vs-classification",
        note=INTRO,
        statement="linear regression is mainly for regression, softmax regression for classes",
        reason="advice: least squares on one-hot targets classifies too",
    )
]


def made(net_class, inputs, outputs, seed, device="cpu", dtype=torch.float64):
    with seeded(seed):
        return net_class(inputs, outputs).to(device, dtype)


@claim("softmax-regression-single-layer", note=INTRO, verdict=HOLDS)
@claim("linearnet-is-affine", note=MODEL, verdict=HOLDS)
@pytest.mark.parametrize("outputs", [1, 3], ids=["linear-regression", "softmax-regression"])
@given(x=tensors(INTEGERS, shape=(3, 1, 2, 2)), seed=seeds())
def test_is_a_single_affine_layer(mnist_linear, outputs, x, seed, device, dtype):
    """The note: softmax regression, like linear regression, is a network of a single layer.

    True: one linear layer, x Wᵀ + b; the softmax is in the loss. With one output it is linear
    regression.
    """
    net = made(mnist_linear, 4, outputs, seed, device, dtype)
    assert [name for name, _ in net.named_parameters()] == ["linear.weight", "linear.bias"]
    w, b = (p.tolist() for p in (net.linear.weight, net.linear.bias))
    expected = [
        [sum(map(mul, row, image)) + bias for row, bias in zip(w, b, strict=True)]
        for image in x.flatten(1).tolist()
    ]

    scores = net(x.to(device, dtype))

    assert_near(
        scores, torch.tensor(expected, dtype=torch.float64), roundings=6, scale=4 * 0.5 * 8 + 0.5
    )


@claim("linearnet-is-affine", note=MODEL, verdict=HOLDS)
@given(x=tensors(INTEGERS, shape=(3, 1, 2, 2)), v=tensors(INTEGERS, shape=(3, 5)), seed=seeds())
def test_has_weights_that_learn_from_every_pixel(mnist_linear, x, v, seed, device, dtype):
    """What follows: of Σ v·y the gradient is vᵀ x in W and Σ v in b, exact on integers.

    W is stored transposed, one row of 784 for each output: 7,850 numbers with the biases.
    """
    net = made(mnist_linear, 4, 5, seed, device, dtype)
    images, weights = x.to(device, dtype), v.to(device, dtype)

    whole = [tuple(p.shape) for p in mnist_linear(784, 10).parameters()]
    scores = net(images)

    assert whole == [(10, 784), (10,)]
    assert sum(map(math.prod, whole)) == 7850
    assert scores.requires_grad
    gradients = torch.autograd.grad((scores * weights).sum(), list(net.parameters()))

    assert_equal(gradients[0], (v.T @ x.flatten(1)).to(device, dtype))
    assert_equal(gradients[1], v.sum(0).to(device, dtype))


@claim("input-length-784", note=MODEL, verdict=HOLDS)
@pytest.mark.parametrize("shape", [(1, 28, 28), (28, 28), (1, 28, 27), (3, 28, 28)], ids=str)
def test_takes_784_pixels_an_image(mnist_linear, shape, device):
    """The note: the input vector has the length 784. True, 1 · 28 · 28, and no other length."""
    net = mnist_linear(program.INPUTS, program.OUTPUTS).to(device)
    images = torch.zeros(2, *shape, device=device)

    if math.prod(shape) == 784:
        assert net(images).shape == (2, 10)
    else:
        with pytest.raises(RuntimeError, match="mat1 and mat2"):
            net(images)


@claim("view-flattens", note=MODEL, verdict=HOLDS_IF)
@given(shape=shapes(min_dims=2, max_dims=4, max_side=3), seed=seeds())
def test_flattens_each_image_without_a_copy(mnist_linear, shape, seed, device, dtype):
    """The note: x.view(x.shape[0], -1) makes (batch, 784) of (batch, 1, 28, 28). True.

    It is the same memory, read row by row; the batch stays.
    """
    x = gaussian(seed, *shape).to(device, dtype)
    net, seen = mnist_linear(math.prod(shape[1:]), 2).to(device, dtype), []
    net.linear.register_forward_pre_hook(lambda layer, inputs: seen.append(*inputs))

    net(x)

    assert_equal(seen[0], torch.stack([image.ravel() for image in x]))
    assert seen[0].data_ptr() == x.data_ptr()


@claim("view-flattens", note=MODEL, verdict=HOLDS_IF)
@pytest.mark.parametrize(
    ("images", "refusal"),
    [
        (torch.zeros(2, 2, 3, 3).permute(0, 2, 3, 1), "view size is not compatible"),
        (torch.zeros(0, 2, 3, 3), "cannot reshape tensor of 0 elements"),
    ],
    ids=["channels-last", "empty-batch"],
)
def test_refuses_images_that_a_view_cannot_flatten(mnist_linear, images, refusal, device):
    """The note is silent: a view needs the pixels of an image in order in memory, not permuted.

    And of an empty batch -1 has no one meaning. flatten(1) takes both.
    """
    x, net = images.to(device), mnist_linear(18, 10).to(device)
    assert net.linear(x.flatten(1)).shape == (len(images), 10)

    with pytest.raises(RuntimeError, match=refusal):
        net(x)


@claim("print-net", note=MODEL, verdict=HOLDS)
@pytest.mark.parametrize(("inputs", "outputs"), [(784, 10), (1, 3)])
def test_prints_its_one_layer(mnist_linear, inputs, outputs):
    """The note: print(net) names LinearNet, its layer, and the layer's sizes. True to a letter."""
    net = mnist_linear(inputs, outputs)

    line = f"(linear): Linear(in_features={inputs}, out_features={outputs}, bias=True)"
    assert str(net) == f"LinearNet(\n  {line}\n)"


@claim("argmax-prediction", note=PREDICTION, verdict=HOLDS)
@given(x=tensors(INTEGERS, shape=(4, 1, 2, 2)), seed=seeds())
def test_predicts_classes_that_convert_to_numpy(mnist_linear, x, seed, device, dtype):
    """The note: net(X).argmax(dim=1) predicts, and .numpy() converts it. True.

    Classes are integers, which carry no gradient. The scores carry one, and refuse to convert.
    """
    net = made(mnist_linear, 4, 3, seed, device, dtype)
    scores = net(x.to(device, dtype))
    expected = [row.index(max(row)) for row in scores.tolist()]

    assert scores.requires_grad
    with pytest.raises(RuntimeError, match="requires grad"):
        scores.cpu().numpy()
    predicted = scores.argmax(dim=1)

    assert predicted.dtype == torch.int64
    assert predicted.cpu().numpy().tolist() == expected
