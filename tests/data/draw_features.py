"""Pictures of many features."""

import math

import torch

from concepts.data.features import distances
from tests.support.pictures import INK, shows
from tests.support.strategies import gaussian, generator


@shows(
    "terms-curse-distance-concentration",
    "terms-curse-1000d-distances-meaningless",
    "terms-feature-dimension-is-column-count",
)
def test_that_are_many_and_independent_make_all_distances_alike(figure):
    """Distances between points of a cube of D dimensions, as multiples of their mean.

    The more independent features, the narrower. The dashed curve has a thousand features as well,
    but its points lie in a plane, and their distances are as different as those in a plane are.
    """
    plane = torch.linalg.qr(gaussian(1, 1000, 2)).Q.T

    def spread(table):
        far = distances(table[:20], table[20:]).flatten()
        return far / far.mean()

    def cube(dimensions):
        return torch.rand(520, dimensions, generator=generator(dimensions), dtype=torch.float64)

    ratios = {f"D = {dimensions}": spread(cube(dimensions)) for dimensions in (2, 10, 100, 1000)}
    laid = spread(cube(2) @ plane)

    axes = figure.subplots()
    for label, ratio in ratios.items():
        axes.hist(ratio, 40, density=True, histtype="step", linewidth=1.5, label=label)
    axes.hist(
        laid, 40, density=True, histtype="step", color=INK, linestyle="--", label="plane in 1000"
    )
    axes.set_xlabel("distance / mean distance")
    axes.set_ylabel("density")
    axes.set_yscale("log")
    axes.set_ylim(0.03, 60)
    axes.legend(loc="upper right", fontsize=10)

    for dimensions in (100, 1000):
        ratio = ratios[f"D = {dimensions}"].std() / math.sqrt(0.3 / dimensions)
        assert abs(ratio - 1) < 0.15
    assert (laid - ratios["D = 2"]).abs().max() < 1e-9
