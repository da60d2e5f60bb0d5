"""The README: its commands exist, and what it shows as output is output."""

import configparser
import os
import re
import subprocess
import sys
from collections import Counter

import pytest

from concepts.programs.__main__ import PROGRAMS, parser
from tests.support import versions
from tests.support.site import front
from tests.support.versions import merge


@pytest.fixture
def readme(pytestconfig):
    return (pytestconfig.rootpath / "README.md").read_text(encoding="utf-8")


def pytest_says(root, *options):
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--ignore=tests/meta", *options],
        cwd=root,
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=120,
    )
    return run.stdout


def test_shows_the_claims_table_as_it_is_printed(readme, pytestconfig):
    shown = re.search(r"<!-- claims of softmax -->\n```text\n(.*?)```", readme, re.DOTALL)

    printed = pytest_says(
        pytestconfig.rootpath, "-k", "test_softmax", "--device=cpu", "--hypothesis-profile=fast"
    )
    table = printed[printed.index("activations/softmax\n") :].split("\n\n")[0]

    assert [line.rstrip() for line in shown[1].splitlines()] == [
        line.rstrip() for line in table.splitlines()
    ]


def test_shows_what_the_suite_says_of_a_plausible_batch_norm(readme, pytestconfig, tmp_path):
    code = re.search(r"```python\n(# mynorms\.py.*?)```", readme, re.DOTALL)[1]
    console = re.search(r"```console\n\$ (pytest .*?)```", readme, re.DOTALL)[1]
    command, *shown = console.splitlines()
    (tmp_path / "mynorms.py").write_text(code)
    options = ["--device=cpu", "--hypothesis-profile=ci", "--ignore=tests/meta"]

    run = subprocess.run(
        [sys.executable, "-m", *command.split(), *options],
        cwd=pytestconfig.rootpath,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    printed = run.stdout.splitlines()

    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    for line in shown:
        pattern = re.escape(line).replace("…", ".*")
        assert any(re.fullmatch(pattern, other) for other in printed), line


def test_counts_the_verdicts_as_the_ledger_does(readme, listing):
    shown = re.findall(r"^\| `([a-z-]+)` \| +(\d+) \|", readme, re.MULTILINE)

    assert {verdict: int(n) for verdict, n in shown} == Counter(c["verdict"] for c in listing)


def test_points_at_sentences_that_are_refuted(readme, listing):
    rows = re.findall(r"^\| .* \| `pytest -k (test_\w+)` \|$", readme, re.MULTILINE)
    refuted = [
        test for claim in listing if claim["verdict"] == "refuted" for test in claim["tests"]
    ]

    assert len(rows) > 5
    assert [row for row in rows if not any(row in test for test in refuted)] == []
    assert tuple(rows) == front.JEWELS  # the report begins with the same


def test_names_options_that_exist(readme, pytestconfig):
    known = pytest_says(pytestconfig.rootpath, "--help")
    command = re.search(r"`python -m concepts\.programs (.*?)`", readme)
    options = set(re.findall(r"(?<=[ `])--[a-z][a-z-]+", readme.replace(command[0], "")))

    assert parser().parse_args(command[1].split()).program in PROGRAMS
    assert len(options) > 5
    assert {option for option in options if option not in known} == set()


def test_names_tox_environments_that_exist(readme, pytestconfig):
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(pytestconfig.rootpath / "tox.ini")
    factors = re.findall(r"torch(\d+):", tox["testenv"]["deps"])
    known = {
        "verify",
        "tests",
        "bench",
        "lint",
        "types",
        "matrix",
        "mutation",
        "stability",
        *(f"py311-torch{n}" for n in factors),
    }

    asked = {name for names in re.findall(r"tox -e ([\w,-]+)", readme) for name in names.split(",")}

    assert {"verify", "tests", "bench"} <= asked <= known
    assert "[testenv:{verify,tests,bench}]" in (pytestconfig.rootpath / "tox.ini").read_text()


def test_shows_what_changed_as_it_was_last_measured(readme):
    shown = re.search(r"<!-- what changed[^\n]*-->\n```text\n(.*?)```", readme, re.DOTALL)

    assert shown[1].splitlines() == list(merge.text(merge.measured()))


def test_measured_of_this_torch_what_its_constants_say():
    """`measured.json` is of another run, maybe on another machine; the sides must be the same."""
    table = merge.measured()
    runs = [run["label"] for run in table["runs"]]
    minors = [run["torch"].split(".")[:2] for run in table["runs"]]
    mine = [*map(str, versions.TORCH)]
    if mine not in minors:
        pytest.skip("newer than all that was measured")
    here = minors.index(mine)
    changes = {change["subject"]: change["spans"] for change in table["changes"]}

    sides = {
        change.subject: [
            span["says"]
            for span in changes[change.subject]
            if runs.index(span["from"]) <= here <= runs.index(span["to"])
        ]
        for change in versions.CHANGES
        if change.subject in changes
    }

    assert sides == {c.subject: [c.side] for c in versions.CHANGES if c.subject in sides}
    assert len(sides) > 10


def test_opens_with_the_promise_and_the_two_commands(readme):
    first = readme.splitlines()[:12]

    assert "executable" in first[2]
    assert sum("pip install tox && tox -e" in line for line in first) == 2


def test_is_what_ci_runs(readme, pytestconfig):
    command = re.search(r"pip install tox && tox -e tests", readme)[0]

    assert command in (pytestconfig.rootpath / ".ci" / "run").read_text()
