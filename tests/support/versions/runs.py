"""The ledgers of many runs: found, read, ordered by version and named."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

Plain = dict[str, Any]


@dataclass(eq=False)
class Run:
    """One ledger: where it was found, and what it says."""

    path: Path
    ledger: Plain
    label: str = ""

    @property
    def about(self) -> Plain:
        """What ran, and on what."""
        found: Plain = self.ledger["run"]
        return found

    @cached_property
    def claims(self) -> dict[str, Plain]:
        """The claims by their ids."""
        return {claim["id"]: claim for claim in self.ledger["claims"]}

    def varying(self) -> Iterable[str]:
        """What may tell it from another run of the same torch, the plainest first."""
        yield "Python " + ".".join(self.about["python"].split(".")[:2])
        yield self.about["platform"]
        yield ", ".join(self.about["devices"])
        yield self.path.parent.name
        yield str(self.path)

    @property
    def torch(self) -> Version:
        """The version of torch, without that of CUDA."""
        return Version(Version(self.about["torch"]).public)

    def cells(self, id: str) -> list[Plain]:
        """What ran of a claim."""
        cells: list[Plain] = self.claims.get(id, {}).get("cells", [])
        return cells


def find(paths: Sequence[str]) -> list[Path]:
    """The ledgers that are named, and those in and below the folders that are."""
    found: list[Path] = []
    for path in map(Path, paths):
        below = sorted(path.rglob("ledger.json")) if path.is_dir() else [path]
        if not below:
            raise pytest.UsageError(f"--merge: no ledger.json in {path} or below it")
        found += below
    return list({path.resolve(): path for path in found}.values())


def read(path: Path) -> Run:
    """A ledger; whatever else it is, in one sentence."""
    try:
        run = Run(path, json.loads(path.read_text(encoding="utf-8")))
        assert all((run.torch, *run.varying(), run.claims))
        assert all("outcome" in cell for id in run.claims for cell in run.cells(id))
    except OSError as error:
        why = str(error.strerror)
    except ValueError as error:
        why = f"it is cut off, or was never one ({str(error).splitlines()[0]})"
    except (KeyError, TypeError, AttributeError, IndexError, AssertionError):
        why = "it is the JSON of something else"
    else:
        return run
    raise pytest.UsageError(f"--merge: cannot read {path} as a ledger: {why}") from None


def label(runs: list[Run]) -> list[Run]:
    """Order the runs by version, and give each the shortest name that no other has."""
    runs = sorted(runs, key=lambda run: (run.torch, [*run.varying()]))
    for run in runs:
        alike = [other for other in runs if other.torch == run.torch]
        minor = [other for other in runs if other.torch.release[:2] == run.torch.release[:2]]
        words = [str(run.torch) if len(minor) > len(alike) else "{}.{}".format(*run.torch.release)]
        for n, mine in enumerate(run.varying()):
            same = [other for other in alike if [*other.varying()][n] == mine]
            if len(same) < len(alike):
                words.append(mine)
            alike = same
        run.label = " ".join(words)
    return runs
