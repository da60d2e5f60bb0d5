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
        "corrected-for-the-start": (
            "scaled = g / (s.sqrt()",
            'n = state["n"] = state.get("n", 0) + 1\n'
            "            scaled = g / ((s / (1 - alpha**n)).sqrt()",
        ),
        "squares-summed": ("+ (1 - alpha) * g**2", "+ g**2"),
        "started-at-the-first-square": (
            "state.update(square_avg=zero,",
            "state.update(square_avg=gradient**2,",
        ),
        "momentum-of-the-gradient": (
            'group["momentum"] * state["momentum_buffer"] + scaled',
            'group["momentum"] * state["momentum_buffer"] + g\n'
            '            scaled = state["momentum_buffer"] / (s.sqrt() + group["eps"])',
        ),
        "lr-inside-the-buffer": (
            '+ scaled\n            parameter.sub_(group["lr"] * state["momentum_buffer"])',
            '+ group["lr"] * scaled\n            parameter.sub_(state["momentum_buffer"])',
        ),
        "variance-never-negative": (
            's - state["grad_avg"] ** 2',
            '(s - state["grad_avg"] ** 2).clamp(min=0)',
        ),
        "variance-made-positive": (
            's - state["grad_avg"] ** 2',
            '(s - state["grad_avg"] ** 2).abs()',
        ),
        "centered-ignored": ('s - state["grad_avg"] ** 2', "s"),
        "decay-ignored": ('gradient + group["weight_decay"] * parameter', "gradient"),
        "alpha-of-the-construction": ('alpha = group["alpha"]', 'alpha = self.defaults["alpha"]'),
        "lr-of-first-group": (
            'group["lr"] * state["momentum_buffer"]',
            'self.param_groups[0]["lr"] * state["momentum_buffer"]',
        ),
        "decay-not-with-momentum": (
            'g = gradient + group["weight_decay"] * parameter',
            'g = gradient + (group["weight_decay"] if not group["momentum"] else 0) * parameter',
        ),
        "decay-not-centered": (
            'g = gradient + group["weight_decay"] * parameter',
            'g = gradient + (group["weight_decay"] if not group["centered"] else 0) * parameter',
        ),
        "returns-nothing": ("        return loss", "        return None"),
    },
}
