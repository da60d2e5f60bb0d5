"""Other norms: layer, instance and group norm, which look at one sample alone."""

import math
from collections import defaultdict
from itertools import product
from statistics import fmean, pvariance

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells, row, table
from tests.support.claims import IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

SHAPE = (2, 4, 3)  # samples, channels, positions
EPS = 1e-5
NORMS = [  # how each is made, and what names the numbers that are normalised together
    row("layer", "layer_norm", ((4, 3),), lambda sample, channel, position: sample),
    row("last", "layer_norm", (3,), lambda sample, channel, position: (sample, channel)),
    row("instance", "instance_norm", (4,), lambda sample, channel, position: (sample, channel)),
    row("group", "group_norm", (2, 4), lambda sample, channel, position: (sample, channel // 2)),
    row("one-group", "group_norm", (1, 4), lambda sample, channel, position: sample),
]


def groups(together):
    """The places of (samples, channels, positions) that are normalised together."""
    found = defaultdict(list)
    for place in product(*map(range, SHAPE)):
        found[together(*place)].append(place)
    return found.values()


def loop_norm(x, together):
    """Standardised number by number; max |x| / deviation, the scale of errors; the deviation."""
    x, y, scale, deviations = x.cpu().double(), *torch.zeros(3, *SHAPE, dtype=torch.float64)
    for places in groups(together):
        values = [x[place].item() for place in places]
        mean, deviation = fmean(values), math.sqrt(pvariance(values) + EPS)
        for place, value in zip(places, values, strict=True):
            y[place] = (value - mean) / deviation
            scale[place] = max(map(abs, values)) / deviation
            deviations[place] = deviation
    return y, scale, deviations


def loop_gradient(y, v, deviations, together):
    """Of Σ v · y by x: v less its mean, less y times the mean of v · y, over the deviation."""
    gradient = torch.zeros_like(v)
    for places in groups(together):
        mean = fmean(v[place].item() for place in places)
        along = fmean((v[place] * y[place]).item() for place in places)
        for place in places:
            gradient[place] = (v[place] - mean - y[place] * along) / deviations[place]
    return gradient


@claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
@table("norm, size, together", NORMS)
@given(x=tensors(REALS, shape=SHAPE), turned=st.booleans())
def test_standardise_what_they_see_together(norm, size, together, x, turned, device, dtype):
    """The note: normalisations differ in the dimension. To be exact, in what they see together.

    Layer norm sees a sample or its last dimension, instance norm a channel of it, group norm some
    channels. Of what is seen the mean is subtracted, and the rest divided by √(variance + eps); the
    variance is divided by n.
    """
    x = x.to(device, dtype)
    x = x.mT.contiguous().mT if turned else x
    expected, scale, _ = loop_norm(x, together)

    y = norm(*size, device=device, dtype=dtype)(x)

    assert_near(y, expected, roundings=24, scale=scale)


@claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@table("norm, size, together", NORMS)
@given(seed=seeds(), v=tensors(INTEGERS, shape=SHAPE))
def test_pass_no_gradient_along_mean_and_scale(norm, size, together, seed, v, device, dtype):
    """What follows: to shift or stretch all that is seen together changes nothing.

    So the gradient has no part along these two directions. In half precision the statistics
    themselves are too coarse to tell.
    """
    x = gaussian(seed, *SHAPE).to(device, dtype).requires_grad_()
    y, scale, deviations = loop_norm(x.detach(), together)
    expected = loop_gradient(y, v, deviations, together)

    z = norm(*size, device=device, dtype=dtype)(x)
    (gradient,) = torch.autograd.grad((z * v.to(device, dtype)).sum(), x)

    size_of_terms = v.abs().max() * (1 + scale.square()) / deviations
    assert_near(gradient, expected, roundings=16, scale=size_of_terms)


@claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
@table(
    "norm, size, options, together, shape",
    [
        row("layer", *NORMS[0].values[:2], {}, NORMS[0].values[2], (4, 3)),
        row("instance", *NORMS[2].values[:2], {"affine": True}, NORMS[2].values[2], (4, 1)),
        row("group", *NORMS[3].values[:2], {}, NORMS[3].values[2], (4, 1)),
    ],
)
@given(seed=seeds())
def test_scale_and_shift_by_element_or_by_channel(
    norm, size, options, together, shape, seed, device, dtype
):
    """The note: the last step is to scale. True, by γ, and to shift by β.

    Layer norm has both for each element, the others for each channel; instance norm only if asked.
    """
    x = gaussian(seed, *SHAPE).to(device, dtype)
    plain, scale, _ = loop_norm(x, together)
    layer = norm(*size, **options, device=device, dtype=dtype)
    weight, bias = gaussian(seed + 1, 2, *shape).to(dtype)
    assert bool(list(norm(*size).parameters())) == (options == {})
    assert [p.numel() for p in layer.parameters()] == [math.prod(shape)] * 2
    with torch.no_grad():
        layer.weight.copy_(weight.view_as(layer.weight))
        layer.bias.copy_(bias.view_as(layer.bias))

    y = layer(x)

    weight, bias = weight.double(), bias.double()
    assert_near(y, plain * weight + bias, roundings=24, scale=scale * weight.abs() + bias.abs())


@claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@table("norm, size, together", [NORMS[0], NORMS[1]])
@given(seed=seeds(), eps=st.sampled_from([0.0, 1e-5, 1e-3, 4.0]), offset=st.sampled_from([0, 99]))
def test_standardise_alone_or_scale_and_shift(
    norm, size, together, seed, eps, offset, device, dtype
):
    """Its options: another eps, and elementwise_affine=False, with nothing to learn.

    The gradient of γ is the sum of v times the standardised numbers, that of β the sum of v.
    """
    x = (gaussian(seed, *SHAPE) + offset).to(device, dtype)
    v = gaussian(seed + 1, *SHAPE).to(device, dtype)
    options = {"eps": eps, "device": device, "dtype": dtype}
    layer = norm(*size, **options)
    y, scale, deviations = loop_norm(x, together)
    shrunk = deviations / (deviations.square() - EPS + eps).sqrt()

    plain = norm(*size, elementwise_affine=False, **options)
    z = plain(x)
    learnt = (layer.weight, layer.bias)
    loss = (layer(x.clone().requires_grad_()) * v).sum()
    to_scale, to_shift = torch.autograd.grad(loss, learnt, allow_unused=True)

    assert list(plain.parameters()) == []
    assert to_scale is not None
    assert to_shift is not None
    assert_near(z, y * shrunk, roundings=32, scale=scale * shrunk * (1 + y.abs()))
    over = tuple(range(v.ndim - layer.weight.ndim))
    wide, terms = v.double().cpu(), scale * shrunk * (1 + y.abs())
    wanted = (wide * y * shrunk).sum(over), wide.sum(over)
    assert_near(to_scale, wanted[0], roundings=48, scale=(wide.abs() * (1 + terms)).sum(over))
    assert_near(to_shift, wanted[1], roundings=8, scale=wide.abs().sum(over))


@claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@table("norm, size, together", NORMS)
@given(seed=seeds())
def test_depend_on_no_other_sample_and_remember_none(norm, size, together, seed, device, dtype):
    """What sets them apart from batch norm: a sample's output is its own, at test time too."""
    x = gaussian(seed, *SHAPE).to(device, dtype)
    layer = norm(*size, device=device, dtype=dtype)
    changed = torch.cat([x[:1], x[1:] * 9 + 5])

    y, beside_another, alone = layer(x), layer(changed), layer(x[:1])

    assert list(layer.buffers()) == []
    assert_equal(alone[0], y[0])
    assert_equal(beside_another[0], y[0])
    assert_equal(layer.eval()(x), y)


@claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
@table(
    "norm, size, input, error, message",
    [
        row("layer", "layer_norm", (3,), (2, 1), RuntimeError, r"in \(3,\)|_shape=\[3\]"),
        row("group", "group_norm", (2, 3), (2, 3, 4), ValueError, r"channels .*must be divisible"),
        row("instance", "instance_norm", (3,), (2, 3, 1), ValueError, "more than 1 spatial"),
        row("images", "instance_norm", (3,), (2, 3, 2, 2), ValueError, "expected 2D or 3D input"),
    ],
)
def test_refuse_shapes_that_they_cannot_share_out(norm, size, input, error, message, device, dtype):
    """What is an error: another shape than the layer's, unequal groups, channels of one number.

    And images, for a norm of one dimension.
    """
    x = torch.zeros(input, device=device, dtype=dtype)

    with pytest.raises(error, match=message):
        norm(*size, device=device, dtype=dtype)(x)


@claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(x=tensors(REALS, shape=SHAPE))
def test_of_layers_take_a_sample_alone_and_any_eps(layer_norm, x, device, dtype):
    """What layer norm sees needs no batch: a sample alone is normalised as it is among others.

    With eps = 0 equal numbers become 0/0.
    """
    x = x.to(device, dtype)
    norm = layer_norm((4, 3), device=device, dtype=dtype)

    _, scale, _ = loop_norm(x, lambda sample, channel, position: sample)
    limits = {"roundings": 24, "scale": scale[0], "loose": "the CPU does the same for both"}
    assert_near(norm(x[0]), norm(x)[0].double(), **limits)
    assert layer_norm((4, 3), eps=0.0, device=device, dtype=dtype)(torch.ones_like(x)).isnan().all()


@claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
@given(x=tensors(REALS, shape=(4, 3)))
def test_of_an_instance_need_no_batch(instance_norm, x, device, dtype):
    """What follows: as no other sample is looked at, one may come alone, without a batch."""
    x = x.to(device, dtype)
    norm = instance_norm(4, device=device, dtype=dtype)

    assert_equal(norm(x), norm(x.unsqueeze(0)).squeeze(0))
