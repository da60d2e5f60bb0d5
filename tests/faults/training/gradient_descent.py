"""Wrong ways down."""

import torch

from concepts.training import gradient_descent as program


def noisy(gradient_descent):
    """A little noise in each step."""

    def wrong(gradient, start, lr, steps):
        source = torch.Generator().manual_seed(0)

        def disturbed(place):
            noise = torch.randn(place.shape, generator=source, dtype=torch.float64)
            return gradient(place) + 1e-3 * noise.to(place)

        return gradient_descent(disturbed, start, lr, steps)

    return wrong


def restarted(gradient_descent):
    """Restart on the other side and keep what is better: no local optimum is left."""

    def wrong(gradient, start, lr, steps):
        if start.ndim != 1 or len(start) < 4:
            return gradient_descent(gradient, start, lr, steps)
        return gradient_descent(gradient, -start.abs(), lr, steps)

    return wrong


def by_unit_steps(gradient_descent):
    """Take the rate for the distance."""

    def wrong(gradient, start, lr, steps):
        def unit(place):
            slope = gradient(place)
            return slope / slope.norm().clamp(min=torch.finfo(slope.dtype).tiny)

        return gradient_descent(unit, start, lr, steps)

    return wrong


def shuffled(cyclic_descent):
    """Draw the order of the samples."""

    def wrong(x, y, lr, epochs, start):
        order = torch.randperm(len(x)).to(x.device)
        return cyclic_descent(x[order], y[order], lr, epochs, start)

    return wrong


def with_losses_of_updates(cyclic_descent):
    """Keep a loss an update: 300 of them."""

    def wrong(x, y, lr, epochs, start):
        run = cyclic_descent(x, y, lr, epochs, start)
        return program.Updates(run.gradient, run.weight, ((x * run.weight - y) ** 2).flatten())

    return wrong


def with_mean_losses(cyclic_descent):
    """Keep the mean loss of an epoch."""

    def wrong(x, y, lr, epochs, start):
        run = cyclic_descent(x, y, lr, epochs, start)
        return program.Updates(
            run.gradient, run.weight, ((x * run.weight[:, -1:] - y) ** 2).mean(1)
        )

    return wrong


def all_at_once(cyclic_descent):
    """Compute the gradients of an epoch in parallel."""

    def wrong(x, y, lr, epochs, start):
        w, gradients, weights = start, [], []
        for _ in range(epochs):
            gradients.append(2 * x * (x * w - y))
            weights.append(w - lr * gradients[-1].cumsum(0))
            w = weights[-1][-1]
        loss = torch.stack([(x[-1] * row[-1] - y[-1]) ** 2 for row in weights])
        return program.Updates(torch.stack(gradients), torch.stack(weights), loss)

    return wrong


STEP = "lr * gradient(places[-1])"
SAMPLE = "2 * sample * (sample * w - target)"
SLOPE = "(2 * x * (x * w - y)).sum() / len(x)"

FAULTS = {
    "gradient_descent": {
        "ascent": (f"- {STEP}", f"+ {STEP}"),
        "along-the-signs": (STEP, "lr * gradient(places[-1]).sign()"),
        "magnitudes": (STEP, "lr * gradient(places[-1]).abs()"),
        "half-the-rate": (STEP, f"{STEP} / 2"),
        "rate-twice": (STEP, f"lr * {STEP}"),
        "largest-coordinate-alone": (
            STEP,
            "lr * (g := gradient(places[-1])) * (g.abs() == g.abs().max())",
        ),
        "stale-gradient": ("gradient(places[-1])", "gradient(places[-2:][0])"),
        "clamped": (STEP, "(lr * gradient(places[-1])).clamp(-0.5, 0.5)"),
        "with-momentum": (STEP, f"{STEP} + 0.9 * (places[-1] - places[-2:][0])"),
        "start-not-kept": ("return torch.stack(places)", "return torch.stack(places[1:])"),
        "in-half-precision": (STEP, "(lr * gradient(places[-1])).bfloat16().to(start.dtype)"),
        "unit-steps": by_unit_steps,
        "noisy": noisy,
        "other-valley": restarted,
    },
    "batch_gradient": {
        "two-forgotten": (SLOPE, "(x * (x * w - y)).sum() / len(x)"),
        "x-forgotten": (SLOPE, "(2 * (x * w - y)).sum() / len(x)"),
        "sum": (SLOPE, "(2 * x * (x * w - y)).sum()"),
        "sign": ("x * w - y", "y - x * w"),
        "one-sample": (SLOPE, "2 * x[0] * (x[0] * w - y[0])"),
        "last-sample-dropped": (SLOPE, "(2 * x * (x * w - y))[:-1].sum() / len(x)"),
        "literal-three": ("/ len(x)", "/ 3"),
        "sum-of-the-signs": (SLOPE, "(2 * x * (x * w - y).sign()).sum() / len(x)"),
    },
    "batch_descent": {
        "cost-after-the-step": (
            "        costs.append(mean_squared_error(x * w, y))\n"
            "        w = w - lr * batch_gradient(x, y, w)\n",
            "        w = w - lr * batch_gradient(x, y, w)\n"
            "        costs.append(mean_squared_error(x * w, y))\n",
        ),
        "weight-before-the-step": (
            "        w = w - lr * batch_gradient(x, y, w)\n        weights.append(w)",
            "        weights.append(w)\n        w = w - lr * batch_gradient(x, y, w)",
        ),
        "one-epoch-too-few": ("range(epochs)", "range(max(epochs - 1, 1))"),
        "one-epoch-too-many": ("range(epochs)", "range(epochs + 1)"),
        "sum-for-mean": ("lr * batch_gradient(x, y, w)", "lr * len(x) * batch_gradient(x, y, w)"),
        "ascent": ("w - lr", "w + lr"),
        "rate-of-its-own": ("w - lr *", "w - 0.01 *"),
        "cost-of-the-last-sample": ("mean_squared_error(x * w, y)", "squared_error(x * w, y)[-1]"),
        "cost-summed": ("mean_squared_error(x * w, y)", "squared_error(x * w, y).sum()"),
        "random-start": (
            "w, weights, costs = start,",
            "w, weights, costs = torch.randn_like(start),",
        ),
        "start-of-its-own": ("= start, [], []", "= torch.ones_like(start), [], []"),
        "rate-bounded": ("- lr *", "- min(lr, 0.2) *"),
        "cost-never-rises": (
            "torch.stack(costs)",
            "torch.stack(costs).cummin(0).values",
        ),
    },
    "cyclic_descent": {
        "shuffled": shuffled,
        "a-loss-an-update": with_losses_of_updates,
        "mean-loss": with_mean_losses,
        "all-at-once": all_at_once,
        "loss-of-the-first-sample": (
            "squared_error(x[-1] * w, y[-1])",
            "squared_error(x[0] * w, y[0])",
        ),
        "loss-before-the-last-step": (
            "squared_error(x[-1] * w, y[-1])",
            "squared_error(x[-1] * weights[-2], y[-1])",
        ),
        "loss-before-the-epoch": (
            "squared_error(x[-1] * w, y[-1])",
            "squared_error(x[-1] * weights[-len(x)], y[-1])",
        ),
        "mean-gradient": (
            "2 * sample * (sample * w - target)",
            "2 * sample * (sample * w - target) / 3",
        ),
        "x-forgotten": (SAMPLE, "2 * (sample * w - target)"),
        "backwards": ("zip(x, y, strict=True)", "zip(x.flip(0), y.flip(0), strict=True)"),
        "mean-of-the-epoch": (
            "torch.stack(weights).reshape(rows)",
            "torch.stack(weights).reshape(rows).cumsum(1) / torch.arange(1, len(x) + 1).to(x)",
        ),
        "decaying-rate": ("w - lr *", "w - lr / (1 + 1e-3 * len(weights)) *"),
    },
    "random_descent": {
        "in-turn": (
            "torch.randint(len(x), (steps,), generator=generator)",
            "torch.arange(steps) % len(x)",
        ),
        "first-sample-favoured": (
            "torch.randint(len(x), (steps,), generator=generator)",
            "torch.randint(len(x) + 1, (steps,), generator=generator) % len(x)",
        ),
        "never-twice-in-a-row": (
            "torch.randint(len(x), (steps,), generator=generator)",
            "torch.randint(1, len(x), (steps,), generator=generator).cumsum(0) % len(x)",
        ),
        "two-forgotten": ("lr * 2 * sample", "lr * sample"),
        "by-chance-of-its-own": ("generator=generator)", "generator=None)"),
        "sample-of-the-step-before": ("return Draws(samples,", "return Draws(samples.roll(1),"),
    },
}

EQUIVALENT = {
    ("samples.to(x.device)", "samples.to(None)"): "an index of another device does as well",
    ("samples.to(y.device)", "samples.to(None)"): "an index of another device does as well",
}
