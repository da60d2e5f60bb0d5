"""How far a floating-point result may be from the true one, and why.

    allowed = PER_ROUNDING · eps(dtype) · roundings · scale + tiny(dtype)

One IEEE operation errs by eps/2 of its result; the elementary functions of a vector library
err by up to 4 of these half units, so one rounding is allowed 2 eps. A claim states only the
terms: how many roundings lie between input and result (n for a sum of n terms, in whatever
order it is taken), and the scale of the largest quantity that was rounded. `tiny`, the
smallest normal number, is what a flush of subnormals to zero may cost.
"""

import math
import time
from typing import Any

import torch
from torch import Tensor

PER_ROUNDING = 2


class Observed:
    """What the assertions of the running test have seen."""

    def __init__(self) -> None:
        """Start from nothing."""
        self.begun = time.process_time()
        self.examples = 0
        self.assertions = 0
        self.headroom: float | None = None
        self.loose = ""
        self.risk = 0.0
        self.sides: dict[str, str] = {}  # of what differs between versions
        self.figures: dict[str, dict[str, Any]] = {}
        self.detects: float | None = None

    def near(self, worst: float, detects: float) -> None:
        """Note the worst error, of the one allowed, and the relative fault that would fail."""
        self.headroom = max(self.headroom or 0.0, worst)
        if detects:
            self.detects = min(self.detects or math.inf, detects)


current = Observed()


def begin() -> Observed:
    """Forget the last test's observations."""
    global current  # noqa: PLW0603  the one running test
    current = Observed()
    return current


def eps(dtype: torch.dtype) -> float:
    """The distance from 1 to the next number."""
    return torch.finfo(dtype).eps


def assert_equal(actual: Tensor, expected: Tensor | float | bool) -> None:
    """The same shape, dtype and values; nan equals nan, and -0.0 equals 0.0."""
    __tracebackhide__ = True
    current.assertions += 1
    like = None if isinstance(expected, Tensor) else actual.dtype  # and not the default's
    wanted = torch.as_tensor(expected, device=actual.device, dtype=like)
    if like is not None:
        wanted = wanted.expand(actual.shape)
    assert actual.shape == wanted.shape, f"shape {tuple(actual.shape)}, not {tuple(wanted.shape)}"
    assert actual.dtype == wanted.dtype, f"dtype {actual.dtype}, not {wanted.dtype}"
    same = (actual == wanted) | (actual.isnan() & wanted.isnan())
    if not same.all():
        _fail(actual.detach(), wanted.detach(), ~same, "equal")


def assert_near(
    actual: Tensor,
    expected: Tensor | float,
    *,
    roundings: float,
    scale: Tensor | float | None = None,
    dtype: torch.dtype | None = None,
    loose: str = "",
) -> None:
    """Each element is within `roundings` roundings of what it should be.

    `expected` is the oracle's answer in float64. `scale` is by default the expected value
    itself, an error relative to each element. `dtype` is the precision of the computation,
    where it is not that of the result. `loose` is the reason, if there is one, for allowing more
    than a hundred times the error that is ever seen; without it a thorough run complains.
    """
    __tracebackhide__ = True
    current.assertions += 1
    current.loose = loose or current.loose
    found = actual.detach().double()
    wanted = torch.as_tensor(expected, dtype=torch.float64).detach().to(found.device)
    if not isinstance(expected, Tensor):
        wanted = wanted.expand(found.shape)
    assert found.shape == wanted.shape, f"shape {tuple(found.shape)}, not {tuple(wanted.shape)}"
    size = wanted.abs() if scale is None else torch.as_tensor(scale, dtype=torch.float64).abs()
    allowed = error_allowed(size.detach().to(found.device), roundings, dtype or actual.dtype)
    same = (found == wanted) | (found.isnan() & wanted.isnan())
    error = torch.where(same, 0.0, (found - wanted).abs())
    headroom = torch.where(same, 0.0, error / allowed.expand(found.shape))
    if found.numel():
        worst = headroom.nan_to_num(nan=math.inf).max().item()
        current.near(worst, _detected(wanted, allowed))
        if worst > 1:
            bad = headroom.isnan() | (headroom > 1)
            _fail(found, wanted, bad, f"near ({worst:.3g} times the allowed error)")


def error_allowed(scale: Tensor, roundings: float, dtype: torch.dtype) -> Tensor:
    """The error model: the one place where slack comes from."""
    unit = PER_ROUNDING * torch.finfo(dtype).eps * roundings
    return unit * scale.nan_to_num(posinf=0.0) + torch.finfo(dtype).tiny


def _detected(wanted: Tensor, allowed: Tensor) -> float:
    """The smallest relative fault of any element that is more than what is allowed; 0 if none."""
    most = (wanted.abs() / allowed).nan_to_num(posinf=0.0).max().item()
    return 1 / most if most else 0.0


def _fail(actual: Tensor, expected: Tensor, bad: Tensor, relation: str) -> None:
    __tracebackhide__ = True
    where = tuple(bad.nonzero()[0].tolist())
    raise AssertionError(
        f"{int(bad.sum())} of {bad.numel()} elements are not {relation}; the first at {where}: "
        f"{actual[where].item()!r}, and not {expected[where].item()!r}"
    )
