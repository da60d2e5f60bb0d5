"""The mutation score: what counts as noticed, and what is said of what is not."""

import json

import pytest

from tests.support.faults import mutation


@pytest.fixture
def mutants(tmp_path, monkeypatch):
    """What mutmut leaves of two modules: four mutants, one noticed, and one that crashed."""
    monkeypatch.setattr(mutation, "RESULTS", tmp_path)
    for module, codes in {
        "layers/dropout": {"a": 1, "b": 0, "c": -11},
        "losses/mse": {"d": 33, "not-run": None},
    }.items():
        path = tmp_path / "concepts" / f"{module}.py.meta"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"exit_code_by_key": codes}))

    def survivors(module, codes):
        left = [name for name, code in codes.items() if code in mutation.UNNOTICED]
        return [{"module": module, "old": "p", "new": name, "why": "?"} for name in left]

    monkeypatch.setattr(mutation, "survivors", survivors)


@pytest.mark.usefixtures("mutants")
def test_counts_what_no_test_runs_as_unnoticed_and_a_crash_as_noticed():
    found = mutation.score(mutation.outcomes())

    assert (found["killed"], found["mutants"]) == (2, 4)
    assert found["rooms"] == {
        "layers": {"mutants": 3, "killed": 2},
        "losses": {"mutants": 1, "killed": 0},
    }
    assert [one["new"] for one in found["survivors"]] == ["b", "d"]


@pytest.mark.usefixtures("mutants")
@pytest.mark.parametrize(("least", "status"), [(0.5, 0), (0.51, 1)])
def test_fails_under_what_is_asked_for(monkeypatch, tmp_path, capsys, least, status):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(mutation, "LEAST", least)

    assert mutation.main() == status
    assert "all                2 of     4 mutants killed, 50.0%" in capsys.readouterr().out
    assert len(json.loads((tmp_path / "report" / "mutation.json").read_text())["survivors"]) == 2


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("0.5", "1.5"), True),
        (("0.5,", "1.5,"), True),
        (("0.5", "2.5"), False),
        (("x", "z"), False),
    ],
)
def test_knows_an_edit_by_the_phrase_that_it_replaces(pair, said):
    assert mutation.says("f(x, 0.5, x)", "f(x, 1.5, x)", *pair) == said


def test_excuses_no_edit_of_what_is_not_there(pytestconfig):
    """A reason for an edit of a phrase that the concept no longer has excuses nothing."""
    root = pytestconfig.rootpath
    modules = [
        str(path.relative_to(root / "tests" / "faults").with_suffix(""))
        for path in sorted((root / "tests" / "faults").rglob("*.py"))
    ]
    stale = [
        (module, phrase)
        for module in modules
        for phrase, _ in mutation.equivalent(module)
        if phrase not in (root / "concepts" / f"{module}.py").read_text(encoding="utf-8")
    ]

    assert stale == []
