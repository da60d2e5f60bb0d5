"""Losses of many samples: each sample counts as it does alone."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS, claim
from tests.support.strategies import gaussian, generator, seeds
from tests.support.tolerance import assert_near


def classes(seed, samples):
    """Three scores of each sample, a row of memory for each class, and the class of each."""
    y = torch.randint(0, 3, (samples,), generator=generator(seed + 1))
    return gaussian(seed, 3, samples).T, y


def probabilities(seed, samples):
    """Three probabilities of each sample, and as many targets between 0 and 1."""
    return gaussian(seed, 3, samples).sigmoid().T, gaussian(seed + 1, 3, samples).sigmoid().T


def scores(seed, samples):
    """Three scores of each sample, and as many targets between 0 and 1."""
    return gaussian(seed, 3, samples).T, gaussian(seed + 1, 3, samples).sigmoid().T


@table(
    "loss, problem",
    [
        row(
            concept,
            concept,
            problem,
            claims=[claim(id, note=f"pytorch-basics {at}", verdict=HOLDS)],
        )
        for concept, problem, id, at in [
            ("cross_entropy", classes, "ce-defaults", "9.3"),
            ("nll_loss", classes, "ce-equals-logsoftmax-nll", "9.3"),
            ("binary_cross_entropy", probabilities, "bce-default-mean", "6.2"),
            ("binary_cross_entropy_with_logits", scores, "bce-logits-equivalent", "6.2"),
        ]
    ],
)
@cells(examples=0.2)
@given(samples=st.sampled_from([257, 65, 1000]), seed=seeds())
def test_are_those_of_a_few_at_a_time(loss, problem, samples, seed, device, dtype):
    """However large the batch is: each has an equal part in the mean and the sum, the last too."""
    x, y = problem(seed, samples)
    x, y = x.to(device, dtype), y.to(device, dtype if y.is_floating_point() else y.dtype)
    few = zip(x.split(50), y.split(50), strict=True)
    each = torch.cat([loss(*some, reduction="none") for some in few]).double()
    size = 1 + x.double().abs().amax()

    assert_near(loss(x, y), each.mean(), roundings=8, scale=size)
    assert_near(loss(x, y, reduction="sum"), each.sum(), roundings=8, scale=size * each.numel())
    assert_near(loss(x, y, reduction="none"), each, roundings=8, scale=size)
