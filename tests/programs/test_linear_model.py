"""The linear model, its squared error and the mean of it: what they are, and what they are not."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from concepts.programs.linear_model import X, Y
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.figures import THREE, assert_figure
from tests.support.strategies import INTEGERS, NASTY, REALS, gaussian, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near

FOUR = tensors(INTEGERS, shape=(4,))  # whole numbers, of which the mean of four is exact


@claim("linear-forward-formula", note="pytorch-basics 2", verdict=HOLDS)
@given(x=tensors(REALS), w=tensors(REALS, shape=()), b=tensors(REALS, shape=()), nan=st.booleans())
def test_predicts_w_times_x_plus_b(linear_model, x, w, b, nan, device, dtype):
    """The note: ŷ = x w, and with a constant x w + b. True for every sample, with the same w."""
    x.select(-1, 0).fill_(math.nan if nan else 1.5)
    x, w, b = (t.to(device, dtype) for t in (x, w, b))
    each = [xi * w.item() + b.item() for xi in x.flatten().tolist()]
    expected = torch.tensor(each, dtype=torch.float64).reshape(x.shape)

    prediction = linear_model(x, w, b)

    assert_near(prediction, expected, roundings=2, scale=(x * w).double().abs() + b.double().abs())


@claim("linear-forward-formula", note="pytorch-basics 2", verdict=HOLDS)
@given(x=tensors(INTEGERS, shape=(2, 3)), w=tensors(INTEGERS, shape=(3,)))
def test_is_linear_in_its_weights_and_affine_in_x(linear_model, x, w, device, dtype):
    """The note calls it linear. In the weight it is: the predictions of w₁ and w₂ add up.

    In x it is so only without b; with b the model is affine, and of two sums b counts twice.
    """
    (x1, x2), (w1, w2, b) = x.to(device, dtype), w.to(device, dtype)

    by_sum_of_weights = linear_model(x1, w1 + w2, 0 * b)
    of_sum_of_x = linear_model(x1 + x2, w1, b)

    assert_equal(by_sum_of_weights, linear_model(x1, w1, 0 * b) + linear_model(x1, w2, 0 * b))
    assert_equal(of_sum_of_x, linear_model(x1, w1, b) + linear_model(x2, w1, b) - b)


@claim("linear-forward-reads-global-w", note="pytorch-basics 2", verdict=HOLDS)
def test_takes_as_an_argument_the_weight_that_the_note_reads_as_a_global(linear_model):
    """The note's forward(x) has no parameter w: it reads whatever is called w at the time. True.

    Before the loop assigns w it is a NameError, and later it follows every change. Here w is an
    argument without a default, so that none can be forgotten.
    """
    module = {}
    exec("def forward(x):\n    return x * w", module)

    with pytest.raises(NameError, match="'w' is not defined"):
        module["forward"](1.0)
    followed = [module["forward"](2.0) for module["w"] in (3.0, 4.0)]

    assert followed == [6.0, 8.0]
    with pytest.raises(TypeError, match="'w'"):
        linear_model(torch.ones(1), b=torch.zeros(()))


@claim("linear-sample-squared-error", note="pytorch-basics 2", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(prediction=tensors(NASTY, shape=(4,)), y=tensors(NASTY, shape=(4,)))
def test_has_the_squared_difference_for_its_loss(squared_error, prediction, y, device, dtype):
    """The note: (ŷ - y)·(ŷ - y), a product. True; torch's ** 2 is the same product, bit for bit.

    In float16 a difference of 256 would already overflow.
    """
    prediction, y = (t.to(device, dtype) for t in (prediction, y))
    pairs = zip(prediction.tolist(), y.tolist(), strict=True)
    expected = torch.tensor([(p - t) * (p - t) for p, t in pairs], dtype=torch.float64)

    loss = squared_error(prediction, y)

    assert_near(loss, expected, roundings=3)
    assert_equal(loss, (prediction - y) ** 2)


@claim("linear-sample-squared-error", note="pytorch-basics 2", verdict=HOLDS)
@pytest.mark.parametrize(("w", "losses"), [(2.0, [0, 0, 0]), (3.0, [1, 4, 9]), (4.0, [4, 16, 36])])
def test_has_whole_numbers_for_losses_on_the_three_points(squared_error, w, losses, device, dtype):
    """What follows for x = 1, 2, 3: losses 1, 4, 9 at w = 3; 4, 16, 36 at w = 4; 0 at w = 2."""
    x, y = (torch.tensor(t, device=device, dtype=dtype) for t in (X, Y))

    assert squared_error(w * x, y).tolist() == losses


@claim("linear-loss-is-error-between-model-and-data", note="pytorch-basics 2", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(prediction=tensors(REALS), data=st.data())
def test_has_a_loss_of_zero_exactly_where_it_agrees(squared_error, prediction, data, device, dtype):
    """The note: the loss is the error between model and data. True: it is 0 only if ŷ = y.

    And it is never negative. Floats agree, unless the square of a tiny difference underflows.
    """
    y = data.draw(tensors(REALS, shape=tuple(prediction.shape))).to(device, dtype)
    prediction = prediction.to(device, dtype)

    loss = squared_error(prediction, y)

    assert loss.min() >= 0
    assert_equal(loss == 0, prediction == y)


@claim("linear-loss-is-error-between-model-and-data", note="pytorch-basics 2", verdict=HOLDS)
@pytest.mark.parametrize("share", [0.25, 0.9])
def test_has_a_loss_of_zero_where_the_square_underflows(squared_error, share, device, dtype):
    """Where that fails: a difference under the root of half the smallest number there is."""
    tiny, eps = torch.finfo(dtype).tiny, torch.finfo(dtype).eps
    under = torch.tensor(share * math.sqrt(tiny) * math.sqrt(eps / 2), device=device, dtype=dtype)
    over = torch.tensor(2 * math.sqrt(tiny), device=device, dtype=dtype)

    assert under > 0
    assert_equal(squared_error(under, 0 * under), 0.0)
    assert squared_error(over, 0 * over) > 0


@claim("linear-squared-error-is-no-distance", note="pytorch-basics 2", verdict=IMPRECISE)
@given(points=tensors(INTEGERS, shape=(3,)), factor=st.integers(-4, 4))
def test_has_a_loss_that_is_the_square_of_the_distance(
    squared_error, points, factor, device, dtype
):
    """The note: the loss is the distance of ŷ and y. No, its square: twice as far costs four times.

    |ŷ - y|, its root, is a distance: on a line the way from a to c is as long as that by b. The
    square is none: by b it adds up to less than the direct way, by 2 |ab| |bc|.
    """
    a, b, c = points.sort().values.to(device, dtype)

    direct, by_way_of_b = squared_error(a, c), squared_error(a, b) + squared_error(b, c)

    assert_equal(direct - by_way_of_b, 2 * (b - a) * (c - b))
    assert_equal(direct.sqrt(), squared_error(a, b).sqrt() + squared_error(b, c).sqrt())
    assert_equal(squared_error(factor * a, factor * c), factor**2 * direct)


@claim("linear-mse-closed-form", note="pytorch-basics 2", verdict=HOLDS, reading=IMPLIED)
@cells(dtypes=WIDE)
@given(w=st.floats(-1e3, 1e3))
def test_costs_14_thirds_of_the_squared_distance_from_2(mean_squared_error, w, device, dtype):
    """What follows for the note's points: the mean is (14/3)(w - 2)², a parabola. True for every w.

    Not in float16, whose largest number is 65,504.
    """
    x, y = (torch.tensor(t, device=device, dtype=dtype) for t in (X, Y))
    weight = torch.tensor(w, device=device, dtype=dtype)
    off = abs(weight.double().item() - 2)

    cost = mean_squared_error(weight * x, y)

    # the rounded product x w is an error of the difference
    assert_near(cost, 14 / 3 * off**2, roundings=6, scale=14 / 3 * off * (off + abs(w)))


@claim("linear-divide-by-3-hardcoded", note="pytorch-basics 2", verdict=IMPRECISE)
@given(data=st.data(), n=st.integers(1, 8))
def test_averages_over_all_its_samples(mean_squared_error, data, n, device, dtype):
    """The note divides by the literal 3. That is the mean of three samples, and of no other number.

    Divided by n it is a mean; the literal makes it n/3 times as large.
    """
    prediction, y = (data.draw(tensors(INTEGERS, shape=(n,))) for _ in range(2))
    total = sum((p - t) ** 2 for p, t in zip(prediction.tolist(), y.tolist(), strict=True))

    cost = mean_squared_error(prediction.to(device, dtype), y.to(device, dtype))

    assert_near(cost, total / n, roundings=2)
    assert_near(cost * n / 3, total / 3, roundings=4)


@claim("linear-mse-w3-w2-table", note="pytorch-basics 2", verdict=HOLDS)
@cells(dtypes=WIDE)
@pytest.mark.parametrize(("w", "thirds"), [(0, 56), (1, 14), (2, 0), (3, 14), (4, 56)])
def test_costs_nothing_at_w_2_and_14_thirds_at_w_3(mean_squared_error, w, thirds, device, dtype):
    """The note computes the means for w = 3 and w = 2. They are 14/3 and 0; at 0 and 4, 56/3.

    And not 14, which is the sum, nor 2.16, the root. Half precision has not the digits to print.
    """
    x, y = (torch.tensor(t, device=device, dtype=dtype) for t in (X, Y))

    cost = mean_squared_error(w * x, y)

    assert_near(cost, thirds / 3, roundings=1)
    assert_figure(
        f"mean squared error at w = {w}", round(3 * cost.item(), 4) / 3, thirds / 3, data=THREE
    )


@claim("linear-mse-name", note="pytorch-basics 2", verdict=IMPRECISE)
@given(seed=seeds(), shift=st.floats(-8, 8))
def test_costs_the_variance_of_its_errors_plus_their_squared_mean(
    mean_squared_error, seed, shift, device, dtype
):
    """The note's word for the cost also means a standard deviation. It is no such thing.

    MSE = Var(errors) + (mean of the errors)², with the variance divided by n: a variance only where
    the errors are 0 on average. Twice the errors cost four times; a standard deviation doubles.
    """
    errors = (gaussian(seed, 8) + shift).to(device, dtype)
    mean = math.fsum(errors.tolist()) / 8
    variance = math.fsum((error - mean) ** 2 for error in errors.tolist()) / 8

    cost = mean_squared_error(errors, 0 * errors)
    centred = mean_squared_error(errors, torch.full_like(errors, mean))

    assert_near(cost, variance + mean**2, roundings=10)
    assert_near(centred, variance, roundings=10, scale=variance + mean**2)
    assert_equal(mean_squared_error(2 * errors, 0 * errors), 4 * cost)


@claim("linear-mse-convex", note="pytorch-basics 2", verdict=HOLDS)
@cells(dtypes=WIDE)
@given(x=FOUR, y=FOUR, pairs=tensors(INTEGERS, shape=(2, 2)))
def test_has_a_convex_cost(mean_squared_error, x, y, pairs, device, dtype):
    """What the picture of a bowl says: halfway between two pairs (w, b) the cost is no higher.

    True: it is lower by mean((x Δw + Δb)²)/4. That is 0 for some Δ only where all x are the same,
    c: then the cost is constant along (1, -c), a valley.
    """
    x, y, (one, other) = x.to(device, dtype), y.to(device, dtype), 2 * pairs.to(device, dtype)
    valley = torch.stack([torch.ones_like(x[0]), -x[0]])

    def cost(pair):
        w, b = pair
        return mean_squared_error(x * w + b, y)

    dip = (cost(one) + cost(other)) / 2 - cost((one + other) / 2)
    flat = cost(one) == cost(one + valley) == cost(one - valley)

    dw, db = one - other
    assert_equal(dip, (x * dw + db).square().sum() / 16)
    assert flat == (x.unique().numel() == 1)
