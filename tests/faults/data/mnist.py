"""Edits of the source of the digits that nobody can notice."""

EQUIVALENT = {
    ("usedforsecurity=False", "usedforsecurity=True"): "the same sum; some systems refuse it",
    ("usedforsecurity=False", "usedforsecurity=None"): "the same sum; some systems refuse it",
    (", usedforsecurity=False", ", "): "the same sum; some systems refuse it",
}
