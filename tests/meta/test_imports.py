"""What a run imports: torch is the floor, and nothing slow comes with it unasked."""

import subprocess
import sys

import pytest

SLOW = ("torchvision", "matplotlib", "pandas", "sklearn", "scipy", "sympy", "PIL", "mlxtend")
PROBE = f"""
import sys, pytest
code = pytest.main(sys.argv[1:])
print("IMPORTED", *(name for name in {SLOW} if name in sys.modules))
sys.exit(code)
"""


def imported(root, *options):
    """The slow modules that a run in a process of its own imports."""
    run = subprocess.run(
        [sys.executable, "-c", PROBE, "-q", "--ignore=tests/meta", *options],
        cwd=root,
        timeout=120,
        check=True,
        capture_output=True,
        text=True,
    )
    (line,) = (line for line in run.stdout.splitlines() if line.startswith("IMPORTED"))
    return line.split()[1:]


def test_stay_few_when_one_concept_is_selected(pytestconfig):
    assert imported(pytestconfig.rootpath, "-k", "softmax") == []


def test_stay_few_when_every_test_is_collected(pytestconfig):
    assert imported(pytestconfig.rootpath, "--claims") == []


@pytest.mark.parametrize("name", ["concepts", "concepts.data.mnist", "concepts.programs.mnist_mlp"])
def test_of_a_concept_cost_no_more_than_torch(pytestconfig, name):
    code = f"import {name}, sys; print(*(n for n in {SLOW} if n in sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=pytestconfig.rootpath,
        check=True,
        capture_output=True,
        text=True,
    )

    assert run.stdout.split() == []
