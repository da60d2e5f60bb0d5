"""Wrong ways to sum squared gradients."""

FAULTS = {
    "adagrad": {
        "lr-of-adam": ("lr: float = 1e-2", "lr: float = 1e-3"),
        "lr-decay-by-default": ("lr_decay: float = 0", "lr_decay: float = 1e-3"),
        "decay-of-adamw": ("weight_decay: float = 0", "weight_decay: float = 1e-2"),
        "sum-started-at-a-tenth": (
            "initial_accumulator_value: float = 0",
            "initial_accumulator_value: float = 0.1",
        ),
        "eps-of-adam": ("eps: float = 1e-10", "eps: float = 1e-8"),
        "eps-ignored": ('group["eps"]', "1e-10"),
        "two-decays-swapped": (
            "lr_decay: float = 0,\n        weight_decay: float = 0,",
            "weight_decay: float = 0,\n        lr_decay: float = 0,",
        ),
        "decay-of-lr-one-step-early": ('(state["step"] - 1)', 'state["step"]'),
        "eps-inside-the-root": (
            '(state["sum"].sqrt() + group["eps"])',
            '(state["sum"] + group["eps"]).sqrt()',
        ),
        "sum-that-forgets": ('state["sum"] + g**2', '0.9 * state["sum"] + 0.1 * g**2'),
    },
}
