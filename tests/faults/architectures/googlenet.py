"""Wrong ways to look through several kernels."""

from tests.faults import kernels

CAT = "torch.cat([self.ones(x), self.threes(x), self.largests(x), self.pooled(x)], 1)"

FAULTS = {
    "inception": {
        **kernels.ALL,
        "one-after-the-other": (
            CAT,
            "torch.cat([self.ones(x), self.threes(x) + self.ones(x).mean(), "
            "self.largests(x), self.pooled(x)], 1)",
        ),
        "five-by-default": ("largest: int = 3", "largest: int = 5"),
        "one-size-of-kernel": ("conv(reduced, threes, 3)", "conv(reduced, threes, 1)"),
        "no-pooling": ("nn.MaxPool2d(3, stride=1, padding=1), ", ""),
        "branches-in-another-order": (
            CAT,
            "torch.cat([self.threes(x), self.ones(x), self.largests(x), self.pooled(x)], 1)",
        ),
        "not-reduced": (
            "nn.Sequential(conv(inputs, reduced, 1), conv(reduced, threes, 3))",
            "conv(inputs, threes, 3)",
        ),
        "a-branch-forgotten": (CAT, CAT.replace(", self.pooled(x)", "")),
    },
    "googlenet": {
        "small-stem": ("conv(3, 64, 7, stride=2)", "conv(3, 64, 3, stride=2)"),
        "five-for-three": ("Inception(inputs, *widths)", "Inception(inputs, *widths, largest=5)"),
        "a-block-less": ("for widths in stage:", "for widths in stage[:4]:"),
        "a-thousand-always": ("nn.Linear(inputs, classes)", "nn.Linear(inputs, 1000)"),
        "no-one-by-one-in-the-stem": ("conv(64, 64, 1), ", ""),
    },
}

EQUIVALENT = {
    ("bias=False", "bias=None"): "either is no bias",
    ("aux_logits=False", "aux_logits=None"): "either is no head",
    ("init_weights=False", "init_weights=True"): "the first values are drawn otherwise, and slowly",
}
