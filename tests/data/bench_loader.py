"""The loader: what fetching one sample at a time costs, next to cutting tensors that are there."""

import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from concepts.data import loader as reference


def resident(data, size):
    """The same batches, gathered from the tensors as a whole."""
    order = torch.randperm(len(data), device=data.tensors[0].device)
    return [[tensor[rows] for tensor in data.tensors] for rows in order.split(size)]


@pytest.mark.parametrize(
    "implementation",
    [
        lambda data, size: list(reference.DataLoader(data, size, shuffle=True)),
        lambda data, size: list(DataLoader(data, size, shuffle=True)),
        resident,
    ],
    ids=["reference", "torch", "resident"],
)
@pytest.mark.parametrize("size", [32, 256], ids="batch={}".format)
def test_epoch(bench, implementation, size, device):
    """5000 rows of 64 numbers, with a label each."""
    data = TensorDataset(torch.zeros(5000, 64, device=device), torch.zeros(5000, device=device))

    batches = bench(f"epoch batch={size}", implementation, data, size)

    assert sum(len(labels) for _, labels in batches) == 5000
