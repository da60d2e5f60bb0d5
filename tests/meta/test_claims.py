"""How a test declares what it decides, and how the ledger lists it."""

import json

import pytest

CLAIM = '@claim("one", note="chapter-three 3", verdict=HOLDS)\n'
TEST = 'def test_{name}():\n    """True."""\n'


def test_reads_sentence_source_and_verdict_off_the_test(suite):
    suite.write(CLAIM + TEST.format(name="ignores_a_shift"))

    (entry,) = json.loads(str(suite.run("--claims=json").stdout))

    assert entry["id"] == "one"
    assert entry["statement"] == "softmax ignores a shift"
    assert entry["verdict"] == "holds"
    assert entry["sources"] == ["chapter-three 3"]
    assert entry["tests"] == ["tests/rooms/test_softmax.py::test_ignores_a_shift"]
    assert entry["concept"] == "rooms/softmax"


def test_lets_one_test_decide_several_claims_and_several_tests_one(suite):
    other = '@claim("two", note="course Dropout", verdict=REFUTED)\n'
    suite.write(CLAIM + other + TEST.format(name="a") + CLAIM + TEST.format(name="b"))

    entries = json.loads(str(suite.run("--claims=json").stdout))

    assert [(e["id"], len(e["tests"])) for e in entries] == [("one", 2), ("two", 1)]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (CLAIM + CLAIM + TEST.format(name="a"), "'one' is declared twice"),
        (CLAIM + "def test_a(): pass", "needs a docstring"),
        (CLAIM.replace("HOLDS", "'true'") + TEST.format(name="a"), "'true' is no verdict"),
        (CLAIM.replace("chapter-three", "chapter-4") + TEST.format(name="a"), "names no note"),
        (CLAIM.replace("one", "One!") + TEST.format(name="a"), "'One!' is no id"),
        (
            CLAIM
            + TEST.format(name="a")
            + CLAIM.replace("HOLDS", "REFUTED")
            + TEST.format(name="b"),
            "one is refuted here and holds in",
        ),
        (
            CLAIM + TEST.format(name="a") + "NOT_CHECKABLE = [not_checkable("
            "'one', note='course 1', statement='s', reason='r')]",
            "also elsewhere",
        ),
        (CLAIM.replace("verdict", "verdikt") + TEST.format(name="a"), "verdikt"),
        (CLAIM.replace(", verdict=HOLDS", "") + TEST.format(name="a"), "verdict"),
    ],
)
def test_refuses_a_claim_that_is_not_well_formed(suite, body, complaint):
    suite.write(body)

    result = suite.run("--claims")

    assert result.ret != 0
    assert complaint in str(result.stdout) + str(result.stderr)


def test_lists_what_no_test_can_decide_with_the_reason(suite):
    suite.write(
        CLAIM + TEST.format(name="a") + "NOT_CHECKABLE = [not_checkable("
        "'simple', note='course 1', statement='it is simple', reason='a matter of taste')]"
    )

    listing = str(suite.run("--claims").stdout)

    assert "simple  [not-checkable]  course 1" in listing
    assert "a matter of taste" in listing


def test_lists_the_selected_claims_and_runs_nothing(suite):
    failing = TEST.format(name="b").replace('"""True."""', '"""No."""\n    raise SystemExit')
    suite.write(CLAIM + TEST.format(name="a") + CLAIM.replace("one", "two") + failing)

    result = suite.run("--claims", "-k", "test_b")

    assert result.ret == 0
    assert "two  [holds]" in str(result.stdout)
    assert "one  [holds]" not in str(result.stdout)


def test_says_how_to_list_the_claims_of_a_path(suite):
    result = suite.run("--claims", "tests")

    assert result.ret != 0
    assert "path tests first" in str(result.stderr)
