"""No vacuous green: what asserts nothing, or does not run, turns the run red."""

import pytest

CLAIM = '@claim("one", note="course 1", verdict=HOLDS)\n'
BODY = 'def test_holds(softmax{more}):\n    """True."""\n    {body}\n'


@pytest.mark.parametrize(
    "body",
    [
        "softmax(torch.ones(3), -1)",
        "for x in []: assert softmax is x",
        "return\n    assert softmax is None",
    ],
    ids=["calls-only", "empty-loop", "early-return"],
)
@pytest.mark.parametrize("given", ["", "@given(x=st.integers())\n"], ids=["once", "property"])
def test_is_refused_to_a_test_that_asserts_nothing(suite, body, given):
    suite.write(CLAIM + given + BODY.format(more=", x" * bool(given), body=body))

    result = suite.run()

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "no assertion was evaluated" in str(result.stdout)


@pytest.mark.parametrize(
    "body",
    [
        "assert softmax is not None",
        "assert_equal(torch.ones(3), torch.ones(3))",
        "assert_rate(torch.ones(10**6), 1.0, detects=0.1)",
        "with pytest.raises(TypeError):\n        softmax(None, None, None)",
    ],
    ids=["plain", "equal", "rate", "raises"],
)
@pytest.mark.parametrize("given", ["", "@given(x=st.integers())\n"], ids=["once", "property"])
def test_knows_each_kind_of_assertion(suite, body, given):
    imports = "from tests.support.statistics import assert_rate\n"
    suite.write(imports + CLAIM + given + BODY.format(more=", x" * bool(given), body=body))

    assert suite.run("--hypothesis-profile=fast").ret == 0


def test_counts_every_plain_assert(suite):
    suite.write(CLAIM + BODY.format(more="", body="for _ in range(3): assert softmax"))

    (entry,) = suite.ledger()["claims"]

    assert {cell["assertions"] for cell in entry["cells"]} == {3}


@pytest.mark.parametrize(
    "emptied",
    ["st.nothing()", "st.integers().filter(lambda x: False)", "st.sampled_from([])"],
)
def test_is_refused_to_a_strategy_without_inputs(suite, emptied):
    property = f"@given(x={emptied})\n" + BODY.format(more=", x", body="assert softmax")
    suite.write(CLAIM + property)

    assert suite.run().ret == pytest.ExitCode.TESTS_FAILED


def test_is_refused_to_an_empty_list_of_cases(pytestconfig):
    assert pytestconfig.getini("empty_parameter_set_mark") == "fail_at_collect"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "pytestmark = pytest.mark.skip(reason='later')\n"
            + CLAIM
            + BODY.format(more="", body="assert softmax"),
            "skipped altogether: one",
        ),
        (
            "pytest.skip('later', allow_module_level=True)\n",
            "skipped when it was read: tests/rooms/test_tanh.py",
        ),
    ],
    ids=["a-marker", "a-module"],
)
def test_is_refused_to_a_family_that_is_skipped(suite, text, complaint):
    two = CLAIM.replace("one", "two")
    suite.write(two + BODY.format(more="", body="assert softmax").replace("holds", "is_there"))
    suite.write(text, name="test_tanh")

    result = suite.run()

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert complaint in str(result.stdout)


def test_leaves_alone_what_is_not_available(suite):
    missing = "pytest.skip('not available: no such thing here')"
    suite.write(CLAIM + BODY.format(more="", body=missing))

    assert suite.run().ret == 0
