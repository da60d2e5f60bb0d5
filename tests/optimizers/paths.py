"""Where an optimizer takes six weights, a step for each gradient, and where a rule says it leads.

A rule is written for one coordinate, in ordinary numbers. It is asked at each step where it leads
from the place that the optimizer has really reached, so that the errors of the steps before do
not add up: what is compared is one step, from whatever state the gradients so far have made.
"""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from hypothesis import strategies as st
from torch import Tensor

from tests.support.implementations.missing import NOT_IMPLEMENTED
from tests.support.strategies import BYTE, REALS, tensors

STEPS, WEIGHTS = 8, 6

_MAGNITUDES = [0.0, 1.0, 2.0, 0.5, 3.0, 0.1, 0.7, 7.9, 1e-3, 1e3, 1e-6, 1e6, 1e-15, 1e15]
SLOPES = np.resize(np.array([g for m in _MAGNITUDES for g in (m, -m)]), BYTE)
"""Gradients whose squares are normal numbers in every precision but the half ones."""

COUNTS = torch.arange(1, STEPS + 1, dtype=torch.float64)[:, None]
"""1, 2, … for each step, down the page."""

starts = tensors(REALS, shape=(WEIGHTS,))
slopes = tensors(SLOPES, shape=(STEPS, WEIGHTS))
steep = slopes.map(lambda g: torch.where(g == 0, 1.0, g))
"""Gradients none of which is zero."""

rates = st.floats(0.001, 1)
decays = st.sampled_from([0, 0.5, 0.125, 2.0**-10])
"""Powers of two, whose product with a weight is exact."""

Rule = Callable[..., Iterator[float]]


def path(optimizer: Any, start: Tensor, gradients: Tensor, **options: Any) -> Tensor:
    """The places of the weights, at the start and after each step, one a gradient."""
    steps = _steps(optimizer, start, gradients, options)
    return torch.stack([start, *(_flat(weights) for weights, _ in steps)])


def kept(optimizer: Any, start: Tensor, gradients: Tensor, key: str, **options: Any) -> Tensor:
    """What the optimizer keeps under a name beside each weight, after each step."""
    steps = _steps(optimizer, start, gradients, options)
    return torch.stack([_flat([made.state[w][key] for w in weights]) for weights, made in steps])


def each(rule: Rule, places: Tensor, gradients: Tensor, **options: Any) -> Tensor:
    """Where the rule leads each weight from each of its places."""
    walks = zip(places.double().T.tolist(), gradients.double().T.tolist(), strict=True)
    led = [list(rule(place, gradient, **options)) for place, gradient in walks]
    return torch.tensor(led, dtype=torch.float64, device=places.device).T


def _steps(
    optimizer: Any, start: Tensor, gradients: Tensor, options: dict[str, Any]
) -> Iterator[tuple[list[Tensor], Any]]:
    weights = [part.clone().requires_grad_() for part in _parts(start)]
    unknown = options.keys() - inspect.signature(optimizer).parameters.keys()
    assert not unknown, f"{NOT_IMPLEMENTED}it takes no {', '.join(unknown)}"
    made = optimizer(weights, **options)
    for gradient in gradients:
        for weight, part in zip(weights, _parts(gradient), strict=True):
            weight.grad = part.contiguous()  # not laid out as its weight is
        made.step()
        yield weights, made


def _parts(vector: Tensor) -> list[Tensor]:
    """A square whose columns lie together in memory, and a row."""
    return [vector[:4].view(2, 2).t(), vector[4:].view(1, 2)]


def _flat(parts: list[Tensor]) -> Tensor:
    square, row = (part.detach() for part in parts)
    return torch.cat([square.t().reshape(4), row.reshape(2)])
