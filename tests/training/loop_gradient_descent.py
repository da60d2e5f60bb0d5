"""The descents number by number in Python's floats, and how far rounding may lead them astray.

A step rounds numbers as large as |w| + lr · |the terms of the gradient|, and each later step
multiplies that error as it multiplies any distance: the sum is the scale of the error.
"""

import torch

ROUNDED = 2**-20  # where exact numbers would multiply by 0, rounded ones do not quite


def loop_descent(x, y, lr, batches, start):
    """The weight after a step on each batch of indices, and the scale of its rounding error."""
    w, scale = start.item(), 0.0
    weights, scales = [], []
    for batch in batches:
        samples = [(x[i].item(), y[i].item()) for i in batch]
        rate = lr / len(samples)
        factor = abs(1 - rate * sum(2 * a * a for a, _ in samples)) + ROUNDED
        terms = abs(rate) * sum(2 * abs(a) * (abs(a * w) + abs(b)) for a, b in samples)
        scale = factor * scale + abs(w) + terms
        w -= rate * sum(2 * a * (a * w - b) for a, b in samples)
        weights.append(w)
        scales.append(scale)
    return tuple(torch.tensor(column, dtype=torch.float64) for column in (weights, scales))
