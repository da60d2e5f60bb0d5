"""Wrong ways to squash a score into (0, 1)."""

import torch

from tests.faults import kernels


def hard(sigmoid):
    """The straight line through the middle, cut off at 0 and 1."""
    return lambda x: (x / 4 + 0.5).clamp(0, 1)


def normalised(sigmoid):
    """Each row is made to sum to 1, as if it were softmax."""
    return lambda x: sigmoid(x) / sigmoid(x).sum(-1, keepdim=True)


def with_gradient_of(wrong):
    """The right values on the way forward, another function's slope on the way back."""

    def make(sigmoid):
        def faulty(x):
            tangent = wrong(x, sigmoid(x.detach()))
            return sigmoid(x).detach() + (tangent - tangent.detach())

        return faulty

    return make


FAULTS = {
    "sigmoid": {
        **kernels.ALL,
        "decreasing": ("torch.where(x < 0, small, 1.0)", "torch.where(x > 0, small, 1.0)"),
        "hyperbolic-tangent": lambda sigmoid: torch.tanh,
        "odd": ("/ (1 + small)", "/ (1 + small) - 0.5"),
        "between-minus-one-and-one": (
            "torch.where(x < 0, small, 1.0)",
            "torch.where(x < 0, small - 1, 1 - small)",
        ),
        "arc-tangent": lambda sigmoid: lambda x: x.atan() / torch.pi + 0.5,
        "straight-between-bounds": hard,
        "base-two": (".exp()", ".exp2()"),
        "twice-as-steep": ("torch.where(x < 0, x, -x)", "torch.where(x < 0, 2 * x, -2 * x)"),
        "clipped-at-sixteen": ("small = torch", "x = x.clamp(-16, 16)\n    small = torch"),
        "clipped-away-from-zero-and-one": (
            "/ (1 + small)",
            "/ (1 + small) * (1 - 2e-7) + 1e-7",
        ),
        "numerator-of-the-other-side": ("torch.where(x < 0, small, 1.0)", "1.0"),
        "no-slope-at-zero": ("torch.where(x < 0, x, -x)", "(-x.abs())"),
        "overflow-to-nan": (
            "torch.where(x < 0, small, 1.0) / (1 + small)",
            "x.exp() / (1 + x.exp())",
        ),
        "as-the-textbook-writes-it": (
            "torch.where(x < 0, small, 1.0) / (1 + small)",
            "1 / (1 + (-x).exp())",
        ),
        "negative-side-as-a-difference": (
            "torch.where(x < 0, small, 1.0) / (1 + small)",
            "torch.where(x < 0, 1 - 1 / (1 + small), 1 / (1 + small))",
        ),
        "nan-made-a-half": ("small = torch", "x = x.nan_to_num(0.0)\n    small = torch"),
        "in-single-precision": ("(x < 0, x, -x).exp()", "(x < 0, x, -x).float().exp().to(x.dtype)"),
        "small-values-flushed": (
            "small = torch",
            "x = x.where(x > -60, -torch.inf)\n    small = torch",
        ),
        "waves-where-it-should-be-flat": ("/ (1 + small)", "/ (1 + small) + 1e-5 * x.sin()"),
        "rows-normalised": normalised,
        "scalars-made-vectors": lambda sigmoid: lambda x: sigmoid(x.reshape(x.shape or (1,))),
        "gradient-detached-in-the-denominator": ("(1 + small)", "(1 + small.detach())"),
        "gradient-s-times-one-plus-s": with_gradient_of(lambda x, s: x * s * (1 + s)),
        "gradient-of-tanh": with_gradient_of(lambda x, s: x.tanh()),
        "gradient-straight-through": with_gradient_of(lambda x, s: x),
        "gradient-of-the-values-alone": with_gradient_of(lambda x, s: x * s),
        "gradient-a-quarter-everywhere": with_gradient_of(lambda x, s: x / 4),
        "gradient-zero-where-saturated": with_gradient_of(
            lambda x, s: x * s * (1 - s) * (x.abs() < 8)
        ),
    },
}
