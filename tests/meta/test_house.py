"""The house: a newcomer finds the room of a concept, its test and its faults by the name alone."""

import pytest
import tomllib

from tests.support.claims import NOTES

LIMIT = 250  # lines of a file; more is two things, but for the one table of all concepts


def python_files(root, *folders):
    return [path for folder in folders for path in sorted((root / folder).rglob("*.py"))]


def test_has_a_test_for_each_concept(pytestconfig):
    root = pytestconfig.rootpath
    concepts = [path for path in python_files(root, "concepts") if path.stem[:2] != "__"]
    missing = [
        str(path.relative_to(root))
        for path in concepts
        if not list((root / "tests" / path.parent.name).glob(f"test_{path.stem}*.py"))
    ]

    assert concepts
    assert missing == []


def test_has_no_file_that_wants_to_be_two(pytestconfig):
    root = pytestconfig.rootpath
    long = {
        str(path.relative_to(root)): lines
        for path in [root / "conftest.py", *python_files(root, "concepts", "tests")]
        if (lines := len(path.read_text().splitlines())) > LIMIT and path.name != "table.py"
    }

    assert long == {}


def test_keeps_its_wiring_small(pytestconfig):
    """What is neither concept, claim, fault nor benchmark: not what speaks for the claims."""
    root = pytestconfig.rootpath
    support = root / "tests" / "support"
    spoken = {support / "table.py", support / "versions" / "__init__.py"}
    files = {root / "conftest.py", *support.rglob("*.py")} - {*(support / "site").rglob("*.py")}
    lines = sum(len(path.read_text().splitlines()) for path in files - spoken)

    assert len(files) > 10
    assert lines <= 3760


def test_keeps_its_report_small(pytestconfig):
    """What people see of a run: pages, their style and their script."""
    site = pytestconfig.rootpath / "tests" / "support" / "site"
    files = [*site.glob("*.py"), *site.glob("templates/*")]
    lines = sum(len(path.read_text().splitlines()) for path in files)

    assert len(files) > 10
    assert lines <= 2040


def test_has_a_docstring_in_every_module(pytestconfig):
    files = [
        p for p in python_files(pytestconfig.rootpath, "concepts", "tests") if p.stat().st_size
    ]

    assert [str(p) for p in files if not p.read_text().startswith(('"""', "r"))] == []


def test_knows_five_notes():
    assert list(NOTES) == [
        "chapter-three",
        "softmax-regression",
        "pytorch-basics",
        "regression-network",
        "course",
    ]


@pytest.mark.parametrize("line", ["torch", "torchvision", "numpy"])
def test_asks_for_the_three_packages_of_the_notes(pytestconfig, line):
    project = tomllib.loads((pytestconfig.rootpath / "pyproject.toml").read_text())["project"]

    assert any(d.startswith(line) for d in project["dependencies"])
    assert len(project["dependencies"]) == 3
