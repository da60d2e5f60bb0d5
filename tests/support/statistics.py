"""Assertions about chance, each with a stated rate of false alarms and its own power.

An assertion fails falsely with probability at most `FALSE_FAIL`, by Hoeffding's inequality,
which supposes nothing of the distribution but its range. It also says which deviation it is
sure to detect: a sample too small to see `detects` is an error of the test, not a pass.

What a training ends with has no range that would help. It is measured over seeds once, and one
run more must lie within the band of that `Spread`.
"""

import math
from dataclasses import dataclass

from torch import Tensor

from tests.support import tolerance

FALSE_FAIL = 1e-10
STRAYS = 1e-4  # of a band: how often a run lies beyond one of its ends, at worst


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


@dataclass(frozen=True)
class Spread:
    """What a figure was over seeds: its mean, its standard deviation, and how many seeds."""

    mean: float
    deviation: float
    seeds: int

    @property
    def reach(self) -> float:
        """How many deviations its band goes each way.

            k = (ln(1/STRAYS) - 1) · √(1 + 1/seeds)

        An exponential distribution is beyond its mean by k deviations in a share of exp(-1 - k).
        No figure is supposed to have a longer tail, and a run strays at either end of the band
        once in ten thousand at worst; a normal one once in 1e15. The root is for the mean, which is
        not known better.
        """
        return (math.log(1 / STRAYS) - 1) * math.sqrt(1 + 1 / self.seeds)

    def band(self) -> tuple[float, float]:
        """Where the figure of one run more lies."""
        margin = self.reach * self.deviation
        return self.mean - margin, self.mean + margin
