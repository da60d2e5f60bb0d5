"""Derivatives by other roads than reverse mode: forward mode, and one net by hand."""

import math
from typing import NamedTuple

OPERATIONS = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a b": lambda a, b: a * b,
    "a²": lambda a, b: a**2,
    "a³": lambda a, b: a**3,
    "3 a": lambda a, b: 3 * a,
    "a - 2": lambda a, b: a - 2,
}


def last_line(program, start):
    """Run a straight-line program; each line is an operation on two earlier values."""
    values = list(start)
    for operation, i, j in program:
        values.append(OPERATIONS[operation](values[i % len(values)], values[-1 - j % len(values)]))
    return values[-1]


class Dual(NamedTuple):
    """A whole number and its derivative in one direction, carried along from the inputs."""

    value: int
    slope: int = 0

    def __add__(self, other):
        return type(self)(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return type(self)(self.value - other.value, self.slope - other.slope)

    def __mul__(self, other):
        along = self.slope * other.value + self.value * other.slope
        return type(self)(self.value * other.value, along)

    def __rmul__(self, number):
        return type(self)(number * self.value, number * self.slope)

    def __pow__(self, n):
        return self if n == 1 else self * self ** (n - 1)


class Bound(Dual):
    """How large a number and its derivative may be on the way: nothing cancels."""

    def __sub__(self, other):
        return self + (other if isinstance(other, Dual) else Dual(other))


def directions(program, start, number=Dual):
    """The result and its derivative in each input, one run an input."""
    axes = [[number(x, int(i == k)) for i, x in enumerate(start)] for k in range(len(start))]
    return [last_line(program, inputs) for inputs in axes]


def gradient_of(leaf):
    """What backward left in a leaf."""
    assert leaf.grad is not None, "no gradient"
    return leaf.grad.tolist()


def refused(call, *args, **options):
    """Whether it raises a RuntimeError."""
    try:
        call(*args, **options)
    except RuntimeError:
        return True
    return False


def net_loss(weights, x, target):
    """(v · tanh(W x) - t)² of two inputs and two hidden units; weights are W by rows, then v."""
    w11, w12, w21, w22, v1, v2 = weights
    first, second = x[0] * w11 + x[1] * w12, x[0] * w21 + x[1] * w22
    return (first.tanh() * v1 + second.tanh() * v2 - target) ** 2


def net_slopes(weights, x, target):
    """Its six derivatives, layer by layer from the loss back, as one writes them by hand."""
    rows, out = (weights[:2], weights[2:4]), weights[4:]
    hidden = [math.tanh(row[0] * x[0] + row[1] * x[1]) for row in rows]
    error = 2 * (out[0] * hidden[0] + out[1] * hidden[1] - target)
    inner = [error * v * (1 - h**2) for v, h in zip(out, hidden, strict=True)]
    return [d * entry for d in inner for entry in x] + [error * h for h in hidden]
