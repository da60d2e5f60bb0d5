"""What pytest-benchmark's JSON says: the time of each implementation, as a ratio with spread."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.claims import CONCEPTS, concept_of

BASES = ("fused", "torch")  # what the others are compared with; else the fastest


@dataclass
class Timing:
    """The median of one implementation, and its quartiles."""

    name: str
    median: float
    low: float
    high: float
    rounds: int
    before: "Timing | None" = None

    @property
    def time(self) -> str:
        """The median in a unit that suits it."""
        units = (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6))
        unit, size = next((u for u in units if self.median >= u[1]), units[-1])
        return f"{self.median / size:.3g} {unit}"

    @property
    def change(self) -> str:
        """What became of it since the run before: nothing, where the quartiles overlap."""
        if self.before is None:
            return "new"
        ratio = self.median / self.before.median
        if self.low <= self.before.high and self.before.low <= self.high:
            return f"{ratio:.2f} ×, within the spread"
        return f"{ratio:.2f} ×, {'slower' if ratio > 1 else 'faster'}"


@dataclass
class Group:
    """What was timed together: one task, one size, one device."""

    name: str
    concept: str
    timings: list[Timing] = field(default_factory=list)

    @property
    def base(self) -> Timing:
        """The one that is 1."""
        named = (t for name in BASES for t in self.timings if t.name == name)
        return next(named, min(self.timings, key=lambda timing: timing.median))

    def ratio(self, timing: Timing) -> str:
        """How many times the base's median, and its quartiles likewise."""
        one = self.base.median
        return f"{timing.median / one:.3g} × ({timing.low / one:.3g} to {timing.high / one:.3g})"

    def width(self, timing: Timing) -> float:
        """A bar's length, in parts of a hundred of the slowest."""
        return 100 * timing.median / max(other.median for other in self.timings)


@dataclass
class Run:
    """A run of the benchmarks, and the machine that it ran on."""

    machine: str = ""
    date: str = ""
    groups: dict[str, Group] = field(default_factory=dict)
    before: "Run | None" = None

    @property
    def concepts(self) -> dict[str, list[Group]]:
        """The groups of each concept."""
        found: dict[str, list[Group]] = {}
        for group in self.groups.values():
            found.setdefault(group.concept, []).append(group)
        return dict(sorted(found.items()))


def read(path: Path, before: Path | None = None) -> Run:
    """The run in a file, and beside each timing that of an earlier run."""
    found = json.loads(path.read_text(encoding="utf-8"))
    run = Run(machine(found["machine_info"]), found["datetime"][:16].replace("T", " "))
    for bench in found["benchmarks"]:
        stats, name = bench["stats"], bench["group"] or bench["fullname"]
        group = run.groups.setdefault(name, Group(name, _concept(name, bench["fullname"])))
        values = (stats[key] for key in ("median", "q1", "q3", "rounds"))
        group.timings.append(Timing(implementation(bench), *values))
    if before:
        run.before = read(before)
        for name, group in run.groups.items():
            earlier = run.before.groups.get(name)
            for timing in group.timings if earlier else ():
                same = (t for t in earlier.timings if t.name == timing.name)  # type: ignore[union-attr]
                timing.before = next(same, None)
    return run


def machine(info: dict[str, Any]) -> str:
    """The machine in a line."""
    cpu = info.get("cpu", {})
    name = cpu.get("brand_raw") or info.get("processor") or info["machine"]
    parts = [
        f"{cpu.get('count', '?')} × {name}",
        info["system"],
        f"Python {info['python_version']}",
    ]
    return ", ".join(parts + [f"{key} {info[key]}" for key in ("torch", "threads") if key in info])


def implementation(bench: dict[str, Any]) -> str:
    """`naive`, off the id `width=256-naive-cpu`: what stands before the device."""
    device = str((bench.get("params") or {}).get("device", ""))
    return (bench.get("param") or bench["name"]).removesuffix(f"-{device}").rpartition("-")[2]


def _concept(group: str, test: str) -> str:
    """The concept of the room after which the group is named, else that of the file."""
    whole = concept_of(test.partition("::")[0])
    room = whole.partition("/")[0]
    names = [path.stem for path in (CONCEPTS / room).glob("*.py")]
    named = [name for name in names if f"{group} ".startswith(f"{name} ".replace("_", " "))]
    return f"{room}/{max(named, key=len)}" if named else whole
