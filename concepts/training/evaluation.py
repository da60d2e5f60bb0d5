"""Evaluation: the fraction of samples that a classifier gets right,

    accuracy = #{i : argmax_k net(x_i)_k = y_i} / N

counted over all batches and divided once. The mean of the batches' accuracies is another number
when they differ in size.

Sources: chapter-three 8; softmax-regression 5.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

Batches = Iterable[tuple[Tensor, Tensor]]
"""Inputs and targets, some rows at a time."""


def accuracy(logits: Tensor, labels: Tensor) -> float:
    """The fraction of rows whose largest logit is the label's."""
    return (logits.argmax(1) == labels).sum().item() / len(labels)


def evaluate_accuracy(batches: Batches, net: nn.Module) -> float:
    """The accuracy over all batches, in evaluation mode and without gradients.

    The net is left in the mode in which it came. Without any sample: ZeroDivisionError.
    """
    training, right, total = net.training, 0, 0
    net.eval()
    with torch.no_grad():
        for x, labels in batches:
            right += int((net(x).argmax(1) == labels).sum())
            total += len(labels)
    net.train(training)
    return right / total


def naive_accuracy(batches: Batches, net: nn.Module) -> float:
    """The mean of the batches' accuracies: a small last batch counts as much as a full one."""
    each = [accuracy(net(x), labels) for x, labels in batches]
    return sum(each) / len(each)
