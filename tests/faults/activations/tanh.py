"""Wrong hyperbolic tangents."""

import torch

from tests.faults import kernels


def with_gradient_of(wrong):
    """The right values on the way forward, another function's slope on the way back."""

    def make(tanh):
        def faulty(x):
            tangent = wrong(x, tanh(x.detach()))
            return tanh(x).detach() + (tangent - tangent.detach())

        return faulty

    return make


def normalised(tanh):
    """Each row is divided by the sum of its magnitudes."""
    return lambda x: tanh(x) / tanh(x).abs().sum(-1, keepdim=True).clamp(min=0.1)


FAULTS = {
    "tanh": {
        **kernels.ALL,
        "sigmoid": lambda tanh: torch.sigmoid,
        "sigmoid-not-stretched": ("torch.where(x < 0, 2 * x, -2 * x)", "torch.where(x < 0, x, -x)"),
        "arc-tangent": lambda tanh: lambda x: x.atan() * 2 / torch.pi,
        "straight-between-bounds": lambda tanh: lambda x: x.clamp(-1, 1),
        "identity": lambda tanh: lambda x: x + 0,
        "decreasing": ("torch.where(x < 0, less, -less)", "torch.where(x < 0, -less, less)"),
        "even": ("torch.where(x < 0, less, -less)", "-less"),
        "negative-side-missing": (
            "torch.where(x < 0, less, -less)",
            "torch.where(x < 0, 0, -less)",
        ),
        "not-halved": ("(2 + less)", "(1 + less)"),
        "textbook-quotient": (
            "torch.where(x < 0, less, -less) / (2 + less)",
            "(x.exp() - (-x).exp()) / (x.exp() + (-x).exp())",
        ),
        "through-sigmoid": (
            "torch.where(x < 0, less, -less) / (2 + less)",
            "2 * torch.sigmoid(2 * x) - 1",
        ),
        "expm1-as-a-difference": (".expm1()", ".exp() - 1"),
        "no-slope-at-zero": ("torch.where(x < 0, 2 * x, -2 * x)", "(-2 * x.abs())"),
        "clipped-at-eight": ("less = torch", "x = x.clamp(-8, 8)\n    less = torch"),
        "nan-made-zero": ("less = torch", "x = x.nan_to_num(0.0)\n    less = torch"),
        "in-single-precision": (
            "(x < 0, 2 * x, -2 * x).expm1()",
            "(x < 0, 2 * x, -2 * x).float().expm1().to(x.dtype)",
        ),
        "small-values-flushed": (
            "/ (2 + less)",
            "/ (2 + less) * (x.abs() > 1e-4)",
        ),
        "not-quite-odd": ("/ (2 + less)", "/ (2 + less) * torch.where(x < 0, 1 + 3e-7, 1.0)"),
        "scalars-made-vectors": lambda tanh: lambda x: tanh(x.reshape(x.shape or (1,))),
        "rows-normalised": normalised,
        "gradient-detached-in-the-denominator": ("(2 + less)", "(2 + less.detach())"),
        "gradient-one-minus-tanh": with_gradient_of(lambda x, t: x * (1 - t)),
        "gradient-of-sigmoid": with_gradient_of(lambda x, t: x.sigmoid()),
        "gradient-straight-through": with_gradient_of(lambda x, t: x),
        "gradient-of-the-positive-side": with_gradient_of(lambda x, t: x * (1 - t**2) * (x >= 0)),
        "gradient-cut-off-at-three": with_gradient_of(lambda x, t: x * (1 - t**2) * (x.abs() < 3)),
        "gradient-with-a-floor": with_gradient_of(lambda x, t: x * (1 - t**2 + 1e-3)),
    },
}
