"""Wrong ways to tell a saddle."""

FAULTS = {
    "hessian": {
        "diagonal-alone": ("return torch.stack(rows)", "return torch.stack(rows).diag().diag()"),
        "half": ("return torch.stack(rows)", "return torch.stack(rows) / 2"),
        "upper-triangle": ("return torch.stack(rows)", "return torch.stack(rows).triu()"),
        "square-of-the-gradient": (
            "return torch.stack(rows)",
            "return torch.outer(gradient, gradient).detach()",
        ),
        "absolute": ("return torch.stack(rows)", "return torch.stack(rows).abs()"),
        "at-the-origin": ("x = point.detach().clone()", "x = torch.zeros_like(point)"),
        "sign-turned": ("return torch.stack(rows)", "return -torch.stack(rows)"),
    },
    "kind_of_point": {
        "every-stationary-point": ("if rises and falls:", "if True:"),
        "gradient-not-asked": ("if slope(function, point).any():", "if False:"),
        "first-entry-of-the-gradient": (
            '.any():\n        return "moving"',
            '[0] != 0:\n        return "moving"',
        ),
        "signs-swapped": ('return "minimum" if rises', 'return "maximum" if rises'),
        "plateau-for-a-minimum": ('return "undecided"', 'return "minimum"'),
        "plateau-for-a-saddle": ('return "undecided"', 'return "saddle"'),
        "diagonal-for-eigenvalues": (
            "torch.linalg.eigvalsh(hessian(function, point))",
            "hessian(function, point).diag()",
        ),
        "determinant": (
            "rises, falls = (curvatures > noise).any(), (curvatures < -noise).any()",
            "rises = (curvatures > noise).any()\n    falls = curvatures.prod() < 0",
        ),
        "no-noise-allowed": ("16 * torch.finfo", "0 * torch.finfo"),
    },
}

EQUIVALENT = {
    ("noise = 16 *", "noise = 17 *"): "more than the rounding of eigenvalues, and less than any",
    ("curvatures > noise", "curvatures >= noise"): "what is no more than noise is undecided below",
    (
        "curvatures < -noise",
        "curvatures <= -noise",
    ): "what is no more than noise is undecided below",
}
