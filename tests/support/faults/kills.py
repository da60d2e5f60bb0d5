"""The kill matrix: which claims reject which wrong implementation, and which none.

A fault that no test rejects fails the run, and so does a claim none of whose tests rejects any.
A fault that one test alone rejects is thin: were that test to go, it would pass.
"""

from dataclasses import dataclass, field
from pathlib import Path

from tests.support import faults
from tests.support.run.ledger import Ledger, save


@dataclass
class Kills:
    """What the tests of one concept make of its faults."""

    concept: str
    partial: bool  # only some of its tests ran: nothing is judged
    tests: dict[str, str] = field(default_factory=dict)  # the sentence of each
    claims: dict[str, set[str]] = field(default_factory=dict)  # the tests of each id
    killers: dict[str, set[str]] = field(default_factory=dict)  # the tests that reject each fault
    tried: dict[str, set[str]] = field(default_factory=dict)  # the tests that ran each fault

    def rejected_by(self, n: int) -> list[str]:
        """The faults that so many tests reject."""
        return [
            f"{self.concept}: {name}" for name, tests in self.killers.items() if len(tests) == n
        ]

    def working(self) -> set[str]:
        """The tests that reject something."""
        return set().union(*self.killers.values())


def read(ledger: Ledger) -> list[Kills]:
    """The kills of each concept, off the cells that ran faults."""
    found: dict[str, Kills] = {}
    for cell in ledger.cells:
        if cell.faults:
            judged = faults.Judged(*cell.faults)
            kills = found.setdefault(
                judged.concept, Kills(judged.concept, judged.concept in ledger.partial)
            )
            kills.tests[cell.test] = cell.sentence
            for id in cell.claims:
                kills.claims.setdefault(id, set()).add(cell.test)
            crashed = (crash.partition(":")[0] for crash in judged.crashed)
            for fault in (*judged.rejected, *judged.passed, *crashed):
                kills.killers.setdefault(fault, set())
                kills.tried.setdefault(fault, set()).add(cell.test)
            for fault in judged.rejected:
                kills.killers[fault].add(cell.test)
    for kills in found.values():
        kills.killers = dict(sorted(kills.killers.items()))
    return [found[concept] for concept in sorted(found)]


def survivors(matrix: list[Kills]) -> list[str]:
    """The faults that pass all claims of their concept."""
    return [fault for kills in matrix if not kills.partial for fault in kills.rejected_by(0)]


def idle(matrix: list[Kills]) -> list[str]:
    """The claims none of whose tests rejects a fault."""
    working = {test for kills in matrix for test in kills.working()}
    tests: dict[str, set[str]] = {}
    for kills in matrix:
        for id, some in kills.claims.items():
            tests.setdefault(id, set()).update(some)
    partial = {id for kills in matrix if kills.partial for id in kills.claims}
    return [id for id, some in tests.items() if not some & working and id not in partial]


def write(matrix: list[Kills], folder: Path) -> None:
    """Write `faults.json`: each fault, what is wrong with it, and the claims that reject it."""
    entries = [
        {
            "concept": fault.concept,
            "fault": fault.name,
            "description": fault.description,
            "rejected_by": sorted(
                id for id, tests in kills.claims.items() if tests & kills.killers[fault.name]
            ),
            "tests": sorted(kills.killers[fault.name]),
            "thin": len(kills.killers[fault.name]) == 1,
        }
        for kills in matrix
        for fault in faults.of(kills.concept)
        if fault.name in kills.killers
    ]
    save(entries, folder / "faults.json")
