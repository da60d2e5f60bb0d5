"""Wrong ways to descend by a gradient."""

FAULTS = {
    "sgd": {
        "lr-ten-times-larger": ("lr: float = 1e-3", "lr: float = 1e-2"),
        "momentum-by-default": ("momentum: float = 0", "momentum: float = 0.9"),
        "dampening-by-default": ("dampening: float = 0", "dampening: float = 0.1"),
        "decay-by-default": ("weight_decay: float = 0", "weight_decay: float = 0.01"),
        "nesterov-ignored": ('if group["nesterov"] else v', "if False else v"),
        "dampening-ignored": ('(1 - group["dampening"]) * g', "g"),
        "momentum-and-decay-swapped": (
            "momentum: float = 0,\n        dampening: float = 0,\n        weight_decay: float = 0,",
            "weight_decay: float = 0,\n        dampening: float = 0,\n        momentum: float = 0,",
        ),
        "maximize-in-the-middle": (
            "nesterov: bool = False,",
            "maximize: bool = False,\n        nesterov: bool = False,",
        ),
        "first-gradient-dampened": (
            "v = g if v is None",
            'v = (1 - group["dampening"]) * g if v is None',
        ),
        "momentum-as-a-mean": ("momentum * v + (1 -", "momentum * v + (1 - momentum) * (1 -"),
        "decay-after-momentum": (
            'direction = gradient + group["weight_decay"] * parameter',
            'direction = gradient + 0 * parameter.mul_(1 - group["lr"] * group["weight_decay"])',
        ),
        "lr-inside-the-buffer": (
            "g = direction = gradient",
            'g = direction = group["lr"] * gradient',
        ),
    },
}
