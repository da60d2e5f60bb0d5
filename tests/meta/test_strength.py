"""What a run says of its own assertions: their slack, and what chance alone fails."""

import pytest

from tests.support.statistics import risk
from tests.support.tolerance import begin

SLACK = '''
@claim("slack", note="course 1", verdict=HOLDS)
@given(x=st.floats(1, 2))
def test_allows_far_too_much(softmax, x, device, dtype):
    """A tolerance in place of a bound."""
    x = torch.tensor([x, 1.0], device=device, dtype=dtype)
    assert_near(softmax(x, -1).sum(), 1.0, roundings=10_000{reason})
'''

CHANCE = '''
from tests.support.statistics import risk

@claim("chance", note="course 1", verdict=HOLDS)
@given(x=st.integers())
def test_is_left_to_chance(x):
    """A margin of too few deviations."""
    risk({rate})
    assert_equal(torch.ones(1), 1.0)

def test_of_no_claim():
    risk(1.0)
'''


def test_lists_the_claims_that_allow_far_more_than_was_seen(suite):
    suite.write(SLACK.format(reason=""))

    thorough, usual = suite.run("--hypothesis-profile=thorough"), suite.run()

    assert "times what was seen: tests/rooms/test_softmax.py::test_allows" in thorough.stdout.str()
    assert thorough.ret == pytest.ExitCode.TESTS_FAILED
    assert "what was seen" not in usual.stdout.str()
    assert usual.ret == 0


def test_accepts_a_written_reason_for_slack(suite):
    suite.write(SLACK.format(reason=', loose="for show"'))

    assert suite.run("--hypothesis-profile=thorough").ret == 0
    (claim,) = suite.ledger("--hypothesis-profile=fast")["claims"]
    assert {cell["loose"] for cell in claim["cells"]} == {"for show"}


@pytest.mark.parametrize(("rate", "ret"), [("1e-9", 0), ("deviations=5", 1)])
def test_adds_up_what_chance_alone_fails(suite, rate, ret):
    """Sixty examples of one in 1e9 are within the budget, of 5 deviations (6e-7) are not."""
    suite.write(CHANCE.format(rate=rate))

    run = suite.run()

    run.stdout.fnmatch_lines(["chance alone fails 6e-08*" if ret == 0 else "*over the budget*"])
    assert run.ret == ret


def test_takes_a_number_of_deviations_for_its_two_tails():
    seen = begin()

    risk(deviations=1.959964)
    risk(0.01)

    assert seen.risk == pytest.approx(0.06, rel=1e-5)
