"""An embedding: a product with one-hot vectors, the reference's lookup, and the fused kernel."""

import pytest
import torch

from concepts.layers.embedding import Embedding, one_hot_embedding


class Product(Embedding):
    """Every lookup as a product."""

    def forward(self, indices):
        return one_hot_embedding(indices, self.weight)


@pytest.mark.parametrize(
    "layer", [Product, Embedding, torch.nn.Embedding], ids=["product", "reference", "fused"]
)
@pytest.mark.parametrize("rows", [64, 2048], ids="rows={}".format)
def test_step(bench, layer, rows, device):
    """1024 lookups of width 64, and the gradient of the table."""
    indices = torch.randint(rows, (1024,), generator=torch.Generator().manual_seed(0)).to(device)
    table = layer(rows, 64).to(device)

    def step():
        return torch.autograd.grad(table(indices).sum(), table.weight)[0]

    gradient = bench(f"embedding rows={rows}", step)

    assert gradient.shape == table.weight.shape
