"""Pictures of batch normalisation."""

import torch

from concepts.layers.batch_norm import BatchNorm
from tests.support.pictures import INK, shows
from tests.support.strategies import gaussian, generator

ROWS = 3000


@shows("batchnorm-zero-mean-unit-var", "bn-zero-mean-some-variance", "bn-evenly-in-range")
def test_moves_and_stretches_a_feature_and_leaves_its_shape(figure):
    """Three features of a batch of 3,000, before and after: all get mean 0 and variance 1.

    What was flat stays flat, what was lopsided stays so, and its farthest values stay far out.
    """
    uniform = torch.rand(ROWS, 2, generator=generator(1), dtype=torch.float64)
    normal = gaussian(2, ROWS) / 2 + 7
    x = torch.stack([normal, 2 * uniform[:, 0] - 3, -2 * uniform[:, 1].log()], 1)

    y = BatchNorm(3, dtype=torch.float64)(x).detach()

    panels = figure.subplots(1, 2)
    for axes, values, title in zip(panels, (x, y), ("before", "after"), strict=True):
        for feature, name in zip(values.T, ("normal", "uniform", "exponential"), strict=True):
            counts, edges = torch.histogram(feature, 24, density=True)
            axes.stairs(counts, edges, label=name, linewidth=1.5)
        axes.set_title(title)
        axes.set_xlabel("value")
    panels[0].set_ylabel("density")
    panels[1].legend(fontsize=10)

    assert y.mean(0).abs().max() < 1e-12
    assert (y.var(0, correction=0) - 1).abs().max() < 1e-4
    assert y[:, 2].max() > 4
    for before, after in zip(x.T, y.T, strict=True):
        assert torch.corrcoef(torch.stack([before, after]))[0, 1] > 1 - 1e-9


@shows("bn-running-momentum", "batchnorm-momentum-half", "bn-momentum-none-exact")
def test_remembers_what_its_momentum_tells_it(figure):
    """The running mean of a feature of mean 2 and deviation 1, over batches of 8.

    A momentum of 0.5, as in the note, follows the last few batches; 0.1, the default, takes some
    twenty to arrive. None is the plain average of all batches so far, exact from the first.
    """
    batches = gaussian(3, 60, 8, 1) + 2
    remembered = {}
    for momentum in (0.5, 0.1, None):
        layer, remembered[momentum] = BatchNorm(1, momentum=momentum, dtype=torch.float64), []
        for batch in batches:
            layer(batch)
            remembered[momentum].append(layer.running_mean.item())

    axes = figure.subplots()
    steps = range(1, 61)
    means = batches.mean(1).flatten()
    axes.plot(steps, means, ".", color=INK, label="mean of the batch")
    for momentum, path in remembered.items():
        axes.plot(steps, path, label=f"momentum {momentum}")
    axes.set_ylim(0)
    axes.set_xlabel("batch")
    axes.set_ylabel("running mean")
    axes.legend(loc="lower right")

    strayed = {m: torch.tensor(path[30:]).std() for m, path in remembered.items()}
    average = means.cumsum(0) / torch.arange(1, 61)
    assert (torch.tensor(remembered[None]) - average).abs().max() < 1e-6
    assert strayed[0.5] > 1.5 * strayed[0.1] > 1.5 * strayed[None]
    assert abs(remembered[0.1][0] - 0.1 * means[0]) < 1e-9
