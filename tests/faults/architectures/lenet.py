"""Wrong LeNets."""

FAULTS = {
    "lenet5": {
        "relu": (
            "nn.Tanh(),\n        nn.AvgPool2d(2),\n        nn.Flatten()",
            "nn.ReLU(),\n        nn.AvgPool2d(2),\n        nn.Flatten()",
        ),
        "maximum-for-the-mean": (
            "nn.AvgPool2d(2),\n        nn.Conv2d",
            "nn.MaxPool2d(2),\n        nn.Conv2d",
        ),
        "no-last-tanh": ("nn.Tanh(),\n        nn.Linear(84", "nn.Linear(84"),
        "six-filters-twice": (
            "nn.Conv2d(6, 16, 5)",
            "nn.Conv2d(6, 16, 5, groups=2)",
        ),
        "without-biases": ("nn.Conv2d(1, 6, 5)", "nn.Conv2d(1, 6, 5, bias=False)"),
    }
}
