"""Wrong binary cross entropies, of probabilities and of scores."""

from concepts.losses import binary_cross_entropy as right
from tests.faults import kernels
from tests.support.faults import edited


def within(helper, phrase, replacement):
    """Binary cross entropy with an edit in one of its helpers."""

    def wrong(reference):
        return edited(helper, phrase, replacement).__globals__[reference.__name__]

    return wrong


def casting(reference):
    """Take any dtype of target."""

    def wrong(input, target, *args, **options):
        return reference(input, target.to(input.dtype), *args, **options)

    return wrong


def clamping(reference):
    """Take any number for a probability."""

    def wrong(input, target, *args, **options):
        return reference(input.nan_to_num().clamp(0, 1), target, *args, **options)

    return wrong


def weighted_mean(reference):
    """Divide by the weights, as cross entropy of classes does."""

    def wrong(input, target, weight=None, *, reduction="mean"):
        loss = reference(input, target, weight, reduction=reduction)
        scaled = weight is not None and reduction == "mean"
        return loss / weight.expand(input.shape).mean() if scaled else loss

    return wrong


LOSSES = "losses = -(target * log_p + (1 - target) * log_not_p)"
OF_SCORES = "losses = target * miss + (1 - target) * alarm"
FLOORED = "masked_fill(at_pole, FLOOR).clamp(min=FLOOR)"
ELEMENTS = "weighted.mean()"

BOTH = {
    **kernels.LOSS,
    "mean-over-the-rows": within(right._reduced, ELEMENTS, "weighted.sum() / weighted.shape[0]"),
    "target-broadcast": within(right._check_shapes, "target.shape != input.shape", "False"),
    "weights-overlooked": ("_reduced(losses, weight,", "_reduced(losses, None,"),
    "mean-over-the-weights": weighted_mean,
    "sum-by-default": ('reduction: str = "mean"', 'reduction: str = "sum"'),
    "half-the-gradient": (
        "return _reduced(",
        "losses = (losses + losses.detach()) / 2\n    return _reduced(",
    ),
}

FAULTS = {
    "binary_cross_entropy": {
        "sign": (LOSSES, LOSSES.replace("-(t", "(t")),
        "one-term-alone": (LOSSES, "losses = -target * log_p"),
        "terms-swapped": (LOSSES, "losses = -((1 - target) * log_p + target * log_not_p)"),
        "base-two": (LOSSES, LOSSES + " / 0.6931471805599453"),
        "targets-rounded": (LOSSES, LOSSES.replace("target", "target.round()")),
        "one-minus-p-rounded-first": (
            "torch.log1p, -input, pole=-1",
            "torch.log, 1 - input, pole=0",
        ),
        "epsilon-in-the-logarithm": ("torch.log, input,", "torch.log, input + 1e-6,"),
        "infinite-at-the-edge": within(
            right._floored, FLOORED, "masked_fill(at_pole, -float('inf'))"
        ),
        "floor-at-minus-16": within(right._floored, "clamp(min=FLOOR)", "clamp(min=-16)"),
        "slope-of-nan-at-the-edge": within(right._floored, "x.masked_fill(at_pole, 1)", "x"),
        "any-input-taken": clamping,
        "nan-taken": (
            "not ((values >= 0) & (values <= 1)).all()",
            "((values < 0) | (values > 1)).any()",
        ),
        "any-dtype-of-target-taken": casting,
        **BOTH,
    },
    "binary_cross_entropy_with_logits": {
        "in-two-steps": (
            OF_SCORES,
            "p = input.sigmoid()\n"
            "    miss, alarm = (-q.log().clamp(min=-100) for q in (p, 1 - p))\n"
            "    " + OF_SCORES,
        ),
        "one-term-alone": (OF_SCORES, "losses = target * miss"),
        "terms-swapped": (OF_SCORES, "losses = (1 - target) * miss + target * alarm"),
        "no-care-of-overflow": ("torch.logaddexp(zero, input)", "(1 + input.exp()).log()"),
        "slope-of-0-at-0": (
            "torch.logaddexp(zero, input)",
            "input.relu() + (-input.abs()).exp().log1p()",
        ),
        "losses-capped": (OF_SCORES, OF_SCORES + "\n    losses = losses.clamp(max=100)"),
        "targets-clamped": (OF_SCORES, OF_SCORES.replace("target", "target.clamp(0, 1)")),
        "targets-rounded": (OF_SCORES, OF_SCORES.replace("target", "target.round()")),
        **BOTH,
    },
}

EQUIVALENT = {
    ("at_pole, 1)", "at_pole, 2)"): "what it is there is written over",
}
