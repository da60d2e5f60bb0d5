"""AlexNet: what it is made of, and where its numbers are."""

from torch import nn

from tests.architectures.loop_parameters import (
    conv,
    layers,
    learned,
    linear,
    output_shape,
    windows,
)
from tests.support.claims import HOLDS, claim
from tests.support.versions import without_values


@claim("alexnet-pool-relu", note="course AlexNet", verdict=HOLDS)
def test_has_down_sampling_and_relu(alexnet):
    """The note: AlexNet has down-sampling layers and ReLU. True: three and seven.

    And two layers of dropout; neither tanh nor sigmoid, nor average pooling. Each pooling takes
    the largest of 3 × 3 at every other place, so that the windows overlap.
    """
    with without_values():
        net = alexnet()

    counted = [len(layers(net, kind)) for kind in (nn.MaxPool2d, nn.ReLU, nn.Dropout)]
    assert counted == [3, 7, 2]
    assert layers(net, (nn.Tanh, nn.Sigmoid, nn.AvgPool2d)) == []
    pool, small = (3, 2, 0), (3, 1, 1)
    assert windows(net) == [(11, 4, 2), pool, (5, 1, 2), pool, small, small, small, pool]


@claim("alexnet-pool-relu", note="course AlexNet", verdict=HOLDS)
def test_learns_61_million_numbers_most_of_them_behind_the_convolutions(alexnet):
    """What it amounts to: 2.5 million in five convolutions, 58.6 million in three linear layers."""
    table = [(3, 64, 11), (64, 192, 5), (192, 384, 3), (384, 256, 3), (256, 256, 3)]
    convolutions = sum(conv(*row) for row in table)
    behind = linear(256 * 6 * 6, 4096) + linear(4096, 4096) + linear(4096, 1000)

    assert (convolutions, behind) == (2_469_696, 58_631_144)
    assert learned(alexnet) == 61_100_840
    assert output_shape(alexnet, 3, 224, 224) == (1, 1000)
