"""Batch normalisation at test time: by statistics that it kept of the training batches."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.layers.loop_batch_norm import (
    SEVERAL,
    columns,
    draw_batches,
    loop_batch_norm,
    running_statistics,
    scaled_and_shifted,
)
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, REALS, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near


@claim("bn-test-uses-training-stats", note="course Batch Norm", verdict=IMPRECISE)
@claim("batchnorm-zero-mean-unit-var", note="regression-network 3", verdict=HOLDS_IF)
@given(shapes=SEVERAL, x=tensors(REALS, shape=(3, 2)), rows=st.integers(1, 3), seed=seeds())
def test_uses_what_it_remembers(batch_norm, shapes, x, rows, seed, device, dtype):
    """The note: the running statistics "are assigned to the training set".

    They are collected from the training set and used on the test set:
    y = γ(x - running mean)/√(running var + eps) + β, whatever else is in the batch, so that
    its mean is not 0 nor its variance 1. That holds in training.
    """
    batches, x = list(draw_batches(shapes, seed, device, dtype)), x[:rows].to(device, dtype)
    mean, var = running_statistics(batches, 0.1).to(device)
    layer, weight, bias = scaled_and_shifted(batch_norm(2, device=device, dtype=dtype), seed)
    for batch in batches:
        layer.eval()(x)
        layer.train()(batch)

    layer.eps = 0.25
    y = layer.eval()(x)
    of_three = layer(x.unsqueeze(-1).expand(-1, -1, 2))

    size = x.double().abs().max() + max(batch.double().abs().max() for batch in batches)
    scale = weight.abs() / var.sqrt() * size + bias.abs()
    assert_near(
        y, weight * (x.double() - mean) / (var + 0.25).sqrt() + bias, roundings=32, scale=scale
    )
    assert_near(of_three.mean(-1), y.double(), roundings=32, scale=scale)


@claim("bn-test-uses-training-stats", note="course Batch Norm", verdict=IMPRECISE)
@given(x=tensors(REALS, shape=(3, 2)))
def test_untrained_is_nearly_the_identity(batch_norm, x, device, dtype):
    """Before any batch it remembers mean 0 and variance 1: y = x/√(1 + eps)."""
    x = x.to(device, dtype)

    y = batch_norm(2, affine=False, device=device, dtype=dtype).eval()(x)

    assert_near(y, x.double() / math.sqrt(1 + 1e-5), roundings=8)


@claim("batchnorm-exists", note="regression-network 3", verdict=HOLDS_IF)
@given(x=tensors(INTEGERS, shape=(6, 2)))
def test_is_not_yet_the_preprocessing_that_it_was_in_training(batch_norm, x, device, dtype):
    """The note: with the layer, preprocessing is not needed. True of a whole set, in training.

    At test time the layer has gone but a tenth of the way: data around 100 keep 90 % of their
    mean. With momentum=1 it goes all the way, and differs by the unbiased variance alone.
    """
    data = (x + 100).to(device, dtype)
    standardised, deviation, scale = loop_batch_norm(data)
    remembered = (columns(data).var(0, correction=1) + 1e-5).sqrt()
    slow, fast = (batch_norm(2, momentum=m, device=device, dtype=dtype) for m in (0.1, 1.0))

    slow_y, fast_y = slow(data), fast(data)

    terms = {"roundings": 32, "scale": scale}
    assert_near(slow_y, standardised, **terms)
    assert_near(fast_y, standardised, **terms)
    assert_near(fast.eval()(data), standardised * deviation / remembered, **terms)
    assert slow.eval()(data).min() > 10


@claim("bn-eval-no-update", note="course Batch Norm", verdict=HOLDS)
@pytest.mark.parametrize("recorded", [True, False], ids=["with-grad", "no-grad"])
@given(x=tensors(REALS, shape=(3, 2)))
def test_moves_none_of_its_statistics(batch_norm, recorded, x, device, dtype):
    """The note: in eval mode the running statistics stay. True; in training they always move.

    It is eval() that stops them: no_grad does not.
    """
    x = (x + 16).to(device, dtype)
    tested, trained = (batch_norm(2, device=device, dtype=dtype).train(m) for m in (False, True))

    with torch.set_grad_enabled(recorded):
        tested(x), trained(x)

    assert_equal(tested.running_mean, 0.0)
    assert_equal(tested.running_var, 1.0)
    assert (tested.num_batches_tracked, trained.num_batches_tracked) == (0, 1)
    assert trained.running_mean.min() > 0.5


@claim("bn-test-no-gradients", note="course Batch Norm", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(x=tensors(REALS, shape=(3, 2)), v=tensors(INTEGERS, shape=(3, 2)), seed=seeds())
def test_still_has_gradients(batch_norm, x, v, seed, device, dtype):
    """The note: in testing w and b are not updated, as there is no backward. Nothing forbids one.

    eval() leaves gradients on: ∂x = γ v/√(var + eps), without the terms of a batch, ∂γ = Σ v x̂,
    ∂β = Σ v. It is no_grad that switches them off.
    """
    x, v = x.to(device, dtype).requires_grad_(), v.to(device, dtype)
    layer, weight, _ = scaled_and_shifted(batch_norm(2, device=device, dtype=dtype).eval(), seed)
    shrunk, pull = 1 / math.sqrt(1 + 1e-5), v.double()
    normalised = x.detach().double() * shrunk

    y = layer(x)
    assert y.requires_grad
    of_x, of_weight, of_bias = torch.autograd.grad((y * v).sum(), (x, layer.weight, layer.bias))
    with torch.no_grad():
        silent = layer(x)

    assert_near(of_x, weight * pull * shrunk, roundings=8)
    assert_near(of_weight, (pull * normalised).sum(0), roundings=16, scale=64 * 3)
    assert_near(of_bias, pull.sum(0), roundings=4, scale=24.0)
    assert not silent.requires_grad
