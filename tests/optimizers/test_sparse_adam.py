"""SparseAdam: Adam that leaves alone whatever a gradient does not name.

All claims are about float32 and float64: in float16 eps is zero, and bfloat16 has two digits.
"""

from math import isnan, nan, sqrt

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.optimizers.adam import Adam
from tests.optimizers.paths import each, path, rates, starts, steep
from tests.support import versions
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, REALS, tensors
from tests.support.tolerance import assert_equal, assert_near

NOTE = "chapter-three 6(7)"

ROWS, SIDE, STEPS, WORDS = 4, 2, 6, 5
betas = st.tuples(st.floats(0, 0.9), st.floats(0.5, 0.999))
tables = tensors(REALS, shape=(ROWS, SIDE))
texts = st.lists(st.lists(st.integers(0, ROWS - 1), max_size=WORDS), min_size=STEPS, max_size=STEPS)
"""For each step the rows that its gradient names: some twice, some steps none."""
pulls = st.builds(
    lambda whole, powers: whole * 2.0 ** torch.tensor(powers)[:, None, None],
    tensors(INTEGERS, shape=(STEPS, WORDS, SIDE)),
    st.lists(st.integers(-20, 20), min_size=STEPS, max_size=STEPS),
)
"""What they say of it; the sums of those of one row are exact."""


def loop_sparse_adam(places, gradients, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
    """Where each step leads from where it starts; nan is no gradient."""
    beta1, beta2 = betas
    m = v = 0.0
    for t, (x, g) in enumerate(zip(places, gradients, strict=False), 1):
        if isnan(g):
            yield x
            continue
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        yield x - lr * sqrt(1 - beta2**t) / (1 - beta1**t) * m / (sqrt(v) + eps)


def read(optimizer, table, text, pull, **options):
    """The places of a table, at the start and after each step, a row a place; its gradients."""
    weight = table.clone().requires_grad_()
    made = optimizer([weight], **options)
    places, gradients = [table.flatten()], []
    for words, values in zip(text, pull.to(table), strict=True):
        named = torch.tensor([words], dtype=torch.long, device=table.device)
        said = values[: len(words)]
        weight.grad = torch.sparse_coo_tensor(named, said, table.shape, **versions.CHECKED)
        made.step()
        places.append(weight.detach().flatten().clone())
        gradient = weight.grad.to_dense()
        gradient[[row for row in range(ROWS) if row not in words]] = nan
        gradients.append(gradient.flatten())
    return torch.stack(places), torch.stack(gradients)


@claim("sparseadam-rule", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.5)
@given(
    table=tables,
    text=texts,
    pull=pulls,
    options=st.fixed_dictionaries(
        {"lr": rates, "betas": betas}, optional={"eps": st.sampled_from([1e-8, 1e-3, 0.1])}
    ),
)
def test_moves_the_rows_that_a_gradient_names(
    sparse_adam, table, text, pull, options, device, dtype
):
    """The note lists SparseAdam and its options. True: each step follows its formula.

    Only rows in the gradient move; a row named twice is moved once, by the sum. t counts the steps
    of the table, not of the row. eps is added before the second mean is corrected, where Adam adds
    it after. Before torch 2.0 a gradient without rows was an error of shapes.
    """
    if not versions.SPARSE_ADAM_TAKES_NO_ROWS:
        text = [words or [0] for words in text]
    places, gradients = read(sparse_adam, table.to(device, dtype), text, pull, **options)

    expected = each(loop_sparse_adam, places, gradients, **options)
    scale = places[:-1].abs() + 3 * options["lr"]
    assert_near(places[1:], expected, roundings=24, scale=scale)


@claim("sparseadam-differs-from-adam", note=NOTE, verdict=IMPRECISE)
@cells(dtypes=WIDE, examples=0.25)
@given(table=tables, pull=pulls, lr=rates)
def test_leaves_alone_a_row_that_adam_would_move(sparse_adam, table, pull, lr, device, dtype):
    """The name: Adam for sparse gradients. Not quite: a row without a gradient does not move.

    Adam, for which the missing gradient is a zero, goes on by its momentum.
    """
    start, pull = table.to(device, dtype), pull.abs().add(1)
    text = [[0, 1], *[[0]] * (STEPS - 1)]

    lazy, gradients = read(sparse_adam, start, text, pull, lr=lr)
    weight = start.clone().requires_grad_()
    made, busy = Adam([weight], lr=lr), []
    for gradient in gradients.nan_to_num(nan=0.0):
        weight.grad = gradient.view_as(weight)
        made.step()
        busy.append(weight.detach()[1].clone())

    second = lazy[1:, SIDE : 2 * SIDE]
    assert_equal(second, second[0].expand_as(second))
    assert (torch.stack(busy).diff(dim=0) < -0.1 * lr).all()


@claim("sparseadam-differs-from-adam", note=NOTE, verdict=IMPRECISE)
@cells(dtypes=WIDE, examples=0.25)
@given(start=starts, slope=steep, lr=rates, betas=betas)
def test_is_adam_where_every_row_has_a_gradient(
    sparse_adam, start, slope, lr, betas, device, dtype
):
    """How far it is Adam: where every row has a gradient, and eps, added elsewhere, is tiny."""
    x, g = start.to(device, dtype)[:4], slope.to(device, dtype)[:STEPS, :4]
    text = [list(range(ROWS))] * STEPS

    lazy, _ = read(
        sparse_adam, x.view(4, 1), text, g.view(STEPS, 4, 1), lr=lr, betas=betas, eps=1e-36
    )
    beside = torch.zeros(STEPS, 6, device=device, dtype=dtype)
    beside[:, :4] = g
    expected = path(Adam, start.to(device, dtype), beside, lr=lr, betas=betas, eps=1e-36)[
        :, :4
    ].double()
    scale = expected.abs().cummax(0).values + 3 * lr
    assert_near(lazy, expected, roundings=24, scale=scale)


@claim("sparseadam-requires-sparse-gradients", note=NOTE, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.25)
@given(table=tables)
def test_takes_sparse_gradients_alone(sparse_adam, table, device, dtype):
    """The name: for sparse gradients. True: as of a sparse embedding. A dense one is refused."""
    before = table.to(device, dtype)
    layer = torch.nn.Embedding.from_pretrained(before.clone(), freeze=False, sparse=True)
    made = sparse_adam(layer.parameters(), lr=0.5)

    layer(torch.tensor([2, 2], device=device)).sum().backward()
    made.step()

    expected = before.double()
    expected[2] -= 0.5 * 2 / (2 + 1e-8 / sqrt(1 - 0.999))
    assert_near(layer.weight, expected, roundings=12, scale=before.abs() + 1)
    layer.weight.grad = torch.ones_like(before)
    with pytest.raises(RuntimeError, match="does not support dense gradients"):
        made.step()


@claim("sparseadam-requires-sparse-gradients", note=NOTE, verdict=HOLDS)
@pytest.mark.parametrize("option", ["weight_decay", "amsgrad"])
def test_knows_neither_decay_nor_amsgrad(sparse_adam, option):
    """The note lists three options. True: those of Adam that touch every row are missing."""
    with pytest.raises(TypeError, match=option):
        sparse_adam([torch.zeros(1)], **{option: 0})


@claim("sparseadam-requires-sparse-gradients", note=NOTE, verdict=HOLDS)
def test_of_torch_refuses_sparse_weights_and_a_rate_of_zero():
    """Beyond the note it checks more than the others: weights are dense, and lr is not 0."""
    weight = torch.zeros(2)

    with pytest.raises(ValueError, match="dense param"):
        torch.optim.SparseAdam([weight.to_sparse()])
    with pytest.raises(ValueError, match="learning rate"):
        torch.optim.SparseAdam([weight], lr=0)
    assert torch.optim.Adam([weight], lr=0).param_groups[0]["lr"] == 0
