"""Wrong probabilities, wrong models and wrong fits."""

import torch
from torch import nn

from concepts.programs import logistic_regression as program


def without_module(model):
    """A class of its own, and no nn.Module."""

    class Plain:
        def __init__(self, features=1):
            self.linear = nn.Linear(features, 1)

        def register_forward_hook(self, hook):
            pass

        def double(self):
            self.linear.double()
            return self

        def forward(self, x):
            return torch.sigmoid(self.linear(x))

        __call__ = forward

    return Plain


def hooked_forward(model):
    """Hooks run in forward too."""

    class Eager(model):
        def forward(self, x):
            y = super().forward(x)
            for hook in self._forward_hooks.values():
                hook(self, (x,), y)
            return y

    return Eager


def initialised(by):
    """A model that starts from other parameters."""

    def wrong(model):
        class Started(model):
            def __init__(self, features=1):
                super().__init__(features)
                with torch.no_grad():
                    by(self.linear.weight, features)
                    by(self.linear.bias, features)

        return Started

    return wrong


def stopped_at_zero(fit):
    """Weights bounded, as by a regularisation."""

    def wrong(x, y, weight, bias, lr=0.01, epochs=1000, reduction="sum"):
        run = fit(x, y, weight, bias, lr, epochs, reduction)
        return program.Fit(run.weight.clamp(-4, 4), run.bias, run.cost)

    return wrong


SCORE = "sigmoid((x * weight).sum(1) + bias)"

FAULTS = {
    "logistic_regression": {
        "bias-forgotten": ("sum(1) + bias", "sum(1)"),
        "bias-subtracted": ("sum(1) + bias", "sum(1) - bias"),
        "classes-swapped": (SCORE, "sigmoid(-(x * weight).sum(1) - bias)"),
        "sum-of-the-magnitudes": ("(x * weight)", "(x * weight).abs()"),
        "curved": ("(x * weight)", "(x * x * weight)"),
        "first-feature-alone": ("(x * weight).sum(1)", "(x * weight)[..., 0]"),
        "score-for-probability": (SCORE, "(x * weight).sum(1) + bias"),
        "twice-the-score": (SCORE, f"sigmoid(2 * ({SCORE[8:-1]}))"),
        "products-as-features": (
            SCORE,
            "sigmoid((x * weight).sum(1) + bias + x.prod(1) * weight.prod())",
        ),
        "never-undecided": (SCORE, f"({SCORE}).add(1e-4)"),
        "torn-at-the-boundary": (SCORE, f"{SCORE} + 1e-3 * ({SCORE[8:-1]}).sign()"),
    },
    "logistic_model": {
        "no-module": without_module,
        "hooks-in-forward": hooked_forward,
        "detached": ("torch.sigmoid(self.linear(x))", "torch.sigmoid(self.linear(x)).detach()"),
        "noisy": (
            "torch.sigmoid(self.linear(x))",
            "torch.sigmoid(self.linear(x)) + 1e-6 * torch.randn(len(x), 1)",
        ),
        "weight-of-shape-one": (
            "nn.Linear(features, 1)",
            "nn.Linear(1, 1)",
        ),
        "two-outputs": ("nn.Linear(features, 1)", "nn.Linear(features, 2)"),
        "normal-start": initialised(lambda p, n: p.normal_(0, (3 * n) ** -0.5)),
        "start-within-one-over-n": initialised(lambda p, n: p.uniform_(-1 / n, 1 / n)),
        "start-from-zero": initialised(lambda p, n: p.zero_()),
        "positive-start": initialised(lambda p, n: p.uniform_(0, n**-0.5)),
        "he-start": initialised(lambda p, n: p.uniform_(-((6 / n) ** 0.5), (6 / n) ** 0.5)),
    },
    "logistic_fit": {
        "mean-for-sum": ('if reduction == "mean" else lr', "if True else lr"),
        "sum-for-mean": ('if reduction == "mean" else lr', "if False else lr"),
        "ascent": ("weight = weight - share", "weight = weight + share"),
        "bias-not-fitted": ("bias = bias - share * error.sum()", "bias = bias - 0 * error.sum()"),
        "bias-by-the-mean": ("share * error.sum()", "share * error.mean()"),
        "squared-error": (
            "error = sigmoid(scores) - y",
            "error = (sigmoid(scores) - y) * sigmoid(scores) * (1 - sigmoid(scores))",
        ),
        "sign-of-the-error": ("sigmoid(scores) - y", "(sigmoid(scores) - y).sign()"),
        "perceptron": ("sigmoid(scores) - y", "(scores > 0).to(y) - y"),
        "linear": ("sigmoid(scores) - y", "scores - y"),
        "cost-not-summed": (
            "binary_cross_entropy_with_logits(scores, y, reduction=reduction)",
            'binary_cross_entropy_with_logits(scores, y, reduction="mean")',
        ),
        "cost-not-recorded-anew": (
            "costs.append(binary_cross_entropy_with_logits(scores, y, reduction=reduction))",
            "costs.append(costs[-1] if costs and len(costs) % 10 else "
            "binary_cross_entropy_with_logits(scores, y, reduction=reduction))",
        ),
        "rate-that-decays": ("weight - share *", "weight - share / len(costs) *"),
        "weight-decay": ("weight = weight -", "weight = (1 - 0.01 * share) * weight -"),
        "half-of-the-epochs": ("range(epochs)", "range(max(epochs // 2, 1))"),
        "bounded-weights": stopped_at_zero,
    },
}
