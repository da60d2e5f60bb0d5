"""The listings of the notes as texts: whether they run as printed, and what they import idly."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.claims import HOLDS, REFUTED, claim

SECTION = re.compile(r'"pytorch-basics (\d+)')
NESTED = "for epoch in range(2):\n    for step in range(3):\n        print(epoch, step)"
FLAT = "x = 1\ny = x + 1\nprint(y)"

# what stands in the listings, in small: the imports, and the one line that could use them
THREE = """
import torch
from torch.utils.data import DataLoader
loader = torch.utils.data.DataLoader([1, 2], batch_size=1)
"""
SOFTMAX = """
import numpy as np
import torch.nn as nn
layer = nn.Linear(784, 10)
"""
BASICS = """
import numpy as np
import torch
x = torch.zeros(1)
"""


def runs(source):
    try:
        compile(source, "listing", "exec")
    except SyntaxError:
        return False
    return True


@claim("prog-indentation-lost", note="pytorch-basics 2 to 11", verdict=REFUTED)
@pytest.mark.parametrize(("source", "runs_bare"), [(NESTED, False), (FLAT, True)])
def test_as_printed_do_not_run(without_indentation, source, runs_bare):
    """The note prints its programs to be copied. No: the blanks before each line are lost.

    Ten of its eleven numbered listings hold a loop, a function or a class, and Python refuses them
    with an IndentationError; the one that is a plain sequence of statements still runs.
    """
    printed = without_indentation(source)

    assert runs(source)
    assert runs(printed) == runs_bare
    assert not any(line.startswith(" ") for line in printed.splitlines())
    assert printed.split() == source.split(), "no word is lost"


@claim("listings-unused-names", note="chapter-three 8", verdict=REFUTED)
@pytest.mark.parametrize(
    ("source", "idle"),
    [(THREE, {"DataLoader"}), (SOFTMAX, {"np"}), (BASICS, {"np"})],
    ids=["chapter-three", "softmax-regression", "pytorch-basics"],
)
def test_import_names_that_they_do_not_use(unused_imports, source, idle):
    """The notes' imports look as if each were needed. No: some of them are not.

    Chapter three imports DataLoader and then writes its path in full, which reads torch alone; two
    programs import numpy and never call it.
    """
    assert unused_imports(source) == idle


@claim("listings-unused-names", note="pytorch-basics 9.3", verdict=REFUTED)
@given(name=st.sampled_from("abc"), read=st.booleans(), path=st.sampled_from(["m", "m.n"]))
def test_use_a_name_only_where_they_read_it(unused_imports, name, read, path):
    """The corrected sentence: an import is idle if nothing reads the name that it binds.

    To assign to the name, or to have an attribute so called, is not to read it.
    """
    source = f"import {path} as {name}\nother = 1\nprint(other.{name})\n"
    use = f"print({name}.x)" if read else f"{name} = 2"

    assert unused_imports(source + use) == (set() if read else {name})
    assert unused_imports(f"import {path}") == {"m"}


@claim("sectioning-4-missing", note="pytorch-basics 3 to 5", verdict=HOLDS)
def test_stand_in_sections_that_skip_the_number_four(pytestconfig):
    """The note goes from section 3 to section 5, and has two of the latter. True of what we cite.

    The claims of this suite come from its sections 1 to 11, and none from a fourth.
    """
    tests = (pytestconfig.rootpath / "tests").glob("*/test_*.py")
    cited = {int(section) for path in tests for section in SECTION.findall(path.read_text("utf-8"))}

    assert cited == {1, 2, 3, 5, 6, 7, 8, 9, 10, 11}
