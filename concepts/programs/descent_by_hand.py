"""The programs of gradient descent without a library: numbers of Python, and derivatives by hand.

    by the mean     w ← w - rate · 1/n Σ 2x (x w - y)     once an epoch
    by samples      w ← w - rate · 2x (x w - y)           for one sample after the other

What they print is what `gradient_descent` computes on tensors, of any precision and on any device;
of a single number a tensor makes fifty times the work.

Source: pytorch-basics 3.2, 3.3.
"""

from collections.abc import Sequence

RATE, EPOCHS, START = 0.01, 100, 1.0


def by_the_mean(
    x: Sequence[float], y: Sequence[float], rate: float = RATE, epochs: int = EPOCHS
) -> list[tuple[float, float]]:
    """A line an epoch: the weight after its step, and the cost before it."""
    w, n, lines = START, len(x), []
    for _ in range(epochs):
        cost = slope = 0.0
        for a, b in zip(x, y, strict=True):
            error = a * w - b
            cost += error * error
            slope += 2 * a * error
        w -= rate * slope / n
        lines.append((w, cost / n))
    return lines


def by_samples(
    x: Sequence[float], y: Sequence[float], rate: float = RATE, epochs: int = EPOCHS
) -> list[tuple[float, float]]:
    """A line an update: the gradient, and the weight after its step."""
    w, lines = START, []
    for _ in range(epochs):
        for a, b in zip(x, y, strict=True):
            slope = 2 * a * (a * w - b)
            w -= rate * slope
            lines.append((slope, w))
    return lines
