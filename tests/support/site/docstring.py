"""A concept's docstring as HTML: paragraphs, and its indented lines as formulas."""

import re
from functools import cache
from itertools import accumulate

import latex2mathml.converter
from markupsafe import Markup, escape

from tests.support.site.formula import is_formula, latex, runs

CODE = re.compile(r"\w\.[a-z]\w*\(|\(\)|\(\.\.\.|\b(?:True|False|None)\b|\w\[|=[\"\d]")

ANSWER = re.compile(r"(?:(?<=[.?!;] )|(?<=\A))(True|No|Not|False|Yes|Neither|Both)(?=\b)")


def answered(text: str) -> Markup:
    """A paragraph in which the answer to what the note says stands out."""
    return Markup(ANSWER.sub(r"<strong>\1</strong>", str(escape(text))))


def brief(text: str, limit: int = 170) -> str:
    """The first sentences of a text, as many as fit, or one."""
    sentences = re.split(r"(?<=[.!?]) (?=[A-Z])", text)
    lengths = accumulate(len(sentence) + 1 for sentence in sentences)
    return " ".join(sentences[: max(1, sum(length <= limit for length in lengths))])


def html(text: str) -> Markup:
    """The whole docstring."""
    blocks = re.split(r"\n\s*\n", text)
    return Markup("\n").join(_table(b) if b.startswith("  ") else _paragraph(b) for b in blocks)


@cache
def mathml(text: str) -> Markup:
    """A formula typeset, with what the docstring has for those who do not see it."""
    found = latex2mathml.converter.convert(latex(text))
    return Markup(found.replace("<math ", f'<math alttext="{escape(text)}" ', 1))


def typeset(text: str) -> Markup:
    """Formulas and the prose between them."""
    parts = [mathml(run) if formula else coded(run) for run, formula in runs(text)]
    return Markup(re.sub(r" (?=[.,;:])", "", Markup(" ").join(parts)))


def _paragraph(block: str) -> Markup:
    lines = re.split(r"\n(?=\d+\. )", block)
    return Markup("<p>{}</p>").format(Markup("<br>").join(_prose(line) for line in lines))


def _prose(text: str) -> Markup:
    """Running text; a formula in it stands after two blanks."""
    pieces = re.split(r"(?<=\S)  +", " ".join(line.strip() for line in text.splitlines()))
    return Markup(" ").join(typeset(piece) if i else coded(piece) for i, piece in enumerate(pieces))


def coded(text: str) -> Markup:
    """A text in which what stands between backticks is code."""
    return Markup(re.sub(r"`([^`]*)`", r"<code>\1</code>", str(escape(text))))


def _table(block: str) -> Markup:
    """Lines whose parts stand under each other where they do in the docstring."""
    lines = [
        [(m.start(), m.group()) for m in re.finditer(r"\S+(?: \S+)*", line)]
        for line in block.splitlines()
    ]
    if not any(formula for line in lines for _, part in line for _, formula in runs(part)):
        return Markup("<pre>{}</pre>").format(block)
    starts = sorted({start for line in lines for start, _ in line})
    rows = Markup("\n").join(Markup("<tr>{}</tr>").format(_row(line, starts)) for line in lines)
    return Markup('<div class="scroll"><table class="formula">{}</table></div>').format(rows)


def _row(line: list[tuple[int, str]], starts: list[int]) -> Markup:
    cells, column = [], 0
    ends = [starts.index(start) for start, _ in line[1:]] + [len(starts)]
    for (start, part), end in zip(line, ends, strict=True):
        here = starts.index(start)
        cells += [Markup("<td></td>")] * (here - column)
        cells.append(Markup('<td colspan="{}">{}</td>').format(end - here, _part(part)))
        column = end
    return Markup("").join(cells)


def _part(part: str) -> Markup:
    if CODE.search(part) and not is_formula(part):
        return Markup("<code>{}</code>").format(part)
    return typeset(part) if len(part) > 1 else Markup("<var>{}</var>").format(part)
