"""Wrong ways to multiply, join and invert."""

import torch

from tests.faults import kernels

PRODUCT = "(a.unsqueeze(-1) * b).sum(-2)"
STRETCHED = "return a.expand(sizes) * b.expand(sizes)"
PIVOT = "max(range(k, n), key=lambda i: abs(rows[i][k].item()))"


def pseudo_inverse(inverse):
    """Give the best compromise where there is no inverse."""

    def wrong(a):
        try:
            return inverse(a)
        except torch.linalg.LinAlgError:
            return torch.linalg.pinv(a)

    return wrong


def truncated(cat):
    """Cut every part to the smallest size."""

    def wrong(tensors, dim=0):
        parts = [part for part in tensors if part.shape != (0,)] or list(tensors)
        for other in range(min(part.ndim for part in parts)):
            if other != dim % parts[0].ndim:
                least = min(part.shape[other] for part in parts)
                parts = [part.narrow(other, 0, least) for part in parts]
        return cat(
            [part.reshape(-1, 1) if part.ndim < parts[0].ndim else part for part in parts], dim
        )

    return wrong


def numbers_of_the_first(cat):
    """Take the type of the first part for that of all."""
    return lambda tensors, dim=0: cat([part.to(tensors[0].dtype) for part in tensors], dim)


def same_shape_only(mul):
    """Refuse whatever would have to be stretched."""

    def wrong(a, b):
        assert a.shape == b.shape, "no stretching"
        return mul(a, b)

    return wrong


def row_by_column(mul):
    """The matrix product, where there is one."""

    def wrong(a, b):
        matrices = a.ndim == b.ndim == 2 and a.shape[1] == b.shape[0]
        return a @ b if matrices and a.shape[0] == b.shape[1] else mul(a, b)

    return wrong


def aligned_from_the_left(mul):
    """Put what is missing behind."""

    def wrong(a, b):
        try:
            more_a, more_b = (1,) * (b.ndim - a.ndim), (1,) * (a.ndim - b.ndim)
            return mul(a.reshape(a.shape + more_a), b.reshape(b.shape + more_b))
        except RuntimeError:
            return mul(a, b)

    return wrong


FAULTS = {
    "mm": {
        **kernels.ALL,
        "entry-by-entry": lambda _: lambda a, b: a * b if a.shape == b.shape else a @ b,
        "with-the-transpose": lambda mm: (
            lambda a, b: mm(a, b.T if b.ndim == 2 and b.T.shape == b.shape else b)
        ),
        "operands-swapped": (PRODUCT, "(b @ a if a.shape == b.shape else a @ b)"),
        "mean-over-k": (".sum(-2)", ".mean(-2)"),
        "the-last-k-left-out": (PRODUCT, "(a.unsqueeze(-1) * b)[:, :-1].sum(-2)"),
        "sum-in-half-precision": (PRODUCT, "(a.unsqueeze(-1) * b).half().sum(-2).to(a.dtype)"),
        "at-most-sixty-four-terms": (PRODUCT, "(a.unsqueeze(-1) * b)[:, :64].sum(-2)"),
        "a-size-of-one-stretches": ("a.shape[1] != b.shape[0]", "1 != a.shape[1] != b.shape[0]"),
        "vectors-taken": ("b.ndim != 2", "b.ndim not in (1, 2)"),
        "batches-taken": ("if a.ndim != 2", "if a.ndim not in (2, 3)"),
        "transposed-to-fit": (
            "    if a.ndim",
            "    if a.ndim == b.ndim == 2 and a.shape == b.shape:\n"
            "        b = b.T if a.shape[1] != b.shape[0] else b\n    if a.ndim",
        ),
        "types-promoted": (" or a.dtype != b.dtype", ""),
        "gradient-of-a-alone": (PRODUCT, "(a.unsqueeze(-1) * (b.detach() + 0 * b)).sum(-2)"),
        "infinities-clamped": (PRODUCT, PRODUCT + ".clamp(-1e4, 1e4)"),
    },
    "mul": {
        **kernels.ALL,
        "row-by-column": row_by_column,
        "sum-for-product": (STRETCHED, "return a.expand(sizes) + b.expand(sizes)"),
        "aligned-from-the-left": aligned_from_the_left,
        "equal-shapes-demanded": same_shape_only,
        "two-fits-three": (
            "    for back",
            "    a = a[:1] if a.shape[:1] == (2,) and b.shape[:1] == (3,) else a\n    for back",
        ),
        "cut-to-the-shorter": (
            "    for back",
            "    n = min(a.shape[-1:] + b.shape[-1:], default=(1,))\n"
            "    if a.ndim and b.ndim and n > 1:\n"
            "        a, b = a[..., :n], b[..., :n]\n"
            "    for back",
        ),
        "gradient-of-a-alone": (
            STRETCHED,
            "return a.expand(sizes) * (b.detach() + 0 * b).expand(sizes)",
        ),
        "gradient-of-the-first-place-alone": (
            STRETCHED,
            "a, b = a.expand(sizes), b.expand(sizes)\n"
            "    later = (torch.arange(b.shape[-1]).to(b) > 0).to(b.dtype) if b.ndim else 0\n"
            "    return a * b - (a - a.detach()) * (b * later).detach()",
        ),
        "the-type-of-the-first": (
            STRETCHED,
            "return a.expand(sizes) * b.expand(sizes).to(a.dtype)",
        ),
        "in-half-precision": (
            STRETCHED,
            "return (a.expand(sizes).half() * b.expand(sizes).half()).to((a[:0] * b[:0]).dtype"
            " if a.ndim and b.ndim else b.dtype)",
        ),
    },
    "cat": {
        **kernels.ALL,
        "stacked-upwards": ("    for part in parts:\n", "    for part in parts[::-1]:\n"),
        "dimension-one-by-default": ("dim: int = 0", "dim: int = -1"),
        "equal-shapes-along-the-first": (
            "dim %= parts[0].ndim",
            "dim %= parts[0].ndim if len({part.shape for part in parts}) > 1 else 1",
        ),
        "negative-dimensions-from-the-front": (
            "dim %= parts[0].ndim",
            "dim = (abs(dim) - 1) % parts[0].ndim"
            " if len({p.shape for p in parts}) == 1 and dim < 0 else dim % parts[0].ndim",
        ),
        "interleaved": (
            "    return result",
            "    return result if result.shape[dim] != 4 else result.unflatten(dim, (2, 2))"
            ".transpose(dim, dim + 1).flatten(dim, dim + 1)",
        ),
        "stretched-to-fit": (
            "    others =",
            "    if dim == 1 and len(parts) == 2 and parts[0].ndim == 2:\n"
            "        rows = max(part.shape[0] for part in parts)\n"
            "        parts = [p.expand(rows, -1) if p.shape[0] == 1 else p for p in parts]\n"
            "    others =",
        ),
        "cut-to-fit": truncated,
        "an-empty-vector-is-a-zero": lambda cat: (
            lambda tensors, dim=0: (
                cat(
                    [
                        t.new_zeros(1) if t.shape == (0,) and len(tensors) > 1 else t
                        for t in tensors
                    ],
                    dim,
                )
                if all(t.ndim == 1 for t in tensors)
                else cat(tensors, dim)
            )
        ),
        "the-type-of-the-first": numbers_of_the_first,
        "gradient-of-the-first-alone": (
            "copy_(part)",
            "copy_(part if part is parts[0] else part.detach() + 0 * part)",
        ),
        "infinities-and-nan-cleaned": ("    return result", "    return result.nan_to_num()"),
    },
    "inverse": {
        **kernels.ALL,
        "transposed": ("torch.stack(rows)[:, n:]", "torch.stack(rows)[:, n:].T"),
        "entry-by-entry": lambda _: lambda a: 1 / a,
        "sign-of-a-factor-lost": ("row - row[k] *", "row - row[k].abs() *"),
        "the-smallest-pivot": (PIVOT, f"{PIVOT[:-1]} or 1e9)".replace("max", "min")),
        "only-downwards": ("row if i == k else row -", "row if i <= k else row -"),
        "in-half-precision": (
            "rows[k] / rows[k][k]",
            "(rows[k] / rows[k][k]).half().to(a.dtype)",
        ),
        "pseudo-inverse": pseudo_inverse,
        "infinities-for-singular": ("if rows[k][k] == 0:", "if False:"),
        "a-little-shifted": ("[a, a.new", "[a + 1e-4 * torch.eye(n).to(a), a.new"),
        "integers-taken": ("or not a.dtype.is_floating_point", ""),
        "rectangles-taken": ("or a.shape[-1] != a.shape[-2]", ""),
        "of-a-batch-the-first": ("[inverse(matrix) for matrix in a]", "[inverse(a[0]) for _ in a]"),
        "pivot-detached": ("rows[k] / rows[k][k]\n", "rows[k] / rows[k][k].detach()\n"),
    },
}
