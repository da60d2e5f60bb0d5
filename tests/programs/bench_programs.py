"""Every program by the note's own loop and by ours: the ratio of the two is to be read off.

A group has two rows, `note` and `ours`. MNIST is cut to twenty batches, which neither favours.
"""

from functools import partial

import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from concepts.programs import autograd_descent, linear_model, logistic_regression, mnist_linear
from concepts.programs import descent_by_hand as by_hand
from concepts.programs import diabetes_network as diabetes_program
from concepts.programs import mnist_cnn as cnn
from concepts.programs import mnist_deep_mlp as mlp
from concepts.programs import regression_network as regression
from concepts.training.mini_batch import mini_batches
from concepts.training.training_loop import train_epoch
from tests.programs import note_loops as note
from tests.support.strategies import gaussian, generator, seeded

GRID = (0.0, 4.1, 0.1)
either = pytest.mark.parametrize("whose", ["note", "ours"])


def timed(bench, group, whose, *pair):
    """Time the one or the other."""
    return bench(group, pair[whose == "ours"])


def points(device):
    return (torch.tensor(t, device=device) for t in (note.XS, note.YS))


@either
@pytest.mark.parametrize("biases", [(0.0, 0.1, 0.1), GRID], ids=["weight", "pair"])
def test_search(bench, whose, biases, device):
    x, y = points(device)

    def ours():
        weights, others = (linear_model.grid(*some).to(x) for some in (GRID, biases))
        return linear_model.sweep(x, y, weights, others).mse

    costs = timed(
        bench,
        f"search of {len(linear_model.grid(*biases)) * 41}",
        whose,
        lambda: note.sweep(GRID, biases),
        ours,
    )

    assert len(costs) == 41 * len(linear_model.grid(*biases))


@either
@pytest.mark.parametrize("way", ["by_the_mean", "by_samples"])
def test_descent_by_hand(bench, whose, way, device):
    program = getattr(by_hand, way)
    group = way.replace("_", " ")

    lines = timed(bench, group, whose, getattr(note, way), partial(program, note.XS, note.YS))

    assert len(lines) == (100 if way == "by_the_mean" else 300)


@either
def test_descent_by_autograd(bench, whose, device):
    def ours():
        w = torch.tensor([0.1], requires_grad=True, device=device)
        return autograd_descent.autograd_descent(w).gradients

    lines = timed(bench, "descent by autograd", whose, lambda: note.by_autograd(device), ours)

    assert len(lines) == 300


@either
def test_logistic_regression(bench, whose, device):
    x = torch.tensor(logistic_regression.X, device=device)
    y, zero = torch.tensor(logistic_regression.Y, device=device), torch.zeros(1, device=device)

    costs = timed(
        bench,
        "logistic regression",
        whose,
        lambda: note.logistic(device),
        lambda: logistic_regression.fit(x, y, zero, zero[0]).cost,
    )

    assert len(costs) == 1000


@either
@pytest.mark.parametrize("size", [0, 32], ids=["all-rows", "batches"])
def test_diabetes(bench, whose, size, diabetes, device):
    x, y = (part.contiguous() for part in diabetes_program.split(diabetes.table))
    here, there = x.to(device), y.to(device)
    with seeded(0):
        net = diabetes_program.DiabetesNetwork().to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    epochs, loss = (10, note.LOSSES["probability"]) if size else (100, note.LOSSES["probability"])

    def as_noted():
        data = [(x, y)]
        if size:
            data = DataLoader(TensorDataset(x, y), size, shuffle=True)
        batches = (batch for _ in range(epochs) for batch in data)
        return note.trained(net, batches, optimizer, loss, device)

    def ours():
        order, batches = generator(0), [(here, there)] * epochs
        if size:
            cuts = (b.to(device) for _ in range(epochs) for b in mini_batches(len(x), size, order))
            batches = ((here[b], there[b]) for b in cuts)
        return train_epoch(net, batches, optimizer, loss)

    losses = timed(bench, f"diabetes {'by batches' if size else 'all rows'}", whose, as_noted, ours)

    assert len(losses) == epochs * (-(-len(x) // size) if size else 1)


MNIST = {
    "mnist linear": (lambda: mnist_linear.LinearNet(784, 10), 256, 0.005, 0.0),
    "five-layer mlp": (mlp.DeepMlp, 32, 0.01, 0.5),
    "cnn": (cnn.Cnn, 32, 0.01, 0.5),
}


@either
@pytest.mark.parametrize("name", MNIST)
def test_mnist(bench, whose, name, mnist, device):
    make, size, lr, momentum = MNIST[name]
    rows, loss = 20 * size, note.LOSSES["classes"]
    with seeded(0):
        net = make().to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=momentum)
    images, labels = mnist.train_images[:rows].to(device), mnist.train_labels[:rows].to(device)
    kind = mnist_linear.ResidentBatches if size == mnist_linear.BATCH else mlp.Digits
    rows = len(labels)

    def as_noted():
        batches = note.loader(mnist, rows, size, normalised=size == mlp.BATCH)
        return note.trained(net, batches, optimizer, loss, device)

    def ours():
        return train_epoch(net, kind(images, labels, generator(0)), optimizer, loss)

    losses = timed(bench, f"mnist {name}", whose, as_noted, ours)

    assert len(losses) == -(-rows // size)


@either
def test_regression_network(bench, whose, device):
    x, y = gaussian(0, 32, 4).float(), gaussian(1, 32, 3).float()
    here = [(x.to(device), y.to(device))] * 10
    with seeded(0):
        net = regression.RegressionNetwork().to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-6)

    losses = timed(
        bench,
        "regression network, ten epochs",
        whose,
        lambda: note.trained(net, [(x, y)] * 10, optimizer, note.LOSSES["numbers"], device),
        lambda: regression.loss_curve(net, here, optimizer).losses,
    )

    assert len(losses) == 10
