"""Running the suite on a small project of its own, in this process."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import settings

from concepts.data import mnist
from tests.support import tolerance

HEAD = """
import pytest
import torch
from hypothesis import given, strategies as st
from tests.support.axes import cells, row, table
from tests.support.claims import *
from tests.support.strategies import *
from tests.support.tolerance import *
"""


class Kept:
    """What the inner run imported of others: a second import of torch's parts would fail."""

    OURS = ("conftest", "tests", "mine")

    def __init__(self):
        self.modules = {}

    def pytest_unconfigure(self):
        loaded = sys.modules.items()
        self.modules |= {n: m for n, m in loaded if n.partition(".")[0] not in self.OURS}


@pytest.fixture
def kept():
    """Outlives pytester, which forgets all imports of the inner run."""
    plugin = Kept()
    yield plugin
    for name, module in plugin.modules.items():
        sys.modules.setdefault(name, module)


class Suite:
    """A project with one test file, under the suite's own wiring."""

    def __init__(self, pytester, root, kept):
        self.pytester, self.root, self.kept = pytester, root, kept

    def write(self, body, name="test_softmax", room="rooms"):
        """Write the test file."""
        folder = self.pytester.path / "tests" / room
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.py").write_text(HEAD + body)

    def run(self, *options):
        """Run it; the result has `ret`, `outlines`, `errlines` and `stdout`."""
        observed = tolerance.current  # of the test that runs it, which it would take the place of
        try:
            plugins = [self.kept]
            options = ("-p", "conftest", "-n", "0", *options)
            return self.pytester.runpytest_inprocess(*options, plugins=plugins)
        finally:
            tolerance.current = observed

    def environment(self):
        """What a process of its own needs to find the suite."""
        return os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (self.root, *sys.path)))}

    def ledger(self, *options):
        """Run it with a report; what `ledger.json` says."""
        self.run("--report=report", *options)
        return json.loads((self.pytester.path / "report" / "ledger.json").read_text())


@pytest.fixture(scope="session")
def listing(pytestconfig):
    """All claims of the suite, as `pytest --claims=json` lists them."""
    command = [sys.executable, "-m", "pytest", "--claims=json", "--ignore=tests/meta"]
    root = pytestconfig.rootpath
    run = subprocess.run(command, cwd=root, capture_output=True, check=True, timeout=120)
    return json.loads(run.stdout)


@pytest.fixture
def suite(kept, pytester, pytestconfig, monkeypatch):
    """A small project; the profile and the data that this run chose survive it."""
    monkeypatch.setenv(mnist.VARIABLE, os.environ.get(mnist.VARIABLE, ""))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    profile = settings.get_current_profile_name()
    pytester.makepyprojecttoml(
        """
        [tool.pytest]
        strict = true
        addopts = ["--import-mode=importlib", "--benchmark-disable", "-p", "no:randomly"]
        filterwarnings = ["error"]
        markers = ["claim", "cells", "table", "fault", "shows", "implementation", "slow"]
        python_files = ["test_*.py", "draw_*.py"]
        """
    )
    yield Suite(pytester, pytestconfig.rootpath, kept)
    settings.load_profile(profile)
