"""The report for people: pages that a browser opens from a folder, without a network.

All of it comes from `ledger.json` and from what lies beside it, so that a folder can be built
anew: `python -m tests.support.site DIR`. A module of pages has a function `pages(report)` and
is named in `MODULES`; a page that has a word for the navigation stands in it.
"""

import json
import posixpath
import shutil
from pathlib import Path
from typing import Any

import jinja2

from tests.support.site import (
    benchmarks,
    concepts,
    docstring,
    front,
    headroom,
    implementations,
    mutation,
    notes,
    programs,
    versions,
)
from tests.support.site.model import Page, Report

MODULES = (
    *(front, notes, programs, versions, concepts, headroom),
    *(benchmarks, mutation, implementations),
)
TEMPLATES = Path(__file__).with_name("templates")
FILES = ("style.css", "script.js")


def write(ledger: dict[str, Any], folder: Path, root: Path) -> list[Page]:
    """Write every page; `root` is the checkout, where the code is read."""
    report = Report.read(ledger, folder, root)
    pages = [page for module in MODULES for page in module.pages(report)]
    render(report, pages)
    return pages


def render(report: Report, pages: list[Page]) -> None:
    """Write pages that know of each other, and what they share."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "answered": docstring.answered,
        "brief": docstring.brief,
        "coded": docstring.coded,
    }
    for page in pages:
        home = posixpath.dirname(page.path)
        text = environment.get_template(page.template).render(
            page=page,
            report=report,
            navigation=[other for other in pages if other.nav],
            to=lambda target, home=home: relative(target, home),
            **page.context,
        )
        path = report.folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in FILES:
        shutil.copyfile(TEMPLATES / name, report.folder / name)


def relative(target: str, home: str) -> str:
    """The link to a page, as it reads from the folder `home` of the report."""
    path, hash, anchor = target.partition("#")
    return (posixpath.relpath(path, home or ".") if path else "") + hash + anchor


def rebuild(folder: Path, root: Path = Path(__file__).parents[3]) -> list[Page]:
    """Write the pages from what lies in the folder."""
    ledger = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
    return write(ledger, folder, root)
