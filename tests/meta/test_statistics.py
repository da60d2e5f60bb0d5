"""Assertions about chance: how seldom they err, and that they know what they cannot see."""

import math

import pytest
import torch

from tests.support.statistics import Spread, assert_mean, assert_rate, half_width
from tests.support.strategies import generator

COINS = torch.rand(20_000, 1_000, generator=generator(0)) < 0.5


def test_err_no_more_often_than_stated():
    margin = half_width(COINS.shape[1], 1.0, false_fail=1e-2)

    strayed = (COINS.double().mean(1) - 0.5).abs() > margin

    assert strayed.double().mean() <= 1e-2


def test_detect_what_they_promise():
    biased = torch.rand(200, 100_000, generator=generator(1)) < 0.55
    caught = 0
    for sample in biased:
        with pytest.raises(AssertionError, match=r"not 0\.5"):
            assert_rate(sample, 0.5, detects=0.05)
        caught += 1

    assert caught == 200


def test_refuse_a_sample_too_small_to_see_the_deviation():
    with pytest.raises(AssertionError, match="draw more"):
        assert_rate(COINS[0], 0.5, detects=0.01)


def test_refuse_values_outside_the_range_that_the_bound_supposes():
    with pytest.raises(AssertionError, match="outside"):
        assert_mean(torch.tensor([0.0, 3.0]), 1.5, low=0.0, high=2.0, detects=100.0)


def test_know_where_one_run_more_lies():
    """Of exponential figures, the longest tail supposed, one in ten thousand is beyond the band."""
    band = Spread(1.0, 1.0, seeds=10**9).band()

    assert math.exp(-band[1]) == pytest.approx(1e-4)
    assert band[0] - 1 == pytest.approx(1 - band[1])
    assert Spread(0.0, 1.0, seeds=1).band()[1] == pytest.approx(
        Spread(0.0, 2**0.5, 10**9).band()[1]
    )
