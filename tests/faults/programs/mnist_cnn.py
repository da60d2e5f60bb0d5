"""Wrong versions of the convolutional digit classifier."""

import torch


def with_memory(net):
    """A net whose pooling remembers the largest entry that it has seen, and adds a trace of it."""

    class Pooling(torch.nn.MaxPool2d):
        def __init__(self):
            super().__init__(2)
            self.register_buffer("seen", torch.zeros(()))

        def forward(self, x):
            pooled = super().forward(x) + 0.01 * self.seen
            if x.device.type != "meta":
                self.seen = torch.maximum(self.seen, x.detach().max())
            return pooled

    class Remembering(net):
        def __init__(self):
            super().__init__()
            self.pooling = Pooling()

    return Remembering


FIRST = "x = self.pooling(torch.relu(self.conv1(x)))"
SECOND = "x = self.pooling(torch.relu(self.conv2(x)))"
POOLING = "nn.MaxPool2d(2)"

FAULTS = {
    "mnist_cnn": {
        "pooling-with-memory": with_memory,
        "pooled-by-stride-1": (POOLING, "nn.MaxPool2d(2, stride=1)"),
        "mean-for-maximum": (POOLING, "nn.AvgPool2d(2)"),
        "pooled-once": (SECOND, "x = torch.relu(self.conv2(x))"),
        "pooled-by-ceiling": (POOLING, "nn.MaxPool2d(2, ceil_mode=True)"),
        "padded-to-the-same-size": (
            "nn.Conv2d(1, 10, kernel_size=5)",
            "nn.Conv2d(1, 10, kernel_size=5, padding=2)",
        ),
        "kernels-of-3": (
            "nn.Conv2d(1, 10, kernel_size=5)",
            "nn.Conv2d(1, 10, kernel_size=3)",
        ),
        "convolutions-without-bias": (
            "nn.Conv2d(10, 20, kernel_size=5)",
            "nn.Conv2d(10, 20, kernel_size=5, bias=False)",
        ),
        "room-for-500": ("nn.Linear(320, CLASSES)", "nn.Linear(500, CLASSES)"),
        "last-layer-without-bias": (
            "nn.Linear(320, CLASSES)",
            "nn.Linear(320, CLASSES, bias=False)",
        ),
        "batch-from-the-second-size": ("x.size(0)", "x.size(1)"),
        "lone-images-refused": (
            "batch_size = x.size(0)",
            "batch_size = x.size(0) if x.ndim == 4 else 7",
        ),
        "batch-guessed-by-the-numbers": (
            "x.view(batch_size, -1)",
            "x.reshape(-1, 320)",
        ),
        "cut-to-the-size-of-the-note": (
            "batch_size = x.size(0)",
            "batch_size = x.size(0)\n        x = x[..., :28, :28]",
        ),
        "copied-into-order": (
            "x.view(batch_size, -1)",
            "x.flatten(1) if x.ndim > 3 else x.view(1, -1)",
        ),
        "no-first-activation": (FIRST, "x = self.pooling(self.conv1(x))"),
        "softmax-at-the-end": (
            "self.fc(x.view(batch_size, -1))",
            "self.fc(x.view(batch_size, -1)).softmax(1)",
        ),
        "convolutions-flipped": (
            FIRST,
            "x = self.pooling(torch.relu(self.conv1(x.flip(-1)).flip(-1)))",
        ),
    },
}
