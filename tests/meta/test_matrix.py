"""Merging ledgers: what changed between versions stands on top, and nothing is lost silently."""

import errno
import json
import os
import tempfile

import pytest

from tests.support.versions import sweep


def cell(outcome="held", **more):
    plain = {"test": "tests/rooms/test_softmax.py::test_is", "row": "", "outcome": outcome}
    plain |= {"implementation": "torch", "device": "cpu", "dtype": "float32", "reason": ""}
    return plain | {"sentence": "softmax is", "examples": 1, "headroom": None, "sides": {}} | more


def ledger(torch, cells, **run):
    about = {"torch": torch, "torchvision": "0", "numpy": "2", "python": "3.11.7", "seconds": 1}
    about |= {"platform": "linux", "devices": ["cpu"], "implementations": ["torch"]}
    about |= {"profile": "fast", "seed": "0", "data": []} | run
    claims = [
        {"id": id, "concept": "rooms/softmax", "verdict": "holds", "reading": "stated"}
        | {"statement": id, "sources": ["course 1"], "text": "True.", "reason": "", "cells": some}
        | {"tests": ["tests/rooms/test_softmax.py::test_is"]}
        for id, some in cells.items()
    ]
    return {"run": about, "claims": claims}


@pytest.fixture
def merge(suite):
    """Write ledgers into folders of their names, merge them, and give the run and the table."""

    def merged(*options, **ledgers):
        for name, plain in ledgers.items():
            folder = suite.pytester.mkdir(name)
            text = plain if isinstance(plain, str) else json.dumps(plain)
            (folder / "ledger.json").write_text(text, encoding="utf-8")
        run = suite.run(*(options or ("--merge=.", "--report=merged")))
        path = suite.pytester.path / "merged" / "matrix.json"
        return run, json.loads(path.read_text()) if path.exists() else None

    return merged


def test_tells_both_sides_and_the_version_of_the_change(merge):
    old, new = cell(sides={"SGD": "an error"}), cell(sides={"SGD": "0.001"})
    same = cell(sides={"relu": "flat"})

    run, table = merge(
        a=ledger("2.10.0", {"x": [new], "y": [same]}),
        b=ledger("2.2.1+cpu", {"x": [new], "y": [same]}),
        c=ledger("2.0.1", {"x": [old], "y": [same]}),
    )

    assert run.ret == 0
    assert [r["label"] for r in table["runs"]] == ["2.0", "2.2", "2.10"]
    (change,) = table["changes"]
    assert (change["subject"], change["claims"]) == ("SGD", ["x"])
    assert change["spans"] == [
        {"from": "2.0", "to": "2.0", "says": "an error"},
        {"from": "2.2", "to": "2.10", "says": "0.001"},
    ]
    assert "  SGD an error; from 2.2 0.001" in run.outlines


def test_shows_failures_first_and_claims_without_a_cell(merge):
    run, table = merge(
        a=ledger("2.0.1", {"x": [cell("failed", reason="1 is not 2")]}),
        b=ledger("2.1.0", {"x": [cell()], "y": [cell()]}),
    )

    assert [(f["claim"], f["run"]) for f in table["failures"]] == [("x", "2.0")]
    assert table["lacking"] == [{"runs": ["2.0"], "claims": ["y"]}]
    outcomes = {c["id"]: c["cells"][0]["outcomes"] for c in table["claims"]}
    assert outcomes == {
        "x": {"2.0": "failed", "2.1": "held"},
        "y": {"2.0": "not run", "2.1": "held"},
    }
    run.stdout.fnmatch_lines(["1 of them fails", "✗ x on 2.0: 1 is not 2", "not run on 2.0: y"])


def test_keeps_devices_and_implementations_of_other_machines_apart(merge):
    elsewhere = {"devices": ["cpu", "cuda"], "implementations": ["torch", "mine"]}
    mine = cell(device="cuda", implementation="<b>mine</b>")

    _, table = merge(
        a=ledger("2.9.0", {"x": [cell()]}),
        b=ledger("2.9.0", {"x": [cell(), mine]}, **elsewhere),
    )

    assert [r["label"] for r in table["runs"]] == ["2.9 cpu", "2.9 cpu, cuda"]
    rows = {(r["implementation"], r["device"]): r["outcomes"] for r in table["claims"][0]["cells"]}
    assert rows["torch", "cpu"] == {"2.9 cpu": "held", "2.9 cpu, cuda": "held"}
    assert rows["<b>mine</b>", "cuda"] == {"2.9 cpu": "not run", "2.9 cpu, cuda": "held"}


def test_tells_from_when_on_a_cell_is_available(merge):
    lost = cell("not available", reason="no kernel for Half", dtype="float16")
    there = cell(dtype="float16")

    _, table = merge(
        a=ledger("2.0.1", {"x": [cell(), lost]}), b=ledger("2.1.0", {"x": [cell(), there]})
    )

    (entry,) = table["availability"]
    assert entry["subject"] == "torch cpu float16"
    assert [one["says"] for one in entry["spans"]] == ["not available", "held"]
    assert entry["reasons"] == ["no kernel for Half"]
    assert table["lacking"] == table["changes"] == []


def test_tells_the_history_of_each_cell_that_was_ever_decided(merge, suite):
    half = {"dtype": "float16"}
    never = cell("not available", implementation="mine")

    _, table = merge(
        a=ledger("2.0.1", {"x": [cell(), cell("not available", **half), never], "y": [cell()]}),
        b=ledger("2.1.0", {"x": [cell(), cell(**half), never], "y": [cell()]}),
    )
    page = (suite.pytester.path / "merged" / "rooms" / "softmax.html").read_text()

    always = {"from": "2.0", "to": "2.1", "says": "held"}
    late = [{"from": v, "to": v, "says": s} for v, s in (("2.0", "not available"), ("2.1", "held"))]
    assert table["histories"] == [
        {
            "history": [
                {"cells": ["torch cpu float16"], "spans": late},
                {"cells": ["torch cpu float32"], "spans": [always]},
            ],
            "claims": ["x"],
        },
        {"history": [{"cells": ["every cell"], "spans": [always]}], "claims": ["y"]},
    ]
    assert page.count("in every cell on torch 2.0 to 2.1") == 1


def test_writes_a_page_that_escapes_every_text(merge, suite):
    old, new = (cell(sides={"<i>SGD</i>": side}) for side in ("<u>no</u>", "yes"))

    merge(a=ledger("2.0.1", {"x": [old]}), b=ledger("2.1.0", {"x": [new]}))
    page = (suite.pytester.path / "merged" / "versions.html").read_text(encoding="utf-8")

    assert "&lt;i&gt;SGD" in page
    assert "<i>" not in page
    assert "<u>" not in page
    assert page.index("Changed") < page.index("Every claim")


def test_reads_ledgers_that_were_really_written(suite):
    suite.write(
        '@claim("good", note="course 2", verdict=HOLDS)\n'
        "def test_is_one(softmax):\n"
        '    """True."""\n'
        "    assert_equal(softmax(torch.zeros(1), -1), 1.0)\n"
    )
    suite.ledger("--device=cpu")

    run = suite.run("--merge=report", "--report=merged")

    assert run.ret == 0
    assert (suite.pytester.path / "merged" / "rooms" / "softmax.html").is_file()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"run": {"torch": "2.0.1"', "it is cut off"),
        ("", "it is cut off"),
        ('{"results": []}', "it is the JSON of something else"),
        ("[1]", "it is the JSON of something else"),
        ('{"run": {"torch": "2.0.1"}, "claims": []}', "it is the JSON of something else"),
    ],
)
def test_says_in_one_sentence_what_is_no_ledger(merge, text, why):
    run, _ = merge("--merge=b", a=ledger("2.0.1", {"x": [cell()]}), b=text)

    (line,) = [line for line in run.errlines if line]
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    assert line.startswith("ERROR: --merge: cannot read b")
    assert why in line


def test_says_where_no_ledger_was_found(merge):
    run, _ = merge("--merge=nowhere", a=ledger("2.0.1", {"x": [cell()]}))

    assert run.ret == pytest.ExitCode.USAGE_ERROR
    assert "--merge: cannot read nowhere" in str(run.stderr)


def test_refuses_a_folder_that_it_cannot_write_to(merge, monkeypatch):
    def refuse(**_):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)  # root could write all the same

    run, table = merge(a=ledger("2.0.1", {"x": [cell()]}))

    assert (run.ret, table) == (pytest.ExitCode.USAGE_ERROR, None)
    assert "--report: cannot write to merged (Read-only file system)" in str(run.stderr)


def test_refuses_a_file_for_a_folder(merge, suite):
    (suite.pytester.path / "taken").write_text("")

    run, _ = merge("--merge=a", "--report=taken", a=ledger("2.0.1", {"x": [cell()]}))

    assert run.ret == pytest.ExitCode.USAGE_ERROR
    assert "--report: cannot write to taken" in str(run.stderr)


def test_writes_the_summary_that_github_asks_for(merge, suite, monkeypatch):
    summary = suite.pytester.path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    merge(a=ledger("2.0.1", {"x": [cell()]}))

    assert summary.read_text().startswith("```text\n1 claims on torch 2.0\n")


TOX = """#!/bin/sh
[ "$3" = none ] && exit 1
mkdir -p "$TOX_WORK_DIR/$3" "$UV_CACHE_DIR"
ls "$TOX_WORK_DIR" >> "$TOX_WORK_DIR/../seen"
[ "$3" != bad ]
"""


def test_takes_each_version_in_turn_and_keeps_none(tmp_path, monkeypatch, capsys):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "tox").write_text(TOX)
    (tmp_path / "bin" / "tox").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    monkeypatch.setenv("TOX_WORK_DIR", str(tmp_path / "work"))

    status = sweep.main(["old", "bad", "none", "new"])

    assert status == 1
    assert (tmp_path / "seen").read_text().split() == [
        *("matrix-cache", "old"),
        *("bad", "matrix-cache"),
        *("matrix-cache", "new"),
    ]
    assert list((tmp_path / "work").iterdir()) == []
    assert "failed: bad; without a Python for them: none" in capsys.readouterr().out
