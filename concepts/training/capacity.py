"""Capacity: what nets of a given shape can represent, shown by weights that are written down.

    no hidden layer       half-planes and their intersections; never exclusive or
    one, of relu          any finite set of points exactly, any continuous function on an interval
                          within ω(h), h being the distance of the knots
    one, of squares       a quadratic, however wide
    two, of thresholds    any union of convex polygons, and so any region but for its rim
    n, of two relus each  a saw of 2^n straight pieces; one layer needs a unit for each

Training plays no part in it: that weights exist does not say that they are found.

Sources: chapter-three 4; regression-network 5. Cybenko, Approximation by superpositions of a
sigmoidal function (1989); Leshno et al., Multilayer feedforward networks with a nonpolynomial
activation function can approximate any function (1993); Telgarsky, Benefits of depth in neural
networks (2016).
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn


def affine(weight: Tensor, bias: Tensor) -> nn.Linear:
    """The layer x Wᵀ + b with these weights (out, in) and biases (out)."""
    layer = nn.Linear(weight.shape[1], weight.shape[0]).to(weight.device, weight.dtype)
    layer.load_state_dict({"weight": weight, "bias": bias})
    return layer.requires_grad_(False)


class Threshold(nn.Module):
    """1 where the input is 0 or more, else 0."""

    def forward(self, x: Tensor) -> Tensor:
        """Keep shape and dtype."""
        return (x >= 0).to(x.dtype)


def linear_decision(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """The class (rows) of the largest of the scores x Wᵀ + b: a net without a hidden layer."""
    return (x @ weight.mT + bias).argmax(1)


def perceptron(x: Tensor, labels: Tensor, epochs: int) -> tuple[Tensor, Tensor, int]:
    """Weight (2, d), bias (2) and the number of mistakes on the way there, for labels 0 and 1.

    Each mistake adds the sample to one side and takes it from the other. If a margin γ separates
    the samples (x, 1), and none is longer than R, there are at most (R/γ)² mistakes in all.
    """
    ones = torch.cat([x, torch.ones_like(x[:, :1])], 1)
    w, mistakes = x.new_zeros(ones.shape[1]), 0
    for _ in range(epochs):
        for row, label in zip(ones, labels.tolist(), strict=True):
            side = 2 * label - 1
            if side * (row @ w) <= 0:
                w, mistakes = w + side * row, mistakes + 1
    return torch.stack([-w[:-1], w[:-1]]), torch.stack([-w[-1], w[-1]]), mistakes


def interpolant(points: Tensor, values: Tensor, direction: Tensor) -> nn.Sequential:
    """One hidden layer of n - 1 relus that takes the n values (n) at the n points (n, d).

    The points are told apart by their projections on `direction` (d), which must differ; between
    these it is straight, beyond them it goes on as it went.
    """
    t, order = (points @ direction).sort()
    y = values[order]
    slopes = y.diff() / t.diff()
    bends = torch.cat([slopes[:1], slopes.diff()])
    hidden = affine(direction.expand(len(bends), -1), -t[:-1])
    return nn.Sequential(hidden, nn.ReLU(), affine(bends[None], y[:1]))


def squares_collapse(
    weight: Tensor, bias: Tensor, out: Tensor, shift: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """What Σ_k out_k (w_k·x + b_k)² + shift is: the A (d, d), b (d) and c of xᵀA x + b·x + c."""
    return (
        weight.mT @ (out[:, None] * weight),
        2 * weight.mT @ (out * bias),
        out @ bias.square() + shift,
    )


def union_of_polygons(polygons: Sequence[tuple[Tensor, Tensor]]) -> nn.Sequential:
    """1 in any of the convex polygons, else 0: half-planes, then and, then or, by thresholds.

    A polygon is its sides: normals (k, 2) and offsets (k) of  normal · p ≤ offset.
    """
    counts = [len(offsets) for _, offsets in polygons]
    normals = torch.cat([normal for normal, _ in polygons])
    sides = affine(-normals, torch.cat([offsets for _, offsets in polygons]))
    belongs = torch.block_diag(*(normals.new_ones(count) for count in counts))
    every = affine(belongs, 0.5 - normals.new_tensor(counts))
    some = affine(normals.new_ones(1, len(counts)), normals.new_tensor([-0.5]))
    return nn.Sequential(sides, Threshold(), every, Threshold(), some, Threshold())


def deepen(net: nn.Sequential) -> nn.Sequential:
    """The same function with a hidden layer more, behind the last: relu leaves relu's output be."""
    *hidden, last = net
    assert isinstance(last, nn.Linear)
    width, like = last.in_features, last.weight
    copy = affine(torch.eye(width).to(like), torch.zeros(width).to(like))
    return nn.Sequential(*hidden, copy, nn.ReLU(), last)


def sawtooth(layers: int) -> nn.Sequential:
    """From [0, 1] to [0, 1], up and down 2^(layers - 1) times, by layers of two relus each."""
    first = affine(torch.ones(2, 1), torch.tensor([0.0, -0.5]))
    again = affine(torch.tensor([[2.0, -4.0]] * 2), torch.tensor([0.0, -0.5]))
    fold = affine(torch.tensor([[2.0, -4.0]]), torch.zeros(1))
    hidden = [part for layer in [first] + [again] * (layers - 1) for part in (layer, nn.ReLU())]
    return nn.Sequential(*hidden, fold)
