"""Wrong penalties, and wrong ways to the weights that they ask for."""

import torch

from tests.faults import kernels

TO_ONE_NUMBER = kernels.strides, kernels.single, kernels.gradient, kernels.nan, kernels.samples


def as_dropped_by_size(soft_threshold):
    """What is small goes to zero; the rest stays where it is: the step of a count of weights."""
    return lambda w, lambd=0.5: torch.where(w.abs() > lambd, w, 0 * w)


FAULTS = {
    "penalised": {
        **kernels.kernel(*TO_ONE_NUMBER),
        "l2-not-halved": ("l2 / 2 *", "l2 *"),
        "norm-not-squared": ("l2 / 2 * w.square().sum()", "l2 * (w.square().sum() + 1e-30).sqrt()"),
        "l1-without-magnitudes": ("w.abs().sum()", "w.sum()"),
        "product": ("loss + l1", "loss * l1"),
        "subtracted": ("loss + l1 *", "loss - l1 *"),
        "mean-for-sum": ("w.square().sum()", "w.square().mean()"),
        "first-parameter-alone": (
            "for parameter in parameters]",
            "for parameter in parameters][:1]",
        ),
        "biases-spared": (
            "in parameters]",
            "in parameters if parameter.ndim > 1 or len(parameters) == 1]",
        ),
        "only-above-a-threshold": (
            "w.square().sum()",
            "torch.where(w.abs() > 0.5, w, 0 * w).square().sum()",
        ),
        "l1-and-l2-swapped": (
            "l1: float = 0.0, l2: float = 0.0",
            "l2: float = 0.0, l1: float = 0.0",
        ),
        "l1-slope-one-at-zero": ("w.abs().sum()", "torch.where(w < 0, -w, w).sum()"),
        "l1-in-the-gradient-of-l2": ("w.abs().sum()", "w.abs().sum().detach()"),
        "l1-per-weight": ("w.abs().sum()", "w.abs().mean()"),
    },
    "soft_threshold": {
        **kernels.ALL,
        "small-ones-reversed": ("(w.abs() - lambd).clamp(min=0)", "(w.abs() - lambd)"),
        "all-made-positive": ("w.sign() * (w", "(w"),
        "lambda-twice": ("w.abs() - lambd", "w.abs() - 2 * lambd"),
        "grown": ("w.abs() - lambd).clamp(min=0)", "w.abs() + lambd)"),
        "dropped-by-size": as_dropped_by_size,
        "shrunk-in-proportion": (
            "(w.abs() - lambd).clamp(min=0)",
            "w.abs() * (1 - lambd / (1 + lambd))",
        ),
        "nan-made-zero": (
            "w.sign() * (w.abs() - lambd).clamp(min=0)",
            "torch.where(w.isnan(), 0.0, w.sign() * (w.abs() - lambd).clamp(min=0))",
        ),
        "never-by-nothing": ("return w.sign()", "lambd = lambd or 0.1\n    return w.sign()"),
    },
    "ridge": {
        **kernels.ALL,
        "by-the-normal-equations": (
            "    d = x.shape[-1]",
            "    d = x.shape[-1]\n    penalty = l2 * torch.eye(d, dtype=x.dtype, device=x.device)\n"
            "    return torch.linalg.solve(x.mT @ x + penalty, (x.mT @ y[..., None])).squeeze(-1)",
        ),
        "gradient-lost": (
            "    d = x.shape[-1]",
            "    x, y = x.detach(), y.detach()\n    d = x.shape[-1]",
        ),
        "data-detached": ("    d = x.shape[-1]", "    x = x.detach()\n    d = x.shape[-1]"),
        "batches-of-batches-laid-flat": (
            "    d = x.shape[-1]",
            "    x = x.flatten(0, -3) if x.ndim > 3 else x\n"
            "    y = y.flatten(0, -2) if y.ndim > 2 else y\n    d = x.shape[-1]",
        ),
        "l2-not-rooted": ("l2**0.5", "l2"),
        "l2-doubled": ("l2**0.5", "(2 * l2) ** 0.5"),
        "l2-halved": ("l2**0.5", "(l2 / 2) ** 0.5"),
        "sign-flipped": ("q.mT @ target", "-q.mT @ target"),
        "l2-ignored": ("l2**0.5", "1e-3"),
        "l2-constant": ("l2**0.5", "1.0"),
        "first-weight-spared": (
            "rows = l2**0.5 * torch.eye(d, device=x.device, dtype=x.dtype)",
            "rows = l2**0.5 * torch.eye(d, device=x.device, dtype=x.dtype)\n"
            "    rows[0] *= 1e-6\n    rows = rows",
        ),
        "mean-over-the-rows": ("l2**0.5 *", "(l2 * x.shape[-2]) ** 0.5 *"),
        "small-ones-zeroed": (
            "return torch.linalg.solve_triangular(r, q.mT @ target, upper=True).squeeze(-1)",
            "w = torch.linalg.solve_triangular(r, q.mT @ target, upper=True).squeeze(-1)\n"
            "    return torch.where(w.abs() > 0.05, w, 0 * w)",
        ),
        "one-solution-for-the-batch": (
            "target = torch.cat([y, ",
            "target = torch.cat([y[..., :1, :].expand_as(y) if y.ndim > 1 else y, ",
        ),
    },
    "lasso": {
        **kernels.kernel(kernels.last, kernels.strides, kernels.single, kernels.nan),
        "l1-not-times-the-step": ("lr * l1)", "l1)"),
        "l1-doubled": ("lr * l1)", "2 * lr * l1)"),
        "subgradients": (
            "soft_threshold(w - lr * x.mT @ (x @ w - y), lr * l1)",
            "w - lr * (x.mT @ (x @ w - y) + l1 * w.sign())",
        ),
        "l2-for-l1": (
            "soft_threshold(w - lr * x.mT @ (x @ w - y), lr * l1)",
            "(w - lr * x.mT @ (x @ w - y)) / (1 + lr * l1)",
        ),
        "uphill": ("x @ w - y", "y - x @ w"),
        "threshold-before-the-step": (
            "soft_threshold(w - lr * x.mT @ (x @ w - y), lr * l1)",
            "soft_threshold(w, lr * l1) - lr * x.mT @ (x @ w - y)",
        ),
        "mean-over-the-rows": ("lr * l1)", "lr * l1 / len(x))"),
        "two-steps": ("range(steps)", "range(2)"),
    },
}

EQUIVALENT = {
    ("device=x.device", "device=None"): "the tests run on one device",
    ("device=x.device, ", ""): "the tests run on one device",
    ("steps: int = 200", "steps: int = 201"): "long arrived",
}
