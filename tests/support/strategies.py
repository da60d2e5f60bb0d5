"""Inputs that can hurt, on two levels.

Small tensors are drawn element by element for the sake of shrinking: one byte an element, an
index into a table of curated floats that runs from the simple to the nasty, so that one draw
makes a tensor and a counterexample shrinks towards zeros. Large ones come from a drawn seed
through a generator of their own. All are float64 on the CPU; a test moves them to its cell.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from torch import Tensor

BYTE = 256


def _table(*groups: Sequence[float]) -> np.ndarray:
    """256 floats in the order given, each with both signs, repeated to fill the table."""
    ordered = [x for group in groups for magnitude in group for x in (magnitude, -magnitude)]
    return np.resize(np.array(ordered), BYTE)


_SIMPLE = [0.0, 1.0, 2.0, 0.5, 3.0, 0.25, 1.5, 4.0]
_DECIMAL = [0.1, 0.3, 0.7, 1.1, 2.3, 3.3, 5.7, 7.9]
_SMALL = [1e-2, 1e-3, 1e-4, 3e-5]
_SPECIAL = [float("inf"), float("nan")]

REALS = _table(_SIMPLE, _DECIMAL, _SMALL, [6.0, 8.0])
"""Ordinary numbers within ±8, with zeros of both signs, ties and small magnitudes."""

SCORES = _table(_SIMPLE, _DECIMAL, _SMALL, [10.0, 12.0, 89.0, 104.0, 710.0, 746.0, 1e4])
"""Numbers on which exp underflows or overflows in one precision or another (12, 89, 710)."""

NASTY = _table(_SIMPLE, [12.0, 89.0, 710.0], _SMALL, [6e-8, 1e-38, 1e-45, 1e-310, 6e4], _SPECIAL)
"""Everything, with subnormals, infinities and nan."""

INTEGERS = _table([float(n) for n in range(9)])
"""Whole numbers within ±8, on which sums and products are exact in every precision."""


def tensors(
    table: np.ndarray = REALS,
    *,
    shape: tuple[int, ...] | SearchStrategy[tuple[int, ...]] | None = None,
    layouts: bool | None = None,
) -> SearchStrategy[Tensor]:
    """Small tensors of entries of `table`: of a given shape, or of one to three short sides.

    With `layouts` a third is not contiguous in memory; unless told, those without a fixed shape.
    """
    drawn = st.just(shape) if isinstance(shape, tuple) else shapes() if shape is None else shape
    layouts = not isinstance(shape, tuple) if layouts is None else layouts
    return _tensor(table, drawn, st.integers(0, 2) if layouts else st.just(0))


@st.composite
def _tensor(
    draw: st.DrawFn,
    table: np.ndarray,
    shape: SearchStrategy[tuple[int, ...]],
    layout: SearchStrategy[int],
) -> Tensor:
    sides = draw(shape)
    size = math.prod(sides)
    entries = np.frombuffer(draw(st.binary(min_size=size, max_size=size)), np.uint8)
    return _laid_out(torch.from_numpy(table[entries].reshape(sides)), draw(layout))


def shapes(
    *, min_dims: int = 1, max_dims: int = 3, max_side: int = 4
) -> SearchStrategy[tuple[int, ...]]:
    """Shapes with short sides, size 1 first, each number of dimensions equally often."""
    sides = range(1, max_side + 1)
    every = [
        shape
        for dims in range(min_dims, max_dims + 1)
        for shape in itertools.product(sides, repeat=dims)
        for _ in range(max_side ** (max_dims - dims))
    ]
    return st.sampled_from(every)


def _laid_out(x: Tensor, layout: int) -> Tensor:
    if not x.ndim:
        return x
    if layout == 1:  # strides in the reverse order
        backwards = tuple(reversed(range(x.ndim)))
        return x.permute(backwards).contiguous().permute(backwards)
    if layout == 2:  # every other element of a larger tensor
        return x.repeat_interleave(2, -1)[..., ::2]
    return x


def seeds() -> SearchStrategy[int]:
    """Seeds for a generator; randomness is always drawn, never global."""
    return st.integers(0, 2**32 - 1)


def generator(seed: int) -> torch.Generator:
    """A source of random numbers of its own."""
    return torch.Generator().manual_seed(seed)


def gaussian(seed: int, *shape: int, scale: float = 1.0) -> Tensor:
    """Normal numbers of a standard deviation, from a seed."""
    return torch.randn(*shape, generator=generator(seed), dtype=torch.float64) * scale


@contextmanager
def seeded(seed: int, device: str = "cpu") -> Iterator[None]:
    """Run modules that draw from torch's global generator on a drawn seed, and leave no trace."""
    kind = torch.device(device).type
    other = {} if kind in ("cpu", "cuda", "meta") else {"device_type": kind}  # not in torch 2.0
    with torch.random.fork_rng([] if kind == "cpu" else [device], **other):
        # torch.manual_seed formats a stack for each accelerator it has not woken: 2 ms
        (torch.default_generator if kind == "cpu" else torch).manual_seed(seed)
        yield
