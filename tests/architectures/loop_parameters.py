"""How many numbers a layer learns, by arithmetic, and what a net is made of in shape."""

import torch
from torch import nn

from tests.support.versions import without_values


def linear(inputs, outputs):
    """A weight for each pair, a bias for each output."""
    return inputs * outputs + outputs


def conv(inputs, outputs, kernel, bias=True):
    """A kernel for each pair of channels."""
    return kernel * kernel * inputs * outputs + bias * outputs


def conv_norm(inputs, outputs, kernel):
    """A convolution without bias, and a scale and a shift of each of its channels."""
    return conv(inputs, outputs, kernel, bias=False) + 2 * outputs


def learned(build, *arguments, **options):
    """How many numbers a net learns; on the device without values, which allocates none."""
    with without_values():
        return sum(p.numel() for p in build(*arguments, **options).parameters())


def output_shape(build, *image):
    """What a net makes of one image, in shape."""
    with without_values():
        return tuple(build().eval()(torch.zeros(1, *image)).shape)


def layers(net, kind):
    """The layers of one kind, in the order in which they were made."""
    return [layer for layer in net.modules() if isinstance(layer, kind)]


def kernels(net):
    """The sizes of a net's convolution kernels, in order."""
    return [layer.kernel_size for layer in layers(net, nn.Conv2d)]


def windows(net):
    """The side, the stride and the padding of each convolution and pooling of a net, in order."""
    kinds = (nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d)
    numbers = [(it.kernel_size, it.stride, it.padding) for it in layers(net, kinds)]
    return [tuple(n if isinstance(n, int) else n[0] for n in window) for window in numbers]


def sides(build, *image):
    """The heights and widths that the convolutions of a net put out for an image, each once."""
    seen = []
    with without_values():
        net = build().eval()
        for layer in layers(net, nn.Conv2d):
            layer.register_forward_hook(lambda layer, x, y: seen.append(tuple(y.shape[-2:])))
        net(torch.zeros(1, *image))
    return list(dict.fromkeys(seen))
