"""SGD with momentum and Adam: one step, from the rule on new tensors to a single kernel."""

from functools import partial
from itertools import pairwise

import pytest
import torch

from concepts.optimizers.adam import Adam
from concepts.optimizers.sgd import SGD
from tests.support import versions
from tests.support.strategies import gaussian

WIDTHS = (784, 300, 100, 10)  # 266,610 parameters
FUSED = pytest.mark.skipif(
    not versions.OPTIMIZERS_FUSED_ON_THE_CPU, reason="not available: no fused step on the CPU"
)


def naive_sgd(weights):
    """The step of SGD with momentum, a new tensor for each result."""
    v = [torch.zeros_like(w) for w in weights]

    def step():
        for i, w in enumerate(weights):
            v[i] = 0.9 * v[i] + w.grad
            w.data = w.data - 1e-3 * v[i]

    return step


def naive_adam(weights):
    """The step of Adam, a new tensor for each result."""
    m, v = ([torch.zeros_like(w) for w in weights] for _ in "mv")
    t = 0

    def step():
        nonlocal t
        t += 1
        for i, w in enumerate(weights):
            m[i] = 0.9 * m[i] + 0.1 * w.grad
            v[i] = 0.999 * v[i] + 0.001 * w.grad**2
            root = (v[i] / (1 - 0.999**t)).sqrt()
            w.data = w.data - 1e-3 * (m[i] / (1 - 0.9**t)) / (root + 1e-8)

    return step


MOMENTUM = {"lr": 1e-3, "momentum": 0.9}


@pytest.mark.parametrize(
    ("rule", "optimizer"),
    [
        pytest.param("sgd", naive_sgd, id="sgd-naive"),
        pytest.param("sgd", partial(SGD, **MOMENTUM), id="sgd-reference"),
        pytest.param("sgd", partial(torch.optim.SGD, **MOMENTUM), id="sgd-torch"),
        pytest.param(
            "sgd", partial(torch.optim.SGD, **MOMENTUM, fused=True), id="sgd-fused", marks=FUSED
        ),
        pytest.param("adam", naive_adam, id="adam-naive"),
        pytest.param("adam", Adam, id="adam-reference"),
        pytest.param("adam", torch.optim.Adam, id="adam-torch"),
        pytest.param("adam", partial(torch.optim.Adam, fused=True), id="adam-fused", marks=FUSED),
    ],
)
def test_step(bench, rule, optimizer, device):
    """266,610 parameters: three layers with their biases."""
    shapes = [shape for i, o in pairwise(WIDTHS) for shape in ((o, i), (o,))]
    weights = [torch.nn.Parameter(torch.zeros(shape, device=device)) for shape in shapes]
    for seed, weight in enumerate(weights):
        weight.grad = gaussian(seed, *weight.shape).to(device, torch.float32)
    made = optimizer(weights)

    bench(f"{rule} step", getattr(made, "step", made))

    assert all(weight.isfinite().all() and weight.any() for weight in weights)
