"""Wrong ways to average squared gradients."""

FAULTS = {
    "rmsprop": {
        "lr-of-adam": ("lr: float = 1e-2", "lr: float = 1e-3"),
        "alpha-of-the-lecture": ("alpha: float = 0.99", "alpha: float = 0.9"),
        "eps-of-adagrad": ("eps: float = 1e-8", "eps: float = 1e-10"),
        "decay-of-adamw": ("weight_decay: float = 0", "weight_decay: float = 1e-2"),
        "momentum-by-default": ("momentum: float = 0", "momentum: float = 0.9"),
        "centered-by-default": ("centered: bool = False", "centered: bool = True"),
        "momentum-ignored": ('group["momentum"] *', "0 *"),
        "momentum-and-decay-swapped": (
            "weight_decay: float = 0,\n        momentum: float = 0,",
            "momentum: float = 0,\n        weight_decay: float = 0,",
        ),
        "mean-of-the-gradient-not-squared": ('s - state["grad_avg"] ** 2', 's - state["grad_avg"]'),
        "eps-inside-the-root": ('(s.sqrt() + group["eps"])', '(s + group["eps"]).sqrt()'),
        "weights-of-the-mean-swapped": (
            'alpha * state["square_avg"] + (1 - alpha) * g**2',
            '(1 - alpha) * state["square_avg"] + alpha * g**2',
        ),
    },
}
