"""The axes of a test: rows of a table, implementation, device, dtype, in this order of ids.

A test asks for an axis by naming the argument: a concept (`softmax`), `device`, `dtype`. The
arguments are parameterized directly, since a fixture would be set up once for all examples of
a property. Under `--faults` the wrong implementations take the place of the right ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import torch

from tests.support import devices, faults
from tests.support import implementations as subjects
from tests.support.table import NOWHERE, TABLE

NOT_AVAILABLE = "not available: "
LACKING = ("not implemented for", "Low precision dtypes not supported")  # as torch puts it
ON_META = ("Unimplemented backend Meta", "convolution_backward_overrideable")  # before torch 2.0


@dataclass
class Choice:
    """What the command line asks for, validated once, before collection."""

    implementations: dict[str, list[subjects.Implementation]] = field(default_factory=dict)
    devices: tuple[str, ...] = ()
    dtypes: tuple[str, ...] = ()
    thorough: bool = False
    faults: bool = False

    @property
    def usual(self) -> bool:
        """Whether nothing was named: what is as strong as the suite means it to be."""
        return not (self.implementations or self.devices or self.dtypes)

    @property
    def named(self) -> frozenset[str]:
        """The names of the user's implementations."""
        return frozenset(it.name for some in self.implementations.values() for it in some)

    @property
    def names(self) -> frozenset[str]:
        """The names of the implementation axis."""
        return self.named | {subjects.LIBRARY, subjects.REFERENCE}


def choose(config: pytest.Config) -> Choice:
    """Read and check `--impl`, `--device`, `--dtype` and `--faults`."""
    return Choice(
        subjects.parse(config.getoption("impl")),
        tuple(devices.check(name) for name in config.getoption("device")),
        tuple(devices.check_dtype(name) for name in config.getoption("dtype")),
        config.getoption("hypothesis_profile") == "thorough",
        config.getoption("faults"),
    )


def cells(
    *, dtypes: Sequence[str] | None = None, meta: bool = False, examples: float = 1
) -> pytest.MarkDecorator:
    """Shape a test's cells.

    `dtypes` is the domain of a claim that is not about every float; `meta` adds the device
    without values, for claims about shapes alone; `examples` scales the claim's budget.
    """
    return pytest.mark.cells(dtypes=dtypes, meta=meta, examples=examples)


def table(arguments: str, rows: Sequence[Any]) -> pytest.MarkDecorator:
    """One test over the rows of a table, each about a concept of its own.

    The first argument is the implementation; the first value of a row names its concept.
    """
    return pytest.mark.table(arguments, rows)


def generate(metafunc: pytest.Metafunc, choice: Choice) -> None:
    """Parameterize a test over the axes that it names."""
    mark = metafunc.definition.get_closest_marker("cells")
    options: Mapping[str, Any] = mark.kwargs if mark else {"dtypes": None, "meta": False}
    rows = metafunc.definition.get_closest_marker("table")
    if rows:
        arguments, cases = rows.args
        _over_rows(metafunc, arguments, cases, choice)
    concepts = [name for name in metafunc.fixturenames if name in TABLE]
    if len(concepts) > 1:
        raise pytest.UsageError(
            f"{metafunc.definition.nodeid} takes {' and '.join(concepts)}: a test is about one "
            "concept; import the other from concepts"
        )
    for concept in concepts:
        metafunc.parametrize(concept, _subjects(concept, concept, choice))
    if "device" in metafunc.fixturenames:
        names = choice.devices or devices.discover()
        names = (*names, devices.META) if options["meta"] and not choice.faults else names
        metafunc.parametrize("device", [names[0]] if choice.faults else names)
    if "dtype" in metafunc.fixturenames:
        dtypes = _dtypes(options["dtypes"], choice)
        if choice.faults:  # all in one cell: see judge.py
            dtypes = [
                _together(dtypes[:1] if faults.is_experiment(metafunc.definition) else dtypes)
            ]
        metafunc.parametrize("dtype", dtypes)


def _together(dtypes: list[Any]) -> Any:
    marks = [mark for param in dtypes for mark in param.marks]
    return pytest.param([param.values[0] for param in dtypes], id="dtypes", marks=marks)


def _subjects(concept: str, argument: str, choice: Choice) -> list[Any]:
    if choice.faults:
        mark = pytest.mark.fault(concept, argument)
        return [pytest.param(None, id=f"{faults.OF}{concept}", marks=mark)]
    named = choice.implementations.get(concept, ())
    return [
        _subject(concept, it, [pytest.mark.implementation(argument, *it.pasted)] * (it in named))
        for it in subjects.of(concept, choice.implementations)
    ]


def _subject(concept: str, it: subjects.Implementation, marks: Sequence[Any]) -> Any:
    if it.spec == NOWHERE:
        missing = pytest.mark.skip(reason=f"{NOT_AVAILABLE}torch ships no {concept}")
        return pytest.param(None, id=it.name, marks=missing)
    return pytest.param(it.load(), id=it.name, marks=marks)


def _over_rows(metafunc: pytest.Metafunc, arguments: str, rows: Sequence[Any], choice: Any) -> None:
    cells = []
    for row in rows:
        concept, *values = row.values
        for subject in _subjects(concept, arguments.partition(",")[0], choice):
            cells.append(
                pytest.param(
                    *subject.values,
                    *values,
                    id=f"{row.id}-{subject.id}",
                    marks=(*row.marks, *subject.marks),
                )
            )
    metafunc.parametrize(arguments, cells)


def row(id: str, concept: str, *values: Any, claims: Sequence[pytest.MarkDecorator] = ()) -> Any:
    """One row of a `table`, with the claims that it decides."""
    return pytest.param(concept, *values, id=id, marks=tuple(claims))


def skip_if_lacking(item: Any) -> None:
    """A dtype that the device cannot hold is a cell not available."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    if "device" in params and isinstance(params.get("dtype"), torch.dtype):
        reason = devices.lacks(params["device"], str(params["dtype"]).removeprefix("torch."))
        if reason:
            pytest.skip(NOT_AVAILABLE + reason)


def skip_if_missing(item: pytest.Item, error: RuntimeError) -> None:
    """What this torch cannot compute in half precision or without values is not available."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    half = params.get("dtype") in [devices.DTYPES[name] for name in devices.HALF]
    if any(phrase in str(error) for phrase in (*ON_META, *(LACKING if half else ()))):
        pytest.skip(f"{NOT_AVAILABLE}{str(error).splitlines()[0]}")


def _dtypes(domain: Sequence[str] | None, choice: Choice) -> list[Any]:
    default = devices.ALL if choice.thorough else devices.WIDE
    allowed = tuple(domain or devices.ALL)
    wanted = choice.dtypes or domain or default
    if choice.faults:
        wanted = [name for name in wanted if name in devices.WIDE] or wanted
    params = [pytest.param(devices.DTYPES[name], id=name) for name in wanted if name in allowed]
    outside = pytest.mark.skip(
        reason=f"{NOT_AVAILABLE}the claim is about {', '.join(allowed)} alone"
    )
    return params or [pytest.param(None, id=wanted[0], marks=outside)]
