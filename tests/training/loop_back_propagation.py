"""The derivatives of a small net number by number, in forward mode, and what products cost."""

import math

import torch

from tests.support.strategies import gaussian, generator

CURVES = {  # an activation and its slope
    "tanh": (math.tanh, lambda z: 1 - math.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda z: 1 / (2 + math.exp(z) + math.exp(-z))),
    "relu": (lambda z: max(z, 0.0), lambda z: float(z > 0)),
    "above": (lambda z: z + 1, lambda z: 1.0),  # all of them, of positive numbers
}


def slope(layers, activation, x, target, turned):
    """The derivative of the mean squared error in one parameter: (layer, row, column or None)."""
    curve, steepness = CURVES[activation]
    total = 0.0
    for sample, goals in zip(x, target, strict=True):
        values, slopes = list(sample), [0.0] * len(sample)  # each number, and how fast it grows
        for number, (weight, bias) in enumerate(layers):
            z, growth = [], []
            for i, (row, b) in enumerate(zip(weight, bias, strict=True)):
                z.append(b + sum(w * v for w, v in zip(row, values, strict=True)))
                growth.append(sum(w * s for w, s in zip(row, slopes, strict=True)))
                if (number, i) == turned[:2]:
                    growth[-1] += 1.0 if turned[2] is None else values[turned[2]]
            if number < len(layers) - 1:
                growth = [steepness(v) * s for v, s in zip(z, growth, strict=True)]
                z = [curve(v) for v in z]
            values, slopes = z, growth
        numbers = zip(values, goals, slopes, strict=True)
        total += sum(2 * (y - t) * s for y, t, s in numbers)
    return total / (len(x) * len(target[0]))


def slopes(weights, biases, activation, x, target):
    """For each layer the derivatives in its weight and bias, each by a run of its own."""
    layers = [(w.tolist(), b.tolist()) for w, b in zip(weights, biases, strict=True)]
    numbers = (layers, activation, x.tolist(), target.tolist())
    found = []
    for number, weight in enumerate(weights):
        rows, columns = (range(side) for side in weight.shape)
        d_weight = [[slope(*numbers, (number, i, j)) for j in columns] for i in rows]
        d_bias = [slope(*numbers, (number, i, None)) for i in rows]
        found.append(tuple(torch.tensor(d, dtype=torch.float64) for d in (d_weight, d_bias)))
    return found


def sizes_of_rounded(weights, biases, x, target):
    """The derivatives if nothing cancelled: how large what is rounded on the way may be."""
    return slopes(
        [w.abs() for w in weights], [b.abs() for b in biases], "above", x.abs(), -target.abs()
    )


def drawn_net(seed, sizes, batch, device, dtype, integers=False):
    """Weights and biases for layers of these sizes, samples and targets."""
    shapes = [*zip(sizes[1:], sizes[:-1], strict=True)]
    every = [*shapes, *((out,) for out, _ in shapes), (batch, sizes[0]), (batch, sizes[-1])]
    if integers:
        source = generator(seed)
        drawn = [torch.randint(-2, 3, shape, generator=source) for shape in every]
    else:
        drawn = [gaussian(seed + k, *shape) for k, shape in enumerate(every)]
    *parameters, x, target = (t.to(device, dtype) for t in drawn)
    return parameters[: len(shapes)], parameters[len(shapes) :], x, target


def cost(call, *args):
    """How many multiplications a call's matrix products take."""
    with torch.autograd.profiler.profile(record_shapes=True) as recorded:
        call(*args)
    products = [e for e in recorded.function_events if e.name in ("aten::mm", "aten::addmm")]
    sides = [[s for s in event.input_shapes if len(s) == 2][-2:] for event in products]
    return sum(rows * inner * columns for (rows, inner), (_, columns) in sides)


def parts(gradients):
    """All the numbers of a list of gradients, the last layer first."""
    return torch.cat([part.flatten() for _, *both in gradients for part in both])
