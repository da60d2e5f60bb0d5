"""Wrong versions of the five-layer digit classifier and of its training."""

import torch


def seeded_inside(net):
    """A net that sets the seed by itself, and so starts the same each time."""

    class Seeded(net):
        def __init__(self, *widths):
            torch.manual_seed(0)
            super().__init__(*widths)

    return Seeded


RETURN = "return self.l5(x)"
HIDDEN = "x = torch.relu(layer(x))"

FAULTS = {
    "mnist_deep_mlp": {
        "first-layer-without-bias": ("nn.Linear(a, b)", "nn.Linear(a, b, bias=False)"),
        "seed-set-inside": seeded_inside,
        "softmax-at-the-end": (RETURN, "return self.l5(x).softmax(1)"),
        "log-softmax-at-the-end": (RETURN, "return self.l5(x).log_softmax(1)"),
        "relu-at-the-end": (RETURN, "return torch.relu(self.l5(x))"),
        "no-activation": (HIDDEN, "x = layer(x)"),
        "sigmoid-for-relu": (HIDDEN, "x = torch.sigmoid(layer(x))"),
        "leaky": (HIDDEN, "x = torch.nn.functional.leaky_relu(layer(x))"),
        "third-activation-left-out": (
            HIDDEN,
            "x = layer(x) if layer is self.l3 else torch.relu(layer(x))",
        ),
        "with-dropout": (HIDDEN, "x = torch.dropout(torch.relu(layer(x)), 0.2, self.training)"),
        "batch-norm-without-memory": (
            HIDDEN,
            "x = layer(x)\n            x = torch.relu(x - x.mean(0))",
        ),
        "an-idle-layer": (
            "self.l5 = nn.Linear(e, f)",
            "self.l5 = nn.Linear(e, f)\n        self.l6 = nn.Linear(f, f)",
        ),
        "detached-from-its-weights": (RETURN, "return self.l5(x).detach()"),
        "records-within-no-grad": (
            RETURN,
            "with torch.enable_grad():\n            return self.l5(x)",
        ),
        "frozen": (
            "self.l5 = nn.Linear(e, f)",
            "self.l5 = nn.Linear(e, f)\n        self.requires_grad_(False)",
        ),
    },
    "digit_batches": {
        "batches-of-64": (".split(BATCH)", ".split(64)"),
        "last-batch-dropped": (".split(BATCH)", ".split(BATCH)[: len(order) // BATCH or None]"),
        "not-shuffled": ("if self.generator:", "if False:"),
        "always-shuffled": (
            "if self.generator:",
            "if not self.generator:\n"
            "            order = torch.randperm(len(self.labels))\n        else:",
        ),
        "labels-in-their-old-order": ("self.labels[batch]", "self.labels[batch.sort().values]"),
        "not-normalised": ("normalise(self.images[batch])", "to_tensor(self.images[batch])"),
        "with-replacement": (
            "order = loader_order(len(self.labels), self.generator)",
            "order = torch.randint(len(order), order.shape, generator=self.generator)",
        ),
    },
    "digit_optimizer": {
        "momentum-0.9": ("momentum=0.5", "momentum=0.9"),
        "no-momentum": (", momentum=0.5", ""),
        "ten-times-the-rate": ("lr=0.01", "lr=0.1"),
        "first-gradient-halved": ("momentum=0.5", "momentum=0.5, dampening=0.5"),
        "nesterov": ("momentum=0.5", "momentum=0.5, nesterov=True"),
        "weight-decay": ("momentum=0.5", "momentum=0.5, weight_decay=0.1"),
        "ascent": ("momentum=0.5", "momentum=0.5, maximize=True"),
    },
    "note_splits": {
        "test-set-for-the-test": (
            "return train, train",
            "return train, (digits.test_images, digits.test_labels)",
        ),
        "test-set-for-training": (
            "return train, train",
            "return (digits.test_images, digits.test_labels), train",
        ),
        "labels-of-the-other-split": (
            "train = digits.train_images, digits.train_labels",
            "train = digits.train_images, digits.test_labels",
        ),
    },
    "loss_report": {
        "left-aligned": ("{self.batch:5d}", "{self.batch:<5d}"),
        "four-places": ("{self.batch:5d}", "{self.batch:4d}"),
        "padded-with-zeros": ("{self.batch:5d}", "{self.batch:05d}"),
        "cut-to-five-digits": ("{self.batch:5d}", "{str(self.batch)[-5:]:>5}"),
        "four-decimals": ("{self.loss:.3f}", "{self.loss:.4f}"),
        "three-significant-digits": ("{self.loss:.3f}", "{self.loss:.3g}"),
    },
    "loss_reports": {
        "sum-never-reset": (".mean(1)", ".mean(1).cumsum(0)"),
        "mean-since-the-start": (
            ".mean(1)",
            ".sum(1).cumsum(0).div(WINDOW * torch.arange(1, full // WINDOW + 1))",
        ),
        "a-seventh-line": (
            "means = losses[:full].reshape(-1, WINDOW).mean(1).tolist()",
            "means = [some.mean().item() for some in losses.split(WINDOW)]",
        ),
        "sum-not-divided": (".mean(1)", ".sum(1)"),
        "batch-counted-from-0": ("WINDOW * i, mean", "WINDOW * i - 1, mean"),
        "number-of-the-line": ("WINDOW * i, mean", "i, mean"),
        "always-the-first-epoch": ("Report(epoch,", "Report(1,"),
        "last-loss-of-the-window": (".mean(1)", "[:, -1]"),
    },
    "loss_curve": {
        "against-the-epoch": ("list(range(len(lines)))", "[line.epoch - 1 for line in lines]"),
        "against-the-batch": ("list(range(len(lines)))", "[line.batch for line in lines]"),
        "from-1": ("range(len(lines))", "range(1, len(lines) + 1)"),
        "first-epoch-alone": ("for line in lines]", "for line in lines if line.epoch == 1]"),
    },
    "deep_mlp_run": {
        "prints-the-true-test-accuracy": (
            "for split in (called_test, held_out)",
            "for split in (held_out, held_out)",
        ),
        "tests-twice-on-the-training-digits": (
            "for split in (called_test, held_out)",
            "for split in (called_test, called_test)",
        ),
        "accuracies-exchanged": (
            "for split in (called_test, held_out)",
            "for split in (held_out, called_test)",
        ),
        "one-epoch-too-few": ("range(1, epochs + 1)", "range(1, epochs)"),
        "seed-ignored-by-the-net": (
            "        torch.manual_seed(seed)\n        net",
            "        net",
        ),
        "one-seed-for-all": (
            "torch.manual_seed(seed)\n        net",
            "torch.manual_seed(1)\n        net",
        ),
        "leaves-its-seed-behind": ("with torch.random.fork_rng():", "if True:"),
        "a-new-net-each-epoch": (
            "        losses = train_epoch(",
            "        net = net_class().to(device)\n"
            "        optimizer = make_optimizer(net.parameters())\n"
            "        losses = train_epoch(",
        ),
        "trained-on-the-test-digits": (
            "images.to(device), labels.to(device), torch",
            "digits.test_images.to(device), digits.test_labels.to(device), torch",
        ),
    },
}

EQUIVALENT = {
    ("to(self.labels.device", "to(None"): "places may lie on the CPU, where they are slower",
}
