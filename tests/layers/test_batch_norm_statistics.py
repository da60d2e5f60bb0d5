"""What batch normalisation remembers of the training batches."""

from statistics import fmean, variance

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.layers.loop_batch_norm import (
    SEVERAL,
    columns,
    draw_batches,
    running_statistics,
)
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.strategies import REALS, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

BUFFERS = ["running_mean", "running_var", "num_batches_tracked"]


@claim("bn-running-momentum", note="course Batch Norm", verdict=HOLDS)
@claim("batchnorm-momentum-half", note="regression-network 4", verdict=HOLDS)
@given(shapes=SEVERAL, momentum=st.sampled_from([0.1, 0.5, 0.9, 0.0, 1.0]), seed=seeds())
def test_move_by_momentum_towards_each_batch(batch_norm, shapes, momentum, seed, device, dtype):
    """The notes: running ← (1 - momentum) running + momentum batch. True: the new batch's weight.

    The variance remembered is the unbiased one, though the batch itself is divided by the biased.
    """
    batches = list(draw_batches(shapes, seed, device, dtype))
    mean, var = running_statistics(batches, momentum).to(device)
    layer = batch_norm(2, momentum=momentum, device=device, dtype=dtype)

    for batch in batches:
        layer(batch)

    size = max(batch.abs().max().item() for batch in batches)
    assert_near(layer.running_mean, mean, roundings=8, scale=max(1, size))
    assert_near(layer.running_var, var, roundings=8, scale=max(1, size**2))
    assert_equal(layer.num_batches_tracked, torch.tensor(len(batches), device=device))


@claim("bn-running-momentum", note="course Batch Norm", verdict=HOLDS)
def test_take_a_tenth_of_the_new_batch_unless_told(batch_norm, device, dtype):
    """The note: momentum is 0.1 by default. True: mean 10 makes 1, variance 8 makes 1.7.

    Read the other way round, it would be 9 and 7.3; with the biased variance, 4, the second would
    be 1.3.
    """
    layer = batch_norm(1, device=device, dtype=dtype)

    layer(torch.tensor([[8.0], [12.0]], device=device, dtype=dtype))

    assert_near(layer.running_mean, 1.0, roundings=2)
    assert_near(layer.running_var, 1.7, roundings=4)


@claim("batchnorm-momentum-half", note="regression-network 4", verdict=HOLDS)
@given(batches=st.integers(1, 6), constant=st.integers(-8, 8))
def test_halve_what_they_knew_with_momentum_a_half(batch_norm, batches, constant, device, dtype):
    """The note sets momentum 0.5. Then each batch halves the weight of the past.

    The initial 0 and 1 count 2**-t after t batches.
    """
    layer = batch_norm(1, momentum=0.5, device=device, dtype=dtype)
    batch = torch.full((4, 1), float(constant), device=device, dtype=dtype)

    for _ in range(batches):
        layer(batch)

    assert_equal(layer.running_mean, constant * (1 - 0.5**batches))
    assert_equal(layer.running_var, 0.5**batches)


@claim("bn-momentum-none-exact", note="course Batch Norm", verdict=HOLDS)
@given(sizes=st.lists(st.integers(2, 5), min_size=1, max_size=5), seed=seeds())
def test_average_the_batches_without_momentum(batch_norm, sizes, seed, device, dtype):
    """The note: momentum=None gives the exact average. True, of the means and of the variances.

    Each batch counts the same: with batches of one size it is the mean of all samples.
    """
    batches = list(draw_batches([(size, 2) for size in sizes], seed, device, dtype))
    features = [columns(batch).T.tolist() for batch in batches]
    means, variances = ([[f(x) for x in two] for two in features] for f in (fmean, variance))
    options = {"momentum": None, "device": device, "dtype": dtype}
    layer = batch_norm(2, **options)

    for batch in batches:
        saved, layer = layer.eval().state_dict(), batch_norm(2, **options).eval()
        layer.load_state_dict(saved)
        layer.train()(batch)

    size = max(batch.abs().max().item() for batch in batches)
    mean, var = (torch.tensor(it, dtype=torch.float64).mean(0) for it in (means, variances))
    assert_near(layer.running_mean, mean, roundings=8, scale=max(1, size))
    assert_near(layer.running_var, var, roundings=8, scale=max(1, size**2))


@claim("bn-momentum-none-exact", note="course Batch Norm", verdict=HOLDS)
def test_are_not_the_mean_of_unequal_batches(batch_norm, device, dtype):
    """Where it fails: of 0, 0 and then 3, 3, 3, 3 it remembers 3/2; the mean of the six is 2."""
    layer = batch_norm(1, momentum=None, device=device, dtype=dtype)

    layer(torch.zeros(2, 1, device=device, dtype=dtype))
    layer(torch.full((4, 1), 3.0, device=device, dtype=dtype))

    assert_equal(layer.running_mean, 1.5)


@claim("bn-test-uses-training-stats", note="course Batch Norm", verdict=IMPRECISE)
@pytest.mark.parametrize(("means", "kept"), [((8.0, 0.0), 0.72), ((0.0, 8.0), 0.8)], ids=str)
def test_remember_the_late_batches_best(batch_norm, means, kept, device, dtype):
    """The note: the training set's mean. No: a moving average, which forgets, and starts from 0.

    Of the means 8 and 0 it makes 0.72 or, in the other order, 0.8. The training set's is 4.
    """
    layer = batch_norm(1, device=device, dtype=dtype)

    for mean in means:
        layer(torch.full((4, 1), mean, device=device, dtype=dtype))

    assert_near(layer.running_mean, kept, roundings=4)


@claim("bn-running-stats-are-buffers", note="course Batch Norm", verdict=HOLDS)
@given(x=tensors(REALS, shape=(4, 2)))
def test_are_buffers_and_no_parameters(batch_norm, x, device, dtype):
    """The note: they belong to the layer, but are not learned. True: buffers, not parameters.

    They are saved with the state, move with the layer, and stay out of the graph.
    """
    layer, twin = (batch_norm(2, device=device, dtype=dtype) for _ in range(2))
    x = x.to(device, dtype).requires_grad_()

    layer(x)
    twin.load_state_dict(layer.state_dict())

    assert [name for name, _ in layer.named_parameters()] == ["weight", "bias"]
    assert [name for name, _ in layer.named_buffers()] == BUFFERS
    assert sorted(layer.state_dict()) == sorted(["weight", "bias", *BUFFERS])
    assert not any(buffer.requires_grad for buffer in layer.buffers())
    assert_equal(twin.eval()(x), layer.eval()(x))
    assert layer.to(torch.float64).running_var.dtype == torch.float64


@claim("bn-running-stats-are-buffers", note="course Batch Norm", verdict=HOLDS)
@given(x=tensors(REALS, shape=(4, 2)))
def test_need_not_be_kept_at_all(batch_norm, x, device, dtype):
    """The note: they belong to the layer. Not if it is told otherwise.

    With track_running_stats=False there is nothing to keep, and at test time the layer works as in
    training.
    """
    layer = batch_norm(2, track_running_stats=False, device=device, dtype=dtype)
    x = x.to(device, dtype).requires_grad_()
    v = torch.arange(8, device=device, dtype=dtype).view(4, 2)

    y = layer(x)
    tested = layer.eval()(x)

    assert list(layer.buffers()) == []
    assert_equal(tested, y)
    assert tested.requires_grad
    assert_equal(*(torch.autograd.grad((it * v).sum(), x)[0] for it in (tested, y)))
