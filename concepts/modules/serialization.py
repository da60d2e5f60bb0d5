"""Saving and loading: a state is a mapping from names to tensors, and a module is filled with it.

    file = length of the header, header (name → type, shape, device), bytes of each tensor in turn

The state has the parameters and the buffers. It has not the architecture, the optimizer's state
or the training flag: it is copied into a module that exists already and has the same names.

Sources: regression-network 1; course, nn.Module.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

LENGTH = 8  # bytes of the number that says how long the header is


class Report(NamedTuple):
    """Which names the module lacked values for, and which values had no place."""

    missing_keys: list[str]
    unexpected_keys: list[str]


def stored(state: Mapping[str, Tensor], path: Path) -> dict[str, Tensor]:
    """Write a state to a file, and what is read back from it."""
    kinds = {str(kind): kind for kind in vars(torch).values() if isinstance(kind, torch.dtype)}
    header = {n: (str(x.dtype), list(x.shape), str(x.device)) for n, x in state.items()}
    words = json.dumps(header).encode()
    flat = [x.detach().cpu().contiguous().reshape(-1).view(torch.uint8) for x in state.values()]
    blocks = b"".join(bytes(block.tolist()) for block in flat)
    path.write_bytes(len(words).to_bytes(LENGTH, "little") + words + blocks)

    content = path.read_bytes()
    start = LENGTH + int.from_bytes(content[:LENGTH], "little")
    loaded = {}
    for name, (kind, shape, device) in json.loads(content[LENGTH:start]).items():
        end = start + math.prod(shape) * torch.empty(0, dtype=kinds[kind]).element_size()
        block = torch.tensor(list(content[start:end]), dtype=torch.uint8)
        loaded[name] = block.view(kinds[kind]).reshape(shape).to(device)
        start = end
    return loaded


def library(state: Mapping[str, Tensor], path: Path) -> dict[str, Tensor]:
    """The same by torch, which pickles the structure and zips the bytes."""
    torch.save(state, path)
    return torch.load(path, weights_only=True)


def load_state_dict(net: nn.Module, state: Mapping[str, Tensor], strict: bool = True) -> Report:
    """Copy the values of `state` into the tensors of `net`, in place.

    RuntimeError if a shape differs, or, with `strict`, if the names do.
    """
    own = net.state_dict()
    missing = [name for name in own if name not in state]
    unexpected = [name for name in state if name not in own]
    shared = [name for name in own if name in state]
    differing = [name for name in shared if own[name].shape != state[name].shape]
    with torch.no_grad():
        for name in shared:
            if name not in differing:
                own[name].copy_(state[name])
    if differing or (strict and (missing or unexpected)):
        raise RuntimeError(f"missing {missing}, unexpected {unexpected}, of size {differing}")
    return Report(missing, unexpected)
