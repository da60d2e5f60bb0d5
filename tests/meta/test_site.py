"""The report: its pages stand by themselves, links lead somewhere, and every text is text."""

import json
import os
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.support import site

HEAVIEST = 5_000_000  # bytes of a page
EVIL = "<script>alert(1)</script>"


class Parsed(HTMLParser):
    """The ids, references, tags and text of a page; tags that do not match are an error."""

    VOID = ("meta", "link", "br", "img", "input")

    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.loads, self.tags, self.text, self.open = [], [], [], [], "", []
        self.feed(path.read_text(encoding="utf-8"))
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append(tag)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes["href"]] if tag == "a" else []
        self.loads += [
            attributes[name] for name in ("src", "href") if name in attributes and tag != "a"
        ]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


CLAIM = {
    "id": "softmax-of-one",
    "concept": "activations/softmax",
    "verdict": "refuted",
    "statement": f"softmax of a single score is {EVIL}",
    "sources": ["chapter-three 3(4)", "course <b>"],
    "reading": "stated",
    "tests": ["tests/activations/test_softmax.py::test_of_a_single_score_is_one"],
    "text": EVIL,
    "reason": EVIL,
}
CELL = {
    "test": CLAIM["tests"][0],
    "sentence": f"softmax of {EVIL}",
    "implementation": EVIL,
    "device": "cpu",
    "dtype": "float32",
    "row": EVIL,
    "outcome": "failed",
    "reason": EVIL,
    "examples": 5,
    "headroom": 0.5,
    "seconds": 0.1,
}
RUN = {
    **dict.fromkeys(("torch", "torchvision", "numpy", "python", "profile", "seed"), EVIL),
    "devices": [EVIL],
    "implementations": [EVIL],
    "data": [EVIL],
    "seconds": 1.0,
}
UNTESTED = CLAIM | {"id": "taste", "verdict": "not-checkable", "tests": [], "cells": []}


@pytest.fixture(scope="module")
def pages(tmp_path_factory, pytestconfig):
    """The pages of a run in which every text that can be evil is."""
    folder = tmp_path_factory.mktemp("report")
    ledger = {"run": RUN, "claims": [CLAIM | {"cells": [CELL]}, UNTESTED]}
    (folder / "ledger.json").write_text(json.dumps(ledger))
    fault = {"concept": EVIL, "fault": EVIL, "description": EVIL, "thin": True}
    fault |= {"rejected_by": [CLAIM["id"]], "tests": []}
    (folder / "faults.json").write_text(json.dumps([fault]))
    mutant = {"module": EVIL, "old": EVIL, "new": EVIL, "why": EVIL}
    mutation = {"mutants": 2, "killed": 1, "rooms": {}, "survivors": [mutant]}
    (folder / "mutation.json").write_text(json.dumps(mutation))
    cell = CELL | {"call": EVIL, "paste": EVIL}
    claim = CLAIM | {"state": "failed", "cells": [cell]}
    verdict = {"implementation": EVIL, "counts": {"failed": 1}, "run": RUN, "claims": [claim]}
    (folder / "implementations").mkdir()
    (folder / "implementations" / "evil.json").write_text(json.dumps(verdict))
    site.rebuild(folder)
    return {path: Parsed(path) for path in folder.rglob("*.html")}


def test_has_a_page_for_the_whole_for_each_note_and_for_each_concept(pages):
    names = {"/".join(path.parts[-2:]) for path in pages}

    assert {"notes/chapter-three.html", "activations/softmax.html"} <= names
    assert any(path.name == "index.html" for path in pages)


def test_has_links_that_lead_somewhere(pages):
    broken = []
    for path, page in pages.items():
        for link in page.links + page.loads:
            if link.startswith("data:"):
                continue
            target, _, anchor = link.partition("#")
            there = Path(os.path.normpath(path.parent / target)) if target else path
            if not there.is_file() or (anchor and anchor not in pages[there].ids):
                broken.append((path.name, link))

    assert broken == []


def test_loads_nothing_from_elsewhere(pages):
    assert {
        load.partition(":")[0] for page in pages.values() for load in page.loads if ":" in load
    } <= {"data"}
    assert [link for page in pages.values() for link in page.links if "//" in link] == []


def test_shows_every_text_as_text(pages):
    front = next(
        page
        for path, page in pages.items()
        if path.name == "index.html" and path.parent.name != "notes"
    )
    concept = next(page for path, page in pages.items() if path.name == "softmax.html")

    for page in pages.values():
        assert page.tags.count("script") == 1  # the one that is ours
        assert EVIL in page.text
    assert front.text.count(EVIL) >= 3
    assert concept.text.count(EVIL) >= 6
    assert "b" not in concept.tags


def test_has_ids_that_are_unique(pages):
    assert [path for path, page in pages.items() if len(set(page.ids)) < len(page.ids)] == []


def test_is_light(pages):
    assert max(path.stat().st_size for path in pages) < HEAVIEST


def test_keeps_the_anchors_that_earlier_reports_had(pages):
    front = next(
        page
        for path, page in pages.items()
        if path.name == "index.html" and path.parent.name != "notes"
    )

    assert {CLAIM["id"], "taste"} <= set(front.ids)
