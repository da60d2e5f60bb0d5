"""The built-in choices of `--impl`: what the library's transformations make of its own.

`compiled` is what `torch.compile` makes of an activation, loss or layer; `vmap` applies a function
that treats each sample for itself to one sample at a time, as per-sample gradients do. Nothing is
imported or compiled unless one of them is asked for.
"""

import functools
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.support.table import NOWHERE, OURS

COMPILED, VMAP = "compiled", "vmap"
KINDS = {
    COMPILED: "compiled is there for what torch ships of activations, losses and layers",
    VMAP: "vmap is there for functions of one sample or many: sigmoid, softmax, convolution …",
}
SHAPES = 512  # that one function is compiled for, before torch would quietly stop compiling
ELEMENTWISE = {"sigmoid", "tanh", "relu", "softplus", "soft_threshold"}
DIMENSIONS = {"convolution": 4, "adaptive_avg_pool": 4, "linear_layer": 2}  # with the samples' own


def fits(kind: str, concept: str, pair: tuple[str, str]) -> bool:
    """Whether a built-in choice says anything of a concept."""
    library, reference = pair
    if kind == VMAP:
        return concept == "softmax" or concept in ELEMENTWISE | set(DIMENSIONS)
    room = reference.split(".")[1]
    return room in ("activations", "losses", "layers") and library not in (NOWHERE, OURS)


@functools.cache
def apply(kind: str, concept: str, library: Any) -> Any:
    """The library's own, transformed."""
    if kind == VMAP:
        return _by_samples(concept, library)
    if not hasattr(nn.Module, "compile"):
        raise pytest.UsageError(f"--impl compiled: torch {torch.__version__} compiles no modules")
    limits = torch._dynamo.config
    limits.cache_size_limit = limits.accumulated_cache_size_limit = SHAPES
    if not isinstance(library, type):
        return _quiet(library, torch.compile(library))

    layer: Any = library

    @functools.wraps(layer.__init__)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        layer.__init__(self, *args, **kwargs)
        self.compile()

    call = _quiet(library.__call__, library.__call__)
    return type(library.__name__, (library,), {"__init__": __init__, "__call__": call})


def _quiet(function: Any, compiled: Any) -> Any:
    """What is compiled, without the warnings that the compiler causes and means for nobody."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return compiled(*args, **kwargs)

    return call


def _by_samples(concept: str, library: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The library's function on one sample at a time; directly, where there is but one."""

    @functools.wraps(library)
    def each(x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        if x.ndim != DIMENSIONS.get(concept, x.ndim or 1) or not len(x):
            return library(x, *args, **kwargs)
        return torch.vmap(lambda sample: library(sample, *args, **kwargs))(x)

    @functools.wraps(library)
    def along(x: Tensor, dim: int) -> Tensor:
        if x.ndim < 2 or not x.numel() or not -x.ndim <= dim < x.ndim:
            return library(x, dim)
        rows = x.movedim(dim, -1)
        return torch.vmap(lambda row: library(row, -1))(rows).movedim(-1, dim)

    return along if concept == "softmax" else each
