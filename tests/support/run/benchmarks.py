"""Timing that waits for the accelerator, and says with which torch it was done."""

from collections.abc import Callable
from typing import Any

import torch


def finished(device: str, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """`call`, and everything that it queued on the device."""
    result = call(*args, **kwargs)
    if torch.device(device).type != "cpu":
        getattr(torch, torch.device(device).type).synchronize()
    return result


def state(machine: dict[str, Any]) -> None:
    """Add to what pytest-benchmark knows of the machine what it runs."""
    machine["torch"] = torch.__version__
    machine["threads"] = torch.get_num_threads()
