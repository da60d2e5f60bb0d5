"""Files that `-k` cannot select stay unread, and nothing else does."""

import subprocess
import sys

import pytest

from tests.support.run.selection import passed_over

TEXT = '''"""About the softmax."""

from somewhere import (
    softmax,
)

CASES = ["uphill"]


@claim("softmax-sharp", note="course 1", verdict=HOLDS)
@claim(
    "blunt-too", note="course 2", verdict=HOLDS
)
@pytest.mark.parametrize("way", CASES)
def test_is_steep(way, device):
    """The softmax of it."""
    assert softmax(way)
'''


def left_out(tmp_path, expression):
    path = tmp_path / "test_slope.py"
    path.write_text(TEXT)
    return passed_over(path, expression, frozenset({"torch", "reference", "mykernels.sharp"}))


@pytest.mark.parametrize(
    "word", ["steep", "UPHILL", "slope", "way", "steep and flat", "(flat or steep)"]
)
def test_reads_what_a_name_a_path_or_an_id_may_match(tmp_path, word):
    assert left_out(tmp_path, word) is None


@pytest.mark.parametrize(
    "word", ["softmax", "blunt", "HOLDS", "assert", "flat or softmax"], ids="abcde"
)
def test_passes_over_what_only_claims_imports_and_bodies_say(tmp_path, word):
    assert left_out(tmp_path, word) == {"softmax-sharp", "blunt-too"}


@pytest.mark.parametrize("word", ["not steep", "cpu", "float32", "torch", "mykernels", "reference"])
def test_leaves_negations_and_the_names_of_cells_to_pytest(tmp_path, word):
    assert left_out(tmp_path, word) is None


def test_selects_the_same_tests_as_pytest_alone(pytestconfig):
    """An expression with `not` is never cut short."""
    selected = [
        subprocess.run(
            [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-k", expression],
            cwd=pytestconfig.rootpath,
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=120,
        ).stdout
        for expression in ("bias", "bias and not nowhere")
    ]

    assert selected[0].count("::") > 3 or selected[0].count(": ") > 3
    assert selected[0] == selected[1]
