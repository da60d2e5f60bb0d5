"""Pictures: drawn for a report alone, each beside a claim that exists."""

import re

PICTURE = """
from tests.support.pictures import shows

@shows("a-claim")
def test_rises(figure):
    '''A line rises.'''
    figure.subplots().plot([0, 1])
"""


def test_are_drawn_for_a_report_alone(suite):
    suite.write(PICTURE, "draw_softmax")
    suite.write("def test_that_runs(): pass")

    without = suite.run()
    ledger = suite.ledger()

    without.assert_outcomes(passed=1)
    (picture,) = ledger["pictures"]
    assert picture["sentence"] == "softmax rises"
    assert picture["text"] == "A line rises."
    assert picture["claims"] == ["a-claim"]
    svg = (suite.pytester.path / "report" / picture["path"]).read_text()
    assert "prefers-color-scheme: dark" in svg
    assert "#1b1f24" not in svg.partition("</style>")[2]


def test_that_fail_are_not_shown(suite):
    suite.write(PICTURE + "    assert False", "draw_softmax")

    assert suite.ledger()["pictures"] == []


def test_stand_beside_claims_that_exist(pytestconfig, listing):
    marks = re.compile(r"@shows\(([^)]*)\)")
    files = (pytestconfig.rootpath / "tests").glob("*/draw_*.py")
    shown = [re.findall(r'"([^"]+)"', ids) for f in files for ids in marks.findall(f.read_text())]

    assert shown
    assert {id for ids in shown for id in ids} - {claim["id"] for claim in listing} == set()
