"""The command line: the suite's own options, each checked once, before collection."""

import argparse
import os
import tempfile
from pathlib import Path

import pytest
import torch
from hypothesis import settings as hypothesis_settings

from concepts.data import mnist
from tests.support import axes, devices


def add(parser: pytest.Parser) -> None:
    """Declare the options; the rest is pytest's, hypothesis's and pytest-benchmark's."""
    group = parser.getgroup("executable notes")

    def option(name: str, help: str, **settings: object) -> None:
        group.addoption(name, help=help, **settings)

    option(
        "--claims",
        "list the claims and run nothing; --claims=json prints JSON alone on stdout",
        nargs="?",
        const="table",
        type=_listing,
        metavar="FORMAT",
    )
    option(
        "--impl",
        "assert a concept's claims on this implementation too (repeatable): CONCEPT=MODULE:NAME, "
        "every name of MODULE that is a concept's, or torch's own, compiled or by vmap",
        action="append",
        default=[],
        metavar="CONCEPT=MODULE:NAME",
    )
    option("--device", "run on this device (repeatable)", action="append", default=[])
    option(
        "--device-module",
        "import this first, as torch_npu, so that torch knows a device (repeatable)",
        action="append",
        default=[],
        metavar="MODULE",
    )
    option("--dtype", "run in this dtype (repeatable)", action="append", default=[])
    option(
        "--faults",
        "run the catalogue of wrong implementations, fail if one passes its claims",
        action="store_true",
    )
    option("--report", "write ledger.json and index.html there (--report=DIR)", metavar="DIR")
    option(
        "--merge",
        "run nothing; show what changed between the ledgers in this folder or file (repeatable)",
        action="append",
        default=[],
        metavar="PATH",
    )
    option("--data", f"the folder with MNIST/raw (--data=DIR, or {mnist.VARIABLE})", metavar="DIR")


def _listing(text: str) -> str:
    if text not in ("table", "json"):
        raise argparse.ArgumentTypeError(f"write --claims, --claims=json, or the path {text} first")
    return text


def check(config: pytest.Config) -> axes.Choice:
    """Read and check all options; a wrong one is one sentence and a non-zero exit."""
    for name in config.getoption("device_module"):
        devices.load(name)
    choice = axes.choose(config)
    torch.set_num_threads(threads())
    devices.compute_exactly()
    check_report(config.getoption("report"))
    if config.getoption("data") is not None:
        os.environ[mnist.VARIABLE] = config.getoption("data")  # workers inherit it
    folder = mnist.chosen()
    if folder:
        try:
            mnist.check(folder)
        except mnist.DataError as error:
            raise pytest.UsageError(f"--data (or {mnist.VARIABLE}): {error}") from None
    return choice


def spread(config: pytest.Config) -> None:
    """Run the whole catalogue of faults in up to four processes, unless -n says how many."""
    option = config.option
    part = any(getattr(option, name, None) for name in ("keyword", "file_or_dir", "usepdb"))
    free = getattr(option, "numprocesses", 0) is None and not hasattr(config, "workerinput")
    if option.claims:
        option.numprocesses = 0  # a listing needs no workers
    elif option.faults and free and not part:
        option.numprocesses = min(4, os.cpu_count() or 1)


def threads() -> int:
    """One, unless OMP_NUM_THREADS says more: on a busy machine a second one is a brake."""
    return int(os.environ.get("OMP_NUM_THREADS", "1"))


def check_report(folder: str | None) -> None:
    """A folder that can be written to, made if need be."""
    if folder is None:
        return
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise pytest.UsageError(
            f"--report: cannot write to {folder} ({error.strerror}): name a folder of your own"
        ) from None


def header(config: pytest.Config, choice: axes.Choice) -> list[str]:
    """What is about to run, and on what."""
    return [
        f"torch {torch.__version__} on {', '.join(choice.devices or devices.discover())}"
        f"; {', '.join(choice.dtypes or devices.WIDE)}"
        f"; implementations {', '.join(sorted(choice.names))}",
        f"MNIST: {mnist.outlook()}",
    ]


def summary(config: pytest.Config, choice: axes.Choice) -> dict[str, object]:
    """What ran, for the ledger: plain strings and lists."""
    return {
        "devices": list(choice.devices or devices.discover()),
        "dtypes": list(choice.dtypes or devices.WIDE),
        "implementations": sorted(choice.names),
        "threads": threads(),
        "profile": hypothesis_settings.get_current_profile_name(),
        "seed": config.getoption("hypothesis_seed") or "random",
        "command": ["pytest", *config.invocation_params.args],
    }
