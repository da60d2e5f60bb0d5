"""The budget of examples: shared out, counted, and never silently empty."""

import pytest
from hypothesis import settings

from tests.support.run import examples

CLAIM = '@claim("one", note="course 1", verdict=HOLDS)\n'
PROPERTY = (
    CLAIM + "@given(x=st.integers())\ndef test_holds({axes}):\n" + '    """True."""\n    {body}\n'
)


def ran(ledger):
    return {
        (c["implementation"], c["dtype"]): c["examples"]
        for claim in ledger["claims"]
        for c in claim["cells"]
    }


def test_are_shared_out_over_the_cells_with_a_double_share_for_torch(suite):
    suite.write(PROPERTY.format(axes="x, softmax, device, dtype", body="assert True"))

    found = ran(suite.ledger("--device=cpu"))

    assert found["torch", "float32"] == found["torch", "float64"] == 20
    assert found["reference", "float32"] == found["reference", "float64"] == 10


def test_are_as_many_as_the_claim_asks_for(suite):
    suite.write("@cells(examples=0.05)\n" + PROPERTY.format(axes="x", body="assert True"))

    assert ran(suite.ledger()) == {("", ""): 3}


@pytest.mark.parametrize(("profile", "share"), [("fast", 10), ("default", 60), ("ci", 100)])
def test_follow_the_profile(suite, profile, share):
    suite.write(PROPERTY.format(axes="x", body="assert True"))

    assert ran(suite.ledger(f"--hypothesis-profile={profile}")) == {("", ""): share}


def test_too_few_turn_the_run_red(suite):
    lax = "@settings(suppress_health_check=list(HealthCheck))\n"
    suite.write(
        "from hypothesis import HealthCheck, assume, settings\nseen = []\n"
        + PROPERTY.format(axes="x", body="seen.append(x); assume(len(seen) < 20)").replace(
            "def ", lax + "def "
        )
    )

    result = suite.run()

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "the strategy rejects or lacks inputs" in str(result.stdout)


def test_of_a_small_domain_may_be_fewer(suite):
    suite.write(
        PROPERTY.format(axes="x", body="assert True").replace("st.integers()", "st.booleans()")
    )

    assert ran(suite.ledger()) == {("", ""): 2}


def test_are_reached_through_the_hooks_of_hypothesis_that_the_suite_uses():
    """Two of them are private: a new hypothesis that moves them fails here, by name."""
    from hypothesis import given, strategies

    @given(strategies.none())
    def probe(x):
        pass

    assert hasattr(probe.hypothesis, "inner_test")
    assert settings(max_examples=3)(probe)._hypothesis_internal_use_settings.max_examples == 3


@pytest.mark.parametrize("profile", examples.PROFILES)
def test_have_no_deadline_in_any_profile(profile):
    assert settings.get_profile(profile).deadline is None
