"""The training loop: for each batch, forget the old gradients, look, blame, move.

    zero_grad()   loss = L(net(x), y)   loss.backward()   step()

Only backward() writes gradients and only step() reads them, so that they may be forgotten anywhere
but between the two.

Sources: regression-network 5, 6; chapter-three 8.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from concepts.training.evaluation import Batches

Loss = Callable[[Tensor, Tensor], Tensor]


def train_epoch(
    net: nn.Module,
    batches: Batches,
    optimizer: torch.optim.Optimizer,
    loss_function: Loss = cross_entropy,
) -> Tensor:
    """One pass over the batches, in training mode; the loss of each before its step, (batches,)."""
    net.train()
    losses = []
    for x, y in batches:
        optimizer.zero_grad()
        loss = loss_function(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses)
