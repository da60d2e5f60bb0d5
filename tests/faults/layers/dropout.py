"""Wrong ways to silence activations."""

import torch

from tests.faults import kernels


def gaussian_noise(reference):
    """Multiply by noise of the right mean and variance that is never 0."""

    class GaussianDropout(reference):
        def forward(self, x):
            spread = (self.p / max(1 - self.p, 1e-6)) ** 0.5
            return x * (1 + spread * torch.randn_like(x)) if self.training else x

    return GaussianDropout


COIN = "torch.rand(x.shape, device=x.device)"
RESULT = "return x * kept * scale"

FAULTS = {
    "dropout": {
        **kernels.ALL,
        "keep-probability": lambda Dropout: lambda p=0.5: Dropout(1 - p),
        "not-rescaled": ("x * kept * scale", "x * kept"),
        "rescaled-in-evaluation": (
            "            return x\n",
            "            return x * (1 - self.p)\n",
        ),
        "active-in-evaluation": ("if not self.training:", "if self.p == 0:"),
        "off-without-gradient": (
            "if not self.training:",
            "if not (self.training and torch.is_grad_enabled()):",
        ),
        "on-once-for-all": (
            "if not self.training:",
            "self.p = self.p if self.training else 0.0\n        if not self.training:",
        ),
        "one-mask-for-all-samples": (COIN, "torch.rand(x.shape[1:], device=x.device)"),
        "one-coin-for-a-row": (COIN, "torch.rand(x[..., :1].shape, device=x.device)"),
        "the-same-mask-at-every-call": (
            COIN,
            "torch.rand(x.shape, generator=torch.Generator().manual_seed(0)).to(x.device)",
        ),
        "neighbours-share-a-coin": (
            COIN,
            COIN + ".unfold(-1, min(2, x.shape[-1]), 1).amax(-1).repeat_interleave("
            "2, -1)[..., : x.shape[-1]]",
        ),
        "coin-of-four-bits": (COIN, f"({COIN} * 16).floor() / 16"),
        "a-little-too-rare": (">= self.p", ">= self.p * 0.97"),
        "scale-of-one-plus-p": ("1 / (1 - self.p) if", "(1 + self.p) if"),
        "scale-rounded": ("1 / (1 - self.p) if", "round(1 / (1 - self.p), 3) if"),
        "zero-over-zero": ("else 1.0", 'else float("inf")'),
        "not-finite-hidden": (RESULT, "return torch.where(kept, x * scale, torch.zeros_like(x))"),
        "gradient-of-the-identity": (RESULT, "return x + (x * kept * scale - x).detach()"),
        "gradient-not-rescaled": (RESULT, "return x * kept + (x * kept * (scale - 1)).detach()"),
        "default-of-one-fifth": ("p: float = 0.5", "p: float = 0.2"),
        "no-upper-bound": ("if not 0 <= p <= 1:", "if p < 0:"),
        "gaussian-noise": gaussian_noise,
    },
}

EQUIVALENT = {
    ("device=x.device", "device=None"): "the tests run on one device",
    (", device=x.device", ", "): "the tests run on one device",
    (">= self.p", "> self.p"): "a coin is exactly p once in 16 million times",
    (">= p", "> p"): "a coin is exactly p once in 16 million times",
    ("else 1.0", "else 2.0"): "of p = 1 nothing is kept",
}
