"""Where the numbers lie: a step of training needs the model, the input and the target together.

    net.to(device)              moves the parameters of this very net
    x = x.to(device)            makes another tensor, which must be kept

The program of the note moves its net, and leaves the lines out that would move the batches: it
trains on no device but the CPU. `naive_train_step` is that step.

Source: pytorch-basics 10.5.
"""

import torch
from torch import Tensor, nn


def choose() -> torch.device:
    """The first NVIDIA device if there is one, else the CPU."""
    return torch.device("cuda:0" if torch.cuda.is_available() else "cpu")


def to(net: nn.Module, target: torch.device | str | torch.dtype) -> nn.Module:
    """Move `net` itself to a device, or its floating-point numbers to a type, and return it.

    A parameter remains the same object, so that an optimizer still knows it, unless the memory
    is of another nature, like that of meta: then another takes its place.
    """
    for module in net.modules():
        for name, parameter in list(module.named_parameters(recurse=False)):
            moved = parameter.detach().to(target)
            try:
                parameter.data = moved
            except RuntimeError:
                setattr(module, name, nn.Parameter(moved, parameter.requires_grad))
        for name, buffer in list(module.named_buffers(recurse=False)):
            if buffer.is_floating_point() or not isinstance(target, torch.dtype):
                setattr(module, name, buffer.to(target))
    return net


def train_step(
    net: nn.Module,
    inputs: Tensor,
    target: Tensor,
    optimizer: torch.optim.Optimizer,
    device: torch.device | str,
) -> Tensor:
    """One step of training on a device, to which the batch is moved first; the mean loss."""
    inputs, target = inputs.to(device), target.to(device)
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(inputs), target)
    loss.backward()
    optimizer.step()
    return loss.detach()


def naive_train_step(
    net: nn.Module, inputs: Tensor, target: Tensor, optimizer: torch.optim.Optimizer
) -> Tensor:
    """The note's: the batch stays where the loader made it, wherever the net is."""
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(inputs), target)
    loss.backward()
    optimizer.step()
    return loss.detach()
