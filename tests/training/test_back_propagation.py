"""Back-propagation: which derivatives it finds, by which products."""

import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import nn

from concepts.activations.nonlinearity import collapse
from tests.support.axes import cells
from tests.support.claims import HOLDS, IMPLIED, IMPRECISE, claim
from tests.support.devices import WIDE
from tests.support.strategies import INTEGERS, seeds, tensors
from tests.support.tolerance import assert_equal, assert_near
from tests.tensors.loop_autograd import gradient_of
from tests.training.loop_back_propagation import drawn_net, sizes_of_rounded, slopes

BASICS, GRAPHS = "pytorch-basics 5", "pytorch-basics 1.3"
SIDES, POWERS = st.integers(1, 3), st.sampled_from([1, 2, 4])
HIDDEN = st.lists(SIDES, max_size=2)
STEPS = {"a + b": "Add", "a - b": "Sub", "a b": "Mul", "a²": "Pow", "3 a": "Mul", "a - 2": "Sub"}


@claim("backprop-is-partial-derivatives", note=GRAPHS, verdict=HOLDS)
@cells(examples=0.4)
@given(
    seed=seeds(),
    ends=st.tuples(SIDES, SIDES),
    hidden=HIDDEN,
    batch=st.integers(1, 4),
    activation=st.sampled_from(["tanh", "sigmoid"]),
)
def test_finds_the_derivative_in_every_weight_and_bias(
    back_propagation, seed, ends, hidden, batch, activation, device, dtype
):
    """The note: it computes the partial derivatives. True, of the loss in every parameter at once.

    Forward mode, which follows one parameter at a time through every sample, finds the same. A pass
    before leaves nothing behind.
    """
    net = drawn_net(seed, (ends[0], *hidden, ends[1]), batch, device, dtype)
    weights, biases, *data = net
    expected = slopes(weights, biases, activation, *data)
    sizes = sizes_of_rounded(*net)

    learner = back_propagation(weights, biases, activation)
    learner.loss(data[0] + 1, data[1])
    learner.backward()
    learner.loss(*data)
    found = sorted(learner.backward(), key=lambda gradient: gradient.layer)

    assert len(found) == len(weights)
    for (_, *parts), wanted, size in zip(found, expected, sizes, strict=True):
        for part, derivative, scale in zip(parts, wanted, size, strict=True):
            assert_near(part, derivative, roundings=8, scale=scale)


@claim("backprop-is-partial-derivatives", note=GRAPHS, verdict=HOLDS)
@cells(dtypes=WIDE, examples=0.4)
@given(seed=seeds(), ends=st.tuples(SIDES, POWERS), hidden=HIDDEN, batch=POWERS)
def test_is_exact_on_whole_numbers_and_takes_one_side_of_a_kink(
    back_propagation, seed, ends, hidden, batch, device, dtype
):
    """What follows: with relu and small whole numbers every digit is right.

    Where relu has no derivative, at 0, its left one is taken, 0. Half precision holds too few
    whole numbers.
    """
    sizes = (ends[0], *hidden, ends[1])
    weights, biases, *data = drawn_net(seed, sizes, batch, device, dtype, integers=True)
    expected = slopes(weights, biases, "relu", *data)

    learner = back_propagation(weights, biases, "relu")
    learner.loss(*data)
    found = sorted(learner.backward(), key=lambda gradient: gradient.layer)

    assert len(found) == len(weights)
    for (_, *parts), wanted in zip(found, expected, strict=True):
        for part, derivative in zip(parts, wanted, strict=True):
            assert_equal(part, derivative.to(device, dtype))


@claim("backprop-graph-colah-example", note=GRAPHS, verdict=HOLDS)
@example(a=2, b=1)
@given(a=st.integers(-9, 9), b=st.integers(-9, 9))
def test_adds_what_the_two_ways_to_b_bring(autograd, a, b, device, dtype):
    """The note's graph is lost; the usual one is e = (a + b)(b + 1): 6 at 2 and 1, slopes 2 and 5.

    b gets to e by both factors, and each way brings the product of the slopes along it:
    through the sum a + b that is b + 1, through the factor b + 1 it is a + b.
    """
    leaves = [autograd([float(n)], device=device, dtype=dtype, requires_grad=True) for n in (a, b)]
    by_the_sum, by_the_other = b + 1, a + b

    e = (leaves[0] + leaves[1]) * (leaves[1] + 1)
    e.backward()

    assert e.tolist() == [by_the_other * by_the_sum]
    assert gradient_of(leaves[0]) == [by_the_sum]
    assert gradient_of(leaves[1]) == [by_the_sum + by_the_other]


@claim("backprop-atomic-steps", note=GRAPHS, verdict=HOLDS)
@given(steps=st.lists(st.sampled_from(list(STEPS)), min_size=1, max_size=4), x=st.integers(-3, 3))
def test_goes_by_one_known_slope_at_a_time(autograd, steps, x, device):
    """The note: each node of the graph is one operation whose derivative is known. True.

    Along a chain of operations on v with w there is one node each, in their order, and the
    derivative in v is the product of the slopes 1, 1, w, 2v, 3 and 1.
    """
    leaf, w = autograd([float(x)], requires_grad=True, device=device), 2.0
    values, v, product = [float(x)], leaf, 1.0
    for step in steps:
        product *= {"a b": w, "a²": 2 * values[-1], "3 a": 3.0}.get(step, 1.0)
        ways = {"a + b": v + w, "a - b": v - w, "a b": v * w, "a²": v**2, "3 a": 3.0 * v}
        v = ways.get(step, v - 2.0)
        values += v.tolist()

    names, node = [], v.grad_fn
    while node.next_functions:
        names.append(node.name())
        node = node.next_functions[0][0]
    v.backward()

    assert names == [f"{STEPS[step]}Backward0" for step in reversed(steps)]
    assert node.variable is leaf
    assert gradient_of(leaf) == [product]


@claim("backprop-hidden-shape", note=BASICS, verdict=HOLDS)
@cells(meta=True)
@given(n=st.integers(1, 5), m=st.integers(1, 5), batch=st.integers(1, 5))
def test_makes_m_numbers_of_n_by_an_m_by_n_matrix(linear_layer, n, m, batch, device, dtype):
    """The note: X has N components and W is M x N, so H = W X has M. True, with or without b.

    Of several samples in columns, N x batch becomes M x batch; in rows, as torch has them, it is
    the transpose.
    """
    x = torch.ones(n, batch, device=device, dtype=dtype)
    weight = torch.ones(m, n, device=device, dtype=dtype)

    h = linear_layer(x.T, weight)

    assert h.T.shape == (weight @ x).shape == (m, batch)
    assert linear_layer(x.T, weight, weight[:, 0]).shape == (batch, m)


@claim("backprop-nn-linear-layout", note=BASICS, verdict=HOLDS, reading=IMPLIED)
@claim("backprop-hidden-shape", note=BASICS, verdict=HOLDS)
@given(data=st.data(), n=st.integers(1, 3), m=st.integers(1, 4), batch=st.integers(1, 3))
def test_keeps_a_row_of_weights_for_each_output(linear_layer, data, n, m, batch, device, dtype):
    """What the note leaves open: torch stores W as (out, in), and multiplies rows by it, x Wᵀ + b.

    Output i of a sample is b_i + Σ_j W_ij x_j.
    """
    x, weight, bias = (
        data.draw(tensors(shape=shape, layouts=True)).to(device, dtype)
        for shape in ((batch, n), (m, n), (m,))
    )
    units = [*zip(weight.tolist(), bias.tolist(), strict=True)]
    expected = torch.tensor(
        [
            [b + sum(w * v for w, v in zip(row, sample, strict=True)) for row, b in units]
            for sample in x.tolist()
        ],
        dtype=torch.float64,
    )

    h = linear_layer(x, weight, bias)

    assert_near(h, expected, roundings=n + 1, scale=8 + 64 * n)
    assert nn.Linear(n, m).weight.shape == weight.shape


@claim("backprop-chain-weight", note=BASICS, verdict=HOLDS)
@claim("backprop-chain-input", note=BASICS, verdict=HOLDS)
@given(data=st.data(), n=st.integers(1, 4), m=st.integers(1, 4), batch=st.integers(1, 3))
def test_goes_through_a_layer_by_two_products(layer_backward, data, n, m, batch, device, dtype):
    """The note: from ∂L/∂H follow ∂L/∂W, and ∂L/∂X for the layer before. True, of H = W X.

    They are ∂L/∂H Xᵀ, which sums over the samples, and Wᵀ ∂L/∂H. Exact on whole numbers.
    """
    x, w, d_h = (data.draw(tensors(INTEGERS, shape=s)) for s in ((n, batch), (m, n), (m, batch)))
    d_w = [[sum(d_h[i, k] * x[j, k] for k in range(batch)) for j in range(n)] for i in range(m)]
    d_x = [[sum(w[i, j] * d_h[i, k] for i in range(m)) for k in range(batch)] for j in range(n)]

    found = layer_backward(*(t.to(device, dtype) for t in (x, w, d_h)))

    for part, expected in zip(found, (d_w, d_x), strict=True):
        assert_equal(part, torch.tensor(expected).to(device, dtype))


@claim("backprop-linear-collapse", note=BASICS, verdict=IMPRECISE)
@cells(dtypes=WIDE)
@given(seed=seeds(), sizes=st.tuples(SIDES, SIDES, POWERS), batch=POWERS)
def test_shows_two_linear_layers_to_be_one(back_propagation, seed, sizes, batch, device, dtype):
    """The note: H = W X and then H' = W' H make a deeper model. Not without an activation between.

    It is the one layer W'W, with its loss; and that layer's derivative G decides both of theirs,
    W'ᵀ G and G Wᵀ + g bᵀ, where g is that of its bias. Exactly on whole numbers, of which half
    precision holds too few.
    """
    weights, biases, x, target = drawn_net(seed, sizes, batch, device, dtype, integers=True)
    deep = back_propagation(weights, biases, "identity")
    flat = back_propagation(*([p] for p in collapse(weights, biases)), "identity")

    loss = deep.loss(x, target)
    (_, outer, d_outer), (_, inner, d_inner) = deep.backward()
    loss_of_one = flat.loss(x, target)
    ((_, joint, d_joint),) = flat.backward()

    assert_equal(loss, loss_of_one)
    assert_equal(inner, weights[1].T @ joint)
    assert_equal(d_inner, weights[1].T @ d_joint)
    assert_equal(outer, joint @ weights[0].T + torch.outer(d_joint, biases[0]))
    assert_equal(d_outer, d_joint)


@claim("backprop-linear-collapse", note=BASICS, verdict=IMPRECISE)
@given(x=st.integers(1, 9))
def test_shows_two_layers_with_relu_between_to_be_more_than_one(back_propagation, x, device, dtype):
    """Where two layers are more: relu(t) + relu(-t) is |t|, which no straight line is.

    At t = -x, 0 and x it has no error; the same weights without relu give 0, an error of 2x²/3.
    Of all straight lines the best, the constant 2x/3, where the slope of the loss is 0, leaves
    2x²/9.
    """
    samples = torch.tensor([[-x], [0.0], [x]], device=device, dtype=dtype)
    two = [[[1.0], [-1.0]], [[1.0, 1.0]]], [[0.0, 0.0], [0.0]]
    one = [[[0.0]]], [[2 * x / 3]]

    def learner(weights, biases, activation):
        tensors = ([samples.new_tensor(p) for p in some] for some in (weights, biases))
        return back_propagation(*tensors, activation)

    line = learner(*one, "identity")
    losses = [
        net.loss(samples, samples.abs())
        for net in (learner(*two, "relu"), learner(*two, "identity"), line)
    ]
    ((_, *slopes),) = line.backward()

    for loss, share in zip(losses, (0, 2 / 3, 2 / 9), strict=True):
        assert_near(loss, share * x**2, roundings=8)
    for part in slopes:
        assert_near(part, torch.zeros_like(part).double(), roundings=8, scale=x**2)
