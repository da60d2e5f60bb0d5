"""LeNet: what its fifth version is made of."""

import torch
from hypothesis import given
from torch import nn

from tests.architectures.loop_parameters import conv, layers, learned, linear, output_shape
from tests.support.axes import cells
from tests.support.claims import HOLDS, claim, not_checkable
from tests.support.strategies import gaussian, seeded, seeds
from tests.support.tolerance import assert_near
from tests.support.versions import without_values

NOT_CHECKABLE = [
    not_checkable(
        "lenet-accuracy-10",
        note="course LeNet-5",
        statement="LeNet-5 raised accuracy by more than 10 %",
        reason="names neither the task nor what it is compared with; the leap of about ten points "
        "that is well known is AlexNet's, on ImageNet in 2012",
    )
]


@claim("alexnet-pool-relu", note="course AlexNet", verdict=HOLDS)
def test_learns_61706_numbers_and_subsamples_too(lenet5):
    """The note names down-sampling as AlexNet's. LeNet had it before, without ReLU.

    Two convolutions learn 2,572 numbers, three linear layers the other 59,134.
    """
    with without_values():
        net = lenet5()

    assert conv(1, 6, 5) + conv(6, 16, 5) == 2_572
    assert linear(400, 120) + linear(120, 84) + linear(84, 10) == 59_134
    assert learned(lenet5) == 61_706
    assert output_shape(lenet5, 1, 32, 32) == (1, 10)
    assert [len(layers(net, kind)) for kind in (nn.AvgPool2d, nn.Tanh, nn.ReLU)] == [2, 4, 0]


@claim("alexnet-pool-relu", note="course AlexNet", verdict=HOLDS)
@cells(dtypes=["float64"])
@given(seed=seeds())
def test_is_two_convolutions_and_three_linear_layers(lenet5, seed, device, dtype):
    """What it computes: tanh between all layers, and a mean of four pixels after a convolution.

    In float64, since GPUs read fewer digits of float32 by default (TF32).
    """
    with seeded(seed):
        net = lenet5().to(device, dtype)
    image = gaussian(seed, 1, 1, 32, 32).to(device, dtype)
    weights = [p.double() for p in net.parameters()]
    assert [w.shape[:2].numel() for w in weights[::2]] == [6, 96, 48_000, 10_080, 840]
    assert [len(b) for b in weights[1::2]] == [6, 16, 120, 84, 10]
    h = image.double()
    for weight, bias in (weights[:2], weights[2:4]):
        h = torch.nn.functional.conv2d(h, weight, bias).tanh()
        h = (h[..., ::2, ::2] + h[..., 1::2, ::2] + h[..., ::2, 1::2] + h[..., 1::2, 1::2]) / 4
    h = h.flatten(1)
    for i in (4, 6, 8):
        h = h @ weights[i].T + weights[i + 1]
        h = h if i == 8 else h.tanh()

    y = net(image)

    assert_near(y, h, roundings=16, scale=0.5)
