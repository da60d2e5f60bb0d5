"""Anyone's implementation: how it is named, and the verdict that the claims give on it."""

import json
import subprocess
import sys

import pytest

from tests.support.implementations import parse
from tests.support.implementations.verdicts import file_name

CLAIMS = '''
@claim("sum", note="course 1", verdict=HOLDS)
@given(scores=tensors(SCORES, shape=(2,)))
def test_sums_to_one(softmax, scores, device, dtype):
    """True."""
    p = softmax(scores.to(device, dtype), -1)

    assert_near(p.sum(-1), 1.0, roundings=8)

@claim("drawn", note="course 1", verdict=HOLDS)
@given(data=st.data())
def test_is_positive_as_drawn(softmax, data, device):
    """True."""
    scores = data.draw(tensors(INTEGERS, shape=(1,)))

    assert softmax(scores.to(device), -1).min() > 0

@claim("options", note="course 1", verdict=HOLDS)
def test_takes_options(softmax, device):
    """True."""
    assert softmax(torch.zeros(2, device=device), dim=-1).sum() == 1
'''
MINE = """
import torch

def naive(x, dim):
    e = x.exp()
    return e / e.sum(dim, keepdim=True)

def narrow(x, axis):
    return torch.softmax(x, axis)

def later(x, dim):
    raise NotImplementedError("softmax comes later")

def same(x, *args, **kwargs):
    return x

def worded(x, dim):
    if dim >= x.ndim:
        raise IndexError("there is no such dimension")
    return torch.softmax(x, dim)
"""


@pytest.fixture
def mine(suite):
    suite.write(CLAIMS)
    suite.pytester.makepyfile(mine=MINE)
    suite.pytester.syspathinsert()
    return suite


def verdict(suite, name, *options):
    result = suite.run("--device=cpu", "--report=there", "--hypothesis-profile=ci", *options)
    path = suite.pytester.path / "there" / "implementations" / f"{name}.json"
    return result, json.loads(path.read_text())


def test_of_all_claims_that_hold_is_one_line(mine):
    mine.pytester.makepyfile(good="import torch\ndef softmax(x, dim): return torch.softmax(x, dim)")

    result, found = verdict(mine, "good.softmax", "--impl", "softmax=good:softmax")

    assert result.ret == 0
    assert "good.softmax: 3 claims held, 0 failed" in result.outlines
    assert {claim["state"] for claim in found["claims"]} == {"held"}


def test_that_fails_comes_with_the_smallest_call_that_shows_it(mine):
    result, found = verdict(mine, "mine.naive", "--impl", "softmax=mine:naive")
    (failed,) = (claim for claim in found["claims"] if claim["state"] == "failed")
    cells = {cell["dtype"]: cell for cell in failed["cells"]}

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "mine.naive: 2 claims held, 1 failed" in result.outlines
    assert "      naive(torch.tensor([0.0, 89.0]), -1)" in result.outlines
    assert cells["float32"]["call"] == "naive(torch.tensor([0.0, 89.0]), -1)"
    assert cells["float64"]["call"] == "naive(torch.tensor([0.0, 710.0], dtype=torch.float64), -1)"


@pytest.mark.parametrize(("name", "id"), [("naive", "sum"), ("same", "drawn")])
def test_that_fails_comes_with_a_line_that_fails_again(mine, name, id):
    _, found = verdict(mine, f"mine.{name}", "--impl", f"softmax=mine:{name}")
    cells = next(claim["cells"] for claim in found["claims"] if claim["id"] == id)
    line = cells[0]["paste"]

    again = subprocess.run(
        [sys.executable, "-c", line],
        check=False,
        cwd=mine.pytester.path,
        env=mine.environment(),
        capture_output=True,
        text=True,
    )

    assert again.stderr.splitlines()[-1].startswith("AssertionError")


def test_has_a_page_of_its_own_in_the_report(mine):
    verdict(mine, "mine.naive", "--impl", "softmax=mine:naive")
    room = mine.pytester.path / "there" / "implementations"

    page, index = (room / f"{name}.html" for name in ("mine.naive", "index"))

    assert "naive(torch.tensor([0.0, 89.0]), -1)" in page.read_text()
    assert "softmax sums to one" in page.read_text()
    assert '<a href="mine.naive.html">mine.naive</a>' in index.read_text()


@pytest.mark.parametrize(
    ("name", "file"), [("../a b", ".._a_b"), ("mine.é", "mine._"), ("a.b_c", "a.b_c")]
)
def test_has_a_file_name_that_is_safe_anywhere(name, file):
    assert file_name(name) == file


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("narrow", "narrow() got an unexpected keyword argument 'dim'"),
        ("later", "softmax comes later"),
    ],
)
def test_calls_what_is_not_there_not_implemented(mine, name, reason):
    _, found = verdict(mine, f"mine.{name}", "--impl", f"softmax=mine:{name}")
    states = {claim["id"]: claim["state"] for claim in found["claims"]}
    reasons = {c["reason"] for entry in found["claims"] for c in entry["cells"]} - {""}

    assert states["options"] == "not implemented"
    assert reasons == {reason}


def test_calls_a_key_that_is_not_kept_not_implemented(mine):
    mine.write(
        '@claim("one", note="course 1", verdict=HOLDS)\n'
        'def test_keeps(softmax):\n    """True."""\n    assert vars(softmax)["kept"]\n'
    )

    _, found = verdict(mine, "mine.naive", "--impl", "softmax=mine:naive")

    assert found["claims"][0]["cells"][0]["reason"] == "it keeps no 'kept'"


def test_is_red_if_nothing_at_all_could_be_asserted(mine):
    result, found = verdict(mine, "mine.later", "--impl", "softmax=mine:later")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert found["counts"]["not implemented"] == 3


def test_may_refuse_in_words_of_its_own_but_not_by_another_error(mine):
    refusal = '''
@claim("{id}", note="course 1", verdict=HOLDS)
def test_refuses_{id}(softmax):
    """True."""
    with pytest.raises({error}, match="Dimension out of range"):
        softmax(torch.zeros(2), 3)
'''
    mine.write(refusal.format(id="aloud", error="IndexError"))
    aloud = mine.run("--impl=softmax=mine:worded")
    mine.write(refusal.format(id="otherwise", error="ValueError"))
    otherwise = mine.run("--impl=softmax=mine:worded")

    assert "mine.worded: 1 claim held, 0 failed" in aloud.outlines
    assert "mine.worded: 0 claims held, 1 failed" in otherwise.outlines


def test_takes_a_mistake_of_its_own_for_a_failure(mine):
    mine.pytester.makepyfile(typo="def softmax(x, dim): return x.softmacks(dim)")

    _, found = verdict(mine, "typo.softmax", "--impl", "softmax=typo:softmax")

    assert {claim["state"] for claim in found["claims"]} == {"failed"}


def test_is_red_for_an_implementation_that_returns_its_input(mine):
    result, found = verdict(mine, "mine.same", "--impl", "softmax=mine:same")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert found["counts"] == {
        "held": 0,
        "failed": 3,
        "not implemented": 0,
        "not applicable": 0,
    }


def test_takes_every_name_of_a_module_that_is_a_concepts(mine):
    mine.pytester.makepyfile(
        whole="from torch import relu, softmax as _softmax\nfrom torch.nn import Module\n"
        "softmax = lambda x, dim: _softmax(x, dim)\n"
        "class BatchNorm: pass\ndef run(): pass\ntanh = 3"
    )

    chosen = parse(["whole"])

    assert {concept: it.name for concept, (it,) in chosen.items()} == {
        "softmax": "whole.softmax",
        "batch_norm": "whole.BatchNorm",
    }


@pytest.mark.parametrize(
    ("option", "remedy"),
    [
        ("--impl=json", "no public name of it is that of a concept"),
        ("--impl=softmaks", "cannot import 'softmaks'"),
        ("--impl=maxout=compiled", "for what torch ships of activations, losses and layers"),
        ("--impl=sgd=vmap", "vmap is there for functions of one sample or many"),
        ("--impl=broken", "cannot import 'broken' (division by zero)"),
    ],
)
def test_refuses_in_one_sentence_what_names_nothing(mine, option, remedy):
    mine.pytester.makepyfile(broken="1 / 0")

    result = mine.run(option)
    lines = [line for line in result.errlines if line.strip()]

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert len(lines) == 1
    assert remedy in lines[0]


def test_is_given_on_what_vmap_makes_of_the_librarys_own(mine):
    result, found = verdict(mine, "vmap", "--impl", "vmap")

    assert result.ret == 0
    assert found["counts"]["held"] == 3


def test_knows_where_the_built_in_choices_apply():
    compiled, by_sample = parse(["compiled"]), parse(["vmap"])

    assert {"softmax", "batch_norm", "lstm", "cross_entropy"} <= set(compiled)
    assert {"sgd", "maxout", "loader", "accuracy"} & set(compiled) == set()
    assert {"softmax", "convolution", "sigmoid"} <= set(by_sample)
