"""The diabetes classifier: what its net is, and how its table is read and cut."""

import gzip
import io
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.statistics import risk
from tests.support.strategies import INTEGERS, gaussian, seeded, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

CODE = "pytorch-basics 7"
TABLES = tensors(INTEGERS, shape=st.tuples(st.integers(1, 5), st.integers(2, 9)))


def made(net_class, seed, device="cpu", dtype=torch.float32):
    with seeded(seed):
        return net_class().to(device, dtype)


def linear_layers(net):
    return [layer for layer in net.modules() if isinstance(layer, nn.Linear)]


def by_hand(net, row):
    """One patient's probability, in Python."""
    for layer in linear_layers(net):
        sums = [
            sum(w * x for w, x in zip(weights, row, strict=True)) + bias
            for weights, bias in zip(layer.weight.tolist(), layer.bias.tolist(), strict=True)
        ]
        row = [1 / (1 + math.exp(-z)) for z in sums]
    return row


@claim("mlp-864-1-shapes", note=CODE, verdict=HOLDS)
@given(rows=st.integers(0, 9), seed=seeds())
def test_maps_eight_features_to_six_to_four_to_one(diabetes_network, rows, seed, device):
    """The note: 8 features become 6, then 4, then 1. True of any number of rows."""
    net, shapes = made(diabetes_network, seed, device), []
    for layer in linear_layers(net):
        layer.register_forward_hook(lambda layer, x, y: shapes.append(tuple(y.shape)))

    p = net(gaussian(seed, rows, 8).float().to(device))

    assert shapes == [(rows, 6), (rows, 4), (rows, 1)]
    assert p.shape == (rows, 1)


@claim("mlp-864-1-params", note=CODE, verdict=HOLDS)
def test_has_87_parameters(diabetes_network):
    """What the note's widths make: 8·6 + 6, 6·4 + 4 and 4·1 + 1; 76 if it had no biases."""
    counts = [p.numel() for p in diabetes_network().parameters()]

    assert counts == [48, 6, 24, 4, 4, 1]
    assert sum(counts) == 87


@claim("mlp-nonlinear-space-map", note=CODE, verdict=IMPRECISE)
@given(seed=seeds(), scale=st.sampled_from([0.1, 1, 10]))
def test_is_a_sum_and_a_sigmoid_three_times(diabetes_network, seed, scale, device, dtype):
    """The note: each layer is a non-linear map. Only with the sigmoid behind it is it one."""
    net = made(diabetes_network, seed, device, dtype)
    x = (gaussian(seed, 3, 8) * scale).to(device, dtype)
    expected = torch.tensor([by_hand(net, row) for row in x.tolist()], dtype=torch.float64)

    p = net(x)

    assert_near(p, expected, roundings=4, scale=float(1 + x.abs().max()))


@claim("mlp-nonlinear-space-map", note=CODE, verdict=IMPRECISE)
@cells(dtypes=["float64"])
@given(seed=seeds())
def test_bends_what_its_linear_layers_alone_would_leave_straight(
    diabetes_network, seed, device, dtype
):
    """What the sigmoids add: without them the layers are one affine map, of weight W₃ W₂ W₁.

    With the sigmoids the logit is bent along any line, by 3e-6 to 0.5 here (2000 nets), where
    rounding makes 1e-15 of a straight one.
    """
    risk(2e-11)
    net = made(diabetes_network, seed, device, dtype)
    assert len(linear_layers(net)) == 3
    first, second, third = linear_layers(net)
    x = gaussian(seed + 1, 1, 8, scale=4).to(device) * torch.tensor([[0.0], [1], [2]]).to(device)
    weight = third.weight @ second.weight @ first.weight
    bias = third.weight @ (second.weight @ first.bias + second.bias) + third.bias

    logits = torch.logit(net(x.to(dtype)))

    assert (logits[0] - 2 * logits[1] + logits[2]).abs() > 1e-13
    assert_near(third(second(first(x))), x @ weight.T + bias, roundings=16, scale=8.0)


@claim("mlp-float32-required", note=CODE, verdict=HOLDS)
def test_refuses_the_float64_of_numpy(diabetes_network, device):
    """The note: read as float32. Needed: numpy's default is float64, and a layer's float32.

    Or the net is made float64, by net.double().
    """
    net, table = diabetes_network().to(device), np.zeros((2, 8))
    x = torch.from_numpy(table).to(device)

    assert net(x.float()).dtype == torch.float32
    with pytest.raises(RuntimeError, match="dtype"):
        net(x)
    assert net.double()(x).dtype == torch.float64


@claim("mlp-slice-all-but-last", note=CODE, verdict=HOLDS)
@claim("mlp-bracket-minus-one-keeps-2d", note=CODE, verdict=HOLDS)
@given(table=TABLES)
def test_cuts_the_last_column_off_as_a_matrix(diabetes_columns, table):
    """The note: [:, :-1] is all columns but the last, and [:, [-1]] the last, as a matrix. True.

    [:, -1] is a vector; the loss refuses it beside a net's column.
    """
    numbers = table.float().numpy()
    rows = table.tolist()

    x, y = diabetes_columns(numbers)

    assert x.tolist() == [row[:-1] for row in rows]
    assert y.tolist() == [row[-1:] for row in rows]
    vector = torch.from_numpy(numbers[:, -1])
    assert vector.shape == (len(rows),)
    with pytest.raises(ValueError, match="target size"):
        nn.BCELoss()(torch.full_like(y, 0.5), vector.ne(0).float())


@claim("mlp-slice-all-but-last", note=CODE, verdict=HOLDS)
def test_cannot_cut_a_table_of_one_row(diabetes_columns):
    """The condition: of one row loadtxt makes a vector, which has no columns: IndexError."""
    one = np.loadtxt(io.StringIO("1,2,3"), delimiter=",", dtype=np.float32)
    several = np.loadtxt(io.StringIO("1,2,3"), delimiter=",", dtype=np.float32, ndmin=2)

    with pytest.raises(IndexError):
        diabetes_columns(one)
    assert [part.shape for part in diabetes_columns(several)] == [(1, 2), (1, 1)]


@claim("mlp-from-numpy-shares", note=CODE, verdict=HOLDS)
@claim("mlp-bracket-minus-one-keeps-2d", note=CODE, verdict=HOLDS)
@given(table=TABLES)
def test_shares_the_memory_of_the_features_and_copies_the_label(diabetes_columns, table):
    """The note's from_numpy: x lies in the table's memory, in rows with a gap; y does not.

    A slice is a view; the list in [:, [-1]] selects, which copies.
    """
    numbers = table.float().numpy().copy()
    x, y = diabetes_columns(numbers)
    before = y.clone()

    numbers += 100

    assert x.tolist() == numbers[:, :-1].tolist()
    assert_equal(y, before)
    assert x.stride() == (numbers.shape[1], 1)
    assert x.is_contiguous() is (len(numbers) == 1)


@claim("mlp-from-numpy-negative-stride", note=CODE, verdict=HOLDS)
@pytest.mark.parametrize("axis", [0, 1])
def test_refuses_a_table_that_is_read_backwards(diabetes_columns, axis):
    """The note's from_numpy cannot share what numpy reads backwards: ValueError, unless copied."""
    backwards = np.flip(np.arange(6, dtype=np.float32).reshape(2, 3), axis)

    with pytest.raises(ValueError, match="negative"):
        diabetes_columns(backwards)
    assert diabetes_columns(backwards.copy())[0].tolist() == backwards[:, :-1].tolist()


@claim("mlp-loadtxt-gz", note=CODE, verdict=HOLDS)
@claim("mlp-float32-required", note=CODE, verdict=HOLDS)
@pytest.mark.parametrize(("name", "opened"), [("t.csv", open), ("t.csv.gz", gzip.open)])
def test_reads_a_table_gzipped_or_not(diabetes_table, tmp_path, name, opened):
    """The note reads diabetes.csv; its source is diabetes.csv.gz. loadtxt reads either, by name."""
    with opened(tmp_path / name, "wt") as file:
        file.write("1,2.5\n3,-4\n")

    table = diabetes_table(tmp_path / name)

    assert table.dtype == np.float32
    assert table.tolist() == [[1, 2.5], [3, -4]]


@claim("mlp-missing-file", note=CODE, verdict=HOLDS)
def test_fails_without_its_table(diabetes_table, tmp_path, monkeypatch):
    """The note does not say where diabetes.csv comes from: where it is not, FileNotFoundError."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(FileNotFoundError, match=r"diabetes\.csv"):
        diabetes_table("diabetes.csv")
    assert list(tmp_path.iterdir()) == []


@claim("mlp-missing-file", note=CODE, verdict=HOLDS)
def test_fails_on_a_table_with_a_header(diabetes_table):
    """What other copies of the table have: a first row of names. It is no number: ValueError."""
    lines = ["glucose,label", "1,0"]

    with pytest.raises(ValueError):
        diabetes_table(lines)
    assert diabetes_table(lines[1:]).tolist() == [1, 0]
