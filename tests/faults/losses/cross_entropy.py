"""Wrong cross entropies, and wrong negative log-likelihoods."""

import torch

from concepts.losses import cross_entropy as right
from tests.faults import kernels
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
CLASSES = "(y == numbers) & (y != ignore_index)"
KEPT = "kept = q.sum(dim, keepdim=True)"
SHARE = "share = w * q"
MEAN = "losses.sum() / share.sum()"
NOTHING_COUNTS_A_LITTLE = within(right._reduced, MEAN, MEAN + ".clamp(min=1e-6)")
POSITIONS_ADDED = within(
    right._reduced, MEAN, MEAN + " * (losses[0].numel() if losses.ndim > 1 else 1)"
)
LOSSES_FLATTENED = within(right._reduced, "return losses\n", "return losses.flatten()\n")

FAULTS = {
    "cross_entropy": {
        **kernels.LOSS,
        "the-first-64-alone": (
            "shifted = input - input.amax(dim, keepdim=True)",
            "if len(input) > 64 and reduction == 'mean':\n        return cross_entropy("
            "input[:64], target[:64], weight, ignore_index=ignore_index, "
            "label_smoothing=label_smoothing)\n    shifted = input - input.amax(dim, keepdim=True)",
        ),
        "softmax-applied-twice": ("shifted = input", "shifted = input = softmax(input, dim)"),
        "no-maximum-subtracted": ("input - input.amax(dim, keepdim=True)", "input"),
        "maximum-of-the-whole-tensor": (
            "input.amax(dim, keepdim=True)",
            "(input.amax() if input.numel() else 0)",
        ),
        "base-two": (LOG_P, LOG_P + " / 0.6931471805599453"),
        "epsilon-in-the-logarithm": (LOG_P, LOG_P.replace(".log", ".add(1e-6).log")),
        "normalised-over-the-last-dimension": (LOG_P, LOG_P.replace("dim,", "-1,")),
        "exponential-in-float32": (
            LOG_P,
            LOG_P.replace("shifted.exp", "shifted.float().exp") + ".to(input.dtype)",
        ),
        "logarithm-floored": (LOG_P, LOG_P + "\n    log_p = log_p.clamp(min=-100)"),
        "normaliser-detached": (LOG_P, LOG_P.replace(".log", ".detach().log")),
        "half-the-gradient": (
            "shifted = input",
            "input = (input + input.detach()) / 2\n    shifted = input",
        ),
        "sign": ("terms = -w", "terms = w"),
        "classes-from-one": ("y == numbers", "y - 1 == numbers"),
        "classes-in-a-signed-byte": ("target.long()", "target.to(torch.int8).long()"),
        "bytes-compared-as-bytes": (
            CLASSES,
            CLASSES.replace("index", "index % (256 if target.dtype == torch.uint8 else 2**40)"),
        ),
        "excluded-classes-are-nan": (".masked_fill(q == 0, 0)", ""),
        "class-0-ignored-too": (CLASSES, CLASSES + " & (y != 0)"),
        "ignored-in-the-denominator": (
            SHARE,
            "share = (w * q).sum(dim, keepdim=True) + (1 - kept)",
        ),
        "ignored-samples-smoothed": (KEPT, "kept = torch.ones_like(q.sum(dim, keepdim=True))"),
        "weighted-mean-over-the-count": (SHARE, "share = kept"),
        "distributions-weighed-in-the-mean": (
            "        share = kept\n",
            "        share = w * target\n",
        ),
        "weight-of-the-class-for-the-whole-sample": (
            "w * q * log_p",
            "(share.sum(dim, keepdim=True) if weight is not None else 1) * q * log_p",
        ),
        "smoothing-over-the-other-classes": (
            "kept / classes",
            "kept * (q == 0) / max(classes - 1, 1)",
        ),
        "smoothing-on-top": ("(1 - label_smoothing) * q", "q"),
        "smoothing-of-classes-alone": (
            "    q = (1 - label_smoothing)",
            "    label_smoothing *= target.shape != input.shape\n    q = (1 - label_smoothing)",
        ),
        "smoothed-by-default": ("label_smoothing: float = 0.0", "label_smoothing: float = 0.1"),
        "sum-by-default": ('reduction: str = "mean"', 'reduction: str = "sum"'),
        "unknown-reduction-is-the-mean": within(
            right._reduced, 'if reduction == "mean":', "if True:"
        ),
        "positions-added": POSITIONS_ADDED,
        "losses-flattened": LOSSES_FLATTENED,
        "mean-of-nothing-is-zero": NOTHING_COUNTS_A_LITTLE,
        "int32-taken": within(right._check_classes, "torch.uint8)", "torch.uint8, torch.int32)"),
        "negative-classes-taken": within(right._check_classes, "(target < 0) | ", ""),
        "minus-1-ignored-too": within(
            right._check_classes,
            "(target != ignore_index)",
            "(target != ignore_index) & (target != -1)",
        ),
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
        **kernels.LOSS,
        "targets-unchecked": ("    _check_classes(input, target, ignore_index)\n", ""),
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
        "half-the-gradient": ("input.gather", "((input + input.detach()) / 2).gather"),
        "sum-by-default": ('reduction: str = "mean"', 'reduction: str = "sum"'),
        "positions-added": POSITIONS_ADDED,
        "losses-flattened": LOSSES_FLATTENED,
        "mean-of-nothing-is-zero": NOTHING_COUNTS_A_LITTLE,
        "strides-overlooked": as_if_contiguous,
    },
}

EQUIVALENT = {
    ("device=input.device", "device=None"): "the tests run on one device",
    (", device=input.device", ", "): "the tests run on one device",
    ("dtype=input.dtype", "dtype=None"): "a number of samples is whole",
    (", dtype=input.dtype", ", "): "a number of samples is whole",
}
