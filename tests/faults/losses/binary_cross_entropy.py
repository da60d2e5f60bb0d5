"""Wrong binary cross entropies, of probabilities and of scores."""

from concepts.losses import binary_cross_entropy as right
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


def of_the_sigmoid(reference):
    """In two steps, the probability in between."""

    def wrong(input, *args, **options):
        return right.binary_cross_entropy(input.sigmoid(), *args, **options)

    return wrong


def _weighted_mean(reference):
    def wrong(input, target, weight=None, *, reduction="mean"):
        loss = reference(input, target, weight, reduction=reduction)
        scaled = weight is not None and reduction == "mean"
        return loss / weight.expand(input.shape).mean() if scaled else loss

    return wrong


ROWS = ("weighted.mean()", "weighted.sum() / weighted.shape[0]")
LOSSES = "losses = -(target * log_p + (1 - target) * log_not_p)"
STEPS = "losses = target * miss + (1 - target) * alarm"
CHECK = "not ((values >= 0) & (values <= 1)).all()"

FAULTS = {
    "binary_cross_entropy": {
        "sign": (LOSSES, LOSSES.replace("-(t", "(t")),
        "one-term-alone": (LOSSES, "losses = -target * log_p"),
        "terms-swapped": (LOSSES, "losses = -((1 - target) * log_p + target * log_not_p)"),
        "base-two": (LOSSES, LOSSES + " / 0.6931471805599453"),
        "targets-rounded": (
            LOSSES,
            LOSSES.replace("target *", "target.round() *").replace(
                "1 - target)", "1 - target.round())"
            ),
        ),
        "one-minus-p-rounded-first": (
            "_floored(torch.log1p, -input, pole=-1)",
            "_floored(torch.log, 1 - input, pole=0)",
        ),
        "epsilon-in-the-logarithm": (
            "_floored(torch.log, input, pole=0)",
            "torch.log(input + 1e-6)",
        ),
        "infinite-at-the-edge": within(
            right._floored,
            "masked_fill(at_pole, FLOOR).clamp(min=FLOOR)",
            "masked_fill(at_pole, -float('inf'))",
        ),
        "floor-at-minus-16": within(right._floored, "clamp(min=FLOOR)", "clamp(min=-16)"),
        "slope-of-nan-at-the-edge": within(
            right._floored, "log(x.masked_fill(at_pole, 1))", "log(x)"
        ),
        "half-the-gradient": (LOSSES, LOSSES + "\n    losses = (losses + losses.detach()) / 2"),
        "any-input-taken": clamping,
        "nan-taken": (CHECK, "((values < 0) | (values > 1)).any()"),
        "any-dtype-of-target-taken": casting,
        "target-broadcast": within(right._check_shapes, "target.shape != input.shape", "False"),
        "mean-over-the-rows": within(right._reduced, *ROWS),
        "mean-over-the-weights": _weighted_mean,
        "weights-overlooked": ("_reduced(losses, weight,", "_reduced(losses, None,"),
        "sum-by-default": ('reduction: str = "mean"', 'reduction: str = "sum"'),
    },
    "binary_cross_entropy_with_logits": {
        "in-two-steps": of_the_sigmoid,
        "one-term-alone": (STEPS, "losses = target * miss"),
        "terms-swapped": (STEPS, "losses = (1 - target) * miss + target * alarm"),
        "no-care-of-overflow": ("torch.logaddexp(zero, input)", "(1 + input.exp()).log()"),
        "slope-at-0": (
            "torch.logaddexp(zero, input)",
            "input.relu() + (-input.abs()).exp().log1p()",
        ),
        "loss-capped-at-100": (STEPS, STEPS + "\n    losses = losses.clamp(max=100)"),
        "targets-clamped": (STEPS, "target = target.clamp(0, 1)\n    " + STEPS),
        "targets-rounded": (STEPS, "target = target.round()\n    " + STEPS),
        "target-broadcast": within(right._check_shapes, "target.shape != input.shape", "False"),
        "mean-over-the-rows": within(right._reduced, *ROWS),
        "weights-overlooked": ("_reduced(losses, weight,", "_reduced(losses, None,"),
        "half-the-gradient": (STEPS, STEPS + "\n    losses = (losses + losses.detach()) / 2"),
        "sum-by-default": ('reduction: str = "mean"', 'reduction: str = "sum"'),
    },
}
