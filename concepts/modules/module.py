"""A module is a node of a tree: parameters and buffers of its own, and modules below it.

    modules(m)    = m, then modules(c) for each child c, each of them once
    parameters(m) = the parameters of the modules of m, each of them once

Assigning a parameter or a module to an attribute registers it. A list hides what it holds: it is
neither. All else, training mode and state included, is a walk through the tree.

Sources: course, nn.Module; regression-network 1, 4.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TypeVar

from torch import Tensor, nn

T = TypeVar("T")


def once(pairs: Iterable[tuple[str, T]]) -> Iterator[tuple[str, T]]:
    """Pass over an object that came before, under whatever name."""
    seen: set[int] = set()
    for name, value in pairs:
        if id(value) not in seen:
            seen.add(id(value))
            yield name, value


class Module:
    """The base of a network: subclass it, register in `__init__`, and define `forward`.

    Children are modules of this kind, or torch's own. AttributeError from whatever needs the
    registers before `Module.__init__` has made them.
    """

    def __init__(self) -> None:
        """Make the three registers; a module starts in training mode."""
        self.__dict__.update(_parameters={}, _buffers={}, _modules={}, training=True)

    def __setattr__(self, name: str, value: Any) -> None:
        """Register a parameter or a module, replace a buffer, and keep the rest as it is."""
        if isinstance(value, nn.Parameter):
            self._parameters[name] = value
        elif isinstance(value, (Module, nn.Module)):
            self._modules[name] = value
        elif name in self.__dict__.get("_buffers", ()):
            self._buffers[name] = value
        else:
            self.__dict__[name] = value

    def __getattr__(self, name: str) -> Any:
        """Find what is registered; what is not, Python has found before."""
        for register in ("_parameters", "_buffers", "_modules"):
            if name in self.__dict__.get(register, ()):
                return self.__dict__[register][name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def register_buffer(self, name: str, value: Tensor) -> None:
        """Make a tensor part of the state, and no parameter."""
        self._buffers[name] = value

    def __call__(self, *inputs: Any) -> Any:
        """Apply the module."""
        if "_modules" not in self.__dict__:
            raise AttributeError("Module.__init__ was not called")
        return self.forward(*inputs)

    def children(self) -> Iterator["Module | nn.Module"]:
        """The modules directly below, each once."""
        return (child for _, child in once(self._modules.items()))

    def modules(self) -> Iterator["Module | nn.Module"]:
        """This module and all below it, each once."""
        below = (("", module) for child in self.children() for module in child.modules())
        return (module for _, module in once(chain([("", self)], below)))

    def named_parameters(self) -> Iterator[tuple[str, nn.Parameter]]:
        """Each parameter once, under the first of its names, a path of attributes."""
        below = (
            (f"{name}.{path}", parameter)
            for name, child in self._modules.items()
            for path, parameter in child.named_parameters()
        )
        return once(chain(self._parameters.items(), below))

    def parameters(self) -> Iterator[nn.Parameter]:
        """What an optimizer takes: a generator, which can be read once."""
        return (parameter for _, parameter in self.named_parameters())

    def train(self, mode: bool = True) -> "Module":
        """Switch this module and all below it to training or, with False, to evaluation."""
        self.training = mode
        for child in self.children():
            child.train(mode)
        return self

    def eval(self) -> "Module":
        """Switch to evaluation."""
        return self.train(False)

    def state_dict(self) -> dict[str, Tensor]:
        """Parameters and buffers under each of their names; the tensors themselves, no copies."""
        state = {name: value.detach() for name, value in self._parameters.items()}
        state |= self._buffers
        for name, child in self._modules.items():
            state |= {f"{name}.{path}": value for path, value in child.state_dict().items()}
        return state
