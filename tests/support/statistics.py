"""Assertions about chance, each with a stated rate of false alarms and its own power.

An assertion fails falsely with probability at most `FALSE_FAIL`, by Hoeffding's inequality,
which supposes nothing of the distribution but its range. It also says which deviation it is
sure to detect: a sample too small to see `detects` is an error of the test, not a pass.
"""

import math

from torch import Tensor

from tests.support import tolerance

FALSE_FAIL = 1e-10


def risk(rate: float = 0.0, *, deviations: float = math.inf) -> None:
    """What follows fails falsely at this rate, or where a normal number strays that far.

    For an experiment whose margins were measured over many seeds: a run adds up its risks.
    """
    tolerance.current.risk += rate + math.erfc(deviations / math.sqrt(2))


def half_width(n: int, spread: float, false_fail: float = FALSE_FAIL) -> float:
    """How far the mean of n independent values within `spread` strays at the stated rate."""
    return spread * math.sqrt(math.log(2 / false_fail) / (2 * n))


def assert_mean(
    sample: Tensor,
    expected: float,
    *,
    low: float,
    high: float,
    detects: float,
    false_fail: float = FALSE_FAIL,
) -> None:
    """The mean of independent values in [low, high] is what it should be."""
    __tracebackhide__ = True
    tolerance.current.assertions += 1
    risk(false_fail)
    values = sample.detach().double()
    least, most = values.min(), values.max()
    assert low <= least <= most <= high, (
        f"a value lies outside [{low}, {high}]: {least:.6g} to {most:.6g}"
    )
    margin = half_width(values.numel(), high - low, false_fail)
    assert 2 * margin <= detects, (
        f"{values.numel()} values detect a deviation of {2 * margin:.3g}, not of {detects:.3g}: "
        "draw more"
    )
    found = values.mean().item()
    assert abs(found - expected) <= margin, (
        f"the mean of {values.numel()} values is {found:.6g}, not {expected:.6g} ± {margin:.3g}; "
        f"by chance once in {1 / false_fail:.0e}"
    )


def assert_rate(hits: Tensor, expected: float, *, detects: float, **options: float) -> None:
    """A fraction of independent events is what it should be."""
    __tracebackhide__ = True
    assert_mean(hits, expected, low=0.0, high=1.0, detects=detects, **options)
