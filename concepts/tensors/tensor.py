"""A tensor: numbers of one type, in one block of memory, seen through a shape.

From Python numbers it takes the narrowest type that holds them all: bool < int64 < the default
float < complex. `torch.tensor` infers it so; the older `torch.Tensor` takes the default float
whatever it is given.

Sources: chapter-three 1; pytorch-basics 5; regression-network 1.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any

import torch
from torch import Tensor

KINDS = (bool, int, float, complex)  # from narrow to wide
NAMES = {
    torch.float32: "Float",
    torch.float64: "Double",
    torch.float16: "Half",
    torch.bfloat16: "BFloat16",
    torch.int64: "Long",
    torch.int32: "Int",
    torch.int16: "Short",
    torch.int8: "Char",
    torch.uint8: "Byte",
    torch.bool: "Bool",
}


def tensor(
    data: Any, *, dtype: torch.dtype | None = None, device: torch.device | str | None = None
) -> Tensor:
    """Nested lists of numbers as a tensor, of the narrowest type for all of them, or of `dtype`.

    TypeError if an entry is no number, ValueError if the rows differ in length.
    """
    shape, entries = [], [data]
    while entries and isinstance(entries[0], (list, tuple)):
        if len({len(row) for row in entries}) > 1:
            raise ValueError("expected sequence of one length in each row")
        shape.append(len(entries[0]))
        entries = [entry for row in entries for entry in row]
    strangers = {type(entry) for entry in entries} - set(KINDS)
    if strangers:
        raise TypeError(f"a tensor holds numbers only, no {strangers.pop().__name__}")
    widest = max((KINDS.index(type(entry)) for entry in entries), default=2)
    default = torch.get_default_dtype()
    counterpart = torch.complex64 if default == torch.float32 else torch.complex128
    kinds = (torch.bool, torch.int64, default, counterpart)
    result = torch.empty(shape, dtype=dtype or kinds[widest], device=device)
    for place, entry in zip(product(*map(range, shape)), entries, strict=True):
        result[place] = entry
    return result


def legacy_tensor(data: Sequence[Any]) -> Tensor:
    """Nested lists of numbers as a tensor of the default float type, whatever they are."""
    return tensor(data, dtype=torch.get_default_dtype())


def type_name(x: Tensor) -> str:
    """The name of the type and the device: `torch.FloatTensor`, `torch.cuda.LongTensor`."""
    place = "" if x.device.type == "cpu" else f"{x.device.type}."
    return f"torch.{place}{NAMES[x.dtype]}Tensor"


def item(x: Tensor) -> bool | int | float | complex:
    """The only entry, as the Python number of its kind. RuntimeError if there is not just one."""
    if x.numel() != 1:
        raise RuntimeError(f"a tensor with {x.numel()} elements is no number")
    number: Any = x.reshape(()).tolist()
    return number
