"""Pictures of whitening."""

import torch

from concepts.data.preprocessing import standardise
from concepts.data.whitening import covariance, divided_by_eigenvalues, whiten
from tests.support.pictures import INK, shows
from tests.support.strategies import gaussian


@shows(
    "whitening-divide-by-eigenvalue",
    "whitening-rotation-like-pca",
    "standardisation-unit-variance",
    "pca-reduces-dimension",
)
def test_rounds_a_cloud_that_eigenvalues_would_stretch(figure):
    """A tilted cloud, with its principal axes; standardised, whitened, and as the note has it.

    Standardising each feature leaves the tilt. Whitening turns the cloud to its axes and divides by
    the deviations along them. Divided by the variances instead, what was long becomes short.
    """
    x = (
        gaussian(1, 80, 2)
        * torch.tensor([3.0, 0.7])
        @ torch.tensor([[0.8, 0.6], [-0.6, 0.8]]).double()
    )
    x = x + torch.tensor([4.0, 1.0])
    clouds = {
        "data": x,
        "standardised": standardise(x),
        "whitened": whiten(x),
        "divided by eigenvalues": divided_by_eigenvalues(x),
    }

    figure.set_size_inches(6.4, 5.6)
    panels = figure.subplots(2, 2).flatten()
    for number, (axes, (title, cloud)) in enumerate(zip(panels, clouds.items(), strict=True)):
        axes.plot(*cloud.T, f"C{number}.", markersize=4)
        axes.set_title(title)
        axes.axis("equal")
    eigenvalues, directions = torch.linalg.eigh(covariance(x))
    for end in (2 * eigenvalues.sqrt() * directions).T:
        panels[0].plot(*torch.stack([x.mean(0) - end, x.mean(0) + end], 1), color=INK)

    spreads = {title: covariance(cloud) for title, cloud in clouds.items()}
    assert (spreads["whitened"] - torch.eye(2)).abs().max() < 1e-9
    assert (spreads["standardised"].diag() - 1).abs().max() < 1e-9
    assert spreads["standardised"][0, 1] > 0.7
    assert (spreads["divided by eigenvalues"] - (1 / eigenvalues.flip(0)).diag()).abs().max() < 1e-9
