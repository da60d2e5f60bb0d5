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
        "no-root": ('(state["sum"].sqrt() +', '(state["sum"] +'),
        "start-ignored": (
            'torch.full_like(parameter, group["initial_accumulator_value"])',
            "torch.zeros_like(parameter)",
        ),
        "sum-now-and-then-reset": (
            'state["sum"] + g**2',
            'state["sum"] * (state["step"] % 4 != 0) + g**2',
        ),
        "sum-of-magnitudes": ('state["sum"] + g**2', 'state["sum"] + g.abs()'),
        "one-rate-for-all": ('state["sum"] + g**2', 'state["sum"] + (g**2).sum()'),
        "decay-apart-from-the-gradient": (
            'g = gradient + group["weight_decay"] * parameter',
            'g = gradient + 0 * parameter.mul_(1 - group["lr"] * group["weight_decay"])',
        ),
        "lr-decay-of-a-power": (
            '(1 + (state["step"] - 1) * group["lr_decay"])',
            '(1 + group["lr_decay"]) ** (state["step"] - 1)',
        ),
        "closure-without-grad": (
            "loss = loss_of(closure)",
            "loss = None if closure is None else closure()",
        ),
        "eps-of-the-construction": ('group["eps"]', 'self.defaults["eps"]'),
        "lr-of-first-group": ('lr = group["lr"]', 'lr = self.param_groups[0]["lr"]'),
        "steps-of-the-oldest": (
            '(state["step"] - 1)',
            '(max(s["step"] for s in self.state.values()) - 1)',
        ),
        "returns-nothing": ("        return loss", "        return None"),
    },
}
