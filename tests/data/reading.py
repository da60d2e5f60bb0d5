"""How the tests of data sets and loaders look at what they get."""

from collections.abc import Callable, Iterable
from typing import Any

import torch


def values(batches: Iterable[Any]) -> list[Any]:
    """Every entry of some batches of numbers, in order."""
    return [entry for batch in batches for entry in torch.as_tensor(batch).flatten().tolist()]


def attempt(call: Callable[[], Any]) -> Any:
    """What a call gives, or the class of what it raises."""
    try:
        return call()
    except (TypeError, ValueError, NotImplementedError) as error:
        return type(error)
