"""An embedding is a table with a row for each symbol, and looking up is multiplying by a one-hot:

    lookup(i) = table[i] = onehot(i) · table,    ∂L/∂table[i] = the sum over the places that hold i

One multiplication by 1 and many by 0: the product is the row, bit for bit, unless the table holds
an inf or a nan, which 0 does not silence. The width is free, above or below the number of symbols.

Shapes: indices of any shape (...), int64 or int32, to (..., width). Table (symbols, width) from
N(0, 1). IndexError for an index outside of 0 … symbols - 1: unlike a list, it does not count from
the end. RuntimeError for other dtypes. The row `padding_idx` starts at 0 and gets no gradient.

Source: pytorch-basics 11.3.
"""

import torch
from torch import Tensor, nn


class Embedding(nn.Module):
    """A table of `num_embeddings` rows of width `embedding_dim`; torch's other options left out."""

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        *,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        """Draw the table from N(0, 1); `padding_idx` may count from the end."""
        super().__init__()
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        table = torch.empty(num_embeddings, embedding_dim, device=device, dtype=dtype).normal_()
        if padding_idx is not None:
            padding_idx = padding_idx % num_embeddings
            table[padding_idx] = 0
        self.padding_idx = padding_idx
        self.weight = nn.Parameter(table)

    def forward(self, indices: Tensor) -> Tensor:
        """The rows at `indices`."""
        if indices.dtype not in (torch.int64, torch.int32):
            raise RuntimeError(f"expected indices of type Long or Int, not {indices.dtype}")
        known = (indices >= 0) & (indices < self.num_embeddings)
        if not indices.is_meta and not known.all():
            raise IndexError(f"index out of range of a table of {self.num_embeddings} rows")
        rows = self.weight.index_select(0, indices.flatten().long())
        rows = rows.view(*indices.shape, self.embedding_dim)
        if self.padding_idx is None:
            return rows
        return torch.where((indices == self.padding_idx).unsqueeze(-1), rows.detach(), rows)


def one_hot_embedding(indices: Tensor, table: Tensor) -> Tensor:
    """The same as a product: symbols × width multiplications for what is a lookup."""
    symbols = torch.arange(len(table), device=table.device)
    return (indices.unsqueeze(-1) == symbols).to(table.dtype) @ table
