"""Batch normalisation beside layer, instance and group norm."""

import torch
from hypothesis import given
from torch import nn

from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near


def assert_standardised(y, x, dims):
    """`y` is `x` less its mean over `dims`, divided by the root of its variance there and eps."""
    x = x.double()
    deviation = (x.var(dims, correction=0, keepdim=True) + 1e-5).sqrt()
    expected = (x - x.mean(dims, keepdim=True)) / deviation
    scale = x.abs().amax(dims, keepdim=True) / deviation
    assert_near(y, expected, roundings=16 + x[0].numel(), scale=scale)


@claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(x=tensors(REALS, shape=(3, 4, 5)))
def test_differ_in_the_dimensions_averaged(batch_norm, x, device, dtype):
    """The note: batch norm has four kinds, which differ only in the dimension.

    They do average over different dimensions. Of (N, C, L): batch norm over N and L, layer norm
    over C and L, instance norm over L, group norm over L and the channels of a group; each with
    divisor n, and eps under the root. In half precision not every one exists in every version.
    """
    x = x.to(device, dtype)
    options = {"device": device, "dtype": dtype}
    of_group = nn.GroupNorm(2, 4, **options)(x).unflatten(1, (2, 2))

    assert_standardised(batch_norm(4, **options)(x), x, (0, 2))
    assert_standardised(nn.LayerNorm((4, 5), **options)(x), x, (1, 2))
    assert_standardised(nn.InstanceNorm1d(4, **options)(x), x, (2,))
    assert_standardised(of_group, x.unflatten(1, (2, 2)), (2, 3))
    assert_standardised(nn.GroupNorm(4, 4, **options)(x), x, (2,))
    assert_standardised(nn.GroupNorm(1, 4, **options)(x), x, (1, 2))


@claim("bn-four-variants", note="course Batch Norm", verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(seed=seeds())
def test_differ_in_what_they_learn_and_remember(batch_norm, seed, device, dtype):
    """The note: only in the dimension. No: layer norm has a weight for each element of a sample.

    Batch and group norm have one per channel, instance norm none; and only batch norm remembers,
    and so does something else at test time.
    """
    x = gaussian(seed, 3, 4, 5).to(device, dtype) + 4
    options = {"device": device, "dtype": dtype}
    layers = [
        batch_norm(4, **options),
        nn.GroupNorm(2, 4, **options),
        nn.LayerNorm((4, 5), **options),
        nn.InstanceNorm1d(4, **options),
    ]

    trained = [layer(x) for layer in layers]
    tested = [layer.eval()(x) for layer in layers]

    shapes = [[tuple(p.shape) for p in layer.parameters()] for layer in layers]
    assert shapes == [[(4,), (4,)], [(4,), (4,)], [(4, 5), (4, 5)], []]
    assert [bool(list(layer.buffers())) for layer in layers] == [True, False, False, False]
    assert tested[0].mean() > 1 > trained[0].mean()
    assert_equal(torch.stack(tested[1:]), torch.stack(trained[1:]))


@claim("bn-batch-coupling", note="course Batch Norm", verdict=HOLDS)
@claim("per-batch-sgd-description", note="regression-network 3", verdict=IMPRECISE)
@given(x=tensors(REALS, shape=(4, 3)))
def test_differ_in_what_a_sample_depends_on(batch_norm, x, device, dtype):
    """The notes: each batch is normalised by itself, so that a sample depends on its companions.

    True of batch norm in training, whatever batch it is given: one note's loop gives it the whole
    set. With companions below it a sample comes out high, above it low. Not so at test time, and
    never with layer norm.
    """
    x = x.to(device, dtype)
    shift = torch.tensor([[0.0], [20.0], [20.0], [20.0]], device=device, dtype=dtype)
    layer, tested = (batch_norm(3, device=device, dtype=dtype).train(m) for m in (True, False))
    relative = nn.LayerNorm(3, device=device, dtype=dtype)

    high, low = layer(x - shift)[0], layer(x + shift)[0]

    assert low.max() < -0.5
    assert high.min() > 0.5
    assert_equal(tested(x - shift)[0], tested(x + shift)[0])
    assert_equal(relative(x - shift)[0], relative(x + shift)[0])
