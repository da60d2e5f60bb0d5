"""The mode that runs wrong implementations: what counts as a rejection, and what fails the run."""

import json
from types import SimpleNamespace

import pytest

from concepts.activations.softmax import softmax
from tests.support import faults
from tests.support.faults import Fault, edited
from tests.support.run import examples, options
from tests.support.table import TABLE

WEAK = '''
@claim("one", note="course 1", verdict=HOLDS)
def test_is_positive(softmax):
    """True, and far too little."""
    assert softmax(torch.zeros(3), -1).min() > 0
'''
STRONG = '''
@claim("two", note="course 1", verdict=HOLDS)
def test_sums_to_one(softmax):
    """True."""
    assert_near(softmax(torch.zeros(3), -1).sum(), 1.0, roundings=8)
'''
CATALOGUE = [
    Fault("softmax", "halved", lambda right: lambda x, dim: right(x, dim) / 2),
    Fault("softmax", "negated", lambda right: lambda x, dim: -right(x, dim)),
]


@pytest.fixture
def two_faults(monkeypatch):
    monkeypatch.setattr(faults, "of", lambda concept: CATALOGUE)


@pytest.mark.usefixtures("two_faults")
def test_pass_when_each_is_rejected_by_a_claim(suite):
    suite.write(WEAK + STRONG)

    result = suite.run("--faults")

    assert result.ret == 0
    result.stdout.fnmatch_lines(
        ["*·*✗*halved*(thin)", "*✗*✗*negated", "*1 softmax is positive", "2 of 2 faults rejected*"]
    )


@pytest.mark.usefixtures("two_faults")
def test_fail_the_run_when_one_survives(suite):
    suite.write(WEAK)

    result = suite.run("--faults")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["SURVIVED: softmax: halved", "1 of 2 faults rejected*"])


@pytest.mark.usefixtures("two_faults")
def test_fail_the_run_when_a_claim_rejects_nothing(suite):
    idle = STRONG.replace("sums_to_one", "exists").replace("    assert_near", "    pass  # ")
    suite.write(WEAK + STRONG + idle.replace('"two"', '"three"'))

    result = suite.run("--faults")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "rejects nothing: three" in str(result.stdout)


@pytest.mark.usefixtures("two_faults")
def test_are_written_down_with_the_claims_that_reject_them(suite):
    suite.write(WEAK + STRONG)

    result = suite.run("--faults", "--report=there")
    halved, negated = json.loads((suite.pytester.path / "there" / "faults.json").read_text())

    assert result.ret == 0
    assert (halved["fault"], halved["rejected_by"], halved["thin"]) == ("halved", ["two"], True)
    assert (negated["rejected_by"], negated["thin"]) == (["one", "two"], False)


def test_do_not_count_a_crash_as_a_rejection(suite, monkeypatch):
    crash = Fault("softmax", "crash", lambda right: lambda x, dim: 1 / 0)
    monkeypatch.setattr(faults, "of", lambda concept: [crash])
    suite.write(STRONG)

    result = suite.run("--faults")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "ZeroDivisionError" in str(result.stdout)
    assert "SURVIVED: softmax: crash" in str(result.stdout)


@pytest.mark.usefixtures("two_faults")
def test_leave_out_the_tests_that_are_about_no_concept(suite):
    suite.write(STRONG + 'def test_of_the_library():\n    """True."""\n    raise SystemExit\n')

    result = suite.run("--faults")

    assert result.ret == 0
    assert "1 deselected" in str(result.stdout)


def tired_after(calls):
    """A softmax that goes wrong at last."""

    def made(right):
        count = iter(range(10**6))
        return lambda x, dim: right(x, dim) / (2 if next(count) >= calls else 1)

    return made


PROPERTY = '''
@claim("one", note="course 1", verdict=HOLDS)
@given(n=st.integers(0, 10**6))
def test_sums_to_one(softmax, n):
    """True."""
    assert_near(softmax(torch.full((3,), float(n)), -1).sum(), 1.0, roundings=8)
'''


@pytest.mark.parametrize(("room", "status"), [("activations", 0), ("rooms", 1)])
def test_get_many_more_examples_where_no_test_rejects_them(suite, monkeypatch, room, status):
    """From the tests in the concept's own room: those of others have something else in mind."""
    shares = [examples.FAULTY, examples.FAULTY * examples.MORE]
    tired = [Fault("softmax", f"tired-after-{n // 2}", tired_after(n // 2)) for n in shares]
    monkeypatch.setattr(faults, "of", lambda concept: tired)
    suite.write(PROPERTY, "test_softmax_that_tires", room)

    result = suite.run("--faults")

    assert result.ret == status
    assert ("SURVIVED: softmax: tired-after-80" in str(result.stdout)) == bool(status)
    assert "SURVIVED: softmax: tired-after-4\n" not in str(result.stdout)


DRAWS_MORE_OF_THE_RIGHT = '''
@claim("one", note="course 1", verdict=HOLDS)
@given(data=st.data())
def test_draws_as_it_goes(softmax, data):
    """True."""
    scores = torch.full((3,), float(data.draw(st.booleans())))
    if softmax(scores, -1).sum() > 0:
        data.draw(st.booleans())
        assert_near(softmax(scores, -1).sum(), 1.0, roundings=8)
'''


@pytest.mark.usefixtures("two_faults")
def test_may_have_a_test_draw_less_when_others_are_rejected(suite):
    """Hypothesis takes that for a test that depends on something else than its draws."""
    suite.write(DRAWS_MORE_OF_THE_RIGHT)

    result = suite.run("--faults")

    assert "SURVIVED: softmax: negated" in str(result.stdout)
    assert "Inconsistent data generation" not in str(result.stdout)


@pytest.mark.usefixtures("two_faults")
@pytest.mark.parametrize(
    "part",
    ["-k=positive", "tests/rooms/test_softmax.py::test_is_positive", "tests/rooms"],
    ids=["by-a-word", "by-a-path", "by-a-folder-not-the-concept's"],
)
def test_are_not_judged_by_a_part_of_their_tests(suite, part):
    suite.write(WEAK)
    suite.write(STRONG, "test_softmax_sums", "activations")

    result = suite.run("--faults", *part.split("="))

    assert result.ret == 0
    result.stdout.fnmatch_lines(["undecided, since not all tests ran: 1 of softmax"])


@pytest.mark.parametrize(
    ("asked", "role", "processes"),
    [
        ({}, {}, [1, 2, 3, 4]),
        ({"keyword": "softmax"}, {}, [None]),
        ({"numprocesses": 0}, {}, [0]),
        ({"numprocesses": 2, "claims": "json"}, {}, [0]),
        ({}, {"workerinput": {}}, [None]),
    ],
    ids=["all", "some", "in-one-process", "listed-only", "in-a-worker"],
)
def test_run_in_several_processes_where_all_are_asked_for(asked, role, processes):
    usual = dict.fromkeys(("claims", "keyword", "file_or_dir", "usepdb", "numprocesses"))
    config = SimpleNamespace(option=SimpleNamespace(**{"faults": True, **usual, **asked}), **role)

    options.spread(config)

    assert config.option.numprocesses in processes


def test_edit_one_phrase_of_the_reference():
    import torch

    wrong = edited(softmax, ".exp()  #", ".exp2()  #")

    assert wrong(torch.tensor([0.0, 1.0]), -1)[1] == pytest.approx(2 / 3)
    assert softmax(torch.tensor([0.0, 1.0]), -1)[1] == pytest.approx(0.7310586)


@pytest.mark.parametrize(("phrase", "times"), [("nowhere", 0), ("exponentials", 3)])
def test_demand_a_phrase_that_the_source_has_once(phrase, times):
    with pytest.raises(pytest.UsageError, match=f"{times} times: quote a phrase"):
        edited(softmax, phrase, "")


def test_are_at_least_three_a_concept_and_can_all_be_made():
    written = {concept: faults.of(concept) for concept in TABLE}

    assert [concept for concept, some in written.items() if len(some) < 3] == []
    assert all(callable(fault.load()) for some in written.values() for fault in some)
