"""The source of concepts and tests as it stands, highlighted, and what its docstrings say."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

LEXER, FORMATTER = PythonLexer(), HtmlFormatter(nowrap=True)


class Code(NamedTuple):
    """The docstring of a test or module, and its code as HTML."""

    text: str = ""
    html: str = ""


@cache
def _source(path: Path) -> tuple[str, ast.Module]:
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return text, ast.parse(text)


@cache
def of_test(root: Path, test: str) -> Code:
    """A test function, its marks included."""
    path, name = test.split("::")
    text, tree = _source(root / path)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            lines = text.splitlines()[first - 1 : node.end_lineno]
            return Code(ast.get_docstring(node) or "", marked("\n".join(lines)))
    return Code()


@cache
def of_module(root: Path, path: str) -> Code:
    """A module, its docstring apart from what follows it."""
    text, tree = _source(root / path)
    docstring = ast.get_docstring(tree) or ""
    lines = text.splitlines()[tree.body[0].end_lineno if docstring else 0 :]
    return Code(docstring, marked("\n".join(lines).strip("\n")) if text else "")


def marked(source: str) -> str:
    """The source highlighted; what has no colour has no tag, which halves a page."""
    html: str = highlight(source, LEXER, FORMATTER)
    return re.sub(r'<span class="(?:n|p|w|o|kn|nn|err)">([^<]*)</span>', r"\1", html)
