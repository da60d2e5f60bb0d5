"""Cross entropy from raw scores: the naive way, the reference, and the fused kernel."""

import pytest
import torch
from torch.nn import functional as F

from concepts.losses.cross_entropy import cross_entropy, naive_cross_entropy

IMPLEMENTATIONS = pytest.mark.parametrize(
    "implementation",
    [naive_cross_entropy, cross_entropy, F.cross_entropy],
    ids=["naive", "reference", "fused"],
)
CLASSES = pytest.mark.parametrize("classes", [10, 10_000], ids="classes={}".format)


def problem(classes, device):
    """256 samples of scores, and their classes."""
    draw = torch.Generator().manual_seed(0)
    scores = torch.randn(256, classes, generator=draw).to(device)
    return scores, torch.randint(0, classes, (256,), generator=draw).to(device)


@IMPLEMENTATIONS
@CLASSES
def test_forward(bench, implementation, classes, device):
    """The loss alone."""
    scores, target = problem(classes, device)

    loss = bench(f"cross entropy forward classes={classes}", implementation, scores, target)

    assert loss.shape == ()


@IMPLEMENTATIONS
@CLASSES
def test_forward_and_backward(bench, implementation, classes, device):
    """The loss, and its gradient in the scores."""
    scores, target = problem(classes, device)
    scores.requires_grad_()

    def step():
        return torch.autograd.grad(implementation(scores, target), scores)[0]

    gradient = bench(f"cross entropy forward and backward classes={classes}", step)

    assert gradient.shape == scores.shape
