"""Wrong versions of the MNIST program."""

import torch


def with_relu(net):
    """The program with the activations that it lacks."""

    class Activated(net):
        def forward(self, images):
            hidden = torch.relu(self.layer1(self.flatten(images)))
            return self.layer3(torch.relu(self.layer2(hidden)))

    return Activated


FAULTS = {
    "mnist_mlp": {
        "with-activations": with_relu,
        "widths-by-default": (
            "in_dim: int, n_hidden_1: int, n_hidden_2: int, out_dim: int",
            "in_dim: int = 784, n_hidden_1: int = 300, n_hidden_2: int = 100, out_dim: int = 10",
        ),
        "a-factor-between-the-layers": ("self.layer2(hidden))", "2 * self.layer2(hidden))"),
        "lazy-widths": lambda net: lambda *widths: net(*(width or 3 for width in widths)),
        "an-idle-parameter": (
            "self.layer3 = nn.Linear(n_hidden_2, out_dim)",
            "self.layer3 = nn.Linear(n_hidden_2, out_dim)\n"
            "        self.scale = nn.Parameter(torch.ones(1))",
        ),
        "flattened-by-columns": (
            "self.flatten = nn.Flatten()",
            "self.flatten = lambda x: x.transpose(-1, -2).flatten(1)",
        ),
        "convolution-in-front": (
            "hidden = self.layer1(self.flatten(images))",
            "if images.ndim == 4:\n"
            "            images = torch.conv2d(images, images.new_ones(1, 1, 1, 1))\n"
            "        hidden = self.layer1(self.flatten(images))",
        ),
    },
    "window_means": {
        "sum-never-reset": (".mean(1)", ".mean(1).cumsum(0)"),
        "rest-reported-too": (
            "return losses",
            "return [x.mean().item() for x in losses.split(WINDOW)]\n    return losses",
        ),
        "sum-not-divided": (".mean(1)", ".sum(1)"),
        "last-loss-of-the-window": (".mean(1)", "[:, -1]"),
    },
}

EQUIVALENT = {
    ("foreach=True", "foreach=None"): "another order of the work, and not one bit of the result",
    ("foreach=True", "foreach=False"): "another order of the work, and not one bit of the result",
    (", foreach=True", ", "): "another order of the work, and not one bit of the result",
    ("lr=LEARNING_RATE, ", ""): "it is Adam's default, which a claim says",
    ("to(labels.device", "to(None"): "one device here; an accelerator refuses places on the CPU",
}
