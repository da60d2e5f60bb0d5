"""Formulas: read off the docstrings of the concepts, without one of them being written twice."""

import ast
import re

import pytest

from tests.support.site import docstring
from tests.support.site.formula import is_formula, latex, runs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p_i = exp(x_i) / Σ_j exp(x_j)", r"p_{i} = \frac{exp(x_{i})}{\sum_{j} exp(x_{j})}"),
        ("γ · (x - mean) / √(var + eps) + β", r"γ \cdot \frac{x - mean}{\sqrt{var + eps}} + β"),
        ("s²/M · (N - M)/(N - 1)", r"\frac{s^{2}}{M} \cdot \frac{N - M}{N - 1}"),
        ("W₃ = AᵀB⁻¹", r"W_{3} = A^{T} B^{-1}"),
        ("m̂ = m / (1 - beta1^t)", r"\hat{m} = \frac{m}{1 - beta1^{t}}"),
        ("θ ← θ - lr ∇f(θ)", r"θ \leftarrow θ - lr \nabla f(θ)"),
        ("h_{t-1} ≥ -|w|", r"h_{t - 1} \ge - |w|"),
        ("weight_decay · θ", r"weight\_decay \cdot θ"),
    ],
)
def test_are_read_as_mathematicians_do(text, expected):
    found = re.sub(r"\\(left|right|mathrm)\b|\\,", "", latex(text))

    def plain(formula):
        return re.sub(r"[{} ]", "", formula)

    assert plain(found) == plain(expected)


@pytest.mark.parametrize(
    "text", ["mean 0, variance 1", "the first = 1", "x is y", "loss.backward()", "half-planes", "("]
)
def test_are_not_seen_where_there_is_prose(text):
    assert not is_formula(text)


def test_stand_out_of_the_prose_around_them():
    line = "s = s · etaplus if σ > 0, kept within step_sizes; from lr"

    assert [run for run, formula in runs(line) if formula] == ["s = s · etaplus", "σ > 0"]
    assert "".join(run for run, _ in runs(line)).replace(" ", "") == line.replace(" ", "")


def test_become_mathml_with_the_text_beside():
    html = docstring.html("What it is:\n\n    y = x / 2      <at> first\n")

    assert '<math alttext="y = x / 2"' in html
    assert "<mfrac>" in html
    assert "&lt;at&gt; first" in html


def test_leave_the_prose_around_them_its_marks():
    assert "<code>fit</code>" in docstring.html("Call `fit`, <b>.")
    assert "&lt;b&gt;" in docstring.html("Call `fit`, <b>.")
    assert (
        docstring.answered("The note: x. No: <y>.")
        == "The note: x. <strong>No</strong>: &lt;y&gt;."
    )


def test_of_most_concepts_are_typeset(pytestconfig):
    texts = [
        ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        for path in (pytestconfig.rootpath / "concepts").glob("*/*.py")
    ]
    having = [text for text in texts if re.search(r"^    \S|:  \S", text, re.MULTILINE)]
    typeset = [text for text in having if "<math" in docstring.html(text)]

    assert len(having) > 60
    assert len(typeset) >= len(having) - 5  # whose lines are code
