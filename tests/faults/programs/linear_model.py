"""Wrong lines, wrong losses and wrong searches."""

import torch

from concepts.programs import linear_model as program
from tests.faults import kernels


def accumulated(grid):
    """Add the step again and again, and its rounding with it."""

    def wrong(start, stop, step):
        values = [start]
        while len(values) < len(grid(start, stop, step)):
            values.append(values[-1] + step)
        return torch.tensor(values, dtype=torch.float64)

    return wrong


def from_random_weights(sweep):
    """Start from random weights, as the text has it."""

    def wrong(x, y, weights, biases):
        order = torch.randperm(len(weights)).to(weights.device)
        return sweep(x, y, weights[order], biases)

    return wrong


FAULTS = {
    "linear_model": {
        **kernels.ALL,
        "power-for-product": ("x * w + b", "x.sign() * x.abs() ** w + b"),
        "sum-for-product": ("x * w + b", "x + w + b"),
        "bias-twice": ("x * w + b", "x * w + 2 * b"),
        "bias-weighted-too": ("x * w + b", "(x + b) * w"),
        "bias-ignored": ("x * w + b", "x * w"),
        "weight-by-default": ("w: Tensor, b: Tensor", "w: Tensor = 1.0, b: Tensor = 0.0"),
        "quadratic": ("x * w + b", "x * w * w.abs() + b"),
    },
    "squared_error": {
        **kernels.ALL,
        "distance": ("difference * difference", "difference.abs()"),
        "half": ("difference * difference", "difference * difference / 2"),
        "signed": ("difference * difference", "difference * difference.abs()"),
        "sum-for-difference": ("prediction - y", "prediction + y"),
        "difference-of-squares": ("difference * difference", "prediction**2 - y**2"),
        "binomial": (
            "difference * difference",
            "prediction * prediction - 2 * prediction * y + y * y",
        ),
        "in-half-precision": (
            "difference * difference",
            "(difference * difference).bfloat16().to(y.dtype)",
        ),
        "never-quite-zero": ("difference * difference", "difference * difference + 1e-12"),
        "root": ("difference * difference", "(difference * difference).sqrt()"),
        "in-double": (
            "difference * difference",
            "difference.double() * difference.double()",
        ),
    },
    "mean_squared_error": {
        **kernels.kernel(kernels.strides, kernels.single, kernels.gradient),
        **kernels.kernel(kernels.nan, kernels.samples),
        "literal-three": ("prediction.numel()", "3"),
        "twice-the-count": ("prediction.numel()", "(2 * prediction.numel())"),
        "sum": (" / prediction.numel()", ""),
        "root": (
            "squared_error(prediction, y).sum() / prediction.numel()",
            "(squared_error(prediction, y).sum() / prediction.numel()).sqrt()",
        ),
        "unbiased": ("prediction.numel()", "max(prediction.numel() - 1, 1)"),
        "variance": (
            "squared_error(prediction, y)",
            "squared_error(prediction - y, (prediction - y).mean())",
        ),
        "distance": ("squared_error(prediction, y)", "squared_error(prediction, y).sqrt()"),
        "largest": (
            "squared_error(prediction, y).sum() / prediction.numel()",
            "squared_error(prediction, y).amax()",
        ),
        "not-convex": ("squared_error(prediction, y)", "(prediction - y).abs().sqrt()"),
    },
    "grid": {
        "end-included": (
            "math.ceil((stop - start) / step)",
            "math.floor((stop - start) / step) + 1",
        ),
        "rounded-length": ("math.ceil(", "round("),
        "evenly-to-the-end": (
            "start + torch.arange(length, dtype=torch.float64) * step",
            "torch.linspace(start, stop, length, dtype=torch.float64)",
        ),
        "step-by-step": accumulated,
        "single-precision": ("torch.arange(length, dtype=torch.float64)", "torch.arange(length)"),
        "first-left-out": ("torch.arange(length, ", "torch.arange(1, length + 1, "),
    },
    "sweep": {
        "weight-in-the-inner-loop": lambda sweep: (
            lambda x, y, weights, biases: program.Sweep(
                *(
                    column.unflatten(0, (len(weights), len(biases))).transpose(0, 1).flatten(0, 1)
                    for column in sweep(x, y, weights, biases)
                )
            )
        ),
        "sum-never-reset": ("losses.sum(1) / len(x)", "losses.sum(1).cumsum(0) / len(x)"),
        "biases-from-the-second-on": (
            "biases.repeat(len(weights))",
            "biases.roll(-1).repeat(len(weights))",
        ),
        "sum-for-mean": ("losses.sum(1) / len(x)", "losses.sum(1)"),
        "root-of-the-mean": ("losses.sum(1) / len(x)", "(losses.sum(1) / len(x)).sqrt()"),
        "mean-over-the-trials": ("losses.sum(1) / len(x)", "losses.sum(1) / len(weight)"),
        "losses-without-bias": ("bias[:, None])", "0 * bias[:, None])"),
        "weight-and-bias-swapped": ("return Sweep(weight, bias,", "return Sweep(bias, weight,"),
        "noisy-losses": (", y)", ", y + 1e-3 * torch.randn(len(y)).to(y))"),
        "random-weights": from_random_weights,
        "end-left-out": (
            "return Sweep(weight, bias, losses, losses.sum(1) / len(x))",
            "return Sweep(*(t[:-1] for t in (weight, bias, losses, losses.sum(1) / len(x))))",
        ),
    },
}
