"""Wrong ways to scale by past steps."""

FAULTS = {
    "adadelta": {
        "lr-ten-times-smaller": ("lr: float = 1.0", "lr: float = 0.1"),
        "rho-of-the-paper": ("rho: float = 0.9", "rho: float = 0.95"),
        "eps-of-adam": ("eps: float = 1e-6", "eps: float = 1e-8"),
        "decay-of-adamw": ("weight_decay: float = 0", "weight_decay: float = 1e-2"),
        "lr-ignored": ('group["lr"] * delta', "delta"),
        "rho-and-eps-swapped": (
            "rho: float = 0.9,\n        eps: float = 1e-6,",
            "eps: float = 1e-6,\n        rho: float = 0.9,",
        ),
        "eps-outside-the-root": ("(s + eps).sqrt()", "(s.sqrt() + eps)"),
        "scaled-step-remembered": (
            "(1 - rho) * delta**2",
            '(1 - rho) * (group["lr"] * delta) ** 2',
        ),
        "roots-swapped": (
            "(d + eps).sqrt() / (s + eps).sqrt() * g",
            "(s + eps).sqrt() / (d + eps).sqrt() * g",
        ),
        "step-remembered-before-it-is-taken": (
            "delta = (d + eps)",
            "d = rho * d + (1 - rho) * g**2 * (d + eps) / (s + eps)\n            delta = (d + eps)",
        ),
        "eps-outside-the-root-of-steps": ("(d + eps).sqrt()", "(d.sqrt() + eps)"),
        "squares-summed": ("+ (1 - rho) * g**2", "+ g**2"),
        "steps-summed": ("+ (1 - rho) * delta**2", "+ delta**2"),
        "decay-ignored": ('gradient + group["weight_decay"] * parameter', "gradient"),
        "no-root-of-steps": ("(d + eps).sqrt() /", "(d + eps) /"),
    },
}
