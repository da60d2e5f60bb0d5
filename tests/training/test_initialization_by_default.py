"""Initialization by default: what is drawn, and where, if nothing is said."""

import torch
from hypothesis import given

from tests.support.axes import cells, row, table
from tests.support.claims import HOLDS, HOLDS_IF, claim
from tests.support.strategies import seeded, seeds
from tests.support.tolerance import assert_equal

DEEP = "chapter-three 7(2)"


@table(
    "fill, asked, meant",
    [
        row("normal", "normal_", (), (0.0, 1.0)),
        row("uniform", "uniform_", (), (0.0, 1.0)),
        row("sparse", "sparse_", (0.5,), (0.5, 0.01)),
    ],
)
@claim("random-init-gaussian-uniform", note=DEEP, verdict=HOLDS)
@claim("sparse-init", note=DEEP, verdict=HOLDS_IF)
@given(seed=seeds())
def test_is_of_mean_0_or_from_0_to_1(fill, asked, meant, seed, device, dtype):
    """Without numbers: N(0, 1) and U(0, 1), and among the zeros of a sparse matrix N(0, 0.01²)."""
    with seeded(seed, device):
        unsaid = fill(torch.empty(4, 3, device=device, dtype=dtype), *asked)
    with seeded(seed, device):
        said = fill(torch.empty(4, 3, device=device, dtype=dtype), *meant)

    assert_equal(unsaid, said)


@claim("random-init-gaussian-uniform", note=DEEP, verdict=HOLDS)
@cells(meta=True)
def test_of_a_linear_layer_makes_its_parameters_where_it_is_told(fresh_linear, device, dtype):
    """Weight and bias are made on the device and in the dtype asked for; in float32 if in none."""
    layer, plain = fresh_linear(3, 2, device=device, dtype=dtype), fresh_linear(3, 2)

    for parameter in layer.parameters():
        assert (parameter.device.type, parameter.dtype) == (torch.device(device).type, dtype)
    assert {parameter.dtype for parameter in plain.parameters()} == {torch.float32}
