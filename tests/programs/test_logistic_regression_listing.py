"""The listing of logistic regression, line by line: what each does, in the words of torch."""

import math

import pytest
import torch
from hypothesis import given
from torch import nn

from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, claim
from tests.support.statistics import assert_mean, assert_rate
from tests.support.strategies import REALS, seeded, seeds, tensors
from tests.support.tolerance import assert_equal

LABELS = [[0], [0], [1]]


@claim("logreg-tensor-constructor-dtype", note="pytorch-basics 6.2", verdict=HOLDS)
@pytest.mark.parametrize("default", [torch.float32, torch.float64])
def test_makes_floats_of_whole_labels_by_the_capital_tensor(default):
    """The note: torch.Tensor([[0], [0], [1]]). True: it makes floats, which BCE needs.

    torch.tensor of the same list holds int64. But a lone number is a size to torch.Tensor, for as
    many numbers as memory happens to hold, and a value to torch.tensor.
    """
    before = torch.get_default_dtype()
    torch.set_default_dtype(default)
    try:
        capital, small = torch.Tensor(LABELS), torch.tensor(LABELS)
    finally:
        torch.set_default_dtype(before)

    assert (capital.dtype, small.dtype) == (default, torch.int64)
    assert capital.tolist() == small.tolist() == LABELS
    assert (torch.Tensor(3).shape, torch.tensor(3).shape) == ((3,), ())


@claim("logreg-super-init-required", note="pytorch-basics 6.2", verdict=HOLDS)
def test_cannot_take_a_layer_before_super_init(logistic_model):
    """The note's first line is super().__init__(). Without it the first layer is an error."""

    class Careless(logistic_model):
        def __init__(self):
            self.linear = nn.Linear(1, 1)

    with pytest.raises(AttributeError, match=r"before Module.__init__\(\) call"):
        Careless()


@claim("logreg-call-runs-forward", note="pytorch-basics 6.2", verdict=HOLDS)
@cells(examples=0.3)
@given(x=tensors(REALS, shape=(3, 1)))
def test_runs_forward_and_its_hooks_when_called(logistic_model, x):
    """The note defines forward and calls the model. True: the call runs forward, and every hook.

    model.forward(x) computes the same, but skips the hooks.
    """
    model, seen = logistic_model().double(), []
    model.register_forward_hook(lambda module, args, output: seen.append(output))

    called = model(x)
    assert len(seen) == 1
    passed_by = model.forward(x)

    assert len(seen) == 1
    assert_equal(called.detach(), passed_by.detach())
    assert called is seen[0]


@claim("logreg-weight-item-single", note="pytorch-basics 6.2", verdict=HOLDS)
@pytest.mark.parametrize("features", [1, 2, 3])
def test_prints_its_weight_by_item_for_one_feature_alone(logistic_model, features):
    """The note: model.linear.weight.item(). True of one number; of two it is an error."""
    weight = logistic_model(features).linear.weight

    assert weight.shape == (1, features)
    if features == 1:
        assert weight.item() == weight[0, 0]
    else:
        with pytest.raises((RuntimeError, ValueError), match=r"[Ss]calar"):
            weight.item()


@claim("logreg-y-data-strips-grad", note="pytorch-basics 6.2", verdict=HOLDS)
@cells(examples=0.3)
@given(x=tensors(REALS, shape=(3, 1)))
def test_prints_its_answer_without_a_gradient(logistic_model, x):
    """The note prints y_test.data. True: the answer requires a gradient, its data do not.

    They are the same numbers in the same memory. Within no_grad nothing would be recorded at all.
    """
    model = logistic_model().double()

    answer = model(x)
    with torch.no_grad():
        unrecorded = model(x)

    assert answer.requires_grad
    assert not answer.data.requires_grad
    assert answer.data.data_ptr() == answer.data_ptr()
    assert not unrecorded.requires_grad
    assert_equal(unrecorded, answer.data)


@claim("logreg-linear-init-bound", note="pytorch-basics 6.2", verdict=HOLDS, reading=IMPLIED)
@pytest.mark.parametrize(("features", "models"), [(6400, 1), (4, 300)])
@cells(examples=0.05)
@given(seed=seeds())
def test_starts_within_one_over_the_root_of_its_features(logistic_model, features, models, seed):
    """What the program does not say: it starts from weights and bias drawn from ±1/√features.

    They are uniform there, and neither normal nor within ±1/features: each quarter of the range has
    a quarter of them, and the mean of the squares is a third of the bound's.
    """
    with seeded(seed):
        layers = [logistic_model(features).linear for _ in range(models)]
    weights = torch.cat([layer.weight.flatten() for layer in layers]) * math.sqrt(features)
    biases = torch.cat([layer.bias for layer in layers]) * math.sqrt(features)

    for values in (weights, biases) if models > 1 else (weights,):
        detects = 6.9 / math.sqrt(len(values))  # 0.09 of 6400 weights, 0.4 of 300 biases
        for edge in (-0.5, 0.0, 0.5):
            assert_rate(values < edge, (edge + 1) / 2, detects=detects)
        assert_mean(values.square(), 1 / 3, low=0, high=1.000001, detects=detects)
    assert biases.abs().max() <= 1.000001
