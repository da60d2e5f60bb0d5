"""Wrong cross entropies, and wrong negative log-likelihoods."""

import torch

from concepts.losses import cross_entropy as right
from tests.support.faults import edited


def within(helper, phrase, replacement):
    """Cross entropy with an edit in one of its helpers."""

    def wrong(cross_entropy):
        return edited(helper, phrase, replacement).__globals__[cross_entropy.__name__]

    return wrong


def as_if_contiguous(reference):
    """Read the memory of the scores in order, whatever their strides."""

    def wrong(input, *args, **options):
        strides = torch.empty(input.shape, device="meta").stride()
        return reference(input.as_strided(input.shape, strides), *args, **options)

    return wrong


def squeezing(reference):
    """Take (N, 1) for (N,)."""

    def wrong(input, target, *args, **options):
        column = target.ndim == 2 and target.shape[1] == 1 and input.ndim == 2
        return reference(input, target.squeeze(1) if column else target, *args, **options)

    return wrong


LOG_P = "shifted.exp().sum(dim, keepdim=True).log()"
MEAN = "losses.sum() / share.sum()"

FAULTS = {
    "cross_entropy": {
        "softmax-applied-twice": (
            "shifted = input",
            "input = softmax(input, dim)\n    shifted = input",
        ),
        "no-maximum-subtracted": ("input - input.amax(dim, keepdim=True)", "input"),
        "maximum-of-the-whole-tensor": ("input.amax(dim, keepdim=True)", "input.amax()"),
        "base-two": (LOG_P, LOG_P + " / 0.6931471805599453"),
        "epsilon-in-the-logarithm": (LOG_P, LOG_P.replace(".log", ".add(1e-6).log")),
        "normalised-over-the-last-dimension": (LOG_P, LOG_P.replace("dim,", "-1,")),
        "exponential-in-float32": (
            LOG_P,
            LOG_P.replace("shifted.exp", "shifted.float().exp") + ".to(input.dtype)",
        ),
        "logarithm-floored": (LOG_P, LOG_P + "\n    log_p = log_p.clamp(min=-100)"),
        "normaliser-detached": (LOG_P, LOG_P.replace(".log", ".detach().log")),
        "sign": ("losses = -(w", "losses = (w"),
        "half-the-gradient": (
            "shifted = input",
            "input = (input + input.detach()) / 2\n    shifted = input",
        ),
        "classes-from-one": ("y == numbers", "y - 1 == numbers"),
        "excluded-classes-are-nan": (".masked_fill(q == 0, 0)", ""),
        "sum-by-default": ('reduction: str = "mean"', 'reduction: str = "sum"'),
        "class-0-ignored-by-default": ("ignore_index: int = -100", "ignore_index: int = 0"),
        "minus-1-ignored-by-default": ("ignore_index: int = -100", "ignore_index: int = -1"),
        "smoothed-by-default": ("label_smoothing: float = 0.0", "label_smoothing: float = 0.1"),
        "unknown-reduction-is-the-mean": within(
            right._reduced, 'if reduction == "mean":', "if True:"
        ),
        "mean-over-the-rows-alone": within(
            right._reduced, MEAN, MEAN + " * (losses[0].numel() if losses.ndim > 1 else 1)"
        ),
        "mean-of-nothing-is-zero": within(right._reduced, MEAN, MEAN + ".clamp(min=1e-6)"),
        "weighted-mean-over-the-count": ("share = (w * q).sum(dim)", "share = kept.squeeze(dim)"),
        "ignored-in-the-denominator": (
            "share = (w * q).sum(dim)",
            "share = (w * q).sum(dim) + (1 - kept).squeeze(dim)",
        ),
        "distributions-weighed-in-the-mean": (
            "share = kept.squeeze(dim)",
            "share = (w * target).sum(dim)",
        ),
        "weight-of-the-target-for-the-whole-sample": (
            "w * q * log_p",
            "(share.unsqueeze(dim) if weight is not None else 1) * q * log_p",
        ),
        "ignored-samples-smoothed": (
            "kept = q.sum(dim, keepdim=True)",
            "kept = torch.ones_like(q.sum(dim, keepdim=True))",
        ),
        "smoothing-over-the-others": (
            "* kept / classes",
            "* kept * (q == 0) / max(classes - 1, 1)",
        ),
        "smoothing-on-top": ("(1 - label_smoothing) * q", "q"),
        "distributions-not-smoothed": (
            "kept = target, torch",
            "kept = (target - label_smoothing / classes) / (1 - label_smoothing), torch",
        ),
        "bytes-compared-as-bytes": (
            "y != ignore_index",
            "target.unsqueeze(dim) != ignore_index % 256 if target.dtype == torch.uint8 else y != ignore_index",
        ),
        "int32-taken": within(right._check_classes, "torch.uint8)", "torch.uint8, torch.int32)"),
        "uint8-refused": within(
            right._check_classes, "(torch.int64, torch.uint8)", "(torch.int64,)"
        ),
        "negative-classes-taken": within(right._check_classes, "(target < 0) | ", ""),
        "any-class-taken": within(right._check_classes, "if outside.any():", "if False:"),
        "integers-for-probabilities": within(
            right._check_distributions, "not target.is_floating_point()", "False"
        ),
        "class-to-ignore-overlooked": within(
            right._check_distributions, "ignore_index >= 0", "False"
        ),
        "one-column-squeezed": squeezing,
        "strides-overlooked": as_if_contiguous,
    },
    "nll_loss": {
        "takes-the-logarithm": ("input.gather", "input.log().gather"),
        "takes-log-softmax": ("input.gather", "input.log_softmax(dim).gather"),
        "takes-softmax": ("input.gather", "input.softmax(dim).gather"),
        "sign": ("(-share * chosen)", "(share * chosen)"),
        "weighed-twice": ("(-share * chosen)", "(-share * share * chosen)"),
        "losses-capped": ("(-share * chosen)", "(-share * chosen.clamp(min=-100))"),
        "weight-of-the-class-before": ("weight[y]", "weight[y - 1]"),
        "weighted-mean-over-the-count": (
            "0), share, reduction",
            "0), (~ignored).to(input), reduction",
        ),
        "ignored-in-the-denominator": ("share = share.masked_fill(ignored, 0)", "share = share"),
        "mean-of-nothing-is-zero": within(right._reduced, MEAN, MEAN + ".clamp(min=1e-6)"),
        "mean-over-the-rows-alone": within(
            right._reduced, MEAN, MEAN + " * (losses[0].numel() if losses.ndim > 1 else 1)"
        ),
        "sum-by-default": ('reduction: str = "mean"', 'reduction: str = "sum"'),
        "half-the-gradient": ("input.gather", "((input + input.detach()) / 2).gather"),
        "strides-overlooked": as_if_contiguous,
    },
}
