"""The learning rate on a plateau, epoch by epoch, from the whole history of the metric."""

import math


def loop_plateau(
    metrics: list[float],
    *,
    start: float = 1.0,
    mode: str = "min",
    factor: float = 0.1,
    patience: int = 10,
    threshold: float = 1e-4,
    threshold_mode: str = "rel",
    cooldown: int = 0,
    min_lr: float = 0.0,
    eps: float = 1e-8,
) -> list[float]:
    """The rate before each epoch and after the last, from `start`."""
    lrs, best, idle, rested_until = [start], None, 0, 0
    for epoch, metric in enumerate(metrics, 1):
        loss = metric if mode == "min" else -metric  # less is better
        if best is None:
            improved = loss < math.inf
        elif threshold_mode == "rel":
            bar = best * (1 - threshold) if mode == "min" else best * (1 + threshold)
            improved = loss < bar
        else:
            improved = loss < best - threshold
        if improved:
            best = loss
        idle = 0 if improved or epoch <= rested_until else idle + 1
        lr = lrs[-1]
        if idle > patience:
            idle, rested_until = 0, epoch + cooldown
            lower = max(lr * factor, min_lr)
            lr = lower if lr - lower > eps else lr
        lrs.append(lr)
    return lrs
