"""Pictures of the LSTM."""

import torch

from concepts.layers.lstm import LSTM
from concepts.layers.rnn import RNN
from tests.support.pictures import shows
from tests.support.strategies import gaussian, seeded

STEPS, HIDDEN = 50, 16


@shows("lstm-gradient-range", "rnn-captures-time", "lstm-forget-one-keeps")
def test_remembers_as_far_back_as_its_forget_gate_lets_it(figure):
    """The gradient of the last output by the input of an earlier step, over the steps between.

    It fades in a tanh layer, and in an LSTM as torch initialises it, whose forget gate lets half of
    the memory through. With a forget bias of 3 it lets 95 % through: the gradient lasts.
    """
    with seeded(1):
        layers = {
            "LSTM, forget bias 3": LSTM(4, HIDDEN, dtype=torch.float64),
            "LSTM": LSTM(4, HIDDEN, dtype=torch.float64),
            "tanh RNN": RNN(4, HIDDEN, dtype=torch.float64),
        }
    layers["LSTM, forget bias 3"].bias_ih_l0.data[HIDDEN : 2 * HIDDEN] = 3
    x = gaussian(2, STEPS + 1, 8, 4).requires_grad_()

    axes = figure.subplots()
    left = {}
    for name, layer in layers.items():
        (gradient,) = torch.autograd.grad(layer(x)[0][-1].sum(), x)
        left[name] = gradient.flatten(1).norm(dim=1).flip(0)
        axes.semilogy(left[name], label=name)
    axes.set_xlabel("steps back")
    axes.set_ylabel("gradient")
    axes.legend(loc="lower left")

    fallen = {name: norms[-1] / norms[0] for name, norms in left.items()}
    assert fallen["LSTM, forget bias 3"] > 1e-3
    assert fallen["LSTM"] < 1e-6
    assert fallen["tanh RNN"] < 1e-6
