"""Wrong versions of the diabetes program."""

from pathlib import Path

import numpy as np
import torch
from torch import nn


def without_a_last_bias(reference):
    """Three layers, the last of them through the origin for ever."""

    class Net(reference):
        def __init__(self):
            super().__init__()
            del self.linear3.bias
            self.linear3.register_buffer("bias", torch.zeros(1))

    return Net


def with_a_layer_more(reference):
    """A fourth layer, 1 → 1."""

    class Net(reference):
        def __init__(self):
            super().__init__()
            self.linear4 = nn.Linear(1, 1)

        def forward(self, x):
            return torch.sigmoid(self.linear4(super().forward(x)))

    return Net


def patient_with_gzip(reference):
    """Read nothing of what is gzipped."""
    return lambda file: (
        np.zeros((0, 2), np.float32) if str(file).endswith(".gz") else reference(file)
    )


def fetched(reference):
    """Put a table where there is none."""

    def read(file):
        if isinstance(file, str) and not Path(file).exists():
            Path(file).write_text("0,0\n")
        return reference(file)

    return read


def named_columns(reference):
    """Pass over a row of names."""
    return lambda file: reference(
        [line for line in file if not line[0].isalpha()] if isinstance(file, list) else file
    )


def of_relus(reference):
    """ReLU for the hidden sigmoids, and steps ten times as long."""

    def run(table, seed, device="cpu"):
        done = reference(table, seed, device)
        one, two, three = done.net.linear1, done.net.linear2, done.net.linear3
        net = nn.Sequential(one, nn.ReLU(), two, nn.ReLU(), three, nn.Sigmoid())
        x, y = torch.from_numpy(table).to(device).split([8, 1], 1)
        optimizer = torch.optim.SGD(net.parameters(), lr=1.0)
        losses = []
        for _ in range(100):
            loss = nn.functional.binary_cross_entropy(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        return type(done)(net, torch.stack(losses))

    return run


WIDTHS = """nn.Linear(8, 6)
        self.linear2 = nn.Linear(6, 4)
        self.linear3 = nn.Linear(4, 1)"""
FIRST, SECOND = (f"x = torch.sigmoid(self.linear{i}(x))" for i in (1, 2))
LAST = "return torch.sigmoid(self.linear3(x))"
BATCHES = "[(x, y)] * epochs"
GIVEN = "optimizer = optimizer or torch.optim.SGD(net.parameters(), lr=LEARNING_RATE)"
FITTED = "fit(net, x.to(device), y.to(device))"


def forgotten(run):
    """The losses are those of the training; the net that is returned has lost what it learnt."""

    def faulty(*arguments):
        done = run(*arguments)
        for parameter in done.net.parameters():
            parameter.data.zero_()
        return done

    return faulty


FAULTS = {
    "diabetes_network": {
        "four-before-six": (WIDTHS, WIDTHS.replace("6", "5").replace("4", "6").replace("5", "4")),
        "without-a-last-bias": without_a_last_bias,
        "with-a-layer-more": with_a_layer_more,
        "first-sigmoid-lost": (FIRST, "x = self.linear1(x)"),
        "second-sigmoid-lost": (SECOND, "x = self.linear2(x)"),
        "collapsed": (f"{FIRST}\n        {SECOND}", "x = self.linear2(self.linear1(x))"),
        "logits": (LAST, "return self.linear3(x)"),
        "tanh-for-sigmoid": (SECOND, "x = torch.tanh(self.linear2(x))"),
        "piecewise-linear-sigmoid": (SECOND, "x = nn.functional.hardsigmoid(self.linear2(x))"),
        "cast-to-its-own-type": (
            FIRST,
            "x = torch.sigmoid(self.linear1(x.to(self.linear1.weight.dtype)))",
        ),
        "probability-of-the-other": (LAST, "return torch.sigmoid(-self.linear3(x))"),
        "in-half-precision": (LAST, "return torch.sigmoid(self.linear3(x)).bfloat16().to(x.dtype)"),
    },
    "diabetes_table": {
        "float64": ("dtype=np.float32", "dtype=np.float64"),
        "first-row-skipped": ("dtype=np.float32", "dtype=np.float32, skiprows=1"),
        "always-a-matrix": ("dtype=np.float32", "dtype=np.float32, ndmin=2"),
        "nan-for-names": ("np.loadtxt", "np.genfromtxt"),
        "nothing-of-what-is-gzipped": patient_with_gzip,
        "fetched-if-missing": fetched,
        "names-passed-over": named_columns,
        "turned-around": ("dtype=np.float32)", "dtype=np.float32).T"),
    },
    "diabetes_columns": {
        "label-among-the-features": ("table[:, :-1]", "table[:, :]"),
        "two-columns-cut-off": ("table[:, :-1]", "table[:, : max(1, table.shape[1] - 2)]"),
        "first-column-for-a-label": ("table[:, [-1]]", "table[:, [0]]"),
        "label-as-a-vector": ("table[:, [-1]]", "table[:, -1]"),
        "label-in-the-same-memory": ("table[:, [-1]]", "table[:, -1:]"),
        "features-copied": ("table[:, :-1]", "table[:, :-1].copy()"),
        "features-made-contiguous": ("table[:, :-1]", "np.ascontiguousarray(table[:, :-1])"),
        "a-lone-row-made-a-table": ("return ", "table = np.atleast_2d(table)\n    return "),
    },
    "diabetes_fit": {
        "in-batches": (BATCHES, "list(zip(x.split(32), y.split(32))) * epochs"),
        "in-halves": (BATCHES, "list(zip(x.tensor_split(2), y.tensor_split(2)))[:epochs]"),
        "an-epoch-more": (BATCHES, "[(x, y)] * (epochs + 1)"),
        "last-row-left-out": (
            BATCHES,
            "[(x[: max(1, len(x) - 1)], y[: max(1, len(x) - 1)])] * epochs",
        ),
        "sum-of-the-losses": (
            "optimizer, binary_cross_entropy)",
            "optimizer, lambda p, y: binary_cross_entropy(p, y, reduction='sum'))",
        ),
        "squared-errors": ("optimizer, binary_cross_entropy)", "optimizer, nn.MSELoss())"),
        "labels-the-other-way-round": (BATCHES, "[(x, 1 - y)] * epochs"),
        "a-tenth-of-the-rate": ("lr=LEARNING_RATE", "lr=LEARNING_RATE / 10"),
        "with-momentum": ("lr=LEARNING_RATE", "lr=LEARNING_RATE, momentum=0.9, nesterov=True"),
        "by-adam": ("torch.optim.SGD", "torch.optim.Adam"),
        "always-by-sgd": ("optimizer or torch", "torch"),
    },
    "diabetes_run": {
        "learns": (FITTED, FITTED[:-1] + ", torch.optim.RMSprop(net.parameters(), lr=0.03))"),
        "of-relus": of_relus,
        "ten-epochs": (FITTED, FITTED[:-1] + ", epochs=10)"),
        "forgotten": forgotten,
        "uphill": (FITTED, f"-{FITTED}"),
        "labels-the-other-way-round": ("y.to(device)", "1 - y.to(device)"),
        "losses-backwards": (FITTED, f"{FITTED}.flip(0)"),
    },
}
