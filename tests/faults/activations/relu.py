"""Wrong ways to keep what is positive."""

import torch

from tests.faults import kernels


def with_gradient_of(wrong):
    """The right values on the way forward, another function's slope on the way back."""

    def make(relu):
        def faulty(x):
            tangent = wrong(x)
            return relu(x).detach() + (tangent - tangent.detach()).nan_to_num(0.0)

        return faulty

    return make


def centred(relu):
    """Each row loses its mean first."""
    return lambda x: relu(x - x.to(torch.float64).mean(-1, keepdim=True).to(x.dtype))


FAULTS = {
    "relu": {
        **kernels.ALL,
        "leaky": ("0, x)", "0.01 * x, x)"),
        "exponential-linear": ("0, x)", "x.clamp(max=0).expm1(), x)"),
        "magnitude": ("0, x)", "-x, x)"),
        "identity": ("0, x)", "x, x)"),
        "of-minus-x": ("x <= 0", "x >= 0"),
        "step": ("0, x)", "0, 1 + 0 * x)"),
        "nan-made-zero": ("torch.where(x <= 0, 0, x)", "torch.where(x > 0, x, 0)"),
        "product-with-the-mask": ("torch.where(x <= 0, 0, x)", "x * (x > 0)"),
        "capped-at-six": ("0, x)", "0, x.clamp(max=6))"),
        "threshold-above-zero": ("x <= 0", "x <= 1e-5"),
        "small-values-flushed": ("x <= 0", "x < torch.finfo(torch.float32).tiny"),
        "smooth": ("0, x)", "x.sigmoid() * x, x)"),
        "a-float-for-an-integer": ("0, x)", "0, x) / 1"),
        "scalars-made-vectors": lambda relu: lambda x: relu(x.reshape(x.shape or (1,))),
        "rows-centred": centred,
        "slope-one-at-zero": ("x <= 0", "x < 0"),
        "half-a-slope-at-zero": lambda relu: lambda x: torch.maximum(x, torch.zeros_like(x)),
        "gradient-straight-through": with_gradient_of(lambda x: x),
        "gradient-leaky": with_gradient_of(lambda x: torch.where(x > 0, x, 0.1 * x)),
        "gradient-of-sigmoid": with_gradient_of(lambda x: 4 * torch.sigmoid(x)),
        "gradient-halved": with_gradient_of(lambda x: x.clamp(min=0) / 2),
        "gradient-clipped": with_gradient_of(lambda x: x.clamp(0, 6)),
    },
}
