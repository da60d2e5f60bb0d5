"""Whitening: by which number it divides, and what the result is and is not."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.data.whitening import covariance, divided_by_eigenvalues, whiten_in_place
from tests.support.axes import cells
from tests.support.claims import HOLDS_IF, REFUTED, claim
from tests.support.devices import WIDE
from tests.support.statistics import risk
from tests.support.strategies import gaussian, generator, seeds
from tests.support.tolerance import assert_equal, assert_near

ROWS = st.integers(20, 60)
CHAPTER = "chapter-three 7(1)"


def tilted(seed, rows, dtype):
    """Three features of deviations 1, 2 and 4 along axes drawn at random, about (5, 5, 5)."""
    axes = torch.linalg.qr(gaussian(seed, 3, 3)).Q
    return (gaussian(seed + 1, rows, 3) * torch.tensor([1.0, 2.0, 4.0]) @ axes.T + 5).to(dtype)


def covered(x):
    """The covariance in float64, by the definition, pair by pair of columns."""
    columns = [[v - math.fsum(c) / len(c) for v in c] for c in x.double().T.tolist()]
    sums = [[math.fsum(map(math.prod, zip(a, b, strict=True))) for b in columns] for a in columns]
    return torch.tensor(sums, dtype=torch.float64) / (len(x) - 1)


def error(x, dtype):
    """N products err as √N; an eigenvalue is as uncertain as the largest, relative to the least."""
    spread = torch.linalg.cond(covered(x)).item() * (1 + x.double().abs().max().item())
    return {"roundings": math.sqrt(len(x)), "scale": spread, "dtype": dtype}


@claim("whitening-divide-by-eigenvalue", note=CHAPTER, verdict=REFUTED)
@cells(dtypes=WIDE)
@given(seed=seeds(), rows=ROWS)
def test_divides_by_the_root_of_the_eigenvalue(whiten, seed, rows, device, dtype):
    """The note: each principal direction is divided by its eigenvalue. No: by its root.

    The eigenvalue is the variance along a direction and its root the deviation; only division by
    the deviation gives variance 1. The note's way gives 1/λ, right only where λ is 1.
    """
    x = tilted(seed, rows, dtype)
    eigenvalues = torch.linalg.eigvalsh(covered(x)).flip(0)

    white = whiten(x.to(device)).cpu()
    noted = divided_by_eigenvalues(x.double())

    assert_near(covered(white), torch.eye(3), **error(x, dtype))
    assert_near(white.double().mean(0), torch.zeros(3), **error(x, dtype))
    assert_near(noted.mean(0), torch.zeros(3), **error(x, torch.float64))
    assert_near(covered(noted), (1 / eigenvalues).diag(), **error(x, torch.float64))


@claim("whitening-rotation-like-pca", note=CHAPTER, verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(seed=seeds(), rows=ROWS)
def test_turns_the_data_to_their_principal_axes(whiten, seed, rows, device, dtype):
    """The note: first the rotation of PCA. True, longest axis first; but it may be undone after.

    What a white column has in common with the data, cᵢ = E[(x - μ) yᵢ], is then a principal axis of
    length √λᵢ. Turned back (ZCA) the data are just as white, and E[(x - μ) yᵀ] is symmetric.
    """
    x = tilted(seed, rows, dtype)
    centred = x.double() - x.double().mean(0)
    eigenvalues = torch.linalg.eigvalsh(covered(x)).flip(0)

    shared = centred.T @ whiten(x.to(device)).cpu().double() / (rows - 1)
    back = whiten_in_place(x.double())
    shared_back = centred.T @ back / (rows - 1)

    size = eigenvalues[0].item()
    limits = error(x, dtype) | {"roundings": 2}
    assert_near(covered(back), torch.eye(3), **limits | {"dtype": torch.float64})
    assert_near(back.mean(0), torch.zeros(3), **limits | {"dtype": torch.float64})
    limits["scale"] *= size
    assert_near(shared.T @ shared, eigenvalues.diag(), **limits)
    assert_near(shared_back, shared_back.T, **limits | {"dtype": torch.float64})


@claim("whitening-divide-by-eigenvalue", note=CHAPTER, verdict=REFUTED)
@cells(dtypes=WIDE)
@given(
    seed=seeds(),
    rows=ROWS,
    side=st.integers(1, 6),
    eps=st.sampled_from([0.0, 0.5]),
    by_columns=st.booleans(),
)
def test_works_on_any_number_of_features(whiten, seed, rows, side, eps, by_columns, device, dtype):
    """What follows: a single feature is standardised, and of six each axis has λ/(λ + ε).

    The axes are those of the data, the longest first, whether rows or columns lie in one piece.
    """
    x = gaussian(seed, rows, side) * 2.0 ** torch.arange(side)
    x = (x @ torch.linalg.qr(gaussian(seed + 1, side, side)).Q).to(dtype)
    x = x.T.contiguous().T if by_columns else x
    eigenvalues = torch.linalg.eigvalsh(covered(x)).flip(0)
    centred = x.double() - x.double().mean(0)

    white = whiten(x.to(device), eps).cpu().double()
    shared = white.T @ centred / (rows - 1)

    shares = eigenvalues / (eigenvalues + eps)
    turned_back = torch.linalg.eigvalsh(covered(whiten_in_place(x.double(), eps)))
    limits = error(x, dtype) | {"scale": error(x, dtype)["scale"] * eigenvalues[0].item()}
    assert_near(covered(white), shares.diag(), **error(x, dtype))
    assert_near(shared @ shared.T, (shares * eigenvalues).diag(), **limits)
    assert_near(turned_back, shares.sort().values, **error(x, dtype))


@claim("whitening-rotation-like-pca", note=CHAPTER, verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(seed=seeds(), rows=ROWS, eps=st.sampled_from([0.1, 1.0, 10.0]))
def test_needs_an_eps_where_a_feature_is_a_copy(whiten, seed, rows, eps, device, dtype):
    """The condition: no eigenvalue is 0. A column and its copy have a direction of no variance.

    Divided by the root of a rounding error it is anything, or nan. With ε in the root the variances
    are λ/(λ + ε), below 1, and 0 for the direction that says nothing.
    """
    x = tilted(seed, rows, dtype)[:, :1].repeat(1, 2)
    greatest = covered(x).diag().sum().item()  # the only direction there is

    white = whiten(x.to(device), eps).cpu()

    expected = torch.tensor([greatest / (greatest + eps), 0.0], dtype=torch.float64)
    limits = {"roundings": 2, "scale": (1 + x.double().abs().max().item()) ** 2 / eps}
    assert_near(covered(white).diag(), expected, dtype=dtype, **limits)


@claim("whitening-standard-gaussian", note=CHAPTER, verdict=REFUTED)
@cells(dtypes=WIDE, examples=0.3)
@given(seed=seeds())
def test_makes_a_gaussian_of_nothing_but_a_gaussian(whiten, seed, device, dtype):
    """The note: the result is N(0, 1). No: mean 0 and covariance 1, but of another shape.

    Two uniform features fill a square, and 2,000 white points of it stay within r² = 6 (the limit
    of 7 is 8 deviations of the sample's variance away). Of as many Gaussian points none would lie
    beyond 7 once in 10²⁶ samples.
    """
    risk(deviations=8)
    square = torch.rand(2000, 2, generator=generator(seed), dtype=torch.float64)
    bell = gaussian(seed + 1, 2000, 2)
    mixed = torch.tensor([[2.0, 1.0], [0.0, 1.0]], dtype=torch.float64)

    white_square, white_bell = (
        whiten((points @ mixed).to(device, dtype)).cpu() for points in (square, bell)
    )

    covered_square = covariance(white_square.double())
    assert_near(covered_square, torch.eye(2), roundings=math.sqrt(2000), scale=20, dtype=dtype)
    assert white_square.square().sum(1).max() < 7
    assert white_bell.square().sum(1).max() > 7


@claim("whitening-name", note=CHAPTER, verdict=REFUTED)
@cells(dtypes=WIDE)
@given(rows=st.integers(40, 80), height=st.integers(1, 9))
def test_is_not_white_noise(whiten, rows, height, device, dtype):
    """The note calls it white noise, a signal whose values say nothing of those that follow. No.

    A slow wave, whitened, has covariance 1 and is still a slow wave: one row is nearly the next.
    The correlation of a row with the next, of N rows over one period, is cos(2π/N); that of white
    noise is 0.
    """
    turn = 2 * math.pi * torch.arange(rows, dtype=torch.float64) / rows
    wave = torch.stack([height * turn.sin(), turn.cos() + turn.sin()], 1).to(device, dtype)

    white = whiten(wave).cpu().double()

    following = (white * white.roll(1, 0)).sum(0) / (rows - 1)
    limits = error(wave.cpu(), dtype)
    assert_near(covered(white), torch.eye(2), **limits)
    assert_near(following, math.cos(2 * math.pi / rows), **limits)


@claim("whitening-divide-by-eigenvalue", note=CHAPTER, verdict=REFUTED)
@cells(dtypes=WIDE)
@given(seed=seeds(), rows=ROWS)
def test_has_a_gradient_that_knows_of_mean_and_variance(whiten, seed, rows, device, dtype):
    """What follows: whatever is made of white data, neither a shift nor a stretch changes it.

    So its gradient by the data adds up to 0 in each column, and to 0 along the data; it is not 0.
    """
    x = tilted(seed, rows, dtype).to(device).requires_grad_()

    white = whiten(x)
    assert white.requires_grad
    (gradient,) = torch.autograd.grad((white**4).sum(), x)

    g, wide = gradient.double().cpu(), x.detach().double().cpu()
    limits = error(wide, dtype)
    limits["scale"] *= g.abs().sum().item()
    limits["loose"] = "the scale adds up what mostly cancels"
    assert g.norm() > 1e-3
    assert_near(g.sum(0), torch.zeros(3), **limits)
    along = (g * (wide - wide.mean(0))).sum()
    assert_near(along, 0.0, **limits | {"scale": limits["scale"] * wide.abs().max().item()})


@claim("whitening-rotation-like-pca", note=CHAPTER, verdict=HOLDS_IF)
@cells(dtypes=WIDE, examples=0.3)
@given(seed=seeds(), rows=ROWS, eps=st.sampled_from([0.5, 2.0]))
def test_has_a_gradient_where_an_eps_keeps_a_unit(whiten, seed, rows, eps, device, dtype):
    """What follows: Σ y² = (N - 1) Σ λ/(λ + ε) grows with the data, by 2ε (x - μ)(C + ε)⁻²."""
    x = tilted(seed, rows, dtype).to(device).requires_grad_()
    wide = x.detach().double().cpu()
    spread = torch.linalg.inv(covered(wide) + eps * torch.eye(3))

    white = whiten(x, eps)
    assert white.requires_grad
    (gradient,) = torch.autograd.grad(white.square().sum(), x)

    expected = 2 * eps * (wide - wide.mean(0)) @ spread @ spread
    assert_near(gradient, expected, **error(wide, dtype))


@claim("whitening-rotation-like-pca", note=CHAPTER, verdict=HOLDS_IF)
@cells(dtypes=WIDE)
@given(value=st.integers(-8, 8), rows=st.sampled_from([2, 8, 64]))
def test_makes_nan_of_rows_that_are_all_the_same(whiten, value, rows, device, dtype):
    """The condition again, at its plainest: no variance in any direction, and 0/0 without an ε."""
    x = torch.full((rows, 3), float(value), device=device, dtype=dtype)

    assert whiten(x).isnan().all()
    assert_equal(whiten(x, 0.5), 0.0)
