"""The evaluation of pytorch-basics 9.3, as it stands there, and small nets to put to it."""

from dataclasses import replace

import torch

from concepts.data.mnist import Mnist
from tests.support.strategies import gaussian, seeded

SMALL = (4, 5, 4, 5, 4, 3)


def small_net(net_class, seed, device="cpu", dtype=torch.float64, widths=SMALL):
    """A net of few units, with the weights that torch gives it under a seed."""
    with seeded(seed):
        return net_class(widths).to(device, dtype)


def small_images(seed, rows, device="cpu", dtype=torch.float64):
    """Images of four pixels."""
    return gaussian(seed, rows, 1, 2, 2).to(device, dtype)


def note_accuracy(net, batches):
    """Percent right, as the note counts them: no eval(), torch.max, and an item for each batch."""
    correct = total = 0
    with torch.no_grad():
        for images, labels in batches:
            _, predicted = torch.max(net(images).data, dim=1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return 100 * correct / total


def two_worlds(seed, rows=96):
    """Noise for digits: all that there is to train on is a 3, all that there is to test on a 7."""
    noise = torch.Generator().manual_seed(seed)
    train, test = (
        torch.randint(256, (rows, 28, 28), dtype=torch.uint8, generator=noise) for _ in range(2)
    )
    return Mnist(train, torch.full((rows,), 3), test, torch.full((rows,), 7), "noise")


def first(digits, rows):
    """The first digits to train on, and a thousand to test on."""
    return replace(
        digits,
        train_images=digits.train_images[:rows],
        train_labels=digits.train_labels[:rows],
        test_images=digits.test_images[:1000],
        test_labels=digits.test_labels[:1000],
    )
