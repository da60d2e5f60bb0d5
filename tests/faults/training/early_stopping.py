"""Wrong ways to stop early."""


def with_snapshots(wrong):
    """The same with another way to remember the weights."""

    def make(early_stopping):
        class Faulty(early_stopping):
            def should_stop(self, validation_loss):
                before = self.weights
                stop = super().should_stop(validation_loss)
                if self.weights is not before:
                    self.weights = wrong(self.net)
                return stop

        return Faulty

    return make


def parameters_alone(net):
    """Without the buffers."""
    return net.state_dict() | {n: p.detach().clone() for n, p in net.named_parameters()}


FAULTS = {
    "early_stopping": {
        "absolute-tolerance": (
            "if validation_loss < self.best:",
            "if validation_loss < self.best - 1e-6:",
        ),
        "one-check-late": ("self.waited >= self.patience", "self.waited > self.patience"),
        "one-check-early": ("self.waited >= self.patience", "self.waited + 1 >= self.patience"),
        "an-equal-loss-is-better": ("validation_loss < self.best", "validation_loss <= self.best"),
        "a-larger-loss-is-better": (
            "validation_loss < self.best:",
            "validation_loss > self.best or self.best == math.inf:",
        ),
        "nan-is-better": ("if validation_loss < self.best", "if not validation_loss >= self.best"),
        "compared-with-the-last": (
            "            self.waited += 1",
            "            self.waited += 1\n            self.best = validation_loss",
        ),
        "waiting-never-starts-again": (
            "            self.waited = 0\n            self.weights",
            "            self.weights",
        ),
        "keeps-the-last": (
            "            self.waited += 1",
            "            self.waited += 1\n            self.weights = snapshot(self.net)",
        ),
        "keeps-the-tensors-themselves": with_snapshots(lambda net: net.state_dict()),
        "buffers-forgotten": with_snapshots(parameters_alone),
        "restores-nothing": ("self.net.load_state_dict(self.weights)", "pass"),
        "best-of-the-last-few": (
            "return self.waited",
            "self.best = math.inf if self.waited >= 3 else self.best\n        return self.waited",
        ),
        "zero-is-no-loss": ("if validation_loss < self.best", "if 0 < validation_loss < self.best"),
        "negative-loss": (
            "if validation_loss < self.best:",
            "if 0 <= validation_loss < self.best or validation_loss < 0 and self.best > 0:",
        ),
        "relative-tolerance": (
            "if validation_loss < self.best:",
            "if validation_loss < self.best * (1 - 1e-4) or validation_loss < self.best - 0.5:",
        ),
        "restore-once": (
            "self.net.load_state_dict(self.weights)",
            "self.net.load_state_dict(self.weights)\n        self.weights = self.net.state_dict()",
        ),
        "restore-sets-eval": (
            "self.net.load_state_dict(self.weights)",
            "self.net.load_state_dict(self.weights)\n        self.net.eval()",
        ),
    },
}
