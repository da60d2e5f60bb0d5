"""Wrong ways to normalise by the batch."""

from torch import nn

from tests.faults import kernels


def ignored(reference):
    """A layer that keeps its books and passes everything on."""

    class Ignored(reference):
        def forward(self, x):
            return x + 0 * super().forward(x)

    return Ignored


def across_features(reference):
    """Layer normalisation under the name of batch normalisation."""

    class AcrossFeatures(reference):
        def statistics(self, x):
            super().statistics(x)
            return x.mean(-1, keepdim=True), x.var(-1, correction=0, keepdim=True)

    return AcrossFeatures


def position_by_position(reference):
    """Each position of a sequence normalised by itself."""

    class PositionByPosition(reference):
        def statistics(self, x):
            super().statistics(x)
            return x.mean(0), x.var(0, correction=0)

    return PositionByPosition


def registered_as_parameters(reference):
    """The running statistics among what is learned, if only by name."""

    class Registered(reference):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            for name in ("running_mean", "running_var") if self.track_running_stats else ():
                statistic = nn.Parameter(self._buffers.pop(name), requires_grad=False)
                self.register_parameter(name, statistic)

    return Registered


MEAN, VAR = "mean = x.mean(every_sample)", "var = (x - mean).square().mean(every_sample)"
REMEMBER = "self.remember(mean.detach(), var.detach() * n / (n - 1))"
BUFFER = 'self.register_buffer("running_var", ones if track_running_stats else None'

FAULTS = {
    "batch_norm": {
        **kernels.ALL,
        "features-not-counted": ("if x.shape[1] != self.num_features:", "if False:"),
        "ignored": ignored,
        "across-features": across_features,
        "position-by-position": position_by_position,
        "running-statistics-as-parameters": registered_as_parameters,
        "biased-running-variance": ("var.detach() * n / (n - 1)", "var.detach()"),
        "samples-counted-without-positions": (
            "var.detach() * n / (n - 1)",
            "var.detach() * len(x) / max(len(x) - 1, 1)",
        ),
        "unbiased-batch-variance": (
            REMEMBER + "\n        return mean, var",
            REMEMBER + "\n        return mean, var * n / (n - 1)",
        ),
        "mean-square-less-squared-mean": (
            VAR,
            "var = x.square().mean(every_sample) - mean.square()",
        ),
        "mean-absolute-deviation": (VAR, "var = (x - mean).abs().mean(every_sample).square()"),
        "one-mean-for-all-features": (MEAN, "mean = x.mean().expand(x.shape[-1])"),
        "one-variance-for-all-features": (
            VAR,
            "var = (x - mean).square().mean().expand(x.shape[-1])",
        ),
        "eps-outside-the-root": ("(var + self.eps).sqrt()", "(var.sqrt() + self.eps)"),
        "eps-forgotten-in-options": ("(var + self.eps)", "(var + 1e-5)"),
        "default-eps-1e-3": ("eps: float = 1e-5", "eps: float = 1e-3"),
        "divided-by-the-variance": ("(var + self.eps).sqrt()", "(var + self.eps)"),
        "shifted-before-scaled": ("y * self.weight + self.bias", "(y + self.bias) * self.weight"),
        "not-shifted": ("y * self.weight + self.bias", "y * self.weight + 0 * self.bias"),
        "variance-kept-untracked": (BUFFER, BUFFER.split(" if", maxsplit=1)[0]),
        "scale-starts-at-zero": ("nn.Parameter(ones.clone())", "nn.Parameter(zeros.clone())"),
        "always-affine": (
            '"weight", nn.Parameter(ones.clone()) if affine else None',
            '"weight", nn.Parameter(ones.clone())',
        ),
        "bounded": ("return y.transpose", "y = y.clamp(-10, 10)\n        return y.transpose"),
        "statistics-detached": ("(x - mean) / (var", "(x - mean.detach()) / (var.detach()"),
        "variance-detached": ("/ (var + self.eps)", "/ (var.detach() + self.eps)"),
        "testing-by-the-batch": (
            "if self.training or not self.track_running_stats:",
            "if self.training or len(x) > 1 or mean is None:",
        ),
        "training-by-the-running-statistics": (
            "mean, var = self.statistics(x)\n        y",
            "of_batch = self.statistics(x)\n"
            "            mean, var = of_batch if mean is None else (mean, var)\n        y",
        ),
        "testing-moves-the-statistics": (
            "        y = (x - mean)",
            "        elif len(x) > 1:\n"
            "            self.train().statistics(x)\n"
            "            self.eval()\n"
            "        y = (x - mean)",
        ),
        "testing-without-gradients": (
            "return y.transpose(1, -1)",
            "return y.transpose(1, -1) if self.training else y.transpose(1, -1).detach()",
        ),
        "statistics-still-without-grad": (
            "track_running_stats:\n            self.remember",
            "track_running_stats and x.requires_grad:\n            self.remember",
        ),
        "remembered-with-their-graph": (
            REMEMBER,
            "self.remember(mean, var * n / (n - 1))",
        ),
        "momentum-of-the-old": (
            "(1 - new) * self.running_mean + new * mean",
            "new * self.running_mean + (1 - new) * mean",
        ),
        "variance-without-momentum": ("(1 - new) * self.running_var + new * var", "var"),
        "default-momentum-0.01": ("momentum: float | None = 0.1", "momentum: float | None = 0.01"),
        "momentum-none-taken-as-0.1": ("1 / self.num_batches_tracked.item()", "0.1"),
        "averages-counted-from-two": (
            "1 / self.num_batches_tracked.item()",
            "1 / (self.num_batches_tracked.item() + 1)",
        ),
        "batches-not-counted": (
            "self.num_batches_tracked += 1",
            "self.num_batches_tracked += self.momentum is None",
        ),
        "running-variance-starts-at-zero": (BUFFER, BUFFER.replace("ones", "zeros.clone()")),
        "statistics-lost-in-the-state": (BUFFER + ")", BUFFER + ", persistent=False)"),
        "single-value-is-zero": ("if n == 1:\n", "if n == 1 and len(x) > 1:\n"),
        "images-taken-as-rows": ("not in (2, 3)", "not in (2, 3, 4)"),
    }
}

EQUIVALENT = {
    ("device=device, dtype", "device=None, dtype"): "the tests run on one device",
    ("device=device, ", ""): "the tests run on one device",
    ("device=device", "device=None"): "the tests run on one device",
    (", device=device", ", "): "the tests run on one device",
    ("x.numel() // x", "x.numel() / x"): "a whole number either way",
}
