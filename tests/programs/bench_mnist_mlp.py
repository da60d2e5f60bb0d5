"""The MNIST program: twenty training steps by the note's loader, resident, and with fused Adam."""

from dataclasses import replace

import pytest
import torch

from concepts.programs import mnist_mlp as program
from tests.programs.note_loader import loader_batches
from tests.support.strategies import generator, seeded
from tests.support.versions import OPTIMIZERS_FUSED_ON_THE_CPU

ROWS = 20 * program.BATCH


def naive(net, digits, device):
    return program.fit(net, loader_batches(digits, 0), torch.optim.Adam(net.parameters(), lr=1e-3))


def reference(net, digits, device, optimizer=None):
    images, labels = digits.train_images.to(device), digits.train_labels.to(device)
    batches = program.resident_batches(images, labels, generator(0))
    return program.fit(net, batches, optimizer)


def fused(net, digits, device):
    return reference(net, digits, device, torch.optim.Adam(net.parameters(), lr=1e-3, fused=True))


@pytest.mark.parametrize("step", [naive, reference, fused], ids=lambda step: step.__name__)
def test_twenty_training_steps(bench, mnist, step, device):
    if step is naive and device != "cpu":
        pytest.skip("the note's loader leaves its batches on the host")
    if step is fused and device == "cpu" and not OPTIMIZERS_FUSED_ON_THE_CPU:
        pytest.skip("no fused optimizer on the CPU in this torch")
    few = replace(
        mnist, train_images=mnist.train_images[:ROWS], train_labels=mnist.train_labels[:ROWS]
    )
    with seeded(0):
        net = program.LeNet(*program.WIDTHS).to(device)

    losses = bench("mnist training, 20 steps", step, net, few, device)

    assert losses.shape == (20,)
