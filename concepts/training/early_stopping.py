"""Early stopping: watch the loss on a validation set, and keep the weights of its best moment.

    stop at the first check t with   t - argmin(loss_0 … loss_t) ≥ patience
    and restore the weights of that argmin

How much patience is needed is the experience that the method asks for: a validation loss may rise
for a while and fall again. Data that the validation set shares with the training set make it blind.

Source: course Early stopping.
"""

import math

from torch import Tensor, nn


class EarlyStopping:
    """Ask `should_stop` after each epoch; `restore` when training is over, stopped or not."""

    def __init__(self, net: nn.Module, patience: int) -> None:
        """Wait for `patience` checks in a row that bring nothing better, 1 or more."""
        self.net = net
        self.patience = patience
        self.best = math.inf
        self.waited = 0
        self.weights = snapshot(net)

    def should_stop(self, validation_loss: float) -> bool:
        """Whether the patience is exhausted. As good as the best is not better; nor is nan."""
        if validation_loss < self.best:
            self.best = validation_loss
            self.waited = 0
            self.weights = snapshot(self.net)
        else:
            self.waited += 1
        return self.waited >= self.patience

    def restore(self) -> None:
        """Give the net the weights and buffers of the best check; without one, of the start."""
        self.net.load_state_dict(self.weights)


def snapshot(net: nn.Module) -> dict[str, Tensor]:
    """Copies: a state dict alone holds the very tensors that training goes on to change."""
    return {name: value.detach().clone() for name, value in net.state_dict().items()}
