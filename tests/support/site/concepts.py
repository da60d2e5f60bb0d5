"""A page for each concept: the definition as formula and code, and every claim about it."""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.support.site import code, docstring
from tests.support.site.model import Page, Report, verdicts
from tests.support.table import TABLE
from tests.support.versions import merge


def pages(report: Report) -> Iterable[Page]:
    """`ROOM/CONCEPT.html`, each with the ones before and after it."""
    names = list(report.concepts)
    for i, name in enumerate(names):
        entries = report.concepts[name]
        definition = code.of_module(report.root, f"concepts/{name}.py")
        yield Page(
            f"{name}.html",
            "concept.html.j2",
            name.rpartition("/")[2].replace("_", " "),
            {
                "name": name,
                "definition": definition,
                "formula": docstring.html(definition.text),
                "entries": entries,
                "counts": verdicts(entries),
                "programs": [p for p in programs(report.root, name) if p in report.concepts],
                "timings": report.timed.concepts.get(name, []) if report.timed else [],
                "before": names[i - 1] if i else "",
                "after": names[i + 1] if i + 1 < len(names) else "",
                "span": merge.span,
            },
        )


def programs(root: Path, concept: str) -> list[str]:
    """The programs whose code names torch's own of this concept, or ours."""
    module = f"concepts.{concept.replace('/', '.')}"
    specs = [spec for pair in TABLE.values() if pair[1].startswith(f"{module}:") for spec in pair]
    names = {spec.replace(":", ".").rpartition(".")[2] for spec in specs} - {"", "-"}
    files = sorted((root / "concepts" / "programs").glob("*.py"))
    found = [f"programs/{path.stem}" for path in files if _named(path) & {module, *names}]
    return [program for program in found if program != concept]


@cache
def _named(path: Path) -> frozenset[str]:
    """Every name that a module mentions: of variables, attributes, imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return frozenset(names)
