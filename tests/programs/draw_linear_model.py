"""Pictures of the linear model: its loss over w, its loss over w and b, and ways down."""

import torch

from concepts.programs import linear_model as program
from concepts.training.mini_batch import mini_batch_gradient, mini_batches
from tests.support.pictures import INK, shows
from tests.support.strategies import gaussian, generator

X = torch.tensor(program.X, dtype=torch.float64)
OFFSET = "offset points"
GRID = program.grid(0, program.STOP, program.STEP)


@shows("linear-sample-squared-error", "linear-squared-error-is-no-distance")
def test_has_squares_for_losses(figure):
    """The loss of a sample is the area of a square, whose side is the distance to the line.

    Here w = 1.5. The areas are 0.25, 1 and 2.25, and their mean is the MSE, 7/6.
    """
    from matplotlib.patches import Rectangle

    y, w = torch.tensor(program.Y), 1.5
    prediction = program.linear_model(X, w, 0)
    losses = program.squared_error(prediction, y)

    axes = figure.subplots()
    axes.axline((0, 0), slope=w, label="ŷ = 1.5 x")
    axes.plot(X, y, "o", color="C1", label="data, y = 2 x")
    for place, low, side, loss in zip(X, prediction, y - prediction, losses, strict=True):
        axes.add_patch(Rectangle((place, low), -side, side, color="C2", alpha=0.4))
        axes.annotate(f"{loss:.4g}", (place - side, low + side), (0, 3), textcoords=OFFSET)
    axes.set(xlim=(0, 7), ylim=(0, 7), aspect="equal", xlabel="x", ylabel="y")
    axes.legend(loc="lower left", bbox_to_anchor=(1, 0))

    assert losses.tolist() == [0.25, 1, 2.25]
    assert abs(losses.mean() - 7 / 6) < 1e-12


@shows("prog-p01-weight-sweep", "linear-sweep-argmin", "linear-mse-w3-w2-table")
def test_costs_least_at_w_2(figure):
    """The 41 trials lie on the parabola 14/3 (w - 2)², and 2 is the only one that costs nothing."""
    run = program.sweep(X, 2 * X, GRID, torch.zeros(1))
    best = run.mse.argmin()

    axes = figure.subplots()
    axes.plot(run.weight, run.mse, "o-", markersize=3)
    axes.plot(2, 0, "o", color="C1")
    axes.annotate("w = 2: 0", (2, 0), (0, 8), textcoords=OFFSET, ha="center")
    axes.plot(3, 14 / 3, "o", color="C1")
    axes.annotate("w = 3: 14/3", (3, 14 / 3), (-8, 0), textcoords=OFFSET, ha="right")
    axes.set(xlabel="weight w", ylabel="MSE")

    assert len(run.mse) == 41
    assert (run.weight[best], run.mse[best]) == (2, 0)
    assert abs(run.mse[30] - 14 / 3) < 1e-12


def bowl():
    """The second program, on y = 2 x + 1: a cost for each of 41 · 41 pairs."""
    run = program.sweep(X, 2 * X + 1, GRID, GRID - 1)
    return [column.reshape(41, 41) for column in (run.weight, run.bias, run.mse)]


@shows("prog-p02-bias-sweep", "linear-wireframe-comment")
def test_with_a_bias_has_a_bowl_for_its_loss(figure):
    """The mean squared error over w and b, as a wire frame; the dot is its minimum, w = 2, b = 1.

    Its floor is a valley: along it, what a larger weight adds a smaller bias takes away.
    """
    w, b, cost = bowl()

    axes = figure.add_subplot(projection="3d", computed_zorder=False)
    axes.plot_wireframe(*(t.numpy() for t in (w, b, cost)), rcount=14, ccount=14, linewidth=0.8)
    axes.plot([2], [1], [0], "o", color="C1")
    axes.set(xlabel="w", ylabel="b", zlabel="MSE")
    axes.view_init(30, -70)
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        axis.set_pane_color((0, 0, 0, 0))

    assert (cost == 0).nonzero().tolist() == [[20, 20]]
    assert (w[20, 20], b[20, 20]) == (2, 1)


@shows("linear-bias-optimum", "linear-bias-runner-up")
def test_with_a_bias_costs_least_at_w_2_and_b_1(figure):
    """The same from above: lines of equal cost about (2, 1).

    The next best of the 1681 pairs, (1.9, 1.2) and (2.1, 0.8) with 1/150, lie along the valley.
    """
    w, b, cost = bowl()
    best = cost.flatten().argsort(stable=True)[:3]
    places = [(round(w.flatten()[i].item(), 1), round(b.flatten()[i].item(), 1)) for i in best]

    axes = figure.subplots()
    lines = axes.contour(w, b, cost, levels=[0.25, 1, 2, 4, 8, 16], colors="C0", linewidths=1)
    axes.clabel(lines, lines.levels[1:5], fontsize=9, colors=INK)
    axes.plot(*zip(*places[1:], strict=True), "o", color="C2", markersize=4, label="next best")
    axes.plot(*places[0], "o", color="C1", label="w = 2, b = 1")
    axes.set(xlim=(0.5, 3.5), ylim=(-1, 3), xlabel="weight w", ylabel="bias b")
    axes.legend()

    assert places[0] == (2, 1)
    assert sorted(places[1:]) == [(1.9, 1.2), (2.1, 0.8)]


def descent(x, y, size, lr, epochs):
    """The way of (w, b) from (0, 0), by batches of a size, one row a step."""
    order, weight = generator(0), torch.zeros(2, dtype=torch.float64)
    way = [weight]
    for _ in range(epochs):
        for batch in mini_batches(len(y), size, order):
            way.append(way[-1] - lr * mini_batch_gradient(x[batch], y[batch], way[-1]))
    return torch.stack(way)


@shows("prog-p03-gd", "prog-p04-sgd", "minibatch-compromise", "minibatch-variance")
def test_goes_down_the_bowl_smoothly_by_all_samples_and_in_zigzag_by_single_ones(figure):
    """Two hundred steps from (0, 0) at one rate, on 60 points about y = 2 x + 1.

    With all samples in each step the way is smooth, with 10 it trembles, with one it strays, and
    keeps straying once it is there. A step costs 60, 10 and 1 gradients of a sample.
    """
    x = torch.stack([gaussian(0, 60), torch.ones(60, dtype=torch.float64)], 1)
    y = 2 * x[:, 0] + 1 + gaussian(1, 60, scale=0.8)
    best = torch.linalg.lstsq(x, y[:, None]).solution[:, 0]
    ways = {size: descent(x, y, size, 0.05, -(-200 * size // 60))[:201] for size in (1, 10, 60)}
    w, b = torch.meshgrid(torch.linspace(-0.5, 3, 50), torch.linspace(-0.5, 2, 50), indexing="ij")
    cost = ((w[..., None] * x[:, 0] + b[..., None] - y) ** 2).mean(-1)

    axes = figure.subplots()
    axes.contour(w, b, cost, levels=[0.65, 1, 2, 3, 4, 5, 6], colors=INK, linewidths=0.4)
    for (size, way), name in zip(ways.items(), ("1 sample", "10", "all 60"), strict=True):
        axes.plot(*way.T, linewidth=0.9 + size / 60, label=name)
    axes.plot(*best, "o", color="C3", label="least squares")
    axes.set(xlabel="weight w", ylabel="bias b")
    axes.legend(title="a step takes", loc="lower right")

    stray = {size: (way[100:] - best).norm(dim=1).mean().item() for size, way in ways.items()}
    assert {len(way) for way in ways.values()} == {201}
    assert stray[60] < stray[10] < stray[1] < 0.5
