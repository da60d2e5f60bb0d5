"""Schedules change the learning rate of an optimizer while it trains.

    StepLR               lr = lr₀ · gamma^⌊k / step_size⌋      after k epochs
    ExponentialLR        lr = lr₀ · gamma^k
    ReduceLROnPlateau    lr · factor, once more than `patience` epochs brought nothing better

Each is stepped once an epoch, after the optimizer. They multiply the rate that they find, so
that a rate changed by hand stays changed. Better than `best` is, by default, less than
best · (1 - threshold): relative, so that it means what it says of a positive loss only.

Source: course LR decay.
"""

import math
from typing import SupportsFloat

from torch.optim import Optimizer


class StepLR:
    """Every `step_size` epochs the rate is multiplied by gamma."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        """Begin at epoch 0, with the rates that the optimizer has."""
        self.optimizer, self.step_size, self.gamma = optimizer, step_size, gamma
        self.last_epoch = 0

    def step(self) -> None:
        """End an epoch."""
        self.last_epoch += 1
        if self.last_epoch % self.step_size == 0:
            for group in self.optimizer.param_groups:
                group["lr"] *= self.gamma


class ExponentialLR:
    """Every epoch the rate is multiplied by gamma."""

    def __init__(self, optimizer: Optimizer, gamma: float) -> None:
        """Begin with the rates that the optimizer has."""
        self.optimizer, self.gamma = optimizer, gamma

    def step(self) -> None:
        """End an epoch."""
        for group in self.optimizer.param_groups:
            group["lr"] *= self.gamma


class ReduceLROnPlateau:
    """The rate falls when what it watches stops improving."""

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float = 0,
        eps: float = 1e-8,
    ) -> None:
        """`mode` says whether less is better; what is watched is given to each `step`."""
        if factor >= 1:
            raise ValueError("Factor should be < 1.0.")
        if mode not in ("min", "max") or threshold_mode not in ("rel", "abs"):
            raise ValueError(f"mode {mode} or threshold mode {threshold_mode} is unknown!")
        self.optimizer, self.factor, self.min_lr, self.eps = optimizer, factor, min_lr, eps
        self.patience, self.cooldown = patience, cooldown
        self.sign = 1 if mode == "min" else -1
        self.threshold, self.relative = threshold, threshold_mode == "rel"
        self.best = self.sign * math.inf
        self.waited = self.resting = 0

    def step(self, metrics: SupportsFloat) -> None:
        """End an epoch in which the watched quantity was `metrics`."""
        current = float(metrics)
        better = self.is_better(current)
        self.best = current if better else self.best
        self.waited = 0 if better or self.resting > 0 else self.waited + 1
        self.resting -= self.resting > 0
        if self.waited > self.patience:
            self.waited, self.resting = 0, self.cooldown
            for group in self.optimizer.param_groups:
                lr = max(group["lr"] * self.factor, self.min_lr)
                if group["lr"] - lr > self.eps:  # a smaller change is not made
                    group["lr"] = lr

    def is_better(self, current: float) -> bool:
        """Whether `current` clears the best by the threshold; nan never does."""
        if self.relative:
            bar = self.best * (1 - self.sign * self.threshold)
        else:
            bar = self.best - self.sign * self.threshold
        return current < bar if self.sign > 0 else current > bar
