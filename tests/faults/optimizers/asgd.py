"""Wrong ways to average the weights."""


def spelled_out(reference):
    """An option under the name that Python reserves it from."""

    class Spelled(reference):
        def __init__(self, params, lr=1e-2, lambda_=1e-4, alpha=0.75, t0=1e6, weight_decay=0):
            super().__init__(params, lr, lambda_, alpha, t0, weight_decay)

    return Spelled


FAULTS = {
    "asgd": {
        "lr-of-adam": ("lr: float = 1e-2", "lr: float = 1e-3"),
        "lambd-ten-times-larger": ("lambd: float = 1e-4", "lambd: float = 1e-3"),
        "alpha-of-a-root": ("alpha: float = 0.75", "alpha: float = 0.5"),
        "t0-ten-times-smaller": ("t0: float = 1e6", "t0: float = 1e5"),
        "averaged-from-the-start": ("t0: float = 1e6", "t0: float = 0"),
        "decay-of-adamw": ("weight_decay: float = 0", "weight_decay: float = 1e-2"),
        "alpha-and-t0-swapped": (
            "alpha: float = 0.75,\n        t0: float = 1e6,",
            "t0: float = 1e6,\n        alpha: float = 0.75,",
        ),
        "lambd-renamed": spelled_out,
        "t0-ignored": ('t - group["t0"]', "t - 1e6"),
        "average-written-into-the-weight": (
            'max(1, t - group["t0"]))',
            'max(1, t - group["t0"]))\n            parameter.copy_(state["ax"])',
        ),
        "rate-one-step-ahead": ("lambd * lr * t)", "lambd * lr * (t + 1))"),
        "lambd-coupled": (
            "parameter.mul_(1 - lambd * eta).sub_(eta * g)",
            "parameter.sub_(eta * g)",
        ),
        "averaged-since-the-first-step": ('max(1, t - group["t0"])', "max(1, t)"),
        "average-one-step-early": ('max(1, t - group["t0"])', 'max(1, t + 1 - group["t0"])'),
        "alpha-ignored": (') ** group["alpha"]', ")"),
        "rate-that-stays": ("(1 + lambd * lr * t)", "1"),
        "rate-without-lr": ("(1 + lambd * lr * t)", "(1 + lambd * t)"),
        "decay-at-the-full-rate": ("1 - lambd * eta", "1 - lambd * lr"),
        "weight-decay-ignored": ('gradient + group["weight_decay"] * parameter', "gradient"),
        "average-of-the-moves": ("lerp(parameter,", "lerp(-eta * g,"),
    },
}
