"""What a run leaves behind: the table and `ledger.json`."""

import json
import subprocess
import sys
from importlib.metadata import version
from xml.etree import ElementTree

import pytest
import torch

CLAIMS = '''
@claim("good", note="chapter-three 3", verdict=HOLDS)
@given(x=tensors(REALS))
def test_is_near_itself(softmax, x, device, dtype):
    """The note: x is x. True."""
    p = softmax(x.to(device, dtype), -1)
    assert_near(p, softmax(x.to(device, dtype).double(), -1), roundings=64, scale=1.0)

@claim("bad", note="course 2", verdict=REFUTED)
def test_is_broken(softmax):
    """The note: <b>bold</b> & wrong."""
    assert softmax is None, "<script>alert(1)</script>"

@claim("left-out", note="course 3", verdict=HOLDS)
def test_is_skipped():
    """True."""
    pytest.skip("no reason <at> all")

def test_of_no_claim():
    pass
'''


@pytest.fixture
def ledger(suite):
    suite.write(CLAIMS)
    return suite.ledger("--device=cpu", "--hypothesis-seed=7", "--hypothesis-profile=fast")


def test_records_each_cell_with_examples_headroom_and_seconds(ledger):
    cells = {claim["id"]: claim["cells"] for claim in ledger["claims"]}

    assert {cell["outcome"] for cell in cells["good"]} == {"held"}
    assert len(cells["good"]) == 4
    for cell in cells["good"]:
        assert cell["examples"] >= 5
        assert 0 <= cell["headroom"] < 1
        assert cell["detects"] == pytest.approx(
            128 * torch.finfo(getattr(torch, cell["dtype"])).eps
        )
        assert cell["seconds"] > 0
        assert cell["device"] == "cpu"
    assert {cell["outcome"] for cell in cells["bad"]} == {"failed"}
    assert [cell["outcome"] for cell in cells["left-out"]] == ["skipped"]
    assert cells["left-out"][0]["reason"] == "no reason <at> all"


def test_records_what_the_run_was(ledger):
    run = ledger["run"]

    assert run["torch"] == version("torch")
    assert run["torchvision"] == version("torchvision")
    assert run["numpy"] == version("numpy")
    assert run["python"] == sys.version.split()[0]
    assert run["devices"] == ["cpu"]
    assert run["profile"] == "fast"
    assert run["seed"] == "7"
    assert run["data"] == []


def test_ends_the_run_with_a_table_of_sentences_verdicts_and_cells(suite):
    suite.write(CLAIMS)

    suite.run("--device=cpu").stdout.fnmatch_lines(
        [
            "rooms/softmax",
            "    torch * reference*",
            "    * f32  f64 * f32  f64*",
            "    * ✓    ✓ * ✓    ✓ * softmax is near itself  [[]holds]",
            "*✗*✗*softmax is broken  [[]refuted]",
            "*s*softmax is skipped  [[]holds]",
            "*skipped, 1 cell: no reason <at> all",
            "3 claims run, 0 not run, 0 not checkable",
        ]
    )


def test_counts_the_claims_that_a_selection_leaves_out(suite):
    suite.write(CLAIMS)

    assert "1 claims run, 2 not run" in str(suite.run("-k", "near_itself").stdout)


def test_is_the_same_from_two_workers_as_from_one(suite, ledger):
    alone = {claim["id"]: claim["cells"] for claim in ledger["claims"]}

    options = ("--device=cpu", "--hypothesis-seed=7", "--hypothesis-profile=fast", "--report=two")
    subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "conftest", "-n", "2", *options],
        cwd=suite.pytester.path,
        env=suite.environment(),
        check=False,
        capture_output=True,
    )
    text = (suite.pytester.path / "two" / "ledger.json").read_text()
    shared = {claim["id"]: claim["cells"] for claim in json.loads(text)["claims"]}

    def timeless(cells):
        return [{k: v for k, v in cell.items() if k != "seconds"} for cell in cells]

    assert {id: timeless(c) for id, c in shared.items()} == {
        id: timeless(c) for id, c in alone.items()
    }


def test_names_its_claims_in_junit_xml(suite):
    suite.write(CLAIMS)

    suite.run("--device=cpu", "--hypothesis-profile=fast", "--junit-xml=junit.xml")

    cases = ElementTree.parse(suite.pytester.path / "junit.xml").iter("testcase")
    claims = {
        case.get("name").partition("[")[0]: [
            entry.get("value") for entry in case.iter("property") if entry.get("name") == "claim"
        ]
        for case in cases
    }
    assert claims == {
        "test_is_near_itself": ["good"],
        "test_is_broken": ["bad"],
        "test_is_skipped": ["left-out"],
        "test_of_no_claim": [],
    }


def test_is_summed_up_where_github_asks_for_it(suite, monkeypatch):
    path = suite.pytester.path / "summary.md"
    path.write_text("before\n")
    suite.write(CLAIMS)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))

    suite.run("--device=cpu", "--hypothesis-profile=fast")

    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "before"
    assert lines[1].startswith("### 1 claims held, 1 failed: torch ")
    assert "| holds | 1 | 0 | 1 |" in lines
    assert "| refuted | 0 | 1 | 0 |" in lines
    assert any(r"\<script\>alert(1)\</script\>" in line for line in lines)
