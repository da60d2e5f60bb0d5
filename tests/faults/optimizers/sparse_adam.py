"""Wrong ways to step where a sparse gradient is."""

FAULTS = {
    "sparse_adam": {
        "lr-ten-times-larger": ("lr: float = 1e-3", "lr: float = 1e-2"),
        "beta2-of-rmsprop": ("= (0.9, 0.999)", "= (0.9, 0.99)"),
        "eps-of-adadelta": ("eps: float = 1e-8", "eps: float = 1e-6"),
        "eps-ignored": ('group["eps"]', "1e-8"),
        "betas-and-eps-swapped": (
            "betas: tuple[float, float] = (0.9, 0.999),\n        eps: float = 1e-8,",
            "eps: float = 1e-8,\n        betas: tuple[float, float] = (0.9, 0.999),",
        ),
        "eps-as-in-adam": (
            '(v.sqrt() + group["eps"])',
            '(v.sqrt() + sqrt(1 - beta2**t) * group["eps"])',
        ),
        "other-coordinates-fade": (
            "m = beta1 * state",
            'state["exp_avg"].mul_(beta1)\n            m = state',
        ),
        "every-row-has-a-gradient": (
            "here, g = tuple(once.indices()), once.values()",
            "here, g = (slice(None),), once.to_dense()",
        ),
        "last-of-two-counts": (
            "here, g = tuple(once.indices()), once.values()",
            "here, g = tuple(gradient._indices()), gradient._values()",
        ),
        "empty-steps-not-counted": (
            'state["step"] = state["step"] + 1',
            'state["step"] = state["step"] + min(1, gradient._nnz()) + 1e-9 * (not state["step"])',
        ),
        "first-mean-not-corrected": ("/ (1 - beta1**t)", ""),
        "second-mean-not-corrected": ("* sqrt(1 - beta2**t) /", "/"),
        "dense-gradients-made-sparse": (
            "if not gradient.is_sparse:",
            "gradient = gradient if gradient.is_sparse else gradient.to_sparse()\n"
            "            if not gradient.is_sparse:",
        ),
        "decay-accepted": (
            "eps: float = 1e-8,\n    )",
            "eps: float = 1e-8,\n        weight_decay: float = 0,\n"
            "        amsgrad: bool = False,\n    )",
        ),
    },
}
