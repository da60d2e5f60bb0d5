"""The nets of the notes, each on a base class of choice, and what stands in for their data."""

import torch
from torch import nn


def chain(module, *layers):
    """Layers registered by number and run in their order."""

    class Chain(module):
        def __init__(self):
            super().__init__()
            for place, layer in enumerate(layers):
                setattr(self, str(place), layer)

        def forward(self, x):
            for layer in layers:
                x = layer(x)
            return x

    return Chain()


def course_net(module):
    """The course's example, Net(Chain(Basic(Linear), ReLU, Linear)), and the five below it."""

    first, relu, last = nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2)

    class Basic(module):
        def __init__(self):
            super().__init__()
            self.net = first

        def forward(self, x):
            return self.net(x)

    basic = Basic()
    layers = chain(module, basic, relu, last)

    class Net(module):
        def __init__(self):
            super().__init__()
            self.net = layers

        def forward(self, x):
            return self.net(x)

    return Net(), [layers, basic, first, relu, last]


def regression_net(module, depth, width, *, registered=True):
    """The regression network: its hidden layers in lists and, if registered, as attributes too."""

    class Net(module):
        def __init__(self):
            super().__init__()
            self.fcs, self.bns = [], []
            self.bn_input = nn.BatchNorm1d(4)
            for i in range(depth):
                self.fcs.append(nn.Linear(4 if i == 0 else width, width))
                self.bns.append(nn.BatchNorm1d(width))
                if registered:
                    setattr(self, f"fc{i}", self.fcs[-1])
                    setattr(self, f"bn{i}", self.bns[-1])
            self.predict = nn.Linear(width, 3)

        def forward(self, x):
            x = self.bn_input(x)
            for fc, bn in zip(self.fcs, self.bns, strict=True):
                x = torch.tanh(bn(fc(x)))
            return self.predict(x)

    return Net()


def stub_digits(rows, generator):
    """Ten random patterns, 28 by 28, in turn, each time with other noise; and their labels."""
    patterns = torch.randn(10, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    labels = torch.arange(rows) % 10
    return patterns[labels] + 0.3 * torch.randn(rows, 1, 28, 28, generator=generator), labels
