"""Wrong ways to estimate moments."""

FAULTS = {
    "adam": {
        "lr-ten-times-larger": ("lr: float = 1e-3", "lr: float = 1e-2"),
        "beta2-of-rmsprop": ("= (0.9, 0.999)", "= (0.9, 0.99)"),
        "eps-of-adadelta": ("eps: float = 1e-8", "eps: float = 1e-6"),
        "decay-of-adamw": ("weight_decay: float = 0", "weight_decay: float = 1e-2"),
        "amsgrad-by-default": ("amsgrad: bool = False", "amsgrad: bool = True"),
        "lr-stored-otherwise": ('"lr": lr', '"lr": 10 * lr'),
        "eps-ignored": ('group["eps"]', "1e-8"),
        "beta1-ignored": ('beta1, beta2 = group["betas"]', 'beta1, beta2 = 0.9, group["betas"][1]'),
        "eps-and-decay-swapped": (
            "eps: float = 1e-8,\n        weight_decay: float = 0,",
            "weight_decay: float = 0,\n        eps: float = 1e-8,",
        ),
        "maximize-in-the-middle": (
            "amsgrad: bool = False,",
            "maximize: bool = False,\n        amsgrad: bool = False,",
        ),
        "eps-inside-the-root": ('(v_hat.sqrt() + group["eps"])', '(v_hat + group["eps"]).sqrt()'),
        "second-mean-not-corrected": ("v_hat = v / (1 - beta2**t)", "v_hat = v"),
        "steps-counted-from-zero": ("(1 - beta1**t)", "(1 - beta1 ** max(1, t - 1))"),
        "maximum-kept-and-not-used": ('v = state["max_exp_avg_sq"] =', 'state["max_exp_avg_sq"] ='),
        "decay-decoupled": (
            'g = gradient + group["weight_decay"] * parameter',
            'g = gradient + 0 * parameter.mul_(1 - group["lr"] * group["weight_decay"])',
        ),
        "first-mean-not-corrected": ("m_hat = m / (1 - beta1**t)", "m_hat = m"),
        "betas-swapped": ('beta1, beta2 = group["betas"]', 'beta2, beta1 = group["betas"]'),
        "second-moment-centred": ("(1 - beta2) * g**2", "(1 - beta2) * (g - m) ** 2"),
        "one-second-moment-for-all": ("(1 - beta2) * g**2", "(1 - beta2) * (g**2).mean()"),
        "no-root": ("(v_hat.sqrt() +", "(v_hat +"),
        "first-mean-a-sum": (
            'beta1 * state["exp_avg"] + (1 - beta1) * g',
            'beta1 * state["exp_avg"] + g',
        ),
        "decay-in-the-first-mean-alone": (
            "(1 - beta2) * g**2",
            '(1 - beta2) * (g - group["weight_decay"] * parameter) ** 2',
        ),
        "first-mean-corrected-by-beta2": ("(1 - beta1**t)", "(1 - beta2**t)"),
        "maximum-that-fades": (
            'torch.maximum(state["max_exp_avg_sq"], v)',
            'torch.maximum(beta2 * state["max_exp_avg_sq"], v)',
        ),
        "maximum-of-the-corrected": (
            'torch.maximum(state["max_exp_avg_sq"], v)',
            'torch.maximum(state["max_exp_avg_sq"], v / (1 - beta2**t))\n'
            "            v = v * (1 - beta2**t)",
        ),
        "closure-without-grad": (
            "loss = loss_of(closure)",
            "loss = None if closure is None else closure()",
        ),
        "betas-of-the-construction": (
            'beta1, beta2 = group["betas"]',
            'beta1, beta2 = self.defaults["betas"]',
        ),
        "decay-of-the-construction": (
            'group["weight_decay"] * parameter',
            'self.defaults["weight_decay"] * parameter',
        ),
    },
}
