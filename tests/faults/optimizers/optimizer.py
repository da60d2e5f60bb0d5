"""Wrong ways to look after parameters."""

FAULTS = {
    "bare_optimizer": {
        "ascent": ("parameter.sub_(", "parameter.add_("),
        "rows-of-a-tensor": (
            'raise TypeError("params must be an iterable of tensors or dicts, and not a tensor")',
            "params = [row.detach() for row in params]",
        ),
        "negative-rate-accepted": ("if lr < 0:", "if False:"),
        "empty-list-accepted": (
            'raise ValueError("optimizer got an empty parameter list")',
            'entries = [{"params": []}]',
        ),
        "same-parameter-twice": ("if len(self.managed()) !=", "if 0 > len(self.managed()) -"),
        "first-group-alone-steps": (
            "for group in self.param_groups:\n            for parameter",
            "for group in self.param_groups[:1]:\n            for parameter",
        ),
        "first-group-alone-cleared": (
            "for parameter in self.managed():",
            'for parameter in self.param_groups[0]["params"]:',
        ),
        "options-of-a-group-ignored": ("defaults | group for", "group | defaults for"),
        "zeros-by-default": ("set_to_none: bool = True", "set_to_none: bool = False"),
        "never-zeros": ("if set_to_none:", "if True:"),
        "zeros-only-copied": ("parameter.grad.zero_()", "parameter.grad.clone().zero_()"),
        "none-taken-for-zero": (
            "if parameter.grad is not None:\n                    g = parameter.grad +",
            "if True:\n                    g = (0 if parameter.grad is None else parameter.grad) +",
        ),
        "no-decay-at-a-zero-gradient": (
            "if parameter.grad is not None:\n                    g",
            "if parameter.grad is not None and parameter.grad.any():\n                    g",
        ),
        "rate-truncated": ("defaults: dict", "lr = int(lr) or lr\n        defaults: dict"),
        "rate-in-single-precision": (
            "defaults: dict",
            "lr = torch.as_tensor(lr, dtype=torch.float32).item()\n        defaults: dict",
        ),
    },
}
