"""Maxout: a convex function of as many pieces as one likes, and what it costs."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.activations.relu import relu
from tests.support.axes import cells
from tests.support.claims import HOLDS, HOLDS_IF, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

SIDES = st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 4))  # pieces, out, in


def drawn(data, table, device, dtype, *, batch=3):
    """Inputs (batch, in), weights (pieces, out, in) and biases (pieces, out)."""
    pieces, out, n = data.draw(SIDES)
    shapes = (batch, n), (pieces, out, n), (pieces, out)
    every = [data.draw(tensors(table, shape=shape, layouts=True)) for shape in shapes]
    return [x.to(device, dtype) for x in every]


def best_fit_of_square(pieces):
    """The weights and biases, of one input and output, that are closest to x² on [-1, 1].

    On each of `pieces` equal intervals of width w the line through x² at its ends, lowered by w²/8.
    """
    knots = torch.linspace(-1, 1, pieces + 1, dtype=torch.float64)
    left, right = knots[:-1], knots[1:]
    return (left + right)[:, None, None], (-left * right - 1 / (2 * pieces**2))[:, None]


@claim("maxout-definition", note="chapter-three 3(5)", verdict=HOLDS)
@given(data=st.data())
def test_is_the_largest_of_its_affine_pieces(maxout, data, device, dtype):
    """The note: of K neurons the largest output is the output. True, for each output by itself."""
    x, weight, bias = drawn(data, REALS, device, dtype)
    expected, size = torch.zeros(2, len(x), weight.shape[1], dtype=torch.float64)
    for sample, row in enumerate(x.tolist()):
        for out in range(weight.shape[1]):
            terms = [
                [w * n for w, n in zip(ws, row, strict=True)] + [b]
                for ws, b in zip(weight[:, out].tolist(), bias[:, out].tolist(), strict=True)
            ]
            expected[sample, out] = max(math.fsum(term) for term in terms)
            size[sample, out] = max(sum(map(abs, term)) for term in terms)

    assert_near(maxout(x, weight, bias), expected, roundings=x.shape[1] + 2, scale=size)
    many = maxout(x.repeat(400, 1), weight, bias)
    assert_near(many, expected.repeat(400, 1), roundings=x.shape[1] + 2, scale=size.repeat(400, 1))
    grid = x.repeat(2, 1, 1)
    assert_near(
        maxout(grid, weight, bias), expected.repeat(2, 1, 1), roundings=x.shape[1] + 2, scale=size
    )


@claim("maxout-definition", note="chapter-three 3(5)", verdict=HOLDS)
@cells(examples=0.2)
@given(data=st.data(), place=st.integers(0, 2))
def test_is_not_a_number_where_a_piece_is_none(maxout, data, place, device, dtype):
    """The note is silent on nan: it is not passed over, as if the other pieces were larger."""
    x, weight, bias = drawn(data, REALS, device, dtype)
    x[place, 0] = torch.nan
    hurt = [sample == place for sample in range(len(x))]

    assert maxout(x, weight, bias).isnan().tolist() == [[h] * weight.shape[1] for h in hurt]
    bias[0, 0] = torch.nan
    assert maxout(x, weight, bias)[:, 0].isnan().all()


@claim("maxout-definition", note="chapter-three 3(5)", verdict=HOLDS)
@given(data=st.data())
def test_passes_the_gradient_to_the_largest_piece_alone(maxout, data, device, dtype):
    """What follows: a sample's gradient is the weight of its largest piece. True off the ties."""
    _, weight, _ = drawn(data, INTEGERS, device, dtype)
    pieces, out, n = weight.shape
    winner = data.draw(st.integers(0, pieces - 1))
    bias = torch.zeros(pieces, out, device=device, dtype=dtype)
    bias[winner] = 1000
    x = data.draw(tensors(INTEGERS, shape=(n,))).to(device, dtype).requires_grad_()
    weight, bias = weight.requires_grad_(), bias.requires_grad_()

    to_x, to_bias = torch.autograd.grad(maxout(x, weight, bias).sum(), [x, bias])

    assert_equal(to_x, weight[winner].detach().sum(0))
    assert to_bias.sum(1).tolist() == [out if k == winner else 0 for k in range(pieces)]


@claim("maxout-piecewise-linear-convex", note="chapter-three 3(5)", verdict=HOLDS)
@cells(dtypes=WIDE)  # these sums are exact in neither half precision
@given(data=st.data())
def test_along_a_line_bends_upwards_at_fewer_places_than_it_has_pieces(maxout, data, device, dtype):
    """The note: piecewise linear, convex. True: second differences are never negative.

    Over whole numbers they are exact, and each of at most K - 1 bends shows in one or two.
    """
    ends, weight, bias = drawn(data, INTEGERS, device, dtype, batch=2)
    steps = torch.arange(-64, 65, device=device, dtype=dtype)[:, None]

    bends = maxout(ends[0] + steps * ends[1], weight, bias).diff(n=2, dim=0)

    assert (bends >= 0).all()
    assert (bends > 0).sum(0).max() <= 2 * (len(weight) - 1)


@claim("maxout-piecewise-linear-convex", note="chapter-three 3(5)", verdict=HOLDS)
@claim("maxout-single-unit-not-nonconvex", note="chapter-three 3(5)", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(data=st.data())
def test_cannot_come_near_a_concave_corner_without_a_second_layer(maxout, data, device, dtype):
    """The note: convex only. True of one unit: it misses -|x| by 1/2 somewhere on [-1, 1], or more.

    A second layer can subtract, and gives -|x| exactly.
    """
    _, weight, bias = drawn(data, REALS, device, dtype)
    x = torch.tensor([[-1.0], [0.0], [1.0]], device=device, dtype=dtype)
    corner = torch.tensor([[[1.0]], [[-1.0]]], device=device, dtype=dtype)
    zeros = torch.zeros(2, 1, device=device, dtype=dtype)

    unit = maxout(x, weight[..., :1], bias)
    second_layer = maxout(maxout(x, corner, zeros), -corner[:1], zeros[:1])

    farthest = (unit + x.abs()).abs().amax(0)
    assert (farthest >= 0.5 - 128 * torch.finfo(dtype).eps).all()
    assert_equal(second_layer, -x.abs())


@claim("maxout-exact-relu-abs", note="chapter-three 3(5)", verdict=HOLDS)
@given(x=tensors(REALS))
def test_of_two_pieces_is_relu_or_the_magnitude(maxout, x, device, dtype):
    """What it generalises: pieces 0 and x make relu, -x and x make |x|. True without rounding."""
    x = x.reshape(-1, 1).to(device, dtype)
    bias = torch.zeros(2, 1, device=device, dtype=dtype)

    def of(*slopes):
        return maxout(x, torch.tensor(slopes, device=device, dtype=dtype).reshape(2, 1, 1), bias)

    assert_equal(of(0.0, 1.0), relu(x))
    assert_equal(of(-1.0, 1.0), x.abs())


@claim("maxout-capacity-grows-with-k", note="chapter-three 3(5)", verdict=HOLDS_IF)
@given(data=st.data())
def test_loses_nothing_by_one_more_piece(maxout, data, device, dtype):
    """The note: it raises the capacity. True: what K pieces can do, K + 1 can, one said twice.

    Of capacity alone: of a truth of 0, measured as 1, 0, 1 at -1, 0, 1, two pieces fit the noise
    exactly, and at 3 are wrong by 3. The best single piece, 2/3 everywhere, is wrong by 2/3.
    """
    x, weight, bias = drawn(data, INTEGERS, device, dtype)
    again = data.draw(st.integers(0, len(weight) - 1))
    places = torch.tensor([[-1.0], [0.0], [1.0], [3.0]], device=device, dtype=dtype)
    slopes = torch.tensor([[[-1.0]], [[1.0]]], device=device, dtype=dtype)

    more = maxout(x, torch.cat([weight, weight[[again]]]), torch.cat([bias, bias[[again]]]))

    assert_equal(more, maxout(x, weight, bias))
    assert maxout(places, slopes, torch.zeros_like(slopes[0])).flatten().tolist() == [1, 0, 1, 3]


@claim("maxout-approximates-convex", note="chapter-three 3(5)", verdict=IMPRECISE)
@claim("maxout-capacity-grows-with-k", note="chapter-three 3(5)", verdict=HOLDS_IF)
@pytest.mark.parametrize("pieces", [1, 2, 4, 8])
@cells(dtypes=WIDE)
@given(seed=seeds(), noise=st.sampled_from([0.01, 0.1, 1.0]))
def test_comes_as_close_to_a_parabola_as_its_pieces_allow(
    maxout, pieces, seed, noise, device, dtype
):
    """The note: it fits any convex function. Not exactly, but on a bounded set ever more closely.

    The best K pieces miss x² by 1/(2K²) on [-1, 1]. No others do better: some piece must cover an
    interval of length w = 2/K (less two grid steps), and a line misses x² there by w²/8. Far
    outside [-1, 1] the best of them miss it by more than x²/2.
    """
    rounded = 16 * torch.finfo(dtype).eps
    weight, bias = (t.to(device, dtype) for t in best_fit_of_square(pieces))
    turned = weight + gaussian(seed, pieces, 1, 1, scale=noise).to(device, dtype)
    moved = bias + gaussian(seed + 1, pieces, 1, scale=noise).to(device, dtype)
    x = torch.linspace(-1, 1, 64 * pieces + 1, dtype=torch.float64)[:, None].to(device, dtype)
    far = torch.tensor([[8.0], [-8.0], [1000.0]], device=device, dtype=dtype)

    best = (maxout(x, weight, bias) - x**2).abs().max()
    other = (maxout(x, turned, moved) - x**2).abs().max()

    assert best == 1 / (2 * pieces**2)
    assert other >= best * (1 - 1 / 32) ** 2 - rounded
    assert (far**2 - maxout(far, weight, bias) > far**2 / 2).all()


@claim("maxout-more-params", note="chapter-three 3(5)", verdict=HOLDS)
@given(data=st.data())
def test_has_k_times_the_parameters_of_a_linear_layer(maxout, data, device, dtype):
    """The note: it needs one more layer of weights. In numbers: K (in + 1) out parameters.

    That is K times those of a linear layer with as many outputs; with one piece it is that layer.
    Each piece can be the largest, and then gives the output alone.
    """
    x, weight, bias = drawn(data, INTEGERS, device, dtype)
    pieces, out, n = weight.shape
    linear = torch.nn.Linear(n, out).to(device, dtype)
    higher = bias.clone()
    higher[-1] += 1000

    assert weight.numel() + bias.numel() == pieces * sum(p.numel() for p in linear.parameters())
    assert_equal(maxout(x, weight[:1], bias[:1]), x @ weight[0].T + bias[0])
    assert_equal(maxout(x, weight, higher), x @ weight[-1].T + higher[-1])
