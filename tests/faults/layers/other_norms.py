"""Wrong ways to normalise within a sample."""

from tests.faults import kernels


def across_samples(reference):
    """The first sample is taken in by all others."""

    class AcrossSamples(reference):
        def forward(self, x):
            return super().forward(x - 1e-3 * x[-1:])

    return AcrossSamples


def remembering(reference):
    """A buffer that nobody asked for."""

    class Remembering(reference):
        def forward(self, x):
            self.register_buffer("running_mean", x.mean().detach())
            return super().forward(x)

    return Remembering


def detached(reference):
    """Mean and variance are taken for constants in the backward pass."""

    class Detached(reference):
        def forward(self, x):
            y = super().forward(x)
            constant = super().forward(x.detach()).detach()
            step = super().forward(x.detach() + 1e-3).detach()
            return constant + (y - y.detach()) * 0.5 + 0 * step

    return Detached


def ignored(reference):
    """Everything is passed on, if the shape is right."""

    class Ignored(reference):
        def forward(self, x):
            return x + 0 * super().forward(x)

    return Ignored


def unbiased(reference):
    """Variance with divisor n - 1."""

    class Unbiased(reference):
        def forward(self, x):
            sides = {"LayerNorm": 2, "InstanceNorm": 1, "GroupNorm": 2}
            n = x[0].flatten(0 if sides[reference.__name__] == 2 else -1).shape[-1]
            return super().forward(x) * ((n - 1) / n) ** 0.5

    return Unbiased


SHARED = {
    **kernels.ALL,
    "across-samples": across_samples,
    "remembering": remembering,
    "half-the-gradient": detached,
    "ignored": ignored,
    "unbiased": unbiased,
    "eps-of-batch-norm-forgotten": ("eps: float = 1e-5", "eps: float = 1e-3"),
}
FAULTS = {
    "layer_norm": SHARED
    | {
        "one-sample-over-its-last-dimension": (
            "tuple(range(-len(self.normalized_shape), 0))",
            "tuple(range(-len(self.normalized_shape), 0)) if x.ndim > 2 else (-1,)",
        ),
        "eps-never-zero": ("= tuple(shape), eps", "= tuple(shape), eps or 1e-12"),
        "over-the-last-dimension-alone": (
            "tuple(range(-len(self.normalized_shape), 0))",
            "(-1,)",
        ),
        "over-the-batch": ("tuple(range(-len(self.normalized_shape), 0))", "(0,)"),
        "weights-ignored": ("if self.elementwise_affine else y", "if False else y"),
        "shift-before-scale": (
            "y * self.weight + self.bias",
            "(y + self.bias) * self.weight",
        ),
        "any-shape": ("!= self.normalized_shape:", "!= x.shape[-len(self.normalized_shape) :]:"),
        "eps-ignored": ("tuple(shape), eps", "tuple(shape), 1e-5"),
    },
    "instance_norm": SHARED
    | {
        "a-sample-alone-over-its-channels": (
            "standardised(x, (-1,), self.eps)",
            "standardised(x, (-1,) if x.ndim == 3 else (-2, -1), self.eps)",
        ),
        "over-the-channels-too": (
            "standardised(x, (-1,), self.eps)",
            "standardised(x, (-2, -1), self.eps)",
        ),
        "over-the-batch-too": (
            "standardised(x, (-1,), self.eps)",
            "standardised(x, (0, -1), self.eps)",
        ),
        "learns-by-default": ("affine: bool = False", "affine: bool = True"),
        "never-learns": ("super().__init__()", "super().__init__()\n        affine = False"),
        "a-single-position-is-zero": ("if x.shape[-1] == 1:", "if False:"),
    },
    "group_norm": SHARED
    | {
        "groups-interleaved": (
            "groups = x.reshape(len(x), self.num_groups, -1)",
            "groups = x.unflatten(1, (-1, self.num_groups)).transpose(1, 2).flatten(2)",
        ),
        "one-group": ("x.reshape(len(x), self.num_groups, -1)", "x.reshape(len(x), 1, -1)"),
        "each-channel-a-group": (
            "(len(x), self.num_groups, -1)",
            "(len(x), self.num_channels, -1)",
        ),
        "unequal-groups": ("if num_channels % num_groups:", "if False:"),
        "weights-ignored": ("if not self.affine:", "if True:"),
    },
}

EQUIVALENT = {
    ("affine, device", "affine, None"): "the tests run on one device",
    ("device=device", "device=None"): "the tests run on one device",
    ("device=device, ", ""): "the tests run on one device",
}
