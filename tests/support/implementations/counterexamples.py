"""What refuted a user's implementation, as Python to paste.

Two lines are kept of the example that hypothesis ends with, the smallest that it found: the calls
of the implementation, where that is a function, and the call of the whole test. Values are written
down before they are used, since a test may change them in place; to save the time, only after an
example has failed.
"""

import inspect
from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis.strategies import DataObject
from torch import Tensor

from tests.support.implementations.missing import shown_as_skipped

LARGEST = 256  # elements of a tensor that a line is worth
WITNESS = pytest.StashKey["Witness | None"]()


class Drawn:
    """Stands for hypothesis's `data`, and gives what was drawn from it then."""

    def __init__(self, *values: Any) -> None:
        """Take the values in the order in which they are drawn."""
        self.values = iter(values)

    def draw(self, strategy: Any, label: str | None = None) -> Any:
        """The next value."""
        return next(self.values)


class Drawing:
    """hypothesis's `data`, each of whose values is written down."""

    def __init__(self, data: DataObject) -> None:
        """Take over the real one."""
        self.data, self.written = data, list[str]()

    def draw(self, strategy: Any, label: str | None = None) -> Any:
        """Draw, and write down; what cannot be written leaves a gap."""
        value = self.data.draw(strategy, label)
        self.written.append(_or_nothing(partial(expression, value)))
        return value


class Witness:
    """Writes down what a cell of a user's implementation runs, in case it fails."""

    def __init__(self, item: Any, argument: str, imported: str, name: str) -> None:
        """`argument` of the test takes the implementation, which is imported as `name`."""
        self.item, self.argument, self.imported, self.name = item, argument, imported, name
        self.property = hasattr(item.obj, "hypothesis")
        self.writing = not self.property
        self.call = self.paste = ""
        self._calls = dict[str, None]()
        if inspect.isroutine(item.funcargs[argument]):
            item.funcargs[argument] = self._recorded(item.funcargs[argument])

    def _recorded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def recorded(*args: Any, **kwargs: Any) -> Any:
            __tracebackhide__ = True
            given = _or_nothing(partial(arguments, args, kwargs)) if self.writing else ""
            try:
                result = function(*args, **kwargs)
            except NotImplementedError:  # a test that expects a RuntimeError must not see it
                with shown_as_skipped():
                    raise
            if given and not isinstance(result, torch.nn.Module):
                self._calls[f"{self.name}({given})"] = None
            return result

        return recorded

    def run(self, body: Callable[..., Any], kwargs: dict[str, Any]) -> None:
        """Run an example, and keep how to repeat it if it fails."""
        __tracebackhide__ = True
        values = {k: Drawing(v) if isinstance(v, DataObject) else v for k, v in kwargs.items()}
        before = self._written(values) if self.writing else {}
        self._calls.clear()
        try:
            with shown_as_skipped():
                body(**values)
        except (Exception, pytest.fail.Exception):
            if self.writing:
                drawn = {k: v for k, v in values.items() if isinstance(v, Drawing)}
                self.call = "; ".join(list(self._calls)[-3:])
                self.paste = self._line(before | self._written(drawn))
            self.writing = True
            raise

    def _written(self, values: dict[str, Any]) -> dict[str, str]:
        known = {name: value for name, value in values.items() if name != self.argument}
        return {name: _or_nothing(partial(expression, value)) for name, value in known.items()}

    def _line(self, written: dict[str, str]) -> str:
        if not all(written.values()):
            return ""
        module, test = self.item.module.__name__, self.item.originalname
        given = ", ".join(f"{k}={v}" for k, v in ({self.argument: self.name} | written).items())
        helper = (
            "from tests.support.implementations.counterexamples import Drawn; "
            if "Drawn(" in given
            else ""
        )
        return (
            f"import torch; {self.imported}; {helper}from {module} import {test}; "
            f"{test}{'.hypothesis.inner_test' * self.property}({given})"
        )


def watch(item: Any) -> Callable[..., None]:
    """How to run an example of a cell: under a witness, if it is one of a user's implementation."""
    mark = item.get_closest_marker("implementation")
    witness = item.stash[WITNESS] = Witness(item, *mark.args) if mark else None
    return witness.run if witness else _run


def _run(body: Callable[..., Any], kwargs: dict[str, Any]) -> None:
    __tracebackhide__ = True
    body(**kwargs)


def called(item: Any) -> bool:
    """Call a test without examples under its witness, if it has one."""
    witness = item.stash[WITNESS]
    if witness is None or witness.property:
        return False
    __tracebackhide__ = True
    names = inspect.signature(item.obj).parameters
    witness.run(item.obj, {name: item.funcargs[name] for name in names})
    return True


def _or_nothing(write: Callable[[], str]) -> str:
    try:
        return write()
    except ValueError:
        return ""


def arguments(args: Iterable[Any], kwargs: dict[str, Any]) -> str:
    """The arguments of a call."""
    return ", ".join([*map(expression, args), *(f"{k}={expression(v)}" for k, v in kwargs.items())])


def expression(value: Any) -> str:
    """Python that makes `value` again, to the last bit; ValueError if there is none."""
    if isinstance(value, Tensor):
        return _tensor(value)
    if isinstance(value, Drawing) and all(value.written):
        return f"Drawn({', '.join(value.written)})"
    if isinstance(value, float):
        return repr(value) if np.isfinite(value) else f"float('{value}')"
    if value is None or isinstance(value, bool | int | str | torch.dtype):
        return repr(value)
    if type(value) in (list, tuple):
        inner = ", ".join(map(expression, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' * (len(value) == 1)})"
    if type(value) is dict:
        return f"{{{', '.join(f'{expression(k)}: {expression(v)}' for k, v in value.items())}}}"
    raise ValueError(f"a {type(value).__name__} has no short expression")


def _tensor(x: Tensor) -> str:
    if type(x) is not Tensor or x.numel() > LARGEST or x.is_sparse or x.device.type == "meta":
        raise ValueError("a tensor too large, or of another kind")
    options = "" if x.dtype in (torch.float32, torch.int64, torch.bool) else f", dtype={x.dtype}"
    options += f", device='{x.device}'" if x.device.type != "cpu" else ""
    grad = ".requires_grad_()" if x.requires_grad else ""
    x = x.detach()
    numbers = _short(x.cpu()) if x.is_floating_point() else repr(x.tolist())
    if not x.numel():
        return f"torch.empty({tuple(x.shape)}{options}){grad}"
    made = f"torch.tensor({numbers}{options})"
    repeated = [step == 0 and side > 1 for step, side in zip(x.stride(), x.shape, strict=True)]
    if any(repeated):
        once = x[tuple(slice(1) if again else slice(None) for again in repeated)]
        made = f"{_tensor(once)}.expand{tuple(x.shape)}"
    elif not x.is_contiguous():
        made = f"torch.empty_strided({tuple(x.shape)}, {x.stride()}{options}).copy_({made})"
    return made + grad


def _short(x: Tensor) -> str:
    """Its numbers, with as few digits as bring them back."""
    shortest = x.float().numpy().astype(str).astype(float) if x.dtype != torch.float64 else None
    few = x.tolist() if shortest is None else shortest.tolist()
    back = torch.tensor(few, dtype=x.dtype)
    numbers = few if torch.equal(back.nan_to_num(), x.nan_to_num()) else x.tolist()
    return repr(numbers).replace("nan", "torch.nan").replace("inf", "torch.inf")
