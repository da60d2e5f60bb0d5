"""Wrong ways to guess a Hessian."""

FAULTS = {
    "lbfgs": {
        "lr-ten-times-smaller": ("lr: float = 1,", "lr: float = 0.1,"),
        "max-iter-of-a-hundred": ("max_iter: int = 20", "max_iter: int = 100"),
        "max-eval-as-many-as-moves": ("max_iter * 5 // 4 if", "max_iter if"),
        "max-eval-never-left-out": ("max_eval: int | None = None", "max_eval: int | None = 25"),
        "tolerance-of-old": ("tolerance_grad: float = 1e-7", "tolerance_grad: float = 1e-5"),
        "tolerance-a-hundredfold": (
            "tolerance_change: float = 1e-9",
            "tolerance_change: float = 1e-7",
        ),
        "history-of-ten": ("history_size: int = 100", "history_size: int = 10"),
        "line-search-ignored": ('if group["line_search_fn"] is not None', "if False"),
        "tolerances-swapped": (
            "tolerance_grad: float = 1e-7,\n        tolerance_change: float = 1e-9,",
            "tolerance_change: float = 1e-9,\n        tolerance_grad: float = 1e-7,",
        ),
        "max-eval-ignored": ('or moves + 1 >= group["max_eval"]', ""),
        "oldest-moves-kept": (
            'slice(-self.param_groups[0]["history_size"], None)',
            'slice(self.param_groups[0]["history_size"])',
        ),
        "first-move-unscaled": ("min(1.0, 1 / g.abs().sum())", "1.0"),
        "hessian-not-scaled": ("y.dot(s) / y.dot(y)", "1"),
        "second-loop-forward-too": ("zip(moves, reversed(shares)", "zip(moves, shares"),
        "first-move-by-the-norm": ("1 / g.abs().sum()", "1 / g.norm()"),
        "every-step-starts-short": ('if state["n_iter"] == 1 else', "if moves == 1 else"),
        "max-eval-rounded-up": ("max_iter * 5 // 4 if", "-(-max_iter * 5 // 4) if"),
        "tolerance-of-the-norm": (
            'done = first, 0, g.abs().max() <= group["tolerance_grad"]',
            'done = first, 0, g.norm() <= group["tolerance_grad"]',
        ),
        "tolerance-of-the-sum": (
            'done = first, 0, g.abs().max() <= group["tolerance_grad"]',
            'done = first, 0, g.abs().sum() <= group["tolerance_grad"]',
        ),
        "moves-uphill-too": ('if g.dot(d) > -group["tolerance_change"]:', "if False:"),
        "small-moves-go-on": (
            'or (t * d).abs().max() <= group["tolerance_change"]\n',
            "",
        ),
        "small-changes-of-the-loss-go-on": (
            'or abs(loss - before) < group["tolerance_change"]\n',
            "",
        ),
        "relative-change-of-the-loss": (
            "abs(loss - before) <",
            "abs(loss - before) / max(abs(before), 1e-30) <",
        ),
        "steepest-descent": (
            'moves = list(zip(state["old_stps"], state["old_dirs"], strict=True))',
            "return -g",
        ),
        "one-curvature-for-all": (
            'moves = list(zip(state["old_stps"], state["old_dirs"], strict=True))',
            "moves = []",
        ),
        "moves-of-all-steps-together": (
            'moves < group["max_iter"]:\n            moves,',
            'state["n_iter"] < group["max_iter"]:\n            moves,',
        ),
        "silent-without-a-closure": (
            "def step(self, closure: Closure) -> Any:",
            "def step(self, closure: Closure | None = None) -> Any:",
        ),
        "groups-ignored": ("if len(self.param_groups) != 1:", "if False:"),
        "returns-last": ("        return first\n", "        return loss\n"),
        "second-parameter-flat-order": (
            "p.add_(part.view_as(p))",
            "p.add_(part.view(p.shape[::-1]).permute([*range(p.ndim)][::-1]))",
        ),
    },
}

EQUIVALENT = {
    (
        'state["last"]',
        'state["XXlastXX"]',
    ): "missing: shows after an early end with a full history alone",
    (
        'state["last"]',
        'state["LAST"]',
    ): "missing: shows after an early end with a full history alone",
    ("y.dot(s) > 1e-10", "y.dot(s) >= 1e-10"): "no sum of products is exactly 1e-10",
}
