"""Formulas as docstrings have them, `y = γ · (x - mean) / √(var + eps) + β`, read as LaTeX.

The docstring stays what a reader of the code sees, and is the only source. The grammar, from
what binds loosest: lists, relations, sums, products and quotients, things side by side, powers
and indices. Two words side by side are prose, unless the first is a function: no formula.
"""

import re
import unicodedata
from collections.abc import Iterator

FUNCTIONS = re.compile(
    "exp|log|ln|cos|sin|max|min|mean|diag|tanh|sign|argmin|argmax|relu|sigmoid|softplus|Var"
)
PROSE = re.compile(
    "the|an|of|if|at|is|and|or|with|for|to|by|from|that|it|so|as|no|not|where|else|then|once|after"
    "|over|unless|instead|least|does|has|have|what|each|every"
)
JOINING = tuple("Σ∂∇…⋯")
RELATIONS = {"=": "=", "←": r"\leftarrow", "→": r"\to", "≤": r"\le", "≥": r"\ge", "<": r"\lt"}
RELATIONS |= {">": r"\gt", "≠": r"\ne", "≈": r"\approx", "∈": r"\in"}
SUMS = {"+": "+", "-": "-", "−": "-", "±": r"\pm"}
PRODUCTS = {"·": r"\cdot", "×": r"\times", "⊙": r"\odot", "∘": r"\circ", "/": "/"}
COMMAS = {",": ",", ";": ";"}
FENCES = {"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉", "|": "|", "‖": "‖"}
NAMES = {"⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil", "‖": r"\|"}
NAMES |= {"{": r"\{", "}": r"\}", "Σ": r"\sum", "∂": r"\partial ", "∇": r"\nabla ", "…": r"\ldots"}
NAMES |= {"∞": r"\infty", "⋯": r"\cdots", "½": r"\frac{1}{2}"}
ACCENTS = {"\u0302": r"\hat", "\u0304": r"\bar"}
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀⁿ", "0123456789-Tn", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ₙ", "0123456789n", strict=True))
WORTHY = re.compile(r"[=<>≤≥←→≈∈/·×⊙∘√Σ^²³ᵀ⁻+∂∇₀-₉⌊]|\b\w_| [-−] ")  # of being typeset
TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>\d+(?:\.\d+)?(?:e-?\d+)?(?:,\d{3})*)"
    r"|(?P<name>[A-Za-z]{2,}\d*(?:_[a-z]{2,})*(?![A-Za-z\d])|[A-Za-zα-ωΓΔΘΛΞΠΦΨΩ][\u0302\u0304]?)"
    rf"|(?P<raised>[{''.join(RAISED)}]+)|(?P<lowered>[{''.join(LOWERED)}]+)|(?P<sign>.)"
)


class Prose(Exception):
    """What was to be read is no formula."""


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The longest formulas in a line, and the prose between them."""
    words = text.split(" ")
    prose: list[str] = []
    while words:
        longest = range(len(words), 0, -1)
        end = next((n for n in longest if is_formula(" ".join(words[:n]).rstrip(".,;:"))), 0)
        if end and prose:
            yield " ".join(prose), False
            prose = []
        if end:
            run = " ".join(words[:end])
            formula = run.rstrip(".,;:")
            yield formula, True
            prose = [run.removeprefix(formula)] * (run != formula)
        prose += words[:1] if not end else []
        words = words[end or 1 :]
    if prose:
        yield " ".join(prose), False


def is_formula(text: str) -> bool:
    """Whether it reads as one, without a word at its ends that belongs to the prose around it."""
    try:
        return bool(latex(text)) and not re.search(r"^[A-Za-z]{2,}, |[,…] [A-Za-z]{2,}$", text)
    except Prose:
        return False


def latex(text: str) -> str:
    """A formula as LaTeX; raises `Prose` where it is none."""
    reader = Reader(text)
    found = reader.sequence()
    if reader.here[0] != "end" or not WORTHY.search(text):
        raise Prose(text)
    return found


class Reader:
    """One pass over the tokens of a formula."""

    def __init__(self, text: str) -> None:
        """Take it apart, accents from the letters under them."""
        tokens = TOKEN.finditer(unicodedata.normalize("NFD", text.strip()))
        self.tokens = [(str(m.lastgroup), m.group()) for m in tokens] + [("end", "")]
        self.at = 0
        self.closing = ""

    @property
    def here(self) -> tuple[str, str]:
        """The kind and text of the next token, blanks passed over."""
        self.at += self.tokens[self.at][0] == "space"
        return self.tokens[self.at]

    def take(self) -> str:
        """The next token, as LaTeX has it."""
        kind, text = self.here
        self.at += 1
        if kind == "name":
            letter, accent = text[0], ACCENTS.get(text[1:])
            if accent:
                return rf"{accent}{{{letter}}}"
            return text if len(text) == 1 else rf"\mathrm{{{text.replace('_', chr(92) + '_')}}}"
        return NAMES.get(text, text)

    def sign(self) -> str:
        """The next token as it stands."""
        text = self.here[1]
        self.at += 1
        return text

    def chain(self, separators: dict[str, str], part: str) -> str:
        """Parts with separators between them, one of which may lead or end."""
        found = "" if self.here[1] in separators else getattr(self, part)()
        while self.here[1] in separators and self.here[0] == "sign":
            found += f" {separators[self.sign()]} "
            if self.starts() or self.here[1] in SUMS:
                found += getattr(self, part)()
        return found

    def sequence(self) -> str:
        """Relations with commas between them."""
        return self.chain(COMMAS, "relation")

    def relation(self) -> str:
        """Sums with relations between them."""
        return self.chain(RELATIONS, "sum")

    def sum(self) -> str:
        """Terms with signs."""
        return f"{{{self.chain(SUMS, 'term')}}}"  # whose first sign is no subtraction

    def term(self) -> str:
        """Factors; a quotient is of the factors right and left of it."""
        factors = [self.factor()]
        while self.here[1] in PRODUCTS:
            sign = self.sign()
            factor = self.factor()
            if sign == "/":
                factors[-1] = rf"\frac{{{bare(factors[-1])}}}{{{bare(factor)}}}"
            else:
                factors += [PRODUCTS[sign], factor]
        return " ".join(factors)

    def factor(self) -> str:
        """Things side by side, no two of which are words."""
        found, word, joined = "", "", True
        while self.starts():
            kind, text = self.here
            name = text if kind == "name" and len(text) > 1 and text[1:] not in ACCENTS else ""
            attached = self.tokens[self.at - 1][0] != "space"
            alone = FUNCTIONS.fullmatch(word or name) and not (word and name)
            joined |= attached or text in JOINING
            if PROSE.fullmatch(name) or ((name or word) and not joined and not alone):
                raise Prose(text)
            found += r" \, " if found and (word or name) and not attached else " "
            found += self.power()
            word, joined = name, text in JOINING
        if not found:
            raise Prose(self.here[1])
        return found.strip()

    def starts(self) -> bool:
        """Whether a thing starts here."""
        kind, text = self.here
        if text == self.closing:
            return False
        return kind in ("number", "name") or text in FENCES or text in (*JOINING, "√", "∞", "½")

    def power(self) -> str:
        """A thing with its index and power, which follow without a blank."""
        found, index, power = self.atom(), "", ""
        while True:
            kind, text = self.tokens[self.at]
            if kind == "raised":
                power += "".join(RAISED[c] for c in text)
                self.at += 1
            elif kind == "lowered":
                index += "".join(LOWERED[c] for c in text)
                self.at += 1
            elif text in ("^", "_"):
                self.at += 1
                inner = bare(self.signed())
                index, power = (index + inner, power) if text == "_" else (index, power + inner)
            elif text == "'" and self.tokens[self.at + 1][0] != "name":
                power += r"\prime "
                self.at += 1
            else:
                break
        return found + f"_{{{index}}}" * bool(index) + f"^{{{power}}}" * bool(power)

    def signed(self) -> str:
        """An atom, perhaps with a sign before it."""
        return self.take() + self.atom() if self.here[1] in SUMS else self.atom()

    def atom(self) -> str:
        """A number, a name, a root or what stands between fences."""
        text = self.here[1]
        if text == "√":
            self.take()
            return rf"\sqrt{{{bare(self.power())}}}"
        if text in FENCES and text != self.closing:
            return self.fenced()
        if not self.starts():
            raise Prose(text)
        return self.take()

    def fenced(self) -> str:
        """What stands between fences, with them."""
        left, outer = self.here[1], self.closing
        opening = self.take()
        self.closing = FENCES[left]
        inner = "" if self.here[1] == self.closing else self.sequence()
        if self.here[1] != self.closing:
            raise Prose(inner)
        closing, self.closing = self.take(), outer
        return rf"\left{opening} {{{inner}}} \right{closing}"


def bare(latex: str) -> str:
    r"""Without the parentheses or braces around the whole: a fraction needs none."""
    match = re.fullmatch(r"\\left(?:\(|\\\{) \{(.*)\} \\right(?:\)|\\\})", latex)
    return match[1] if match and r"\right" not in match[1].partition(r"\left")[0] else latex
