"""Pictures of a saddle point."""

import torch

from concepts.optimizers.sgd import SGD
from tests.support.pictures import INK, shows
from tests.support.strategies import generator

RUNS = 8


def height(x, y):
    """A saddle at 0, between two minima at y = ±1."""
    return x**2 / 2 + y**4 / 4 - y**2 / 2


def descend(starts, noise=0.0, **options):
    """The places of 150 steps, (151, starts, 2), each gradient with noise."""
    source = generator(11)
    weight = torch.tensor(starts, dtype=torch.float64, requires_grad=True)
    made, places = SGD([weight], lr=0.1, **options), [weight.detach().clone()]
    for _ in range(150):
        x, y = weight.detach().T
        gradient = torch.stack([x, y**3 - y], 1)
        weight.grad = gradient + noise * torch.randn(gradient.shape, generator=source).double()
        made.step()
        places.append(weight.detach().clone())
    return torch.stack(places)


@shows(
    "saddle-gd-stuck",
    "saddle-sgd-noise-escapes",
    "saddle-noise-finds-optimum",
    "saddle-min-one-section-max-other",
)
def test_holds_only_what_comes_exactly_along_the_ridge(figure):
    """Descents towards a saddle, where the function is least along x and greatest along y.

    Plain descent along the ridge, y = 0, stops at the saddle, with momentum too. A start at
    y = 0.05, beside the ridge, does not. With noise in the gradient, eight runs along the ridge
    end in either valley.
    """
    x, y = torch.meshgrid(
        torch.linspace(-0.6, 1.8, 33), torch.linspace(-1.7, 1.7, 47), indexing="ij"
    )
    plain, momentum = descend([[1.5, 0.0]]), descend([[1.5, 0.0]], momentum=0.9)
    beside = descend([[1.5, 0.05]])
    noisy = descend([[1.5, 0.0]] * RUNS, noise=0.1)

    figure.set_size_inches(6.4, 4.6)
    axes = figure.subplots()
    levels = [-0.22, -0.1, 0, 0.25, 0.9]
    axes.contour(y, x, height(x, y), levels, colors=INK, alpha=0.3, linewidths=1, linestyles="-")
    for run in noisy[::2].transpose(0, 1):
        axes.plot(run[:, 1], run[:, 0], "C1", linewidth=0.7)
    axes.plot([], [], "C1", label="with noise")
    axes.plot(beside[::2, 0, 1], beside[::2, 0, 0], "C2.-", label="beside the ridge")
    axes.plot(plain[::2, 0, 1], plain[::2, 0, 0], "C0.-", label="on the ridge")
    axes.plot(0, 0, "C0o", markersize=9)
    axes.set_xlabel("y")
    axes.set_ylabel("x")
    axes.legend(loc="upper left")

    ends = noisy[-1, :, 1]
    assert (plain[:, 0, 1] == 0).all()
    assert (momentum[:, 0, 1] == 0).all()
    assert plain[-1].norm() < 1e-6
    assert abs(beside[-1, 0, 1] - 1) < 1e-3
    assert (ends.abs() - 1).abs().max() < 0.3
    assert 0 < (ends > 0).sum() < RUNS
