"""The figures of the programs: asserted, and entered where people look; and what is left out."""

import pytest

PROGRAM = """
from tests.support.figures import assert_figure, timed
from tests.support.statistics import Spread

@claim("ten", note="chapter-three 8", verdict=HOLDS)
@pytest.mark.parametrize("measured", [90.0, 91.0])
def test_reaches_ninety(measured):
    '''The note: 90 %. True.'''
    result, seconds = timed(lambda: measured)()
    spread = Spread(90.0, 1.0, 50)
    assert_figure("accuracy", result, spread, note="90 %", seconds=seconds, data="4 rows")
    assert_figure("parameters", 8490, 8490)

@claim("off", note="chapter-three 8", verdict=HOLDS)
def test_is_off_the_band():
    '''The note: 80 %. True.'''
    assert_figure("accuracy of another", 80.0, Spread(90.0, 1.0, 50))

@claim("slow", note="chapter-three 8", verdict=HOLDS)
@pytest.mark.slow
def test_takes_minutes():
    '''The note: 100 epochs. True.'''
    assert_figure("accuracy at last", 99.0, (98.0, 100.0))
"""


@pytest.fixture
def program(suite):
    suite.write(PROGRAM)
    return suite


def test_are_in_the_ledger_with_their_bands(program):
    ledger = program.ledger()

    off, first, *_, last = ledger["figures"]
    k = 8.21034 * (1 + 1 / 50) ** 0.5
    assert first["band"] == pytest.approx([90 - k, 90 + k], abs=1e-4)
    assert (first["note"], first["measured"], first["seeds"]) == ("90 %", 90.0, 50)
    assert (first["program"], first["data"]) == ("rooms/softmax", "4 rows")
    assert 0 <= first["seconds"] < 1
    assert (last["name"], last["outcome"]) == ("parameters", "held")
    assert (off["measured"], off["outcome"]) == (80.0, "failed")


def test_end_the_run_in_a_table_of_programs(program):
    program.run().stdout.fnmatch_lines(
        [
            "program * figure * note * measured * band over seeds * CPU s * data",
            "rooms/softmax * accuracy * 90 % * 90, 91 * 81.71 to 98.29 (50) * 4 rows",
            "rooms/softmax * accuracy of another * 80 ✗ * 81.71 to 98.29 (50) *",
            "rooms/softmax * parameters * 8,490 * exact *",
        ]
    )


def test_stand_on_a_page_of_the_report(program):
    program.run("--report=report")

    page = (program.pytester.path / "report" / "figures.html").read_text()

    assert "<td>90, 91</td>" in page
    assert "<td>81.71 to 98.29 (50)</td>" in page


@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        ((), "not available"),
        (("-m", "slow"), "held"),
        (("--hypothesis-profile=thorough",), "held"),
        (("-m", "not slow"), None),
    ],
)
def test_of_a_full_schedule_are_measured_when_asked_for(program, options, outcome):
    (slow,) = [claim for claim in program.ledger(*options)["claims"] if claim["id"] == "slow"]

    assert [cell["outcome"] for cell in slow["cells"]] == ([outcome] if outcome else [])
    assert outcome != "not available" or "-m slow" in slow["cells"][0]["reason"]
