"""Pictures of all optimizers at once."""

import torch

from concepts.optimizers.adadelta import Adadelta
from concepts.optimizers.adagrad import Adagrad
from concepts.optimizers.adam import Adam
from concepts.optimizers.rmsprop import RMSprop
from concepts.optimizers.sgd import SGD
from tests.support.pictures import INK, shows

CURVATURES = torch.tensor([1.0, 20.0], dtype=torch.float64)
START = (-4.0, 0.8)
FAMILIES = {
    "sums of gradients": {
        "SGD, lr 0.09": (SGD, {"lr": 0.09}),
        "momentum 0.8": (SGD, {"lr": 0.02, "momentum": 0.8}),
        "Nesterov's": (SGD, {"lr": 0.02, "momentum": 0.8, "nesterov": True}),
    },
    "a rate for each coordinate": {
        "Adagrad": (Adagrad, {"lr": 0.5}),
        "RMSprop": (RMSprop, {"lr": 0.03}),
        "Adadelta": (Adadelta, {"eps": 1e-2}),
        "Adam": (Adam, {"lr": 0.2}),
    },
}


def height(places):
    """The ravine (x² + 20 y²) / 2 at each of the places (..., 2)."""
    return (CURVATURES * places.square()).sum(-1) / 2


def descend(optimizer, gradient, start, steps, **options):
    """The places on the way, (steps + 1, *start)."""
    weight = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    made, places = optimizer([weight], **options), [weight.detach().clone()]
    for _ in range(steps):
        weight.grad = gradient(weight.detach())
        made.step()
        places.append(weight.detach().clone())
    return torch.stack(places)


@shows("optim-all-reduce-quadratic", "sgd-rule-plain", "mom-formula", "adam-rule", "adagrad-rule")
def test_finds_a_way_of_its_own_down_a_ravine(figure):
    """Thirty steps on a ravine twenty times as steep across as along; the last is the large dot.

    Plain descent jumps from side to side and crawls along the floor; momentum sums up what lasts,
    and swings. The others give each coordinate a rate of its own, so that the first step is a
    diagonal. Adadelta, with eps 0.01, is set no rate at all.
    """
    x, y = torch.meshgrid(
        torch.linspace(-4.3, 1.3, 41), torch.linspace(-1.1, 1.1, 31), indexing="xy"
    )
    ravine = height(torch.stack([x, y], -1).double())
    figure.set_size_inches(6.4, 5.6)

    panels = figure.subplots(2, 1, sharex=True)
    for axes, (title, family) in zip(panels, FAMILIES.items(), strict=True):
        axes.contour(x, y, ravine, [0.2, 1, 4, 10], colors=INK, alpha=0.3, linewidths=1)
        for name, (optimizer, options) in family.items():
            places = descend(optimizer, lambda w: CURVATURES * w, START, 30, **options)
            (line,) = axes.plot(*places.T, ".-", label=name, markersize=4, linewidth=1)
            axes.plot(*places[-1], "o", color=line.get_color(), markersize=8)

            assert height(places[-1]) < height(places[0]) / 10
            diagonal = places[1] - places[0]
            assert (abs(diagonal.abs().diff()) < 1e-3) == (optimizer is not SGD)
        axes.set_title(title)
        axes.set_ylabel("w₂")
        axes.legend(loc="lower center", ncols=2, fontsize=10)
    panels[1].set_xlabel("w₁")


@shows(
    "adagrad-effective-lr-decreases",
    "adagrad-first-step-sign",
    "rmsprop-first-step-ten-lr",
    "adadelta-first-step-size",
    "adam-bias-correction-first-step",
    "sgd-momentum-terminal-velocity",
)
def test_has_its_own_idea_of_how_far_to_go(figure):
    """The length of each step under a gradient that is always 1, with the rates of torch.

    Adagrad slows down for ever. RMSprop, not corrected, starts at ten times its rate; Adam is, and
    keeps it. Momentum of 0.9 speeds up tenfold. Adadelta grows from the root of its eps.
    """
    optimizers = {
        "Adagrad": (Adagrad, {}),
        "RMSprop": (RMSprop, {}),
        "Adam": (Adam, {}),
        "Adadelta": (Adadelta, {}),
        "SGD, momentum 0.9": (SGD, {"momentum": 0.9}),
    }
    steps = {
        name: -descend(optimizer, torch.ones_like, (0.0,), 500, **options).diff(dim=0)[:, 0]
        for name, (optimizer, options) in optimizers.items()
    }

    axes = figure.subplots()
    t = torch.arange(1, 501)
    for number, (name, lengths) in enumerate(steps.items()):
        axes.loglog(t, lengths, label=name, linestyle="-" if number < 4 else "--")
    axes.set_xlabel("step")
    axes.set_ylabel("length")
    axes.set_ylim(1.5e-4)
    axes.legend(loc="lower left", fontsize=10, ncols=2)

    assert (steps["Adagrad"] - 0.01 / t.sqrt()).abs().max() < 1e-6
    assert abs(steps["RMSprop"][0] - 0.1) < 1e-6
    assert abs(steps["RMSprop"][-1] - 0.01) < 1e-4
    assert (steps["Adam"] - 0.001).abs().max() < 1e-8
    assert (steps["Adadelta"].diff() > 0).all()
    assert abs(steps["SGD, momentum 0.9"][-1] - 0.01) < 1e-8
