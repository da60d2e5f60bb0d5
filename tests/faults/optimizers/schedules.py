"""Wrong ways to let a learning rate fall."""

GROUPS = "for group in self.optimizer.param_groups:"
FIRST = "for group in self.optimizer.param_groups[:1]:"

FAULTS = {
    "step_lr": {
        "every-epoch": ("if self.last_epoch % self.step_size == 0:", "if True:"),
        "one-epoch-late": ("% self.step_size == 0", "% self.step_size == 1 % self.step_size"),
        "counted-from-one": ("self.last_epoch = 0", "self.last_epoch = 1"),
        "first-group-alone": (GROUPS, FIRST),
        "gamma-subtracted": ('group["lr"] *= self.gamma', 'group["lr"] *= 1 - self.gamma'),
        "gamma-of-a-half": ("gamma: float = 0.1", "gamma: float = 0.5"),
        "ten-epochs-by-default": ("step_size: int,", "step_size: int = 10,"),
        "period-doubles": (
            'group["lr"] *= self.gamma',
            'group["lr"] *= self.gamma\n            self.step_size *= 2',
        ),
        "stops-after-30": (
            "% self.step_size == 0:",
            "% self.step_size == 0 and self.last_epoch <= 30:",
        ),
        "from-the-rate-at-first": (
            'group["lr"] *= self.gamma',
            'first = group.setdefault("initial_lr", group["lr"])\n'
            "                falls = self.last_epoch // self.step_size\n"
            '                group["lr"] = first * self.gamma**falls',
        ),
    },
    "exponential_lr": {
        "gamma-halfway": ('group["lr"] *= self.gamma', 'group["lr"] *= (1 + self.gamma) / 2'),
        "linear": ('group["lr"] *= self.gamma', 'group["lr"] -= 0.1 * (1 - self.gamma)'),
        "zero-at-last": (
            'group["lr"] *= self.gamma',
            'group["lr"] *= self.gamma\n            group["lr"] *= group["lr"] > 1e-30',
        ),
        "in-single-precision": (
            'group["lr"] *= self.gamma',
            'group["lr"] = math.fsum([float(f"{group[\'lr\'] * self.gamma:.8e}")])',
        ),
        "floor": ('group["lr"] *= self.gamma', 'group["lr"] = max(group["lr"] * self.gamma, 1e-8)'),
        "never": ('group["lr"] *= self.gamma', "pass"),
    },
    "reduce_lr_on_plateau": {
        "at-the-end-of-patience": (
            "if self.waited > self.patience:",
            "if self.waited >= self.patience:",
        ),
        "patience-of-five": ("patience: int = 10", "patience: int = 5"),
        "factor-of-a-half": ("factor: float = 0.1", "factor: float = 0.5"),
        "absolute-by-default": ('threshold_mode: str = "rel"', 'threshold_mode: str = "abs"'),
        "threshold-left-out": ("threshold: float = 1e-4", "threshold: float = 0"),
        "factor-of-one-accepted": ("if factor >= 1:", "if factor > 2:"),
        "mode-not-checked": ('mode not in ("min", "max") or threshold_mode', "threshold_mode"),
        "modes-swapped": ('1 if mode == "min" else -1', '1 if mode == "max" else -1'),
        "last-for-best": ("current if better else self.best", "current"),
        "waits-through-the-cooldown": (
            "0 if better or self.resting > 0 else",
            "0 if better else",
        ),
        "cooldown-one-longer": (
            "self.waited, self.resting = 0, self.cooldown",
            "self.waited, self.resting = 0, self.cooldown + (self.cooldown > 0)",
        ),
        "patience-not-renewed": (
            "self.waited, self.resting = 0,",
            "self.waited, self.resting = self.patience,",
        ),
        "minimum-ignored": (
            'max(group["lr"] * self.factor, self.min_lr)',
            'group["lr"] * self.factor',
        ),
        "any-fall-is-made": ('if group["lr"] - lr > self.eps:', "if True:"),
        "loss-by-default": ("metrics: SupportsFloat", "metrics: SupportsFloat = 1.0"),
        "nan-is-better": ("current < bar if", "not current >= bar if"),
        "equal-is-better": ("current < bar if", "current <= bar if"),
        "threshold-of-the-size": (
            "self.best * (1 - self.sign * self.threshold)",
            "self.best - self.sign * abs(self.best) * self.threshold",
        ),
        "another-name": lambda schedule: type("ReducelROnPlateau", (schedule,), {}),
        "all-like-the-first": (
            'lr = max(group["lr"] * self.factor, self.min_lr)',
            'lr = max(self.optimizer.param_groups[0]["lr"] * self.factor, self.min_lr)',
        ),
        "min-lr-raises": (
            'if group["lr"] - lr > self.eps:',
            'if abs(group["lr"] - lr) > self.eps:',
        ),
        "eps-inclusive": ("> self.eps:", ">= self.eps:"),
        "min-lr-default": ("min_lr: float = 0,", "min_lr: float = 1e-6,"),
        "first-group-alone": (GROUPS, FIRST),
        "metric-kept-as-a-tensor": ("current = float(metrics)", "current = metrics"),
    },
}

EQUIVALENT = {
    ("self.resting > 0", "self.resting >= 0"): "below 0 it rests no more than at 0",
    ("self.sign > 0", "self.sign >= 0"): "the sign is 1 or -1",
}
