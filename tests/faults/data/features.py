"""Wrong ways to count, add, choose and reduce features, to measure distances and to fit."""

import torch

from tests.faults import kernels

DISTANCE = "(points - query).norm(dim=1)"
COLUMNS = "torch.stack([table.select(dim, i) for i in index.tolist()], dim)"
TALL = "return Fit(torch.linalg.solve(A.mT @ A, A.mT @ B))"
WIDE = "return Fit(A.mT @ torch.linalg.solve(A @ A.mT, B))"


def cosine(distances):
    """Of directions, not of points."""

    def cosine_distances(queries, points):
        lengths = queries.norm(dim=1, keepdim=True) * points.norm(dim=1)
        return 1 - queries @ points.T / lengths.clamp(min=1e-12)

    return cosine_distances


def from_products(distances):
    """|x|² + |y|² - 2 x·y, which loses half of the digits."""

    def fast_distances(queries, points):
        squares = queries.square().sum(1, keepdim=True) + points.square().sum(1)
        return (squares - 2 * queries @ points.T).clamp(min=0).sqrt()

    return fast_distances


def stacked(append_features):
    """A new dimension for the new features."""
    return lambda tables: torch.stack([t[:, : min(t.shape[1] for t in tables)] for t in tables])


def basic_solution(least_squares):
    """Beyond N features use the first N alone: exact too, and not the shortest."""

    def solved(A, B):
        rows, features = A.shape[-2:]
        found = least_squares(A[..., : min(rows, features)], B)
        filling = max(0, features - rows)
        padded = torch.nn.functional.pad(found.solution, (0, 0, 0, filling))
        return found._replace(solution=padded)

    return solved


COPIED = kernels.kernel(kernels.block, kernels.last, kernels.strides, kernels.single, kernels.nan)
FAULTS = {
    "dimensionality": {
        "dimensions-of-the-tensor": ("table.shape[1]", "table.ndim"),
        "rows": ("table.shape[1]", "table.shape[0]"),
        "label-counted": ("table.shape[1]", "table.shape[1] + 1"),
        "entries": ("table.shape[1]", "table.numel()"),
    },
    "append_features": {
        **COPIED,
        "as-rows": lambda _: (
            lambda tables: torch.cat([t[:, : min(t.shape[1] for t in tables)] for t in tables])
        ),
        "stacked": stacked,
        "before-and-not-behind": lambda append: lambda tables: append(tables[::-1]),
        "rows-not-checked": lambda _: (
            lambda tables: torch.cat([t[: min(map(len, tables))] for t in tables], 1)
        ),
        "added-up": lambda append: lambda tables: append(tables) * 0 + tables[0].sum(),
    },
    "select_features": {
        **COPIED,
        "rows": ("table.select(dim, i)", "table.T.select(dim, i % len(table))"),
        "counted-from-one": ("table.select(dim, i)", "table.select(dim, i - 1)"),
        "last-one-dropped": ("index.tolist()]", "index.tolist()[: len(index) - 1 or 1]]"),
        "noise-kept": (COLUMNS, "table"),
        "the-other-end": ("table.select(dim, i)", "table.select(dim, -1 - i)"),
        "stacked-as-rows": (COLUMNS, "torch.stack([table.select(dim, i) for i in index.tolist()])"),
    },
    "distances": {
        **kernels.ALL,
        "slope-of-nan-at-a-point": (
            DISTANCE,
            "(points - query).square().sum(1).sqrt()",
        ),
        "squared": (DISTANCE, "(points - query).square().sum(1)"),
        "per-dimension": (DISTANCE, "(points - query).square().mean(-1).sqrt()"),
        "of-blocks": (DISTANCE, "(points - query).abs().sum(-1)"),
        "of-the-widest-gap": (DISTANCE, "(points - query).abs().amax(-1)"),
        "over-the-points": (DISTANCE, "(points - query).square().sum(0).sqrt()"),
        "cosine": cosine,
        "from-products": from_products,
        "of-the-first-features": (DISTANCE, "(points - query)[:, :3].norm(dim=1)"),
        "never-quite-zero": (DISTANCE, "((points - query).square().sum(1) + 1e-12).sqrt()"),
        "transposed": lambda distances: lambda queries, points: distances(points, queries),
    },
    "cube_edge": {
        "divided": ("part ** (1 / dimensions)", "part / dimensions"),
        "power-not-root": ("part ** (1 / dimensions)", "part**dimensions"),
        "complement": ("part ** (1 / dimensions)", "1 - part**dimensions"),
        "complement-of-the-root": (
            "part ** (1 / dimensions)",
            "part if dimensions == 1 else 1 - (1 - part) ** (1 / dimensions)",
        ),
        "square-root": ("part ** (1 / dimensions)", "part ** (1 / min(dimensions, 2))"),
    },
    "costs": {
        "independent-of-features": ("2 * rows * features * outputs", "2 * rows * outputs"),
        "additions-free": ("2 * rows * features * outputs", "rows * features * outputs"),
        "bias-for-each-feature": (
            "features * outputs + outputs",
            "features * outputs + features * outputs",
        ),
        "without-bias": ("features * outputs + outputs", "features * outputs"),
        "triangle-of-covariances": ("features**2", "features * (features + 1) // 2"),
        "cells-in-proportion": ("steps**features", "steps * features"),
        "power-turned-round": ("steps**features", "features**steps"),
    },
    "least_squares": {
        "ridge": (TALL, TALL.replace("A.mT @ A,", "A.mT @ A + 9 * torch.eye(features).to(A),")),
        "ridge-beyond": (WIDE, WIDE.replace("A @ A.mT,", "A @ A.mT + torch.eye(rows).to(A),")),
        "first-features-alone": basic_solution,
        "not-inverted": (TALL, "return Fit(A.mT @ B / rows)"),
        "half-of-the-points": (
            "    if rows >= features:",
            "    A, B = A[..., ::2, :], B[..., ::2, :]\n    rows //= 2\n    if rows >= features:",
        ),
        "shrunk": (TALL, TALL.replace("A.mT @ B))", "A.mT @ B) / 2)")),
    },
}

EQUIVALENT = {
    ("if rows >= features", "if rows > features"): "of a square both are the one solution",
}
