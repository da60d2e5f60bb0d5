"""What any kernel may get wrong, whatever it computes: its blocks, its strides, its gradient."""

from functools import wraps

import torch
from torch import Tensor, nn

BLOCK = 256  # numbers that such a kernel takes at once


def around(change, call):
    """`call`, with `change` between it and its caller."""

    @wraps(call)
    def changed(*args, **options):
        return change(call, *args, **options)

    return changed


def wrong(change):
    """A fault of functions, of the forward pass of modules, and of what else is called."""

    @wraps(change)
    def fault(reference):
        if not isinstance(reference, type):
            return around(change, reference)
        method = "forward" if issubclass(reference, nn.Module) else "__call__"
        changed = around(change, getattr(reference, method))
        return type(reference.__name__, (reference,), {method: changed})

    return fault


def of_tensors(change, value):
    """`change` of a tensor, or of each in a list or in a tuple of any kind."""
    if isinstance(value, Tensor):
        return change(value)
    if not isinstance(value, list | tuple):
        return value
    parts = [of_tensors(change, one) for one in value]
    return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)


def floats(change, result):
    """`change` of each tensor of floats in a result."""
    return of_tensors(lambda y: change(y) if y.is_floating_point() else y, result)


@wrong
def block(call, *args, **options):
    """No more than the first block of results is computed; the others are 0."""

    def first(y):
        flat = y.flatten()
        return torch.cat((flat[:BLOCK], torch.zeros_like(flat[BLOCK:]))).reshape(y.shape)

    return floats(first, call(*args, **options))


@wrong
def samples(call, *args, **options):
    """No more than the first samples count, those of a block."""

    def first(x):
        return x[:BLOCK] if x.ndim else x

    return call(*of_tensors(first, args), **options)


@wrong
def last(call, *args, **options):
    """The last sample is that before it."""

    def repeated(y):
        return torch.cat((y[:-1], y[-2:-1])) if y.ndim and len(y) > 2 else y

    return floats(repeated, call(*args, **options))


@wrong
def strides(call, *args, **options):
    """Memory is read in its order, whatever the strides say."""

    def read(x):
        if not x.is_floating_point() or x.is_contiguous() or 0 in x.stride():
            return x
        return x.as_strided(x.shape, torch.empty(x.shape, device="meta").stride())

    return call(*of_tensors(read, args), **options)


@wrong
def single(call, *args, **options):
    """Of double precision, single is left."""

    def rounded(x):
        return x.float().double() if x.dtype == torch.float64 else x

    return floats(rounded, call(*of_tensors(rounded, args), **options))


@wrong
def gradient(call, *args, **options):
    """The gradient alone is twice what it is."""

    def doubled(y):
        same = y.clone()
        if same.requires_grad:
            same.register_hook(lambda slope: 2 * slope)
        return same

    return floats(doubled, call(*args, **options))


@wrong
def nan(call, *args, **options):
    """What is not a number becomes 0."""
    return floats(lambda y: y.where(~y.isnan(), 0), call(*args, **options))


def kernel(*kinds):
    """The faults of these kinds, by their names."""
    return {f"kernel-{kind.__name__}": kind for kind in kinds}


ALL = kernel(block, last, strides, single, gradient, nan)
LOSS = ALL | kernel(samples)
