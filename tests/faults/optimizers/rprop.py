"""Wrong ways to follow a sign."""

FAULTS = {
    "rprop": {
        "lr-of-adam": ("lr: float = 1e-2", "lr: float = 1e-3"),
        "etaminus-of-another": ("= (0.5, 1.2)", "= (0.6, 1.2)"),
        "longest-step-ten-times-shorter": ("= (1e-6, 50)", "= (1e-6, 5)"),
        "shortest-step-ignored": (
            '.clamp(*group["step_sizes"])',
            '.clamp(max=group["step_sizes"][1])',
        ),
        "lr-ignored": ('group["lr"])', "1e-2)"),
        "etas-and-bounds-swapped": (
            "etas: tuple[float, float] = (0.5, 1.2),\n"
            "        step_sizes: tuple[float, float] = (1e-6, 50),",
            "step_sizes: tuple[float, float] = (1e-6, 50),\n"
            "        etas: tuple[float, float] = (0.5, 1.2),",
        ),
        "no-rest-after-a-turn": ("gradient.masked_fill(agrees < 0, 0)", "gradient"),
        "size-of-the-gradient-kept": ("g.sign() * size", "g * size"),
        "etas-swapped": ("etaminus, etaplus = group", "etaplus, etaminus = group"),
        "never-clamped": ('.clamp(*group["step_sizes"])', ""),
        "turn-remembered": (
            'g = state["prev"] = gradient.masked_fill(agrees < 0, 0)',
            'g, state["prev"] = gradient.masked_fill(agrees < 0, 0), gradient',
        ),
        "growing-from-the-first-step": ("agrees > 0, etaplus", "agrees >= 0, etaplus"),
        "small-gradients-ignored": (
            "agrees = gradient.sign()",
            "agrees = gradient.masked_fill(gradient.abs() < 1e-8, 0).sign()",
        ),
        "one-step-for-all": (
            '(state["step_size"] * change)',
            '(state["step_size"] * change).mean().expand_as(parameter)',
        ),
        "shortened-without-a-turn": ("torch.ones_like(agrees)", "torch.full_like(agrees, 0.9)"),
    },
}
