"""What a convolution and its normalisation make of channels at test time, in float64."""

import math

from torch.nn.functional import conv2d


def normed(layer, x, eps=1e-5):
    """What a normalisation does to channels at test time."""
    mean, var, weight, bias = (
        p.double().view(-1, 1, 1)
        for p in (layer.running_mean, layer.running_var, layer.weight, layer.bias)
    )
    return (x - mean) / (var + eps).sqrt() * weight + bias


def convolved(layer, x, stride=1, padding=0):
    """What a convolution of these weights makes of x, whatever stride and padding it has."""
    return conv2d(x, layer.weight.double(), None, stride, padding)


def apart(images):
    """The images, column by column in memory, the second of them not a number."""
    images[1] = math.nan
    return images.mT.contiguous().mT
