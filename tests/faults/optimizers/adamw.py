"""Wrong ways to let the weights of Adam decay."""

FAULTS = {
    "adamw": {
        "lr-ten-times-larger": ("lr: float = 1e-3", "lr: float = 1e-2"),
        "beta2-of-rmsprop": ("= (0.9, 0.999)", "= (0.9, 0.99)"),
        "eps-of-adadelta": ("eps: float = 1e-8", "eps: float = 1e-6"),
        "decay-of-adam": ("weight_decay: float = 1e-2", "weight_decay: float = 0"),
        "amsgrad-by-default": ("amsgrad: bool = False", "amsgrad: bool = True"),
        "amsgrad-ignored": ("weight_decay, amsgrad)", "weight_decay, False)"),
        "eps-and-decay-swapped": (
            "eps: float = 1e-8,\n        weight_decay: float = 1e-2,",
            "weight_decay: float = 1e-2,\n        eps: float = 1e-8,",
        ),
        "decay-coupled": (
            'parameter.mul_(1 - group["lr"] * group["weight_decay"])',
            'gradient = gradient + group["weight_decay"] * parameter',
        ),
        "decay-without-lr": (
            '1 - group["lr"] * group["weight_decay"]',
            '1 - group["weight_decay"]',
        ),
        "decay-after-the-step": (
            'parameter.mul_(1 - group["lr"] * group["weight_decay"])\n'
            "            self.update(parameter, gradient, group, state)",
            "self.update(parameter, gradient, group, state)\n"
            '            parameter.mul_(1 - group["lr"] * group["weight_decay"])',
        ),
        "decay-where-there-is-a-slope": (
            'parameter.mul_(1 - group["lr"] * group["weight_decay"])',
            'parameter.mul_(1 - group["lr"] * group["weight_decay"] * (gradient != 0))',
        ),
        "decay-by-the-exponential": (
            '(1 - group["lr"] * group["weight_decay"])',
            '(2.718281828459045 ** -(group["lr"] * group["weight_decay"]))',
        ),
        "decay-of-lasso": (
            'parameter.mul_(1 - group["lr"] * group["weight_decay"])',
            'parameter.sub_(group["lr"] * group["weight_decay"] * parameter.sign())',
        ),
    },
}
