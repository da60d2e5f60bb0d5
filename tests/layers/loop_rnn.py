"""Recurrent layers one number at a time: the oracle of their claims, and of their gradients.

Numbers are complex: a + b·STEP·i is a value a that moves at the speed b. As STEP² is nothing, each
result carries its own speed, the derivative along a direction, in its imaginary part. No
difference is taken, so nothing cancels, and it is exact to the roundings of float64.

A rounding moves a weight, an input or a state by a part of itself. How far that carries is bounded
by the same loop on magnitudes, with the most that each function reaches and its steepest slope.
"""

import cmath
from typing import NamedTuple

import torch
from hypothesis import strategies as st

from tests.support.strategies import INTEGERS, gaussian, tensors

STEP = 1e-30
KINDS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
SIZES = st.tuples(*[st.integers(1, 4)] * 2, st.integers(1, 3), st.sampled_from([1, 2, 3, 5]))
"""Length, batch, width of the input, width of the state."""


class Functions(NamedTuple):
    """How a step bends its numbers."""

    tanh: object
    sigmoid: object
    relu: object


EXACT = Functions(
    tanh=cmath.tanh,
    sigmoid=lambda z: (1 + cmath.tanh(z / 2)) / 2,
    relu=lambda z: z if z.real > 0 else 0j,
)
MOST = Functions(
    tanh=lambda z: complex(min(z.real, 1), z.imag),
    sigmoid=lambda z: complex(1, z.imag / 4),
    relu=lambda z: z,
)


def drive(weights, x, h):
    """W_ih x + b_ih + W_hh h + b_hh, row by row."""
    return [
        sum(w * v for w, v in zip(pushing, x, strict=True))
        + sum(u * v for u, v in zip(recalling, h, strict=True))
        + b
        + c
        for pushing, recalling, b, c in zip(*weights, strict=True)
    ]


def tanh_step(functions, weights, x, state):
    return ([functions.tanh(a) for a in drive(weights, x, *state)],)


def relu_step(functions, weights, x, state):
    return ([functions.relu(a) for a in drive(weights, x, *state)],)


def lstm_step(functions, weights, x, state):
    h, c = state
    n, bend = len(h), functions
    rows = drive(weights, x, h)
    i, f, g, o = rows[:n], rows[n : 2 * n], rows[2 * n : 3 * n], rows[3 * n :]
    c = [bend.sigmoid(f[j]) * c[j] + bend.sigmoid(i[j]) * bend.tanh(g[j]) for j in range(n)]
    return [bend.sigmoid(o[j]) * bend.tanh(c[j]) for j in range(n)], c


def unroll(step, functions, point):
    """Outputs (S, B, H), and the last states of each kind (L, B, H), as complex tensors."""
    outputs, starts, last = point["x"], [point[s] for s in ("h0", "c0") if s in point], []
    while f"weight_ih_l{len(last)}" in point:
        layer, columns, reached = len(last), [], []
        nothing = [0j] * len(point[f"weight_ih_l{layer}"])
        weights = [point.get(f"{kind}_l{layer}", nothing) for kind in KINDS]
        for sample in range(len(outputs[0])):
            state, column = tuple(start[layer][sample] for start in starts), []
            for x_t in outputs:
                state = step(functions, weights, x_t[sample], state)
                column.append(state[0])
            columns.append(column)
            reached.append(state)
        outputs = list(zip(*columns, strict=True))
        last.append(list(zip(*reached, strict=True)))
    found = [outputs, *zip(*last, strict=True)]
    return [torch.tensor(numbers, dtype=torch.complex128) for numbers in found]


def moving(point, along):
    """Each number of `point`, by name, on its way along `along`."""
    return {
        name: torch.complex(x.detach().double().cpu(), along[name].double().cpu() * STEP).tolist()
        for name, x in point.items()
    }


def magnitudes(point):
    return {name: x.detach().abs() for name, x in point.items()}


def expected(step, point):
    """Outputs and last states from weights, x, h0 (and c0); and the scale of the errors of each."""
    results = unroll(step, EXACT, moving(point, magnitudes(point)))
    scales = unroll(step, MOST, moving(magnitudes(point), magnitudes(point)))
    return [z.real for z in results], [
        z.real.abs() + scale.imag / STEP for z, scale in zip(results, scales, strict=True)
    ]


def expected_slope(step, point, along, pulls):
    """How fast the sum of pull · result moves, as all moves along `along`; and the scale of it."""
    size, speed = magnitudes(point), magnitudes(along)
    results = unroll(step, EXACT, moving(point, along))
    fastest = unroll(step, MOST, moving(size, speed))
    wobble = max(z.imag.max() / STEP for z in unroll(step, MOST, moving(size, size)))
    slope = sum((pull * z.imag / STEP).sum() for pull, z in zip(pulls, results, strict=True))
    scale = sum((pull.abs() * z.imag / STEP).sum() for pull, z in zip(pulls, fastest, strict=True))
    return slope, scale * (1 + wobble)


def slope_found(results, pulls, point, along):
    """The same by automatic differentiation: each gradient along its direction."""
    for y, pull in zip(results, pulls, strict=True):
        assert y.shape == pull.shape
    loss = sum((y * pull.to(y)).sum() for y, pull in zip(results, pulls, strict=True))
    gradients = torch.autograd.grad(loss, list(point.values()), allow_unused=True)
    return sum(
        (gradient.double().cpu() * along[name].view(gradient.shape)).sum()
        for name, gradient in zip(point, gradients, strict=True)
        if gradient is not None
    )


def precision(device, dtype):
    """What a layer multiplies in: by default, GPUs that know TF32 read 11 digits of a float32."""
    fast = torch.device(device).type == "cuda" and dtype == torch.float32
    return torch.float16 if fast else dtype  # which has as many


def drawn(layer, seed, *, whole=False):
    """`layer` with normal weights; with `whole`, weights of -1, 0 and 1."""
    with torch.no_grad():
        for i, parameter in enumerate(layer.parameters()):
            weight = gaussian(seed + i, *parameter.shape) * 0.7
            parameter.copy_(weight.round().clamp(-1, 1) if whole else weight)
    return layer


def directions(point, seed):
    """A normal direction for each tensor."""
    return {name: gaussian(seed + 99 + i, *x.shape) for i, (name, x) in enumerate(point.items())}


COUNTS = tensors(INTEGERS, shape=(3, 2, 2)).map(lambda x: x.abs() + 1)
"""Whole numbers from 1 to 9, in three steps of two rows of two."""


def running_sum(rnn, width, decay=1.0, **options):
    """relu(x_t + decay · h): adds up what is positive, and is exact on whole numbers."""
    layer = rnn(width, width, nonlinearity="relu", bias=False, **options)
    with torch.no_grad():
        for name, weight in layer.named_parameters():
            weight.copy_(torch.eye(*weight.shape) * (decay if "hh" in name else 1))
    return layer


def reach(layers, length, seed):
    """The gradient that the last output has by the first input, as a power of ten, on average."""
    powers = []
    for i, layer in enumerate(layers):
        x = gaussian(seed + i, length, 1, 4).to(next(layer.parameters())).requires_grad_()
        (gradient,) = torch.autograd.grad(layer(x)[0][-1].sum(), x)
        powers.append(gradient[0].norm().log10().item())
    return sum(powers) / len(powers)
