"""Pictures of VGG, beside AlexNet."""

import torch
from torch import nn

from concepts.architectures.alexnet import alexnet
from concepts.architectures.vgg import vgg16
from tests.architectures.loop_parameters import layers
from tests.support.pictures import INK, shows
from tests.support.versions import without_values


def costs(build):
    """Weights, and products for one image, of each layer that has any, in millions."""
    with without_values():
        net = build()
        found = []

        def count(layer, _, y):
            found.append((layer.weight.numel(), y[0].numel() * layer.weight[0].numel()))

        for layer in layers(net, (nn.Conv2d, nn.Linear)):
            layer.register_forward_hook(count)
        net(torch.zeros(1, 3, 224, 224))
    return torch.tensor(found).T / 1e6


@shows("alexnet-pool-relu", "vgg-raises-computation", "vgg-only-3x3")
def test_has_its_work_in_front_and_its_weights_behind(figure):
    """Weights, and products for an image, of each layer of AlexNet and VGG-16, in shares of all.

    Left of the line are the convolutions, which use every weight at every place; right of it the
    linear layers, which use each of theirs once. In absolute numbers, 61 million weights and 0.7
    billion products, against 138 million and 15 billion.
    """
    figure.set_size_inches(6.4, 4.8)
    for axes, build in zip(figure.subplots(2, 1, sharey=True), (alexnet, vgg16), strict=True):
        weights, products = costs(build)
        place = torch.arange(1, len(weights) + 1).numpy()
        axes.bar(place - 0.2, (100 * weights / weights.sum()).numpy(), 0.4, label="weights")
        axes.bar(place + 0.2, (100 * products / products.sum()).numpy(), 0.4, label="products")
        axes.axvline(len(place) - 2.5, color=INK, linestyle=":", linewidth=1)
        axes.set_title({alexnet: "AlexNet", vgg16: "VGG-16"}[build])
        axes.set_xticks(place)
        axes.set_ylabel("share in %")

        assert weights[-3:].sum() > 0.85 * weights.sum()
        assert products[:-3].sum() > 0.9 * products.sum()
        rounded = round(weights.sum().item()), round(products.sum().item())
        assert rounded == {alexnet: (61, 714), vgg16: (138, 15470)}[build]
    axes.set_xlabel("layer")
    axes.legend(loc="upper left", bbox_to_anchor=(0.1, 1))
