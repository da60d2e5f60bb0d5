"""Wrong ways to read a listing."""

FAULTS = {
    "without_indentation": {
        "trailing-blanks-alone": ("line.lstrip()", "line.rstrip()"),
        "lines-joined": ('"\\n".join', '" ".join'),
        "nested-lines-alone": ("line.lstrip()", 'line.replace("        ", "    ")'),
        "every-blank": ("line.lstrip()", 'line.replace(" ", "")'),
    },
    "unused_imports": {
        "attributes-are-uses": (
            "return bound - read",
            "return bound - read - {n.attr for n in nodes if isinstance(n, ast.Attribute)}",
        ),
        "assignment-is-a-use": (" and isinstance(n.ctx, ast.Load)", ""),
        "alias-ignored": ("a.asname or a.name", "a.name"),
        "whole-path-bound": ('a.name.partition(".")[0]', "a.name"),
        "last-part-bound": ('a.name.partition(".")[0]', 'a.name.rpartition(".")[2]'),
        "plain-imports-alone": ("ast.Import | ast.ImportFrom", "ast.Import"),
    },
}
