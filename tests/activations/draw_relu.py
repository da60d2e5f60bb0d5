"""Pictures of ReLU."""

import torch

from concepts.activations.relu import relu
from tests.support.pictures import INK, shows

X = torch.tensor([0.5, 1.0, 1.5, 2.0], dtype=torch.float64)
TARGETS = X - 0.5


def loss(bias):
    """The mean squared error of relu(x + b) for each of many biases."""
    return (relu(X + bias[..., None]) - TARGETS).square().mean(-1)


def descend(lr):
    """Ten steps from b = 1.5, and the gradient at the end."""
    places = [torch.tensor(1.5, dtype=torch.float64)]
    for _ in range(10):
        bias = places[-1].clone().requires_grad_()
        (gradient,) = torch.autograd.grad(loss(bias), bias)
        places.append(places[-1] - lr * gradient)
    return torch.stack(places), gradient


@shows("relu-death-cause-large-lr", "relu-advice-small-lr", "relu-dead-neuron-no-gradient")
def test_unit_dies_of_one_step_that_is_too_long(figure):
    """The loss of relu(x + b) over b: a valley, and a plain where b switches the unit off.

    Where x + b < 0 for every sample, the loss is flat. At a rate of 0.3 the descent from 1.5 ends
    in the valley, at b = -0.5. At 0.9 the first step leads across it, to where no gradient is left.
    """
    biases = torch.linspace(-3.2, 1.7, 200, dtype=torch.float64)
    short, _ = descend(0.3)
    long, left = descend(0.9)

    axes = figure.subplots()
    axes.axvspan(-3.2, -2, color=INK, alpha=0.1, linewidth=0)
    axes.text(-2.6, 3.2, "off for\nall samples", ha="center")
    axes.plot(biases, loss(biases), color=INK, linewidth=1)
    axes.plot(long, loss(long), "C3o--", label="learning rate 0.9")
    axes.plot(short, loss(short), "C0o-", label="learning rate 0.3")
    axes.set_xlabel("bias b")
    axes.set_ylabel("loss")
    axes.legend(loc="upper center")

    assert abs(short[-1] + 0.5) < 1e-3
    assert (long[1:] == long[1]).all()
    assert long[1] < -X.max()
    assert left == 0
