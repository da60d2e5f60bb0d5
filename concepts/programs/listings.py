"""What a printed listing needs before it runs: its indentation, and what it imports but not uses.

A name that an import binds is used if the program reads that name. `torch.utils.data.DataLoader`
reads `torch` alone: an import of DataLoader beside it is idle.

Sources: chapter-three 8; softmax-regression; pytorch-basics, all programs.
"""

import ast


def without_indentation(source: str) -> str:
    """The lines of a program with the blanks before each one lost, as a careless copy has them."""
    return "\n".join(line.lstrip() for line in source.splitlines())


def unused_imports(source: str) -> set[str]:
    """The names that the imports of a program bind and nothing reads; SyntaxError if it is none."""
    nodes = list(ast.walk(ast.parse(source)))
    aliases = [a for n in nodes if isinstance(n, ast.Import | ast.ImportFrom) for a in n.names]
    bound = {a.asname or a.name.partition(".")[0] for a in aliases}
    read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return bound - read
