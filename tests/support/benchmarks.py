"""Timing that waits for the accelerator."""

from collections.abc import Callable
from typing import Any

import torch


def finished(device: str, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """`call`, and everything that it queued on the device."""
    result = call(*args, **kwargs)
    if torch.device(device).type != "cpu":
        getattr(torch, torch.device(device).type).synchronize()
    return result
