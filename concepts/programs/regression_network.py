"""The regression network: 4 numbers to 3, through twenty hidden layers of 130 tanh units.

    h_0 = BN(x),    h_l = tanh(BN(W_l h_{l-1} + b_l)),    y = W h_20 + b

The batch norms have momentum 1/2, the W begin as N(0, 0.1²) and their biases at -0.2. Nothing
follows the last sum, which is what regression asks for; as |h| < 1, |y| < Σ|W| + |b| all the same.
A net with batch norm takes rows, (N, inputs), and to train it takes two of them at least.

The note trains on all rows at once, a million times at a rate of 1e-6, and draws the losses. It
names no data, no loss and no optimizer: they are arguments. Flowers will do, whose four lengths
are to tell three numbers: 1 for the species that it is, and 0 for the others.

Source: regression-network 4, 6.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss, one_hot

from concepts.data.iris import Iris
from concepts.training.evaluation import Batches
from concepts.training.progress import Track
from concepts.training.training_loop import Loss, train_epoch

EPOCHS = 1_000_000
LEARNING_RATE = 1e-6
EPOCHS_DRAWN = 20_000  # in the listing with the picture


class RegressionNetwork(nn.Module):
    """(N, inputs) to (N, outputs)."""

    def __init__(
        self,
        inputs: int = 4,
        hidden_layers: int = 20,
        hidden: int = 130,
        outputs: int = 3,
        *,
        batch_norm: bool = True,
    ) -> None:
        """Draw the weights from torch's global generator."""
        super().__init__()

        def norm(features: int) -> nn.Module:
            return nn.BatchNorm1d(features, momentum=0.5) if batch_norm else nn.Identity()

        widths = [inputs] + [hidden] * hidden_layers
        self.norm_of_inputs = norm(inputs)
        self.linears = nn.ModuleList(map(nn.Linear, widths[:-1], widths[1:]))
        self.norms = nn.ModuleList(map(norm, widths[1:]))
        self.predict = nn.Linear(widths[-1], outputs)
        for layer in (*self.linears, self.predict):
            nn.init.normal_(layer.weight, std=0.1)
            nn.init.constant_(layer.bias, -0.2)

    def forward(self, x: Tensor) -> Tensor:
        """Norm, then sum, norm and tanh in each layer, then a sum."""
        h = self.norm_of_inputs(x)
        for linear, norm in zip(self.linears, self.norms, strict=True):
            h = torch.tanh(norm(linear(h)))
        return self.predict(h)


def split(iris: Iris) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Rows (100, 4) and (100, 3) to learn from; every third flower, (50, …), is to be told."""
    x, y = iris.lengths, one_hot(iris.species, 3).float()
    held_out = torch.arange(len(x)) % 3 == 2
    return (x[~held_out], y[~held_out]), (x[held_out], y[held_out])


class Curve(NamedTuple):
    """What is drawn: numbers of Python, which keep no graph alive."""

    steps: list[int]
    losses: list[float]


def loss_curve(
    net: nn.Module,
    batches: Batches,
    optimizer: torch.optim.Optimizer,
    loss_function: Loss = mse_loss,
    track: Track = iter,
) -> Curve:
    """Train, and note the loss before each step; `track` hands the batches on as it shows how far.

    A step is an epoch if each batch is the whole of the data, as in the note.
    """
    losses = train_epoch(net, track(batches), optimizer, loss_function)
    return Curve(list(range(len(losses))), losses.tolist())


def error(net: nn.Module, x: Tensor, y: Tensor) -> float:
    """The mean squared error of its predictions, in evaluation mode, in which the net is left."""
    net.eval()
    with torch.no_grad():
        return mse_loss(net(x), y).item()


def draw(axes: Any, curve: Curve) -> Iterable[Any]:
    """The note's picture, on axes of matplotlib; the lines."""
    lines = axes.plot(curve.steps, curve.losses, label="loss")
    axes.legend()
    axes.figure.suptitle("Loss")
    return lines
