"""Wrong ways to bring features to a common scale."""

import torch

from tests.faults import kernels


def gaussianised(standardise):
    """By ranks, which does change the shape."""

    def faulty(x, correction=1):
        rank = x.argsort(0).argsort(0).to(x.dtype)
        bent = torch.erfinv((2 * rank + 1 - len(x)) / (len(x) + 1)) * 2**0.5
        return standardise(bent, correction) + 0 * standardise(x, correction)

    return faulty


def guarded(right):
    """A constant feature comes out as 0 and nobody is told."""
    return lambda x, *rest, **options: right(x, *rest, **options).nan_to_num(0.0)


def last_row_forgotten(centre):
    """The mean is taken of all rows but the last."""
    return lambda x: x - x[:-1].mean(0) if len(x) > 1 else centre(x)


FAULTS = {
    "centre": {
        **kernels.ALL,
        "one-mean-for-all": ("x.mean(0)", "x.mean()"),
        "row-by-row": ("x.mean(0)", "x.mean(1, keepdim=True)"),
        "by-the-median": ("x.mean(0)", "x.median(0).values"),
        "added": ("x - x", "x + x"),
        "last-row-forgotten": last_row_forgotten,
        "divided-by-one-less": ("x.mean(0)", "x.sum(0) / max(len(x) - 1, 1)"),
    },
    "standardise": {
        **kernels.ALL,
        "deviation-detached": ("variance.sqrt()", "variance.sqrt().detach()"),
        "tiny-variances-raised": (
            "centred / variance.sqrt()",
            "centred / variance.clamp(min=1e-12).sqrt().where(variance > 0, variance.sqrt())",
        ),
        "by-the-variance": ("variance.sqrt()", "variance"),
        "correction-ignored": ("(len(x) - correction)", "(len(x) - 1)"),
        "correction-added": ("(len(x) - correction)", "(len(x) + correction)"),
        "not-centred": ("return centred /", "return x /"),
        "one-deviation-for-all": ("variance.sqrt()", "variance.mean().sqrt()"),
        "eps-inside": ("variance.sqrt()", "(variance + 1e-3).sqrt()"),
        "gaussianised": gaussianised,
        "guarded": guarded,
        "default-correction": ("correction: int = 1", "correction: int = 0"),
        "naive-variance": (
            "variance = centred.square().sum(0) / (len(x) - correction)",
            "variance = (x.square().sum(0) - len(x) *"
            " x.mean(0).square()).clamp(min=0) / (len(x) - correction)",
        ),
        "mutates": ("centred = centre(x)", "x -= x.mean(0)\n    centred = x"),
    },
    "to_unit_range": {
        **kernels.kernel(kernels.block, kernels.last, kernels.strides),
        **kernels.kernel(kernels.single, kernels.nan),
        "to-zero-and-one": (
            "2 * ((x - least) / (greatest - least)) - 1",
            "(x - least) / (greatest - least)",
        ),
        "one-range-for-all": ("x.amin(0), x.amax(0)", "x.min(), x.max()"),
        "row-by-row": ("x.amin(0), x.amax(0)", "x.amin(1, True), x.amax(1, True)"),
        "by-the-magnitude": ("x.amin(0), x.amax(0)", "-x.abs().amax(0), x.abs().amax(0)"),
        "upside-down": ("x.amin(0), x.amax(0)", "x.amax(0), x.amin(0)"),
        "guarded": guarded,
    },
    "normalize": {
        **kernels.ALL,
        "by-the-variance": ("/ width", "/ width**2"),
        "by-the-root": ("/ width", "/ width.sqrt()"),
        "mean-added": ("image - middle", "image + middle"),
        "mean-and-deviation-exchanged": ("in (mean, std)", "in (std, mean)"),
        "channels-reversed": ("(mean, std)", "(mean[::-1], std[::-1])"),
        "divided-first": ("(image - middle) / width", "image / width - middle"),
        "along-the-width": (".reshape(-1, 1, 1)", ".reshape(1, 1, -1)"),
    },
}
