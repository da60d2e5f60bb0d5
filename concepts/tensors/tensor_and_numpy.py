"""A tensor and an array of numpy can be two descriptions of one block of memory.

    entry (i, j, …) lies at  address + i · stride_0 + j · stride_1 + …

Address, shape, strides and type are all there is to either, so that `numpy()` and `from_numpy`
copy nothing: whoever writes to the one writes to the other.

Sources: chapter-three 1; pytorch-basics 7.
"""

import ctypes
from types import SimpleNamespace

import numpy as np
import torch
from torch import Tensor

SHARED = {  # the types that both libraries have in common, in the words of numpy
    torch.float16: "float16",
    torch.float32: "float32",
    torch.float64: "float64",
    torch.complex64: "complex64",
    torch.complex128: "complex128",
    torch.int8: "int8",
    torch.int16: "int16",
    torch.int32: "int32",
    torch.int64: "int64",
    torch.uint8: "uint8",
    torch.bool: "bool",
}


def to_numpy(x: Tensor) -> np.ndarray:
    """The same memory as an array. Numpy knows the CPU alone, no bfloat16 and no gradients.

    RuntimeError if `x` requires grad, TypeError if it is of another device or type.
    """
    if x.requires_grad:
        raise RuntimeError("numpy records no gradient: detach first")
    if x.dtype not in SHARED or x.device.type != "cpu":
        raise TypeError(f"numpy has no {x.dtype} on {x.device}")
    kind = np.dtype(SHARED[x.dtype])
    block = SimpleNamespace(owner=x)  # numpy keeps it, and so the memory, alive
    block.__array_interface__ = {
        "version": 3,
        "data": (x.data_ptr(), False),
        "shape": tuple(x.shape),
        "strides": tuple(stride * kind.itemsize for stride in x.stride()),
        "typestr": kind.str,
    }
    return np.asarray(block)


def from_numpy(array: np.ndarray) -> Tensor:
    """The same memory as a tensor. ValueError if a stride is negative, TypeError if no number."""
    if any(stride < 0 for stride in array.strides):
        raise ValueError("a stride of a tensor is not negative")
    kinds = {np.dtype(name): kind for kind, name in SHARED.items()}
    if array.dtype not in kinds:
        raise TypeError(f"a tensor holds no numbers of type {array.dtype}")
    if array.size == 0:
        return torch.empty(array.shape, dtype=kinds[array.dtype])
    last = sum((n - 1) * stride for n, stride in zip(array.shape, array.strides, strict=True))
    block = (ctypes.c_char * (last + array.itemsize)).from_address(array.ctypes.data)
    block.owner = array  # type: ignore[attr-defined]  # the tensor keeps it alive
    strides = [stride // array.itemsize for stride in array.strides]
    return torch.frombuffer(block, dtype=kinds[array.dtype]).as_strided(array.shape, strides)
