"""The report in a real browser: it opens from the file system, and a keyboard is enough."""

import json
from collections import Counter

import pytest

from tests.meta import picture
from tests.meta.browser import BINARY, Browser
from tests.support import site

pytestmark = pytest.mark.skipif(not BINARY, reason="no Chromium on this machine")

RUN = {
    **dict.fromkeys(("torch", "torchvision", "numpy", "python", "profile", "seed"), "1"),
    **{"devices": ["cpu"], "implementations": ["torch"], "data": [], "seconds": 1.0},
}
CELL = {
    "implementation": "torch",
    "device": "cpu",
    "dtype": "float32",
    "row": "",
    "outcome": "held",
    "reason": "",
    "examples": 5,
    "headroom": 0.5,
    "detects": 1e-6,
    "seconds": 0.1,
}
SHOWN = "document.querySelectorAll('.sentences li:not([hidden])').length"
FOCUS = "document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture(scope="module")
def folder(listing, tmp_path_factory):
    """The report of all sentences, each test run in one cell."""
    folder = tmp_path_factory.mktemp("report")
    for claim in listing:
        claim["cells"] = [
            CELL | {"test": t, "sentence": claim["statement"]} for t in claim["tests"]
        ]
    (folder / "ledger.json").write_text(json.dumps({"run": RUN, "claims": listing}))
    site.rebuild(folder)
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture
def front(browser, folder):
    browser.look()
    browser.open((folder / "index.html").as_uri())
    return browser


def test_searches_by_keyboard_alone(front, listing):
    front.press("/")
    assert front.ask(FOCUS) == "search"

    front.type("softmax shift")
    shown = front.ask(SHOWN)
    assert 1 <= shown < 20
    assert front.ask("document.getElementById('found').textContent") == f"{shown} sentences"
    assert front.ask("document.querySelector('.overview').hidden")

    front.press("ArrowDown")
    first = front.ask(FOCUS)
    assert "softmax" in first
    front.press("ArrowUp")
    assert front.ask(FOCUS) == "search"
    front.press("Escape")
    assert front.ask(SHOWN) == len(listing)

    front.type("softmax shift")
    front.press("ArrowDown", "Enter")
    front.wait("document.querySelector('article:target h2') !== null")
    assert front.ask("document.querySelector('article:target h2').textContent") == first


def test_filters_by_keyboard_alone(front, listing):
    refuted = Counter(claim["verdict"] for claim in listing)["refuted"]

    front.ask("document.querySelector('button[data-verdict=refuted]').focus()")
    front.press(" ")
    assert front.ask(SHOWN) == refuted
    assert front.ask("document.activeElement.getAttribute('aria-pressed')") == "true"

    front.press("Tab", "Tab", "Tab")
    assert front.ask(FOCUS) == "search"
    front.type("eigenvalue")
    assert 1 <= front.ask(SHOWN) < refuted


def test_comes_back_to_what_was_searched(front, folder):
    address = (folder / "index.html").as_uri() + "#?q=momentum&verdict=refuted"

    front.open(address)

    assert front.ask("document.getElementById('search').value") == "momentum"
    assert front.ask("document.querySelector('[aria-pressed=true]').dataset.verdict") == "refuted"


def test_leads_from_the_anchors_of_earlier_reports_to_the_claim(browser, folder):
    browser.open((folder / "index.html").as_uri() + "#softmax-shift-invariant")

    browser.wait("location.pathname.endsWith('activations/softmax.html')")
    assert browser.ask("location.hash") == "#softmax-shift-invariant"


PAGES = [
    "index.html",
    "notes/index.html",
    "notes/pytorch-basics.html",
    "activations/softmax.html",
    "layers/batch_norm.html",
    "headroom.html",
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_is_accessible(browser, folder, pytestconfig, page, dark):
    """Names, landmarks, headings, contrast."""
    checks = pytestconfig.rootpath / "tests" / "meta" / "accessibility.js"
    browser.look(dark=dark)
    browser.open((folder / page).as_uri())
    browser.ask("document.querySelectorAll('details').forEach(box => { box.open = true; })")

    assert browser.ask(checks.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", PAGES)
def test_fits_a_phone(browser, folder, page):
    browser.look(width=390)
    browser.open((folder / page).as_uri())

    assert browser.ask("document.documentElement.scrollWidth") <= 390


def test_is_what_the_readme_shows(folder, tmp_path, pytestconfig):
    """Drawn anew from all sentences; the README's own is of a whole run."""
    readme = (pytestconfig.rootpath / "README.md").read_text(encoding="utf-8")
    drawn = tmp_path / "front.png"

    picture.take(folder, drawn)

    assert f"]({picture.TARGET.relative_to(pytestconfig.rootpath).as_posix()})" in readme
    assert drawn.read_bytes()[:24] == picture.TARGET.read_bytes()[:24]  # width and height


def test_complains_of_nothing_and_asks_no_network(browser):
    """Whatever the tests before this one have opened."""
    assert browser.complaints == []
    assert [
        url for url in browser.requests if not url.startswith(("file:", "data:", "about:"))
    ] == []
