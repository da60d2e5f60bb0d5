"""Wrong ways to smooth the corner of relu."""

from tests.faults import kernels


def with_gradient_of(wrong):
    """The right values on the way forward, another function's slope on the way back."""

    def make(softplus):
        def faulty(x, beta=1, threshold=20):
            tangent = wrong(x, beta)
            values = softplus(x, beta, threshold).detach()
            return values + (tangent - tangent.detach()).nan_to_num(0.0)

        return faulty

    return make


def rows_centred(softplus):
    """Each row loses its mean first."""
    return lambda x, *options: softplus(x - x.mean(-1, keepdim=True), *options)


SMOOTH = "torch.where(y < 0, 0, y) + small.log1p()"

FAULTS = {
    "softplus": {
        **kernels.ALL,
        "relu": ("+ small.log1p()", "+ 0 * small"),
        "textbook-formula": (SMOOTH, "(1 + y.exp()).log()"),
        "overflow-to-infinity": (
            "torch.where(y > threshold, x, smooth / beta)",
            "y.exp().log1p() / beta",
        ),
        "logarithm-without-its-one": ("small.log1p()", "(1 + small).log()"),
        "beta-ignored": ("y = beta * x", "y = 1 * x"),
        "beta-not-divided-out": ("smooth / beta", "smooth"),
        "beta-divided-out-twice": ("smooth / beta", "smooth / beta / beta"),
        "beta-divides": ("y = beta * x", "y = x / beta"),
        "threshold-ignored": ("y > threshold", "y > 20"),
        "threshold-of-x-alone": ("y > threshold", "x > threshold"),
        "threshold-included": ("y > threshold", "y >= threshold"),
        "threshold-of-ten-by-default": ("threshold: float = 20", "threshold: float = 10"),
        "beta-of-two-by-default": ("beta: float = 1,", "beta: float = 2,"),
        "y-beyond-the-threshold": ("threshold, x,", "threshold, y,"),
        "zero-on-the-far-left": (
            "smooth / beta)",
            "smooth / beta * (y > -20))",
        ),
        "base-two": ("small.log1p()", "small.log1p() / 0.6931471805599453"),
        "minus-ln-two": ("smooth / beta", "(smooth - 0.6931471805599453) / beta"),
        "no-slope-at-zero": ("torch.where(y < 0, y, -y)", "(-y.abs())"),
        "nan-made-zero": (
            "y = beta * x",
            "x = x.nan_to_num(0.0, torch.inf, -torch.inf)\n    y = beta * x",
        ),
        "in-single-precision": ("small.log1p()", "small.float().log1p().to(x.dtype)"),
        "rows-centred": rows_centred,
        "scalars-made-vectors": lambda softplus: (
            lambda x, *options: softplus(x.reshape(x.shape or (1,)), *options)
        ),
        "gradient-detached": ("small.log1p()", "small.detach().log1p()"),
        "gradient-of-relu": with_gradient_of(lambda x, beta: x.clamp(min=0)),
        "gradient-straight-through": with_gradient_of(lambda x, beta: x),
        "gradient-without-beta": with_gradient_of(lambda x, beta: (1 + x.exp()).log()),
        "gradient-times-beta": with_gradient_of(lambda x, beta: (1 + (beta * x).exp()).log()),
    },
}
