"""Wrong AlexNets."""

FAULTS = {
    "alexnet": {
        "tanh": (
            "nn.Linear(256 * 6 * 6, 4096),\n        nn.ReLU()",
            "nn.Linear(256 * 6 * 6, 4096),\n        nn.Tanh()",
        ),
        "means": (
            "256, 3, padding=1),\n        nn.ReLU(),\n        nn.MaxPool2d(3, stride=2)",
            "256, 3, padding=1),\n        nn.ReLU(),\n        nn.AvgPool2d(3, stride=2)",
        ),
        "one-dropout": ("nn.Flatten(),\n        nn.Dropout()", "nn.Flatten()"),
        "widths-of-the-paper": (
            "nn.Conv2d(256, 256, 3, padding=1)",
            "nn.Conv2d(256, 256, 3, padding=1, groups=2)",
        ),
        "small-kernels": ("192, 5, padding=2", "192, 3, padding=1"),
        "without-biases": ("nn.Linear(4096, classes)", "nn.Linear(4096, classes, bias=False)"),
    }
}
