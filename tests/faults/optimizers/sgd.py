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
        "foreach-in-the-middle": (
            "nesterov: bool = False,",
            "foreach: bool = False,\n        nesterov: bool = False,",
        ),
        "first-gradient-dampened": (
            "v = g if v is None",
            'v = (1 - group["dampening"]) * g if v is None',
        ),
        "momentum-as-a-mean": ("momentum * v + (1 -", "momentum * v + (1 - momentum) * (1 -"),
        "decay-after-momentum": (
            "g = direction = g + decay * parameter",
            'parameter.mul_(1 - group["lr"] * decay)',
        ),
        "lr-inside-the-buffer": (
            'g = direction = -gradient if group["maximize"] else gradient.clone()',
            'g = direction = group["lr"] * (-gradient if group["maximize"] else gradient)',
        ),
        "ascent": ("parameter.sub_(", "parameter.add_("),
        "maximize-ignored": ('-gradient if group["maximize"] else gradient', "gradient"),
        "maximize-of-the-decay-too": (
            "g = direction = g + decay * parameter",
            'g = direction = g + (-decay if group["maximize"] else decay) * parameter',
        ),
        "decay-of-the-absolute": ("g + decay * parameter", "g + decay * parameter.sign()"),
        "decay-with-the-factor-two": ("g + decay * parameter", "g + 2 * decay * parameter"),
        "biases-not-decayed": ("if decay != 0:", "if decay != 0 and parameter.ndim > 0:"),
        "old-buffer-for-nesterov": (
            "direction = g + momentum * v if",
            "direction = g + momentum**2 * (v - g) if",
        ),
        "nesterov-without-the-gradient": ("g + momentum * v if", "momentum * v if"),
        "nesterov-dampened": ("momentum <= 0 or dampening != 0", "momentum <= 0"),
        "nesterov-without-momentum": ("(momentum <= 0 or dampening != 0)", "(dampening != 0)"),
        "dampening-without-momentum": (
            "            if momentum != 0:",
            '            direction = (1 - group["dampening"]) * g\n            if momentum != 0:',
        ),
        "rate-of-the-construction": (
            'parameter.sub_(group["lr"]',
            'parameter.sub_(self.defaults["lr"]',
        ),
        "rate-of-the-first-group": (
            'parameter.sub_(group["lr"]',
            'parameter.sub_(self.param_groups[0]["lr"]',
        ),
        "one-buffer-for-all": (
            "in moving(self):",
            "in moving(self):\n            state = self.state[gradient.shape]",
        ),
        "momentum-stops-at-a-zero-gradient": (
            "direction = g + momentum * v if",
            "v = v * (g != 0)\n                direction = g + momentum * v if",
        ),
        "gradient-clipped": ("else gradient.clone()", "else gradient.clamp(-1e19, 1e19)"),
        "a-little-noise": (
            "else gradient.clone()",
            "else gradient + 1e-9 * torch.randn_like(gradient)",
        ),
        "negative-rate-accepted": ("if lr < 0:", "if False:"),
        "momentum-of-the-construction": (
            'momentum, decay = group["momentum"], group["weight_decay"]',
            'momentum, decay = self.defaults["momentum"], group["weight_decay"]',
        ),
        "nesterov-of-the-construction": (
            'if group["nesterov"] else v',
            'if self.defaults["nesterov"] else v',
        ),
        "momentum-from-empty-buffer": ("v = g if v is None", "v = g if v is None or not v.any()"),
    },
}
