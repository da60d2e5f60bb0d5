"""The notes' own training loops, in our words: what each program is timed against.

Numbers of Python where a note has them, a loader that makes its batches image by image, Variable
around what is a tensor, and an item taken from every loss.
"""

import numpy as np
import torch
from torch import nn
from torch.autograd import Variable
from torch.nn.functional import binary_cross_entropy, cross_entropy, mse_loss
from torch.utils.data import DataLoader, Dataset

XS, YS = (1.0, 2.0, 3.0), (2.0, 4.0, 6.0)


def sweep(weights, biases):
    """Try every pair, number by number."""
    costs = []
    for w in np.arange(*weights):
        for b in np.arange(*biases):
            losses = [(x * w + b - y) * (x * w + b - y) for x, y in zip(XS, YS, strict=True)]
            costs.append(sum(losses) / 3)
    return costs


def by_the_mean(epochs=100, w=1.0):
    """Gradient descent on the mean of three losses."""
    lines = []
    for _ in range(epochs):
        cost = sum((x * w - y) ** 2 for x, y in zip(XS, YS, strict=True)) / len(XS)
        slope = sum(2 * x * (x * w - y) for x, y in zip(XS, YS, strict=True)) / len(XS)
        w -= 0.01 * slope
        lines.append((w, cost))
    return lines


def by_samples(epochs=100, w=1.0):
    """A step for each of the three."""
    lines = []
    for _ in range(epochs):
        for x, y in zip(XS, YS, strict=True):
            slope = 2 * x * (x * w - y)
            w -= 0.01 * slope
            lines.append((slope, w, (y - x * w) ** 2))
    return lines


def by_autograd(device, epochs=100):
    """The same, its gradients by backward."""
    w, lines = torch.tensor([0.1], requires_grad=True, device=device), []
    for _ in range(epochs):
        for x, y in zip(XS, YS, strict=True):
            loss = (x * w - y) ** 2
            loss.backward()
            lines.append(w.grad.item())
            w.data = w.data - 0.01 * w.grad.data
            w.grad.data.zero_()
    return lines


def trained(net, batches, optimizer, criterion, device):
    """The loop of all the programs with a net: moves, Variable, and the loss as a number."""
    losses = []
    for inputs, target in batches:
        x, y = Variable(inputs.to(device)), Variable(target.to(device))
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def logistic(device, epochs=1000):
    """Three points, the losses added."""
    x, y = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([[0.0], [0.0], [1.0]])
    net = nn.Sequential(nn.Linear(1, 1), nn.Sigmoid()).to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    return trained(net, [(x, y)] * epochs, optimizer, nn.BCELoss(reduction="sum"), device)


class Images(Dataset):
    """Digits as torchvision hands them out: each image is converted when its turn comes."""

    def __init__(self, digits, rows, *, normalised):
        from torchvision import transforms  # noqa: PLC0415  only here

        steps = [transforms.ToTensor()]
        self.convert = transforms.Compose(
            steps + [transforms.Normalize((0.1307,), (0.3081,))] * normalised
        )
        self.images, self.labels = digits.train_images[:rows], digits.train_labels[:rows]

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, row):
        from PIL import Image  # noqa: PLC0415

        return self.convert(Image.fromarray(self.images[row].numpy())), int(self.labels[row])


def loader(digits, rows, batch, *, normalised):
    """Shuffled batches of the first digits."""
    images = Images(digits, rows, normalised=normalised)
    return DataLoader(images, batch_size=batch, shuffle=True)


LOSSES = {"classes": cross_entropy, "numbers": mse_loss, "probability": binary_cross_entropy}
