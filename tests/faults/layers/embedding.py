"""Wrong ways to look up a row."""

import torch

from concepts.layers.embedding import one_hot_embedding
from tests.faults import kernels

LOOKUP = "self.weight.index_select(0, indices.flatten().long())"
RANGE = "known = (indices >= 0) & (indices < self.num_embeddings)"
DTYPES = "if indices.dtype not in (torch.int64, torch.int32):"


def by_product(layer):
    """Multiplies by one-hot vectors, which spreads what is not finite."""

    class Product(layer):
        def forward(self, indices):
            found = super().forward(indices)
            return found if found.is_meta else one_hot_embedding(indices, self.weight)

    return Product


def once(layer):
    """Of a symbol that occurs twice, one place alone passes its gradient on."""

    class Once(layer):
        def forward(self, indices):
            rows = super().forward(indices)
            if not indices.numel() or rows.is_meta:
                return rows
            flat = indices.flatten().tolist()
            first = torch.tensor([place not in flat[:i] for i, place in enumerate(flat)])
            keep = first.view(indices.shape).unsqueeze(-1).to(rows.device)
            return torch.where(keep, rows, rows.detach())

    return Once


FAULTS = {
    "embedding": {
        **kernels.kernel(
            kernels.block, kernels.last, kernels.single, kernels.gradient, kernels.nan
        ),
        "product-with-a-one-hot": by_product,
        "one-gradient-for-repeated-symbols": once,
        "next-row": (LOOKUP, "self.weight.roll(-1, 0).index_select(0, indices.flatten().long())"),
        "columns-for-rows": (
            LOOKUP,
            "self.weight.T.reshape(self.weight.shape).index_select(0, indices.flatten().long())",
        ),
        "normalised-rows": (
            LOOKUP,
            LOOKUP + "\n        rows = rows / rows.norm(dim=-1, keepdim=True).clamp(min=1)",
        ),
        "gradient-for-every-row": (
            LOOKUP,
            LOOKUP + " + 0.5 * (self.weight - self.weight.detach()).sum()",
        ),
        "gradient-of-the-mean": (
            LOOKUP,
            LOOKUP + "\n        rows = rows.detach() + (rows - rows.detach()) / max(len(rows), 1)",
        ),
        "gradient-in-half-precision": (
            LOOKUP,
            LOOKUP + "\n        forward = rows.detach()"
            "\n        rows = forward + (rows - forward).bfloat16().to(rows.dtype)",
        ),
        "no-gradient": (LOOKUP, LOOKUP + "\n        rows = rows.detach() + 0 * rows"),
        "padding-gets-a-gradient": ("rows.detach(), rows)", "rows, rows)"),
        "padding-alone-gets-a-gradient": ("rows.detach(), rows)", "rows, rows.detach())"),
        "padding-not-counted-from-the-end": (
            "(indices == self.padding_idx).unsqueeze(-1)",
            "(indices == (self.padding_idx if self.padding_idx < 3 else -1)).unsqueeze(-1)",
        ),
        "padding-starts-like-the-others": ("table[padding_idx] = 0", "table[padding_idx] *= 1"),
        "first-row-starts-at-zero": (
            "        self.padding_idx = padding_idx\n",
            "        table[0] = 0\n        self.padding_idx = padding_idx\n",
        ),
        "uniform-start": (".normal_()", ".uniform_(-(3**0.5), 3**0.5)"),
        "start-of-deviation-one-over-root-width": (
            ".normal_()",
            ".normal_(std=embedding_dim**-0.5)",
        ),
        "zeros-at-the-start": (".normal_()", ".zero_()"),
        "counts-from-the-end": (
            RANGE,
            "known = indices < self.num_embeddings\n"
            "        indices = indices % self.num_embeddings",
        ),
        "wraps-around": (
            RANGE,
            "indices = indices % self.num_embeddings\n        known = indices >= 0",
        ),
        "clamped": (
            RANGE,
            "indices = indices.clamp(0, self.num_embeddings - 1)\n        known = indices >= 0",
        ),
        "any-integers": (DTYPES, "if indices.is_floating_point():"),
        "floats-truncated": (DTYPES, "if indices.dtype in (torch.uint8, torch.bool):"),
        "long-alone": (
            DTYPES,
            "indices = indices if indices.dtype == torch.int64 else indices * 0\n        " + DTYPES,
        ),
        "width-before-the-shape": (
            "if self.padding_idx is None:\n            return rows",
            "if self.padding_idx is None:\n            return rows.movedim(-1, 0)",
        ),
        "at-least-one-axis": (
            "rows = rows.view(*indices.shape, self.embedding_dim)",
            "rows = rows.view(*(indices.shape or (1,)), self.embedding_dim)",
        ),
        "never-wider-than-the-rows-are-many": (
            "table = torch.empty(num_embeddings, embedding_dim,",
            "self.embedding_dim = embedding_dim = min(num_embeddings, embedding_dim)\n"
            "        table = torch.empty(num_embeddings, embedding_dim,",
        ),
        "one-hot-rows": (".normal_()", ".zero_().fill_diagonal_(1)"),
        "padding-row-zero-out": (
            "return torch.where((indices == self.padding_idx).unsqueeze(-1), rows.detach(), rows)",
            "return torch.where((indices == self.padding_idx).unsqueeze(-1),"
            " torch.zeros_like(rows), rows)",
        ),
        "same-table-each-time": (
            ".normal_()",
            ".normal_(generator=torch.Generator().manual_seed(torch.initial_seed()))",
        ),
        "padding-minus-not-mod": (
            "padding_idx = padding_idx % num_embeddings",
            "padding_idx = padding_idx % num_embeddings if padding_idx > -2 else 0",
        ),
    },
}

EQUIVALENT = {
    ("device=device", "device=None"): "the tests run on one device",
    ("device=device, ", ""): "the tests run on one device",
    ("device=table.device", "device=None"): "the tests run on one device",
    (", device=table.device", ", "): "the tests run on one device",
    (">= 0) & (", ">= 0) | ("): "index_select refuses the same on a cpu",
    ("indices < self.num", "indices <= self.num"): "index_select refuses the same on a cpu",
}
