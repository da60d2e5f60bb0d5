"""Batch normalisation while training: each feature by the statistics of the batch at hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.layers.batch_norm import naive_batch_norm
from tests.layers.loop_batch_norm import BATCHES, columns, loop_batch_norm, scaled_and_shifted
from tests.support.axes import cells
from tests.support.claims import (
    HOLDS,
    HOLDS_IF,
    IMPLIED,
    IMPRECISE,
    REFUTED,
    VERSION_DEPENDENT,
    claim,
)
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, REALS, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near
from tests.support.versions import (
    BATCH_NORM_REFUSES_EPS_0_AT_TEST_TIME,
    BATCH_NORM_REFUSES_EPS_0_IN_TRAINING,
)


@claim("batchnorm-zero-mean-unit-var", note="regression-network 3", verdict=HOLDS_IF)
@claim("bn-per-channel", note="course Batch Norm", verdict=HOLDS)
@given(x=tensors(REALS, shape=BATCHES), seed=seeds())
def test_standardises_each_feature_over_the_batch(batch_norm, x, seed, device, dtype):
    """The notes: mean and variance of each channel, over the batch. True: γ(x - m)/√(s² + eps) + β.

    Over the samples and their positions, never over the features; s² has divisor n.
    """
    x = x.to(device, dtype)
    layer = batch_norm(x.shape[1], device=device, dtype=dtype)
    layer, weight, bias = scaled_and_shifted(layer, seed)
    standardised, _, scale = loop_batch_norm(x)

    y = layer(x)

    assert (y.shape, y.dtype) == (x.shape, dtype)
    assert_near(
        columns(y),
        weight * standardised + bias,
        roundings=16 + len(standardised),
        scale=weight.abs() * scale + bias.abs(),
        dtype=dtype,
    )


@claim("batchnorm-zero-mean-unit-var", note="regression-network 3", verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(data=st.data(), x=tensors(REALS, shape=BATCHES), seed=seeds())
def test_has_the_gradient_of_statistics_that_move(batch_norm, data, x, seed, device, dtype):
    """What follows: γ/√(s² + eps) · (v - mean v - x̂ · mean(v x̂)), since each x moves m and s.

    The gradient of γ is Σ v x̂, that of β is Σ v. In half precision x̂ of a constant feature is
    rounding noise, so that the sentence is about the wide formats.
    """
    v = data.draw(tensors(INTEGERS, shape=tuple(x.shape))).to(device, dtype)
    x = x.to(device, dtype).requires_grad_()
    layer = batch_norm(x.shape[1], device=device, dtype=dtype)
    layer, weight, _ = scaled_and_shifted(layer, seed)
    standardised, deviation, scale = loop_batch_norm(x)
    pull = columns(v)
    along = pull - pull.mean(0) - standardised * (pull * standardised).mean(0)
    n, slope = len(pull), weight / deviation

    gradients = torch.autograd.grad((layer(x) * v).sum(), (x, layer.weight, layer.bias))

    size = pull.abs().amax(0)
    terms = {"roundings": 16 + 4 * n, "dtype": dtype}
    assert_near(columns(gradients[0]), slope * along, scale=slope * size * (1 + scale), **terms)
    assert_near(gradients[1], (pull * standardised).sum(0), scale=n * size * scale, **terms)
    assert_near(gradients[2], pull.sum(0), scale=n * size, **terms)


@claim("bn-zero-mean-some-variance", note="course BatchNorm", verdict=HOLDS)
@claim("batchnorm-zero-mean-unit-var", note="regression-network 3", verdict=HOLDS_IF)
@given(x=tensors(REALS, shape=BATCHES), seed=seeds())
def test_gives_each_feature_mean_beta_and_nearly_deviation_gamma(
    batch_norm, x, seed, device, dtype
):
    """The notes: mean 0 and some variance. True: mean β, variance γ² s²/(s² + eps); at first 0, 1.

    Short of 1 by what eps adds: a feature of variance 1e-5 gets 1/2, a constant one gives β.
    """
    x = x.to(device, dtype)
    layer = batch_norm(x.shape[1], device=device, dtype=dtype)
    layer, weight, bias = scaled_and_shifted(layer, seed)
    _, deviation, scale = loop_batch_norm(x)

    y = columns(layer(x))

    size = weight.abs() * scale + bias.abs()
    terms = {"roundings": 16 + len(y), "dtype": dtype}
    variance = weight.square() * columns(x).var(0, correction=0) / deviation.square()
    assert_near(y.mean(0), bias, scale=size, **terms)
    assert_near(y.var(0, correction=0), variance, scale=size * (1 + size), **terms)


@claim("bn-divide-by-variance", note="course Batch Norm", verdict=REFUTED)
@given(deviation=st.sampled_from([3.0, 2.0, 0.5, 8.0, 0.25]))
def test_divides_by_the_root_of_the_variance(batch_norm, deviation, device, dtype):
    """The note: divide by the variance. No: by √(s² + eps), or the output would have variance 1/s².

    Of ±3, of variance 9, it makes ±1 and not ±1/3.
    """
    x = torch.tensor([[-deviation], [deviation]], device=device, dtype=dtype)

    y = batch_norm(1, device=device, dtype=dtype)(x)

    assert_near(y, x.double() / math.sqrt(deviation**2 + 1e-5), roundings=8)
    assert y.double().abs().sub(1 / deviation).abs().min() > 0.4


@claim("bn-evenly-in-range", note="course Batch Norm", verdict=REFUTED)
@cells(dtypes=WIDE)
@given(n=st.integers(2, 1000) | st.integers(2000, 3000))
def test_leaves_an_outlier_as_far_out_as_the_root_of_n(batch_norm, n, device, dtype):
    """The note: values get evenly distributed in some range. No: the map is affine, and unbounded.

    Two values stay two values, and one that is alone among n is √(n - 1) deviations out: 31.6 of
    1000. Half precision cannot add up 1000 values, and is left out.
    """
    x = torch.zeros(n, 1, device=device, dtype=dtype)
    x[0] = 100
    rest = torch.full((n - 1, 1), -1 / math.sqrt(n - 1), dtype=torch.float64)
    shrunk = math.sqrt(1 - 1e-5 / (1e4 * (n - 1) / n**2 + 1e-5))

    y = batch_norm(1, device=device, dtype=dtype)(x)

    assert_near(y[:1], math.sqrt(n - 1) * shrunk, roundings=16 + n)
    assert_near(y[1:], rest * shrunk, roundings=16 + n, scale=1.0)


@claim("bn-order-of-steps", note="course Batch Norm", verdict=IMPRECISE)
@given(x=tensors(REALS, shape=(4, 2)), seed=seeds())
def test_shifts_after_it_scales(batch_norm, x, seed, device, dtype):
    """The note: mean and variance, standardise, scale. And then shift: y = γ x̂ + β."""
    x = x.to(device, dtype)
    layer, weight, bias = scaled_and_shifted(batch_norm(2, device=device, dtype=dtype), seed)
    _, _, scale = loop_batch_norm(x)
    expected = weight * batch_norm(2, affine=False, device=device, dtype=dtype)(x).double() + bias

    y = layer(x)

    assert_near(y, expected, roundings=24, scale=weight.abs() * scale + bias.abs())


@claim("bn-order-of-steps", note="course Batch Norm", verdict=IMPRECISE)
def test_starts_with_scale_one_and_shift_zero(batch_norm, device, dtype):
    """The note is silent on where scale and shift begin: at 1 and 0; affine=False has neither."""
    layer = batch_norm(3, device=device, dtype=dtype)
    plain = batch_norm(3, affine=False, device=device, dtype=dtype)

    assert_equal(layer.weight, torch.ones(3, device=device, dtype=dtype))
    assert_equal(layer.bias, torch.zeros(3, device=device, dtype=dtype))
    assert list(plain.parameters()) == []


@claim("bn-divide-by-variance", note="course Batch Norm", verdict=REFUTED)
@cells(dtypes=WIDE)
@given(signs=st.integers(1, 3), seed=seeds())
def test_survives_a_mean_that_dwarfs_the_deviation(batch_norm, signs, seed, device, dtype):
    """The note has no formula for the variance. It must be the mean of the squared deviations.

    The mean square less the squared mean is the same number, but with a mean of 11588 and a
    deviation of 1 nothing of it is left in float32, whose squares there are 16 apart. Of small
    means it is right: features of 0 ± 1 and 1 ± 2 become ±1/2 and ±2/√7 with an eps of 3.
    """
    mean = 4 * math.ceil(torch.finfo(dtype).eps ** -0.5)
    order = torch.randperm(2 * signs, generator=torch.Generator().manual_seed(seed))
    deviations = torch.tensor([-1.0, 1.0] * signs)[order].view(-1, 1).to(device, dtype)
    x = deviations + mean

    y = batch_norm(1, device=device, dtype=dtype)(x)

    assert_near(y, deviations.double() / math.sqrt(1 + 1e-5), roundings=2, scale=mean)
    assert not naive_batch_norm(x).sub(deviations).abs().max() < 0.2
    naive = naive_batch_norm(torch.cat([deviations, 2 * deviations + 1], 1), eps=3.0)
    halves = torch.cat([deviations / 2, 2 / math.sqrt(7) * deviations.double()], 1)
    assert_near(naive, halves, roundings=8 + 2 * signs, scale=1.0)


@claim("bn-per-channel", note="course Batch Norm", verdict=HOLDS)
@given(x=tensors(REALS, shape=(3, 2)), poison=st.sampled_from([math.nan, math.inf, 7.0]))
def test_keeps_the_features_apart(batch_norm, x, poison, device, dtype):
    """The note: channel by channel. True: what is wrong with one feature stays within it."""
    x = x.to(device, dtype)
    poisoned = x.clone()
    poisoned[1, 0] = poison

    y, other = (batch_norm(2, device=device, dtype=dtype)(batch) for batch in (x, poisoned))

    assert_equal(other[:, 1], y[:, 1])
    assert_equal(other[:, 0].isnan(), torch.full((3,), poison != 7, device=device))


@claim("bn-single-value-error", note="course Batch Norm", verdict=HOLDS)
@claim("batchnorm-needs-batch", note="regression-network 3", verdict=HOLDS)
@pytest.mark.parametrize("alone", [(1, 4), (1, 4, 1)], ids=str)
@pytest.mark.parametrize("enough", [(2, 4), (1, 4, 2)], ids=str)
def test_needs_two_values_of_a_feature_while_training(batch_norm, alone, enough, device):
    """The notes: a single sample cannot be normalised in training. True: a ValueError.

    Two positions of one sample are enough, and at test time one value is.
    """
    layer = batch_norm(4, device=device)

    with pytest.raises(ValueError, match=r"(?i)expected more than 1 value per channel"):
        layer(torch.ones(alone, device=device))
    assert layer(torch.ones(enough, device=device)).shape == enough
    assert layer.eval()(torch.ones(alone, device=device)).shape == alone


@claim("bn-eps-positive", note="course Batch Norm", verdict=VERSION_DEPENDENT, reading=IMPLIED)
@pytest.mark.parametrize(
    ("training", "refused"),
    [
        (True, BATCH_NORM_REFUSES_EPS_0_IN_TRAINING),
        (False, BATCH_NORM_REFUSES_EPS_0_AT_TEST_TIME),
    ],
    ids=["training", "testing"],
)
def test_may_have_no_eps_in_some_versions(training, refused):
    """The note is silent on eps = 0. Allowed until torch 2.9; a ValueError in training from 2.10.

    At test time 2.10 and 2.11 refuse it too, and 2.12 allows it again. Where it is allowed, ±2
    gives exactly ±1 in training, and at test time what the running statistics, 0 and 1, make.
    """
    layer = torch.nn.BatchNorm1d(1, eps=0.0).train(training)
    x = torch.tensor([[2.0], [-2.0]])

    if refused:
        with pytest.raises(ValueError, match="eps must be positive"):
            layer(x)
    else:
        assert_equal(layer(x).detach(), x / 2 if training else x)
