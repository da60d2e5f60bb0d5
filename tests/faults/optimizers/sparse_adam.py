"""Wrong ways to step where a sparse gradient is."""

FAULTS = {
    "sparse_adam": {
        "lr-ten-times-larger": ("lr: float = 1e-3", "lr: float = 1e-2"),
        "beta2-of-rmsprop": ("= (0.9, 0.999)", "= (0.9, 0.99)"),
        "eps-of-adadelta": ("eps: float = 1e-8", "eps: float = 1e-6"),
        "eps-ignored": ('group["eps"]', "1e-8"),
        "betas-and-eps-swapped": (
            "betas: tuple[float, float] = (0.9, 0.999),\n        eps: float = 1e-8,",
            "eps: float = 1e-8,\n        betas: tuple[float, float] = (0.9, 0.999),",
        ),
        "eps-as-in-adam": (
            '(v.sqrt() + group["eps"])',
            '(v.sqrt() + sqrt(1 - beta2**t) * group["eps"])',
        ),
        "other-coordinates-fade": (
            "m = beta1 * state",
            'state["exp_avg"].mul_(beta1)\n            m = state',
        ),
    },
}
