"""Two switches that are easily confused: evaluation mode, and freezing.

    m.eval()                  every module below m: training = False
    m.requires_grad_(False)   every parameter below m: requires_grad = False

The first changes what dropout and batch norm compute; gradients flow and optimizers step as
before. The second freezes; it changes no output. Neither stops autograd from recording the rest,
which is what `torch.no_grad()` does.

Sources: regression-network 1; chapter-three 8; course, nn.Module.
"""

from torch import nn


def eval_mode(net: nn.Module) -> nn.Module:
    """Switch every module of the tree to evaluation."""
    net.training = False
    for child in net.children():
        eval_mode(child)
    return net


def set_requires_grad(net: nn.Module, requires_grad: bool = True) -> nn.Module:
    """Freeze every parameter, or thaw it."""
    for parameter in net.parameters():
        parameter.requires_grad = requires_grad
    return net
