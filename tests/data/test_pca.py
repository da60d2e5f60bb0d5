"""Principal components: what a projection to a few of them keeps, loses, and is if it is to all."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.data.pca import restored
from tests.support.axes import cells
from tests.support.claims import HOLDS_IF, claim
from tests.support.strategies import gaussian, seeded, seeds
from tests.support.tolerance import assert_near

DEVIATIONS = torch.tensor([8.0, 4.0, 2.0, 1.0], dtype=torch.float64)


def cloud(seed):
    """Thirty points with mean 0 and these singular values, along axes drawn at random."""
    axes = torch.linalg.qr(gaussian(seed, 4, 4)).Q
    ones_and_rows = torch.cat([torch.ones(30, 1), gaussian(seed + 1, 30, 4)], 1)
    rows = torch.linalg.qr(ones_and_rows).Q[:, 1:]  # each column has mean 0 and length 1
    return rows * DEVIATIONS @ axes.T


@claim("pca-reduces-dimension", note="chapter-three 7(1)", verdict=HOLDS_IF)
@claim("terms-pca-reduces-dimension", note="pytorch-basics 1.1", verdict=HOLDS_IF)
@cells(dtypes=("float32", "float64"), examples=0.5)
@given(q=st.integers(1, 3), seed=seeds(), offset=st.integers(-9, 9))
def test_keeps_the_most_variance_that_so_few_directions_can(
    pca_lowrank, q, seed, offset, device, dtype
):
    """The notes: PCA lowers the dimension and keeps the main information. True: N × D to N × q.

    No q other directions keep more variance; what is lost is that of the smallest singular values.
    The data must be centred, as they are by default; the signs of the directions mean nothing.
    """
    points = cloud(seed)
    other = torch.linalg.qr(gaussian(seed + 2, 4, q)).Q

    with seeded(seed, device):
        found = pca_lowrank((points + offset).to(device, dtype), q, niter=30)
    U, S, V = (part.double().cpu() for part in found)

    assert (points @ V).shape == U.shape == (30, q)
    assert (points @ V).square().sum() > (points @ other).square().sum() - 1e-3
    error = {"roundings": 64, "scale": 8 + abs(offset), "dtype": dtype}
    assert_near(V.T @ V, torch.eye(q, dtype=torch.float64), **error)
    assert_near(S, DEVIATIONS[:q], **error)
    assert_near((points - U * S @ V.T).norm(), DEVIATIONS[q:].norm(), **error)


def gaps(points):
    """The distance of every point to every other, (N, N)."""
    return (points.unsqueeze(0) - points.unsqueeze(1)).norm(dim=-1)


@claim("pca-reduces-dimension", note="chapter-three 7(1)", verdict=HOLDS_IF)
@cells(dtypes=("float32", "float64"), examples=0.5)
@given(seed=seeds(), offset=st.integers(-9, 9))
def test_to_all_directions_is_a_rotation(pca_lowrank, seed, offset, device, dtype):
    """The condition: fewer directions are kept than there are. With all of them nothing is lost.

    Distances between points stay, the points can be computed back, and the scores, the new
    coordinates, are uncorrelated. Without centring it is the table itself that comes back.
    """
    points = cloud(seed) + offset * torch.tensor([1.0, -1.0, 2.0, 0.0])

    with seeded(seed, device):
        _, S, V = (
            part.double().cpu() for part in pca_lowrank(points.to(device, dtype), 4, niter=30)
        )
        U, sizes, axes = pca_lowrank(points.to(device, dtype), 4, center=False, niter=30)
    scores = (points - points.mean(0)) @ V
    uncentred = (U * sizes @ axes.T).double().cpu()

    error = {"roundings": 64, "scale": 8 + abs(offset), "dtype": dtype}
    loss = {"roundings": 64, "scale": (8 + 14 * abs(offset)) ** 2, "dtype": dtype}
    assert_near(uncentred, points, **loss)
    assert_near(gaps(scores), gaps(points), **error)
    assert_near(restored(scores, V, points.mean(0)), points, **error)
    squares = scores.T @ scores
    assert_near(squares, S.square().diag(), roundings=64, scale=(8 + abs(offset)) ** 2, dtype=dtype)


@claim("pca-reduces-dimension", note="chapter-three 7(1)", verdict=HOLDS_IF)
@claim("terms-pca-reduces-dimension", note="pytorch-basics 1.1", verdict=HOLDS_IF)
@cells(dtypes=("float32", "float64"), examples=0.5)
@given(seed=seeds(), offset=st.sampled_from([-100, 50, 100]))
def test_without_centring_finds_the_way_to_the_mean(pca_lowrank, seed, offset, device, dtype):
    """The other condition: centred data. Of others the first direction is that of their mean.

    It says where the points lie, and not how they vary: the mean's square counts for each of them.
    """
    points = cloud(seed) + offset

    with seeded(seed, device):
        _, _, V = pca_lowrank(points.to(device, dtype), 1, center=False, niter=30)

    to_the_mean = torch.ones(4, dtype=torch.float64) / 2
    assert V.shape == (4, 1)
    assert (V.double().cpu().T @ to_the_mean).abs() > 0.999
