"""Wrong ways to keep the largest gradient."""

FAULTS = {
    "adamax": {
        "lr-of-adam": ("lr: float = 2e-3", "lr: float = 1e-3"),
        "beta2-of-rmsprop": ("= (0.9, 0.999)", "= (0.9, 0.99)"),
        "eps-of-adadelta": ("eps: float = 1e-8", "eps: float = 1e-6"),
        "decay-of-adamw": ("weight_decay: float = 0", "weight_decay: float = 1e-2"),
        "decay-ignored": ('gradient + group["weight_decay"] * parameter', "gradient"),
        "betas-and-eps-swapped": (
            "betas: tuple[float, float] = (0.9, 0.999),\n        eps: float = 1e-8,",
            "eps: float = 1e-8,\n        betas: tuple[float, float] = (0.9, 0.999),",
        ),
        "eps-outside-the-maximum": (
            'torch.maximum(beta2 * state["exp_inf"], g.abs() + group["eps"])',
            'torch.maximum(beta2 * state["exp_inf"], g.abs()) + group["eps"]',
        ),
        "maximum-never-fades": ('beta2 * state["exp_inf"]', 'state["exp_inf"]'),
        "not-corrected": ("(1 - beta1**t) * m", "1 * m"),
        "corrected-by-beta2": ("1 - beta1**t", "1 - beta2**t"),
        "largest-corrected": (
            "/ (1 - beta1**t) * m / u",
            "/ (1 - beta1**t) * m / u * (1 - beta2**t)",
        ),
        "sign-kept": ("g.abs() +", "g +"),
        "root-mean-square": (
            'torch.maximum(beta2 * state["exp_inf"], g.abs() + group["eps"])',
            '(beta2 * state["exp_inf"] ** 2 + (1 - beta2) * g**2).sqrt() + group["eps"]',
        ),
        "mean-of-magnitudes": (
            'torch.maximum(beta2 * state["exp_inf"], g.abs() + group["eps"])',
            'beta2 * state["exp_inf"] + (1 - beta2) * (g.abs() + group["eps"])',
        ),
        "steps-counted-from-zero": ("(1 - beta1**t)", "(1 - beta1 ** max(1, t - 1))"),
        "largest-of-all": ('g.abs() + group["eps"]', 'g.abs().max() + group["eps"]'),
    },
}
